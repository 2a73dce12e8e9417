import { workingTheta } from "../../deviance/changeOfBasis";
import { coefficientCovariance } from "../../deviance/coefficientCovariance";
import { withDeviance } from "../../deviance/withDeviance";
import { twoSidedP } from "../../distributions/normal";
import type { LinearMixedModel } from "../../model/linearMixedModel";
import { TEST_FORMATS } from "../../table/resultFormats";
import { Table } from "../../table/table";

/**
 * Standard errors of the coefficients of every replicate, length × p, row-major, from the replicate's θ and σ and the
 * design of the model that was refitted; NaN for a failed replicate and for a coefficient that is not estimated.
 * @param theta of every replicate, length × k, row-major
 */
export function replicateErrors(
  { data, nobs, REML, coefnames }: LinearMixedModel,
  theta: Float64Array,
  sigma: Float64Array,
): Float64Array {
  const { system, layout, kept, change } = data;
  const p = coefnames.length;
  const k = layout.length;
  const errors = new Float64Array(sigma.length * p).fill(NaN);
  withDeviance({ system, n: nobs, reml: REML }, (deviance) => {
    for (let r = 0; r < sigma.length; r++) {
      if (Number.isNaN(sigma[r])) continue;
      layout.fill(deviance.lambdas, workingTheta(layout, change, theta.subarray(r * k, (r + 1) * k)));
      deviance.factor(false);
      const covariance = coefficientCovariance(deviance, sigma[r], kept, p, change.fixed);
      for (let j = 0; j < p; j++) errors[r * p + j] = Math.sqrt(covariance[j * p + j]);
    }
  });
  return errors;
}

/**
 * The tests of the coefficients in every replicate in long form: iter, coefname, β, se, z, p.
 * @param betas of every coefficient, a number for each replicate
 * @param errors length × p, row-major
 */
export function coefficientTests(
  coefnames: readonly string[],
  betas: readonly Float64Array[],
  errors: Float64Array,
): Table {
  const p = coefnames.length;
  const β = errors.map((_, i) => betas[i % p][Math.floor(i / p)]);
  const z = β.map((value, i) => value / errors[i]);
  return Table.fromColumns(
    [
      ["iter", Int32Array.from(errors, (_, i) => 1 + Math.floor(i / p))],
      ["coefname", Array.from(errors, (_, i) => coefnames[i % p])],
      ["β", β],
      ["se", errors.slice()],
      ["z", z],
      ["p", z.map(twoSidedP)],
    ],
    { missing: "NaN", formats: TEST_FORMATS },
  );
}
