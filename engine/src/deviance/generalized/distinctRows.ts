import { type EqualRows, equalRows } from "../../matrices/equalRows";

/**
 * The distinct rows of x and, where there is one, an offset.
 * @param x n × p, row-major
 */
export function distinctRows(x: Float64Array, n: number, p: number, offset?: Float64Array): EqualRows {
  const keys = Float64Array.from({ length: n }, (_, i) => {
    let key = offset?.[i] ?? 0;
    for (let j = 0; j < p; j++) key = key * 1.2345678 + x[i * p + j];
    return key;
  });
  return equalRows(keys, (a, b) => {
    if (offset !== undefined && offset[a] !== offset[b]) return false;
    for (let j = 0; j < p; j++) if (x[a * p + j] !== x[b * p + j]) return false;
    return true;
  });
}
