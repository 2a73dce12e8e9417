import { denseCholesky, solveRow, solveRowTransposed } from "../../linalg/denseCholesky";
import type { Kept, Room } from "../../wasm/room";
import { roundUp } from "../../wasm/structure";
import { distinctRows } from "./distinctRows";
import type { RandomEffectsSystem } from "./randomEffectsSystem";

/** The structure of engine/kernels/generalized/fixedEffects.ts. */
const FIXED = ["columns", "stride", "distinct", "x", "rowOf", "sums", "cross", "gram"] as const;

/**
 * X of a generalized model, by its distinct rows, and what is left of its information when the random effects are
 * eliminated. What forms something of rows is for an open room.
 */
export class FixedEffects {
  /** Offset + Xγ of the last {@link linear}. */
  readonly part: Kept;
  /** Cholesky factor of S = XᵀWX − BᵀB = XᵀV⁻¹X, p × p, row-major, lower. */
  readonly factor: Float64Array;
  /** Numbers of a row of B: p, or one more. */
  readonly stride: number;
  /** C of X = X₀C, X₀ that of the design, p × p, row-major. */
  readonly coordinates: Float64Array;
  private readonly b: Kept;
  private readonly gram: Kept;
  private readonly distinct: Kept;
  private readonly gamma: Kept;
  private readonly sums: Kept;
  private readonly offset: Kept;
  private readonly rowOf: Int32Array;
  private readonly structure: { readonly address: number };
  private readonly room: Room;

  /**
   * @param x n × p, row-major
   * @param offset length n
   */
  constructor(
    private readonly system: RandomEffectsSystem,
    x: Float64Array,
    readonly p: number,
    offset: Float64Array,
  ) {
    const { n, order, room } = system;
    this.room = room;
    const stride = (this.stride = roundUp(p, 2));
    const { classOf, first } = distinctRows(x, n, p);
    this.rowOf = classOf;
    this.coordinates = Float64Array.from({ length: p * p }, (_, k) => Number(k % (p + 1) === 0));
    const distinct = new Float64Array(first.length * stride);
    first.forEach((i, r) => distinct.set(x.subarray(i * p, (i + 1) * p), r * stride));
    this.factor = new Float64Array(p * p);
    this.part = room.float64(n);
    this.offset = room.float64(offset.slice());
    this.distinct = room.float64(distinct);
    this.b = room.float64(order * stride);
    this.gram = room.scratch(p * stride);
    this.gamma = room.scratch(stride);
    this.sums = room.scratch(stride);
    const rowOf = room.int32(classOf);
    const byDistinctRow = room.scratch(first.length);
    this.structure = room.structure(FIXED, () => ({
      columns: p,
      stride,
      distinct: first.length,
      x: this.distinct.address,
      rowOf: rowOf.address,
      sums: byDistinctRow.address,
      cross: this.b.address,
      gram: this.gram.address,
    }));
  }

  /** X, n × p, row-major. */
  get x(): Float64Array {
    const { p, stride, rowOf } = this;
    const distinct = this.distinct.array;
    const x = new Float64Array(rowOf.length * p);
    for (let i = 0; i < rowOf.length; i++) for (let j = 0; j < p; j++) x[i * p + j] = distinct[rowOf[i] * stride + j];
    return x;
  }

  /** B = L⁻¹ΛᵀZᵀWX, q × {@link stride}, row-major. */
  get cross(): Float64Array {
    return this.b.array;
  }

  /** Takes over the coordinates of the same X elsewhere. */
  take({ distinct, coordinates }: FixedEffects): void {
    this.distinct.array.set(distinct.array);
    this.coordinates.set(coordinates);
  }

  /** XᵀWX, p × p, its lower triangle, and Xᵀr; rows without a positive weight are left out. */
  normalEquations(weights: Float64Array, r: Float64Array): { gram: Float64Array; product: Float64Array } {
    const { p, stride, rowOf } = this;
    const distinct = this.distinct.array;
    const count = distinct.length / Math.max(1, stride);
    const sums = new Float64Array(count);
    const products = new Float64Array(count);
    for (let i = 0; i < rowOf.length; i++) {
      if (!(weights[i] > 0)) continue;
      sums[rowOf[i]] += weights[i];
      products[rowOf[i]] += r[i];
    }
    const gram = new Float64Array(p * p);
    const product = new Float64Array(p);
    for (let d = 0, at = 0; d < count; d++, at += stride) {
      for (let j = 0; j < p; j++) {
        const own = distinct[at + j];
        product[j] += own * products[d];
        for (let c = 0; c <= j; c++) gram[j * p + c] += sums[d] * own * distinct[at + c];
      }
    }
    return { gram, product };
  }

  /** Forms B and the factor of S for weights W and the factor L of M; false when S is not positive definite. */
  eliminate(weights: Kept, l: Kept): boolean {
    const { p, stride, system, structure, factor, gram, room } = this;
    room.kernels.eliminateFixed(system.structure.address, structure.address, weights.address, l.address);
    factor.fill(0);
    for (let j = 0; j < p; j++) for (let c = 0; c <= j; c++) factor[j * p + c] = gram.array[j * stride + c];
    return denseCholesky(factor, p);
  }

  /**
   * Changes to coordinates in which S, as factored last, is I/unit²: one standard error is `unit` then.
   * @param gamma the fixed effects, which are changed alike
   */
  standardize(gamma: Float64Array, unit: number): void {
    const { p, stride, factor, coordinates } = this;
    const distinct = this.distinct.array;
    const change = (rows: Float64Array, at: number): void => {
      solveRow(rows, at, factor, p, 0, p);
      for (let j = 0; j < p; j++) rows[at + j] /= unit;
    };
    for (let at = 0; at < distinct.length; at += stride) change(distinct, at);
    for (let at = 0; at < coordinates.length; at += p) change(coordinates, at);
    for (let j = 0; j < p; j++) {
      let sum = 0;
      for (let i = j; i < p; i++) sum += factor[i * p + j] * gamma[i];
      gamma[j] = unit * sum;
    }
  }

  /** x ← S⁻¹x. */
  solve(x: Float64Array): void {
    solveRow(x, 0, this.factor, this.p, 0, this.p);
    solveRowTransposed(x, 0, this.factor, this.p);
  }

  /** Forms {@link part} of γ. */
  linear(gamma: ArrayLike<number>): void {
    this.addLinear(gamma, this.offset, this.part);
  }

  /** out ← x + Xγ; out may be x. */
  addLinear(gamma: ArrayLike<number>, x: Kept, out: Kept): void {
    const { system, structure, room } = this;
    this.gamma.array.set(gamma);
    room.kernels.addFixedEffects(
      system.structure.address,
      structure.address,
      this.gamma.address,
      x.address,
      out.address,
    );
  }

  /** out ← Xᵀr. */
  product(r: Kept, out: Float64Array): void {
    const { p, system, structure, sums, room } = this;
    room.kernels.fixedProduct(system.structure.address, structure.address, r.address, sums.address);
    out.set(sums.array.subarray(0, p));
  }
}
