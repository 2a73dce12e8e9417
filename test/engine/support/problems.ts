import { logScale, type ModelData, modelData, prepareResponse } from "engine/deviance/modelData";
import type { Problem } from "engine/deviance/problem";
import { EffectsCoding } from "engine/formula/coding/contrasts";
import { type ModelFrame, modelFrame } from "engine/formula/frame/modelFrame";
import { findStrata, needsLevelTraces } from "engine/matrices/strata";
import { asTable } from "engine/table/asTable";
import { dataset } from "engine/table/source/dataset";
import type { Table } from "engine/table/table";
import { PlainDeviance } from "./plainDeviance";

/** The rows of a data set that a predicate keeps. */
export function subset(name: string, keep: (row: { [column: string]: unknown }, index: number) => boolean): Table {
  return asTable(dataset(name).toRows().filter(keep));
}

const contrasts = { spkr: EffectsCoding(), prec: EffectsCoding(), load: EffectsCoding() };
/** Leaves out about a quarter of the rows, without a pattern that the design shares. */
const ragged = (_: unknown, i: number): boolean => (i * 7919) % 101 > 25;
const fewSubjectsAndItems = (row: { [column: string]: unknown }): boolean =>
  String(row.subj) < "S045" && String(row.item) < "I17";

/** Small problems, balanced (with twins) and not. */
export const frames: { readonly [name: string]: () => ModelFrame } = {
  sleepstudy: () => modelFrame("reaction ~ 1 + days + (1 + days | subj)", dataset("sleepstudy")),
  "ragged sleepstudy": () => modelFrame("reaction ~ 1 + days + (1 + days | subj)", subset("sleepstudy", ragged)),
  "ragged sleepstudy without correlation": () =>
    modelFrame("reaction ~ 1 + days + (1 + days || subj)", subset("sleepstudy", ragged)),
  penicillin: () => modelFrame("diameter ~ 1 + (1 | plate) + (1 | sample)", dataset("penicillin")),
  "ragged penicillin": () => modelFrame("diameter ~ 1 + (1 | plate) + (1 | sample)", subset("penicillin", ragged)),
  pastes: () => modelFrame("strength ~ 1 + (1 | batch / cask)", dataset("pastes")),
  "balanced kb07": () =>
    modelFrame("rt_trunc ~ 1 + spkr * prec + (1 | subj) + (1 + prec | item)", subset("kb07", fewSubjectsAndItems), {
      contrasts: { spkr: EffectsCoding(), prec: EffectsCoding() },
    }),
  "ragged kb07": () =>
    modelFrame(
      "rt_trunc ~ 1 + spkr * prec * load + (1 + spkr + prec | subj) + (1 + prec + load | item)",
      subset("kb07", (row, i) => fewSubjectsAndItems(row) && ragged(row, i)),
      { contrasts },
    ),
};

/** A frame with weights that repeat after so many rows (never, by default) and an offset. */
export function weighted(frame: ModelFrame, period = frame.nobs): ModelFrame {
  const weights = Float64Array.from({ length: frame.nobs }, (_, i) => 0.2 + (((i % period) * 0.618034) % 1));
  const offset = Float64Array.from(frame.response.values, (value, i) => 0.3 * value + Math.sin(i));
  return { ...frame, weights, offset };
}

export interface TestProblem {
  readonly data: ModelData;
  readonly problem: Problem;
}

export function testProblem(frame: ModelFrame, reml: boolean, sigma?: number): TestProblem {
  const data = modelData(frame);
  const { terms, fixed } = data.weighted;
  const { statistics } = prepareResponse(data, frame.response.values);
  const strata = findStrata(terms, fixed, data.system, reml);
  const deviance = new PlainDeviance(data.system, frame.nobs, reml, {
    levelTraces: needsLevelTraces(strata),
    sigma,
    logScale: logScale(data, reml),
  });
  deviance.statistics.set(statistics);
  return { data, problem: { layout: data.layout, deviance, strata } };
}

/** A θ away from the optimum and from symmetry, diagonal positive. */
export function someTheta({ layout }: Problem): Float64Array {
  return layout.identity().map((value, i) => 0.7 * value + 0.1 * Math.sin(1 + i));
}
