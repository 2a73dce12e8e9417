import type { RandomEffectsTerm } from "../../deviance/randomEffectsTerm";
import { removeSpan, sumOfProducts } from "../../linalg/orthogonalize";

/** A column is taken for a combination of others when less than this part of its norm is left. */
const TOLERANCE = 1e-8;

/** Whether a column is a combination of orthonormal ones. */
export function isSpanned(column: Float64Array, basis: readonly Float64Array[]): boolean {
  const rest = column.slice();
  removeSpan(rest, basis);
  removeSpan(rest, basis);
  return sumOfProducts(rest, rest) <= TOLERANCE ** 2 * sumOfProducts(column, column);
}

/** Whether two grouping factors group the rows alike, whatever their levels are called. */
export function isSamePartition(a: RandomEffectsTerm, b: RandomEffectsTerm): boolean {
  if (a.levels !== b.levels) return false;
  const partner = new Int32Array(a.levels).fill(-1);
  for (let row = 0; row < a.refs.length; row++) {
    if (partner[a.refs[row]] === -1) partner[a.refs[row]] = b.refs[row];
    else if (partner[a.refs[row]] !== b.refs[row]) return false;
  }
  return new Set(partner).size === a.levels;
}
