import {
  type BlockRows,
  blockProduct,
  crossWithFixed,
  diagonalBlocks,
  observationsByLevel,
  type TermDesign,
  transposed,
} from "./blockProduct";

/** The blocks of [Z X]ᵀ[Z X] of all levels; each is formed once, when it is first asked for. */
export class CrossProducts {
  readonly sizes: readonly number[];
  readonly levels: readonly number[];
  /** Per term, levels × S × S and levels × S × p. */
  readonly diagonals: readonly Float64Array[];
  readonly withFixed: readonly Float64Array[];
  private readonly pairs = new Map<number, BlockRows>();
  private readonly orders: (Int32Array | undefined)[] = [];
  private readonly squares = new Map<number, Float64Array>();

  constructor(
    private readonly designs: readonly TermDesign[],
    private readonly fixed: readonly Float64Array[],
  ) {
    this.sizes = designs.map((design) => design.columns.length);
    this.levels = designs.map((design) => design.levels);
    this.diagonals = designs.map(diagonalBlocks);
    this.withFixed = designs.map((design) => crossWithFixed(design, fixed));
  }

  /** ZₜᵀZᵤ of two different terms. */
  between(t: number, u: number): BlockRows {
    const key = t * this.designs.length + u;
    const known = this.pairs.get(key);
    if (known) return known;
    const mirrored = this.pairs.get(u * this.designs.length + t);
    const product = mirrored
      ? transposed(mirrored, this.levels[t])
      : blockProduct(this.designs[t], this.designs[u], this.order(u));
    this.pairs.set(key, product);
    return product;
  }

  /** The sums of squares of the columns of X in every level of a term, levels × p. */
  fixedSquares(t: number): Float64Array {
    return this.levelSquares(t, this.designs.length, this.fixed);
  }

  /** The sums of squares of the columns of another term in every level of a term, levels × S. */
  squaresOf(t: number, other: number): Float64Array {
    return this.levelSquares(t, other, this.designs[other].columns);
  }

  private levelSquares(t: number, of: number, columns: readonly Float64Array[]): Float64Array {
    const key = t * (this.designs.length + 1) + of;
    const known = this.squares.get(key);
    if (known) return known;
    const { refs, levels } = this.designs[t];
    const squares = new Float64Array(levels * columns.length);
    columns.forEach((column, c) => {
      for (let i = 0; i < refs.length; i++) squares[refs[i] * columns.length + c] += column[i] * column[i];
    });
    this.squares.set(key, squares);
    return squares;
  }

  private order(t: number): Int32Array {
    return (this.orders[t] ??= observationsByLevel(this.designs[t]));
  }
}
