import { isMainThread } from "node:worker_threads";
import { availableParallelism } from "node:os";
import { DataError } from "../errors";
import type { ModelFrame } from "../formula/modelFrame";
import { startCrew } from "../wasm/crew";
import { LARGEST_TEAM } from "../wasm/teamSignal";
import { COSTLY, isCostly, isCostlyOrder, suitsSparse } from "./evaluationCost";
import { LinearMixedModel } from "./linearMixedModel";
import { type Minimum, Minimizer, type Problem } from "./minimize";
import { type ModelData, modelData, prepareResponse } from "./modelData";
import { momentStart } from "./momentStart";
import { snapToBoundary } from "./snapToBoundary";
import { findStrata, needsLevelTraces } from "./strata";
import { withDeviance } from "./withDeviance";

export interface FrameFitOptions {
  readonly REML: boolean;
  /** The most computing threads; default all processors, or one where this is a thread itself. */
  readonly workers?: number;
  /** Multiplications from which an evaluation is costly and shared by several threads. */
  readonly costly?: number;
}

/** What is promised below this part of the objective does not pay for another derivative when an evaluation is costly. */
const COSTLY_TOLERANCE = 1e-10;

/** Fits the model of a frame. */
export function fitFrame(frame: ModelFrame, { REML, workers, costly = COSTLY }: FrameFitOptions): LinearMixedModel {
  // The threads come up while the system is built.
  if (isCostlyOrder(columnsThatStay(frame), costly)) startCrew(mostThreads(workers) - 1);
  return fitData(modelData(frame), { REML, costly, ...(workers === undefined ? {} : { workers }) });
}

/** Fits the model whose design has been prepared. */
export function fitData(data: ModelData, { REML, workers, costly = COSTLY }: FrameFitOptions): LinearMixedModel {
  const { nobs, response } = data.frame;
  if (nobs <= data.fixed.length) {
    throw new DataError(`a fit needs more rows than coefficients; there are ${nobs} complete rows and ${data.fixed.length} coefficients`);
  }
  const prepared = prepareResponse(data, response.values);
  if (!(prepared.statistics[prepared.statistics.length - 1] > 1e-24 * response.values.reduce((sum, value) => sum + value * value, 0))) {
    throw new DataError(`the response must vary about the fixed effects; '${response.name}' is a combination of them in every row`);
  }
  const { system, layout } = data;
  const strata = findStrata(data.terms, data.fixed, system, REML);
  const isSlow = isCostly(system, costly);
  const subject = { system, n: nobs, reml: REML, statistics: prepared.statistics, levelTraces: needsLevelTraces(strata), threads: isSlow ? mostThreads(workers) : 1 };
  return withDeviance(subject, (deviance) => new LinearMixedModel(data, prepared, deviance, strata, lowestMinimum({ deviance, layout, strata }, isSlow)));
}

function mostThreads(workers: number | undefined): number {
  return Math.min(LARGEST_TEAM, workers ?? (isMainThread ? availableParallelism() : 1));
}

/** Random effects of all terms but the largest, and coefficients. */
function columnsThatStay({ random, fixed }: ModelFrame): number {
  const effects = random.map((term) => term.levels.length * term.columns.length);
  return effects.reduce((sum, count) => sum + count, fixed.columns.length) - Math.max(0, ...effects);
}

/** Multiples of λ = I to start from; all but the first start only when the ones before end in doubt. */
const SCALES = [1, 0.1, 1000];

function lowestMinimum(problem: Problem, isSlow: boolean): Minimum {
  const { deviance, layout } = problem;
  const { system } = deviance;
  const minimizer = new Minimizer(problem, isSlow ? { relativeTolerance: COSTLY_TOLERANCE, sampleFirst: true } : {});
  const moments = suitsSparse(system) ? momentStart(system, layout, deviance.statistics, deviance.degreesOfFreedom + (deviance.reml ? system.p : 0)) : undefined;
  const starts = SCALES.map((scale) => layout.identity().map((value) => scale * value));
  let lowest: Minimum | undefined;
  for (const start of moments === undefined ? starts : [moments, ...starts]) {
    minimizer.minimize(start);
    snapToBoundary(minimizer);
    if (lowest === undefined || minimizer.objective < lowest.objective) lowest = minimizer.minimum();
    if (minimizer.failure === undefined && !minimizer.usedNewton) break;
  }
  return lowest!;
}
