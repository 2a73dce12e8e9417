import { workingTheta } from "../deviance/changeOfBasis";
import { modelData, prepareResponse } from "../deviance/modelData";
import { devianceSubject, withDeviance } from "../deviance/withDeviance";
import { FileError } from "../errors";
import { type Contrasts, modelFrame, type RowValues } from "../formula/frame/modelFrame";
import { findStrata } from "../matrices/strata";
import { checkedStart } from "../minimizer/startingValues";
import { asTable, type TableLike } from "../table/asTable";
import { checkOptions } from "../table/options";
import { shownValue } from "../table/shownValue";
import { readBytes } from "../table/source/files";
import { LinearMixedModel } from "./linearMixedModel";

export interface RestoreOptsumOptions {
  /** Coding of the factors, as the model in Julia has them. */
  contrasts?: Contrasts;
  /** Weights of the observations, as for {@link fit}. */
  weights?: RowValues;
  /** How far the objective may be from that of the file, as a part of it; default 1e-8. */
  rtol?: number;
}

/** What of a file of MixedModels.jl's `saveoptsum` is used. */
interface SavedOptsum {
  readonly final: readonly number[];
  readonly fmin: number;
  readonly feval: number;
  readonly REML: boolean;
  readonly sigma: number | null;
}

const SAME = 1e-8;

/**
 * The linear model of a formula at the θ that MixedModels.jl's `saveoptsum` has written, without fitting: as its
 * `restoreoptsum!`. The certificate looks at that θ afresh, so it says where the optimizer that wrote it stopped early.
 * @throws if the file holds a θ of another length, or another objective than that of its θ on these data
 */
export function restoreoptsum(
  path: string,
  formula: string,
  table: TableLike,
  options: RestoreOptsumOptions = {},
): LinearMixedModel {
  checkOptions("restoreoptsum", options, ["contrasts", "weights", "rtol"]);
  const { contrasts, weights, rtol = SAME } = options;
  const { final, fmin, feval, REML, sigma } = readOptsum(path);
  const data = modelData(modelFrame(formula, asTable(table), { contrasts, weights }));
  const { system, layout, weighted, change, frame } = data;
  if (final.length !== layout.length)
    throw new FileError(
      `'${formula}' has ${layout.length} elements of θ; '${path}' holds ${final.length}, so it is of another model`,
      path,
    );
  const prepared = prepareResponse(data, frame.response.values);
  const strata = findStrata(weighted.terms, weighted.fixed, system, REML);
  const subject = devianceSubject(data, prepared.statistics, strata, { REML, sigma: sigma ?? undefined });
  const minimum = {
    theta: workingTheta(layout, change, checkedStart(final, data)),
    objective: fmin,
    evaluations: feval,
    decrement: NaN,
  };
  const model = withDeviance(subject, (deviance) => LinearMixedModel.create(data, prepared, deviance, strata, minimum));
  if (Math.abs(model.objective - fmin) <= rtol * (1 + Math.abs(fmin))) return model;
  throw new FileError(
    `'${path}' holds the objective ${fmin}, but its θ gives ${model.objective} for '${formula}' on these data`,
    path,
  );
}

function readOptsum(path: string): SavedOptsum {
  const saved = parsed(new TextDecoder().decode(readBytes(path)));
  if (!Array.isArray(saved?.final) || !saved.final.every(Number.isFinite) || !Number.isFinite(saved.fmin))
    throw new FileError(
      `a file of MixedModels.jl's saveoptsum holds θ as "final" and its objective as "fmin"; '${path}' does not`,
      path,
    );
  const { nAGQ = 1, sigma = null, REML = false, feval = 0 } = saved;
  if (nAGQ !== 1)
    throw new FileError(`restoreoptsum reads linear models; '${path}' is of a generalized one, nAGQ = ${nAGQ}`, path);
  if (sigma !== null && !(typeof sigma === "number" && sigma > 0))
    throw new FileError(`a fixed σ is positive; '${path}' holds ${shownValue(sigma)}`, path);
  return { final: saved.final, fmin: saved.fmin, feval, REML, sigma };
}

/** Julia writes NaN and Infinity, which JSON does not know; none of them is used. */
function parsed(text: string): (SavedOptsum & { readonly nAGQ?: number }) | undefined {
  try {
    const plain = text.replace(/"(?:[^"\\]|\\.)*"|-?\bInfinity\b|-?\bInf\b|\bNaN\b/g, (found) =>
      found.startsWith('"') ? found : "null",
    );
    return JSON.parse(plain) as SavedOptsum;
  } catch {
    return undefined;
  }
}
