import type { RandomStream } from "../../random/stream";

/** The levels of a term in the rows, and its columns of Z. */
interface DrawnTerm {
  readonly refs: Int32Array;
  readonly levels: number;
  readonly columns: readonly Float64Array[];
}

/** eta += ZΛu of a term with u ~ N(0, I). @param b a buffer of levels × S numbers; holds Λu afterwards */
export function addDrawnEffects(
  eta: Float64Array,
  { refs, levels, columns }: DrawnTerm,
  lambda: Float64Array,
  b: Float64Array,
  stream: RandomStream,
): void {
  const s = columns.length;
  stream.randnFill(b);
  for (let l = 0; l < levels; l++) {
    for (let i = s - 1; i >= 0; i--) {
      let sum = 0;
      for (let j = 0; j <= i; j++) sum += lambda[i * s + j] * b[l * s + j];
      b[l * s + i] = sum;
    }
  }
  for (let c = 0; c < s; c++) {
    const column = columns[c];
    for (let i = 0; i < eta.length; i++) eta[i] += column[i] * b[refs[i] * s + c];
  }
}
