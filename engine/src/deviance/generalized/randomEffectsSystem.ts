import type { TermDesign } from "../../matrices/blockProduct";
import { type EliminationPattern, eliminationPattern, placeInFactor } from "./eliminationPattern";
import { factorInPlace, selectedInverse, solveLower, solveLowerAll, solveUpper } from "./sparseFactor";

/** What a zero on the diagonal of a λ is taken for, so that derivatives in its direction exist; its square is 0. */
const TINY = 1e-100;
/**
 * … where the column has other elements, and what is smaller beside these: traces are divided by the diagonal, and what
 * is subtracted before leaves a rounding error of theirs.
 */
const SMALL_BESIDE = 1e-9;

/**
 * M = I + ΛᵀZᵀWZΛ, q × q, for any weights W of the rows, with Λ of the last {@link setLambdas}; vectors of random
 * effects are in the order of elimination.
 */
export class RandomEffectsSystem {
  readonly pattern: EliminationPattern;
  /** Columns of all terms, the random effects of a row. */
  readonly width: number;
  /** Per row, the random effects that it has, n × width. */
  readonly column: Int32Array;
  /** Per row λᵀz of every term, n × width. */
  readonly values: Float64Array;
  /** λ of every term, S × S, with {@link TINY} for zeros on the diagonal or a small part of the elements below. */
  readonly lambdas: readonly Float64Array[];
  /** First column of each term in a row. */
  readonly firsts: readonly number[];
  /** Places in L of the pairs of random effects of a row: (0,0), (1,0), (1,1), … */
  private readonly places: Int32Array;
  private readonly pairs: number;

