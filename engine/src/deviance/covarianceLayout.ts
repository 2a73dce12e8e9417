/** A block of a term's λ: the columns it covers and where its lower triangle stands in θ. */
export interface CovarianceBlock {
  readonly term: number;
  /** Columns of the term, ascending. */
  readonly columns: readonly number[];
  readonly size: number;
  /** First element of the block in θ. */
  readonly offset: number;
}

/**
 * How θ fills the λ of every term: block by block, each the column-major lower triangle of an S × S factor.
 * A term has one block unless correlations are fixed at zero (zerocorr).
 */
export class CovarianceLayout {
  readonly blocks: readonly CovarianceBlock[];
  /** Number of parameters in θ. */
  readonly length: number;
  /** Per element of θ: its block, row and column inside the block. */
  readonly position: readonly { block: number; row: number; column: number }[];
  /** Per element of θ: its term, and its place in that term's row-major λ. */
  private readonly termOf: Int32Array;
  private readonly placeInTerm: Int32Array;

  /**
   * @param sizes S of every term
   * @param partitions the blocks of every term, as lists of columns
   */
  constructor(
    readonly sizes: readonly number[],
    partitions: readonly (readonly (readonly number[])[])[],
  ) {
    const blocks: CovarianceBlock[] = [];
    const position: { block: number; row: number; column: number }[] = [];
    partitions.forEach((partition, term) => {
      for (const columns of partition) {
        const size = columns.length;
        const block = blocks.length;
        blocks.push({ term, columns, size, offset: position.length });
        for (let column = 0; column < size; column++) {
          for (let row = column; row < size; row++) position.push({ block, row, column });
        }
      }
    });
    this.blocks = blocks;
    this.position = position;
    this.length = position.length;
    this.termOf = Int32Array.from(position, ({ block }) => blocks[block].term);
    this.placeInTerm = Int32Array.from(
      position,
      ({ block, row, column }) =>
        blocks[block].columns[row] * sizes[blocks[block].term] + blocks[block].columns[column],
    );
  }

  /** λ = I in every term. */
  identity(): Float64Array {
    return Float64Array.from(this.position, ({ row, column }) => (row === column ? 1 : 0));
  }

  /** A buffer for {@link fill}: one S × S matrix per term. */
  lambdas(): Float64Array[] {
    return this.sizes.map((s) => new Float64Array(s * s));
  }

  /** Writes the row-major λ of every term. */
  fill(lambdas: readonly Float64Array[], theta: Float64Array): void {
    const { termOf, placeInTerm, length } = this;
    for (let i = 0; i < length; i++) lambdas[termOf[i]][placeInTerm[i]] = theta[i];
  }

  /** The row-major λ of every term. */
  lambdasAt(theta: Float64Array): Float64Array[] {
    const lambdas = this.lambdas();
    this.fill(lambdas, theta);
    return lambdas;
  }

  /** Flips the sign of columns of λ so that every diagonal element is ≥ 0; Λ Λᵀ stays the same. */
  makeDiagonalNonNegative(theta: Float64Array): void {
    for (let b = 0; b < this.blocks.length; b++) {
      const { size, offset } = this.blocks[b];
      let k = offset;
      for (let column = 0; column < size; column++) {
        const length = size - column;
        if (theta[k] < 0) for (let i = k; i < k + length; i++) theta[i] = -theta[i];
        k += length;
      }
    }
  }

  /** Lower bounds of θ: 0 on the diagonals, −∞ below. */
  lowerBounds(): Float64Array {
    return Float64Array.from(this.position, ({ row, column }) => (row === column ? 0 : -Infinity));
  }

  /** Indices in θ of the diagonal elements of the λ blocks. */
  diagonal(): number[] {
    return this.position.flatMap(({ row, column }, index) => (row === column ? [index] : []));
  }
}
