import type { TermDesign } from "../../matrices/blockProduct";
import type { Kept, Room } from "../../wasm/room";
import { roundUp } from "../../wasm/structure";
import { type EliminationPattern, eliminationPattern, placeInFactor } from "./eliminationPattern";

/** What a zero on the diagonal of a λ is taken for, so that derivatives in its direction exist; its square is 0. */
const TINY = 1e-100;
/**
 * … where the column has other elements, and what is smaller beside these: traces are divided by the diagonal, and what
 * is subtracted before leaves a rounding error of theirs.
 */
const SMALL_BESIDE = 1e-9;

/** The structure of engine/kernels/generalized/system.ts. */
const SYSTEM = [
  "rows",
  "padded",
  "width",
  "order",
  "dense",
  "start",
  "row",
  "pair",
  "run",
  "column",
  "z",
  "values",
  "places",
] as const;

/**
 * M = I + ΛᵀZᵀWZΛ, q × q, for any weights W of the rows, with Λ of the last {@link setLambdas}; vectors of random
 * effects are in the order of elimination. All but {@link setLambdas} and {@link byTerm} is for an open room.
 */
export class RandomEffectsSystem {
  readonly pattern: EliminationPattern;
  /** Columns of all terms, the random effects of a row. */
  readonly width: number;
  /** n, and the next even number: arrays by columns of the terms have so many numbers of each. */
  readonly padded: number;
  /** λ of every term, S × S, with {@link TINY} for zeros on the diagonal or a small part of the elements below. */
  readonly lambdas: readonly Float64Array[];
  /** First column of each term among those of a row. */
  readonly firsts: readonly number[];
  /** The structure of the kernels. */
  readonly structure: { readonly address: number };
  /** λᵀz of every column of the terms, width × {@link padded}. */
  readonly values: Kept;
  private readonly z: Kept;
  private readonly sums: Kept;

  constructor(
    readonly terms: readonly TermDesign[],
    readonly n: number,
    readonly room: Room,
  ) {
    const pattern = (this.pattern = eliminationPattern(terms));
    const firsts: number[] = [];
    this.width = terms.reduce((sum, { columns }) => (firsts.push(sum), sum + columns.length), 0);
    this.firsts = firsts;
    const m = this.width;
    const padded = (this.padded = roundUp(n, 2));
    const column = new Int32Array(padded * m);
    const z = new Float64Array(padded * m);
    const places = new Int32Array((padded * (m * (m + 1))) / 2);
    this.lambdas = terms.map(({ columns }) => new Float64Array(columns.length ** 2));
    let effect = 0;
    terms.forEach(({ refs, levels, columns }, t) => {
      const s = columns.length;
      for (let c = 0; c < s; c++) {
        const first = (firsts[t] + c) * padded;
        for (let i = 0; i < n; i++) column[first + i] = pattern.place[effect + refs[i] * s + c];
        z.set(columns[c], first);
      }
      effect += levels * s;
    });
    for (let a = 0, to = 0; a < m; a++)
      for (let b = 0; b <= a; b++, to += padded)
        for (let i = 0; i < n; i++)
          places[to + i] = placeInFactor(pattern, column[a * padded + i], column[b * padded + i]);
    this.values = room.float64(padded * m);
    this.z = room.float64(z);
    this.sums = room.scratch(pattern.order);
    const fields = {
      start: room.int32(pattern.start),
      row: room.int32(pattern.row),
      pair: room.int32(pattern.pair),
      run: room.int32(pattern.run),
      column: room.int32(column),
      places: room.int32(places),
    };
    this.structure = room.structure(SYSTEM, () => ({
      rows: n,
      padded,
      width: m,
      order: pattern.order,
      dense: pattern.dense,
      start: fields.start.address,
      row: fields.row.address,
      pair: fields.pair.address,
      run: fields.run.address,
      column: fields.column.address,
      z: this.z.address,
      values: this.values.address,
      places: fields.places.address,
    }));
  }

  /** Number of elements of a factor or an inverse on the pattern. */
  get size(): number {
    return this.pattern.row.length;
  }

  /** q, the number of random effects. */
  get order(): number {
    return this.pattern.order;
  }

  /** Takes Λ from the λ of every term (S × S, row-major, lower) and forms λᵀz of every row. */
  setLambdas(lambdas: readonly Float64Array[]): void {
    const { padded, values, z, terms, firsts, room, structure } = this;
    const { kernels } = room;
    const at = (kept: Kept, column: number): number => kept.address + 8 * column * padded;
    values.array.fill(0);
    terms.forEach(({ columns }, t) => {
      const s = columns.length;
      const lambda = this.lambdas[t];
      lambda.set(lambdas[t]);
      for (let c = 0; c < s; c++) {
        let below = 0;
        for (let r = c + 1; r < s; r++) below = Math.max(below, Math.abs(lambda[r * s + c]));
        const least = below === 0 ? TINY : SMALL_BESIDE * below;
        const own = lambda[c * s + c];
        if (Math.abs(own) < least) lambda[c * s + c] = own < 0 ? -least : least;
      }
      for (let c = 0; c < s; c++)
        for (let r = c; r < s; r++)
          if (lambda[r * s + c] !== 0)
            kernels.addMultiple(structure.address, lambda[r * s + c], at(z, firsts[t] + r), at(values, firsts[t] + c));
    });
  }

  /** Writes the Cholesky factor of M; returns log|M|, NaN where M is not positive definite. */
  factor(weights: Kept, l: Kept): number {
    return this.room.kernels.factorSystem(this.structure.address, weights.address, l.address);
  }

  /** x ← M⁻¹x. */
  solve(l: Kept, x: Kept): void {
    this.solveLower(l, x);
    this.solveUpper(l, x);
  }

  /** x ← L⁻¹x. */
  solveLower(l: Kept, x: Kept): void {
    this.room.kernels.solveSystemLower(this.structure.address, l.address, x.address);
  }

  /** x ← L⁻ᵀx. */
  solveUpper(l: Kept, x: Kept): void {
    this.room.kernels.solveSystemUpper(this.structure.address, l.address, x.address);
  }

  /** out ← ΛᵀZᵀx for x of every row. */
  crossProduct(x: Kept, out: Kept): void {
    this.room.kernels.crossProduct(this.structure.address, x.address, out.address);
  }

  /** out ← x + ZΛu; out may be x. */
  addEffects(u: Kept, x: Kept, out: Kept): void {
    this.room.kernels.linearPredictors(this.structure.address, x.address, u.address, out.address);
  }

  /** Writes M⁻¹ on the pattern. */
  invert(l: Kept, inverse: Kept): void {
    this.room.kernels.invertSystem(this.structure.address, l.address, inverse.address, this.sums.address);
  }

  /**
   * For every row M⁻¹Λᵀz, its random effects only (width × {@link padded}), and the variance zᵀΛM⁻¹Λᵀz of its linear
   * predictor.
   * @param inverse M⁻¹ on the pattern
   */
  rowProducts(inverse: Kept, products: Kept, variances: Kept): void {
    this.room.kernels.rowProducts(this.structure.address, inverse.address, products.address, variances.address);
  }

  /** Random effects by term and level instead of the order of elimination: per term levels × S. */
  byTerm(u: Float64Array): Float64Array[] {
    let first = 0;
    return this.terms.map(({ levels, columns }) => {
      const count = levels * columns.length;
      const own = Float64Array.from({ length: count }, (_, j) => u[this.pattern.place[first + j]]);
      first += count;
      return own;
    });
  }
}