  constructor(
    readonly terms: readonly TermDesign[],
    readonly n: number,
  ) {
    const pattern = (this.pattern = eliminationPattern(terms));
    const firsts: number[] = [];
    this.width = terms.reduce((sum, { columns }) => (firsts.push(sum), sum + columns.length), 0);
    this.firsts = firsts;
    const m = this.width;
    this.pairs = (m * (m + 1)) / 2;
    this.column = new Int32Array(n * m);
    this.values = new Float64Array(n * m);
    this.places = new Int32Array(n * this.pairs);
    this.lambdas = terms.map(({ columns }) => new Float64Array(columns.length ** 2));
    let effect = 0;
    terms.forEach(({ refs, levels, columns }, t) => {
      const s = columns.length;
      for (let i = 0; i < n; i++)
        for (let c = 0; c < s; c++) this.column[i * m + firsts[t] + c] = pattern.place[effect + refs[i] * s + c];
      effect += levels * s;
    });
    let k = 0;
    for (let i = 0; i < n; i++)
      for (let a = 0; a < m; a++)
        for (let b = 0; b <= a; b++)
          this.places[k++] = placeInFactor(pattern, this.column[i * m + a], this.column[i * m + b]);
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
    const { n, width: m, values, terms, firsts } = this;
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
      for (let c = 0; c < s; c++) {
        const to = firsts[t] + c;
        const factor = lambda[c * s + c];
        const column = columns[c];
        for (let i = 0; i < n; i++) values[i * m + to] = factor * column[i];
        for (let r = c + 1; r < s; r++) {
          const other = lambda[r * s + c];
          const below = columns[r];
          if (other !== 0) for (let i = 0; i < n; i++) values[i * m + to] += other * below[i];
        }
      }
    });
  }

  /** Writes the Cholesky factor of M; returns log|M|, NaN where M is not positive definite. */
  factor(weights: Float64Array, l: Float64Array): number {
    const { n, width: m, values, places, pattern } = this;
    l.fill(0);
    for (let j = 0; j < pattern.order; j++) l[pattern.start[j]] = 1;
    if (m === 1) {
      for (let i = 0; i < n; i++) l[places[i]] += weights[i] * values[i] * values[i];
    } else if (m === 2) {
      for (let i = 0, k = 0, at = 0; i < n; i++, k += 3, at += 2) {
        const one = values[at];
        const other = values[at + 1];
        const scaled = weights[i] * one;
        const otherScaled = weights[i] * other;
        l[places[k]] += scaled * one;
        l[places[k + 1]] += otherScaled * one;
        l[places[k + 2]] += otherScaled * other;
      }
    } else {
      let k = 0;
      for (let i = 0; i < n; i++) {
        const at = i * m;
        for (let a = 0; a < m; a++) {
          const scaled = weights[i] * values[at + a];
          for (let b = 0; b <= a; b++) l[places[k++]] += scaled * values[at + b];
        }
      }
    }
    return factorInPlace(pattern, l);
  }

  /** x ← M⁻¹x. */
  solve(l: Float64Array, x: Float64Array): void {
    solveLower(this.pattern, l, x);
    solveUpper(this.pattern, l, x);
  }

  /** x ← L⁻¹x. */
  solveLower(l: Float64Array, x: Float64Array): void {
    solveLower(this.pattern, l, x);
  }

  /** X ← L⁻¹X, q × p, row-major. */
  solveLowerAll(l: Float64Array, x: Float64Array, p: number): void {
    solveLowerAll(this.pattern, l, x, p);
  }

  /** x ← L⁻ᵀx. */
  solveUpper(l: Float64Array, x: Float64Array): void {
    solveUpper(this.pattern, l, x);
  }

  /** out ← ΛᵀZᵀx for x of every row. */
  crossProduct(x: Float64Array, out: Float64Array): void {
    const { n, width: m, values, column } = this;
    out.fill(0);
    if (m === 1) {
      for (let i = 0; i < n; i++) out[column[i]] += values[i] * x[i];
      return;
    }
    let k = 0;
    for (let i = 0; i < n; i++) for (let a = 0; a < m; a++, k++) out[column[k]] += values[k] * x[i];
  }

  /** out ← ΛᵀZᵀWX, q × p, row-major, for X of n × p numbers. */
  crossProducts(weights: Float64Array, x: Float64Array, p: number, out: Float64Array): void {
    const { n, width: m, values, column } = this;
    out.fill(0);
    for (let i = 0, k = 0, from = 0; i < n; i++, from += p) {
      for (const end = k + m; k < end; k++) {
        const own = weights[i] * values[k];
        const to = column[k] * p;
        for (let j = 0; j < p; j++) out[to + j] += own * x[from + j];
      }
    }
  }

  /** out ← out + ZΛu. */
  addEffects(u: Float64Array, out: Float64Array): void {
    const { n, width: m, values, column } = this;
    if (m === 1) {
      for (let i = 0; i < n; i++) out[i] += values[i] * u[column[i]];
      return;
    }
    let k = 0;
    for (let i = 0; i < n; i++) {
      let sum = 0;
      for (let a = 0; a < m; a++, k++) sum += values[k] * u[column[k]];
      out[i] += sum;
    }
  }

  /** Writes M⁻¹ on the pattern. */
  invert(l: Float64Array, inverse: Float64Array): void {
    selectedInverse(this.pattern, l, inverse);
  }

  /**
   * For every row M⁻¹Λᵀz, its random effects only (n × width), and the variance zᵀΛM⁻¹Λᵀz of its linear predictor.
   * @param inverse M⁻¹ on the pattern
   */
  rowProducts(inverse: Float64Array, products: Float64Array, variances: Float64Array): void {
    const { n, width: m, values, places } = this;
    if (m === 1) {
      for (let i = 0; i < n; i++) {
        products[i] = inverse[places[i]] * values[i];
        variances[i] = products[i] * values[i];
      }
      return;
    }
    products.fill(0);
    let k = 0;
    for (let i = 0; i < n; i++) {
      const at = i * m;
      for (let a = 0; a < m; a++) {
        for (let b = 0; b < a; b++) {
          const value = inverse[places[k++]];
          products[at + a] += value * values[at + b];
          products[at + b] += value * values[at + a];
        }
        products[at + a] += inverse[places[k++]] * values[at + a];
      }
      let variance = 0;
      for (let a = 0; a < m; a++) variance += products[at + a] * values[at + a];
      variances[i] = variance;
    }
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
