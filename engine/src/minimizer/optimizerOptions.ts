import { OptionError } from "../errors";
import { checkOptions } from "../table/options";
import type { LowestMinimumOptions } from "./lowestMinimum";

/** When the optimizer of a fit stops; names as in NLopt and MixedModels.jl. */
export interface OptimizerOptions {
  /** Most evaluations of the objective, all starts together; default no limit. A fit that it ends is not converged. */
  maxfeval?: number;
  /**
   * A point is taken for the optimum when less than this further decrease of the objective is promised; default 1e-11.
   */
  ftol_abs?: number;
  /**
   * … or less than this part of the objective; default 0, but 1e-10 where an evaluation takes hundredths of a second.
   */
  ftol_rel?: number;
}

export function checkedOptimizer(
  options: OptimizerOptions = {},
): Pick<LowestMinimumOptions, "maxEvaluations" | "tolerance" | "relativeTolerance"> {
  checkOptions("optimizer", options, ["maxfeval", "ftol_abs", "ftol_rel"]);
  const { maxfeval, ftol_abs, ftol_rel } = options;
  if (maxfeval !== undefined && (!Number.isInteger(maxfeval) || maxfeval < 1))
    throw new OptionError(`maxfeval must be a positive whole number; got ${String(maxfeval)}`);
  for (const [name, value] of Object.entries({ ftol_abs, ftol_rel })) {
    if (value !== undefined && !(typeof value === "number" && value >= 0 && value < Infinity))
      throw new OptionError(`${name} must be a number from 0 on; got ${String(value)}`);
  }
  return {
    ...(maxfeval === undefined ? {} : { maxEvaluations: maxfeval }),
    ...(ftol_abs === undefined ? {} : { tolerance: ftol_abs }),
    ...(ftol_rel === undefined ? {} : { relativeTolerance: ftol_rel }),
  };
}
