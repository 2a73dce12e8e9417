import { DataError } from "../errors";
import { denseCholesky, dot, fourDots, solveRows } from "../linalg/denseCholesky";
import { invertPositiveDefinite } from "../linalg/small";
import type { TermDesign } from "../matrices/blockProduct";
import { kernelInverse } from "./kernelInverse";

/** Rows of the design of a model, of its own data or of others. */
export interface EffectsRows {
  /** For every term the level of each row, −1 where it has no effects of the term, and their columns of Z. */
  readonly terms: readonly { readonly refs: Int32Array; readonly columns: readonly Float64Array[] }[];
  readonly fixed: readonly Float64Array[];
}

/** From this order on a matrix is inverted by the kernels, which take an eighth of the time but own memory. */
const WORTH_KERNELS = 256;

/** Places of a row that are not zero by design, and its values there; overwritten by the next row. */
class SparseRow {
  count = 0;
  readonly at: Int32Array;
  readonly values: Float64Array;

  constructor(length: number) {
    this.at = new Int32Array(length);
    this.values = new Float64Array(length);
  }

  add(at: number, value: number): void {
    this.at[this.count] = at;
    this.values[this.count++] = value;
  }
}

/**
 * The parts of M⁻¹, M = WᵀW + I (no I for X), W = [ZΛ X], that variances of random effects and leverages need.
 *
 * The first term is eliminated level by level: with its diagonal blocks D_l and C_l = its rows against the rest,
 * S = M_rest − Σ C_lᵀD_l⁻¹C_l, and (M⁻¹)_ll = D_l⁻¹ + K_l S⁻¹ K_lᵀ with K_l = D_l⁻¹C_l.
 */
export class EffectsInverse {
  private readonly s: number;
  /** λᵀz of one term. */
  private readonly scaled: Float64Array;
  private readonly m: number;
  private readonly firsts: number[];
  /** D_l⁻¹ of every level, S × S. */
  private readonly blocks: Float64Array;
  /** K_l, S × m, of every level, and the columns of it that are not 0. */
  private readonly k: Float64Array;
  private readonly filled: Int32Array[] = [];
  /** S⁻¹, m × m. */
  private readonly rest: Float64Array;

  /**
   * @param fixed columns of X; none to hold the coefficients fixed
   * @param lambdas λ of every term, S × S, row-major
   */
  constructor(
    readonly terms: readonly TermDesign[],
    readonly fixed: readonly Float64Array[],
    private readonly lambdas: readonly Float64Array[],
  ) {
    const [lead, ...others] = terms;
    const s = (this.s = lead.columns.length);
    this.firsts = [];
    this.scaled = new Float64Array(Math.max(...terms.map(({ columns }) => columns.length)));
    const random = others.reduce(
      (first, term) => (this.firsts.push(first), first + term.levels * term.columns.length),
      0,
    );
    const m = (this.m = random + fixed.length);
    this.blocks = new Float64Array(lead.levels * s * s);
    this.k = new Float64Array(lead.levels * s * m);
    const schur = new Float64Array(m * m);
    for (let j = 0; j < random; j++) schur[j * m + j] = 1;
    this.addRows(schur);
    this.eliminate(schur);
    this.rest = inverse(schur, m);
  }

  /** M⁻¹ of every level of a term, S × S each, row-major. */
  levelBlocks(term: number): Float64Array {
    if (term === 0) return this.leadBlocks();
    const { m, rest, terms } = this;
    const size = terms[term].columns.length;
    const result = new Float64Array(terms[term].levels * size * size);
    for (let l = 0; l < terms[term].levels; l++) {
      const first = this.firsts[term - 1] + l * size;
      for (let i = 0; i < size; i++)
        for (let j = 0; j < size; j++) result[(l * size + i) * size + j] = rest[(first + i) * m + first + j];
    }
    return result;
  }

