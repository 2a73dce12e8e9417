import { eigenDecomposition } from "../../linalg/eigenDecomposition";
import { sumOfProducts } from "../../linalg/orthogonalize";
import { cholesky } from "../../linalg/small";
import { congruent } from "./congruent";

/** Combinations of working coefficients that are tested jointly, and what each is under the hypothesis. */
export interface Hypothesis {
  readonly rows: readonly Float64Array[];
  readonly wanted: Float64Array | undefined;
}

/** Combinations that span the same. */
export interface SpanningCombinations extends Hypothesis {
  /** Whether they are uncorrelated, with variance 1; else they are those that were given. */
  readonly areUncorrelated: boolean;
}

/** Variances whose ratios are above this keep eight digits or more. */
const UNEQUAL = 1e-6;
/** A direction that varies by less than this part of the most variable one, both in standard errors, is rounding. */
const DEPENDENT = 1e-10;
const SWEEPS = 30;

/**
 * The same hypothesis by combinations that keep its digits. Estimates of cell means or slopes far from the data have
 * nearly the same large error, and their differences are lost in a matrix of covariances. Then the rows of L are turned
 * so that LC is orthogonal, CCᵀ the covariance (one-sided Jacobi; Demmel & Veselić, SIAM J. Matrix Anal. Appl. 13,
 * 1992), which squares no condition number; what remains of dependent rows is left out.
 */
export function spanningCombinations(hypothesis: Hypothesis, covariance: Float64Array): SpanningCombinations {
  const { rows, wanted } = hypothesis;
  const { values } = eigenDecomposition(congruent(covariance, rows), rows.length);
  if (Math.min(...values) > UNEQUAL * Math.max(...values)) return { rows, wanted, areUncorrelated: false };
  const p = rows[0].length;
  const factor = covariance.slice();
  cholesky(factor, p);
  const turned = rows.map((row, i) => ({
    image: Float64Array.from({ length: p }, (_, j) => {
      let sum = 0;
      for (let k = j; k < p; k++) sum += row[k] * factor[k * p + j];
      return sum;
    }),
    own: Float64Array.of(...row, wanted?.[i] ?? 0),
  }));
  for (let sweep = 0; sweep < SWEEPS && turnAll(turned); sweep++);
  const lengths = turned.map(({ image }) => Math.sqrt(sumOfProducts(image, image)));
  const least = DEPENDENT * Math.max(...lengths);
  const kept = turned.flatMap(({ own }, i) => (lengths[i] > least ? [own.map((value) => value / lengths[i])] : []));
  return {
    rows: kept.map((own) => own.subarray(0, p)),
    wanted: wanted && Float64Array.from(kept, (own) => own[p]),
    areUncorrelated: true,
  };
}

interface Turned {
  readonly image: Float64Array;
  readonly own: Float64Array;
}

/** Turns all pairs of rows once; whether any was not orthogonal. */
function turnAll(rows: readonly Turned[]): boolean {
  let any = false;
  rows.forEach((first, i) => {
    for (const second of rows.slice(i + 1)) {
      const a = sumOfProducts(first.image, first.image);
      const b = sumOfProducts(second.image, second.image);
      const c = sumOfProducts(first.image, second.image);
      if (!(Math.abs(c) > 1e-15 * Math.sqrt(a * b))) continue;
      any = true;
      const ratio = (b - a) / (2 * c);
      const tangent = (ratio < 0 ? -1 : 1) / (Math.abs(ratio) + Math.sqrt(1 + ratio * ratio));
      const cosine = 1 / Math.sqrt(1 + tangent * tangent);
      for (const key of ["image", "own"] as const) turn(first[key], second[key], cosine, cosine * tangent);
    }
  });
  return any;
}

function turn(x: Float64Array, y: Float64Array, cosine: number, sine: number): void {
  for (let j = 0; j < x.length; j++) {
    const before = x[j];
    x[j] = cosine * before - sine * y[j];
    y[j] = sine * before + cosine * y[j];
  }
}
