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

  constructor(
    private readonly designs: readonly TermDesign[],
    fixed: readonly Float64Array[],
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

  private order(t: number): Int32Array {
    return (this.orders[t] ??= observationsByLevel(this.designs[t]));
  }
}
