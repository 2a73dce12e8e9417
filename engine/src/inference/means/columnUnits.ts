import type { ColumnOrigin, Covariate } from "../../formula/coding/columnOrigin";
import type { ModelFrame } from "../../formula/frame/modelFrame";
import { wholePower } from "../../linalg/wholePower";
import { mean } from "./referenceGrid";

/**
 * A unit of each column of X that goes with those of the covariates it is made of, whose standard deviations it has,
 * and does not depend on their origins; 1 for coded factors.
 */
export function columnUnits({ fixed: { columns, origins } }: ModelFrame): Float64Array {
  return Float64Array.from(columns, (_, j) => (origins === undefined ? 1 : unitOf(origins[j])));
}

/** The unit of the columns that have a weight, if they all have the same; else 1. */
export function commonUnit(weights: Float64Array, units: Float64Array): number {
  const own = units.filter((_, j) => weights[j] !== 0);
  return own.every((unit) => unit === own[0]) ? (own[0] ?? 1) : 1;
}

function unitOf({ covariates }: ColumnOrigin): number {
  return covariates.reduce((unit, { power, ...own }) => {
    const { of, exponent } = power ?? { of: own, exponent: 1 };
    return unit * wholePower(deviationOf(of), exponent);
  }, 1);
}

function deviationOf({ values }: Covariate): number {
  const center = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - center) ** 2))) || 1;
}