  /** D_l⁻¹ + K_l S⁻¹ K_lᵀ of every level. */
  private leadBlocks(): Float64Array {
    const { s, m, k, rest } = this;
    const result = this.blocks.slice();
    this.filled.forEach((filled, l) => {
      for (let i = 0; i < s; i++) {
        for (const b of filled) {
          let ks = 0;
          for (const a of filled) ks += k[(l * s + i) * m + a] * rest[b * m + a];
          for (let j = 0; j < s; j++) result[(l * s + i) * s + j] += ks * k[(l * s + j) * m + b];
        }
      }
    });
    return result;
  }

  /** wᵀM⁻¹w of every row w of W. */
  leverages(): Float64Array {
    return this.variances(this);
  }

  /** wᵀM⁻¹w of rows w of W, of the columns of X that this knows and of every term in its order. */
  variances(rows: EffectsRows): Float64Array {
    const { s, m, rest } = this;
    const own = this.levelBlocks(0);
    const cross = this.crossProducts(rows);
    const others = this.sparseRow();
    const { at, values } = others;
    const z = new Float64Array(s);
    const { refs } = rows.terms[0];
    const result = new Float64Array(refs.length);
    for (let row = 0; row < refs.length; row++) {
      const level = refs[row];
      this.restRow(rows, row, others);
      let sum = 0;
      if (level >= 0) {
        this.scaledRow(rows, 0, row, z);
        for (let i = 0; i < s; i++) {
          for (let j = 0; j < s; j++) sum += z[i] * own[(level * s + i) * s + j] * z[j];
          sum -= 2 * z[i] * cross(level, i, others);
        }
      }
      for (let a = 0; a < others.count; a++)
        for (let b = 0; b < others.count; b++) sum += values[a] * rest[at[a] * m + at[b]] * values[b];
      result[row] = sum;
    }
    return result;
  }

  /**
   * Row i of K_l·S⁻¹ times a sparse vector: of the row as a whole where many rows have the level, else of what a vector
   * needs.
   */
  private crossProducts(rows: EffectsRows): (level: number, i: number, others: SparseRow) => number {
    const { s, m, k, rest } = this;
    const counts = new Int32Array(this.filled.length);
    for (const level of rows.terms[0].refs) if (level >= 0) counts[level]++;
    const entries = rows.terms.reduce((sum, { columns }, t) => sum + (t > 0 ? columns.length : 0), rows.fixed.length);
    const whole = new Map<number, Float64Array>();
    return (level, i, { at, values, count }) => {
      const row = level * s + i;
      let sum = 0;
      if (counts[level] * entries < m) {
        for (const a of this.filled[level]) {
          let inner = 0;
          for (let c = 0; c < count; c++) inner += rest[a * m + at[c]] * values[c];
          sum += k[row * m + a] * inner;
        }
        return sum;
      }
      let ks = whole.get(row);
      if (ks === undefined) {
        ks = new Float64Array(m);
        for (const a of this.filled[level]) for (let c = 0; c < m; c++) ks[c] += k[row * m + a] * rest[a * m + c];
        whole.set(row, ks);
      }
      for (let c = 0; c < count; c++) sum += ks[at[c]] * values[c];
      return sum;
    };
  }

  /** Adds wwᵀ of every row to the blocks, the cross products (in k) and the rest. */
  private addRows(schur: Float64Array): void {
    const { s, m, blocks, k, terms } = this;
    const [lead] = terms;
    for (let l = 0; l < lead.levels; l++) for (let i = 0; i < s; i++) blocks[(l * s + i) * s + i] = 1;
    const others = this.sparseRow();
    const { at, values } = others;
    const z = new Float64Array(s);
    lead.refs.forEach((level, row) => {
      this.scaledRow(this, 0, row, z);
      this.restRow(this, row, others);
      const { count } = others;
      for (let i = 0; i < s; i++) {
        for (let j = 0; j < s; j++) blocks[(level * s + i) * s + j] += z[i] * z[j];
        for (let c = 0; c < count; c++) k[(level * s + i) * m + at[c]] += z[i] * values[c];
      }
      for (let a = 0; a < count; a++) for (let b = 0; b < count; b++) schur[at[a] * m + at[b]] += values[a] * values[b];
    });
  }

