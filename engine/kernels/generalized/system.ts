/**
 * M = I + ΛᵀZᵀWZΛ of a generalized model, its Cholesky factor L in the order of elimination, and the rows of the data
 * that it is made of. Arrays by rows have room for an even number.
 */
@unmanaged
export class System {
  /** n, and the next even number. */
  rows: i32;
  padded: i32;
  /** Columns of all terms: the random effects of a row. */
  width: i32;
  /** q, the number of random effects. */
  order: i32;
  /** The pattern of L as src/deviance/generalized/eliminationPattern.ts has it, 32 bits a number. */
  dense: i32;
  start: usize;
  row: usize;
  pair: usize;
  run: usize;
  /** By column of the terms, then by row: the random effect, 32 bits, the column of Z and λᵀz. */
  column: usize;
  z: usize;
  values: usize;
  /** By pair of columns of the terms, then by row: the place of the pair in L, 32 bits. */
  places: usize;
}