  private eliminate(schur: Float64Array): void {
    const { s, m, blocks, k, terms } = this;
    const work = new Float64Array(2 * s * s);
    const cross = new Float64Array(s * m);
    for (let l = 0; l < terms[0].levels; l++) {
      const block = blocks.subarray(l * s * s, (l + 1) * s * s);
      const own = k.subarray(l * s * m, (l + 1) * s * m);
      invertPositiveDefinite(block, block.slice(), work, s);
      cross.set(own);
      for (let i = 0; i < s; i++)
        for (let c = 0; c < m; c++) {
          let sum = 0;
          for (let j = 0; j < s; j++) sum += block[i * s + j] * cross[j * m + c];
          own[i * m + c] = sum;
        }
      const filled = filledColumns(own, s, m);
      this.filled.push(filled);
      for (let i = 0; i < s; i++)
        for (const a of filled) {
          const value = cross[i * m + a];
          for (const b of filled) schur[a * m + b] -= value * own[i * m + b];
        }
    }
  }

  /** λᵀz of a term in a row, into `out`. */
  private scaledRow({ terms }: EffectsRows, term: number, row: number, out: Float64Array): void {
    const { columns } = terms[term];
    const size = columns.length;
    const lambda = this.lambdas[term];
    for (let i = 0; i < size; i++) {
      let sum = 0;
      for (let j = i; j < size; j++) sum += lambda[j * size + i] * columns[j][row];
      out[i] = sum;
    }
  }

  /** Room for what {@link restRow} finds. */
  private sparseRow(): SparseRow {
    const random = this.terms.reduce((sum, { columns }, t) => sum + (t > 0 ? columns.length : 0), 0);
    return new SparseRow(random + this.fixed.length);
  }

  /** The other terms and X in a row. */
  private restRow(rows: EffectsRows, row: number, out: SparseRow): void {
    out.count = 0;
    this.firsts.forEach((first, index) => {
      const { refs, columns } = rows.terms[index + 1];
      if (refs[row] < 0) return;
      const size = columns.length;
      this.scaledRow(rows, index + 1, row, this.scaled);
      for (let c = 0; c < size; c++) out.add(first + refs[row] * size + c, this.scaled[c]);
    });
    rows.fixed.forEach((column, j) => out.add(this.m - rows.fixed.length + j, column[row]));
  }
}

/** The columns of an s × m matrix that are not 0. */
function filledColumns(matrix: Float64Array, s: number, m: number): Int32Array {
  const filled: number[] = [];
  for (let c = 0; c < m; c++) {
    for (let i = 0; i < s; i++) {
      if (matrix[i * m + c] === 0) continue;
      filled.push(c);
      break;
    }
  }
  return Int32Array.from(filled);
}

/** The inverse of a symmetric positive definite matrix, which may be overwritten by its factor. */
function inverse(a: Float64Array, n: number): Float64Array {
  const result = n < WORTH_KERNELS ? plainInverse(a, n) : kernelInverse(a, n);
  if (result === undefined)
    throw new DataError("the effects of the model are too close to dependent for their variances to be computed");
  return result;
}

function plainInverse(a: Float64Array, n: number): Float64Array | undefined {
  if (!denseCholesky(a, n)) return undefined;
  const rows = new Float64Array(n * n);
  for (let i = 0; i < n; i++) rows[i * n + i] = 1;
  for (let i = 0; i < n; i += 4) solveRows(rows, i, Math.min(i + 4, n), a, n, i, n);
  const result = new Float64Array(n * n);
  const sums = new Float64Array(4);
  for (let i = 0; i < n; i++) {
    let j = 0;
    for (; j + 4 <= i; j += 4) {
      fourDots(sums, rows, i * n, rows, j * n, n, i, n);
      for (let b = 0; b < 4; b++) result[i * n + j + b] = result[(j + b) * n + i] = sums[b];
    }
    for (; j <= i; j++) result[i * n + j] = result[j * n + i] = dot(rows, i * n, rows, j * n, i, n);
  }
  return result;
}
