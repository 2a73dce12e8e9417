import { BlockFactors } from "engine/deviance/blockFactors";
import type { Deviance, DevianceOptions } from "engine/deviance/deviance";
import { residualPart } from "engine/deviance/residualPart";
import { denseCholesky, dot, solveRow, solveRowTransposed } from "engine/linalg/denseCholesky";
import { type CoreSystem, denseRest } from "engine/matrices/coreSystem";
import { coreLength, type ResponseStatistics, statisticsLength } from "engine/matrices/responseStatistics";
import type { Floats } from "engine/wasm/heap";

/**
 * The deviance in plain TypeScript: the leading term is eliminated class by class, the rest is one dense Cholesky
 * factor.
 */
export class PlainDeviance implements Deviance {
  readonly degreesOfFreedom: number;
  readonly sigma: number | undefined;
  readonly logScale: number;
  readonly lambdas: Float64Array[];
  readonly statistics: ResponseStatistics;
  readonly traces: Float64Array[];
  readonly levelTraces?: Float64Array;
  readonly squares: Float64Array[];
  r2 = NaN;
  objective = NaN;
  readonly beta: Float64Array;
  readonly e: Float64Array;
  readonly fixedFactor: Float64Array;
  readonly factors: readonly BlockFactors[];

  private logDeterminant = NaN;
  private readonly eliminated: Float64Array;
  private readonly w: Float64Array;
  private readonly r: Float64Array;
  private readonly l: Float64Array;
  private readonly projected: Float64Array;
  private readonly inverseRows: Float64Array;
  private readonly m22: Float64Array;
  private readonly rhs: Float64Array;
  private readonly z: Float64Array;
  private readonly solution: Float64Array;
  private readonly leadWork: Float64Array;

  /** @param n number of observations */
  constructor(
    readonly system: CoreSystem,
    n: number,
    readonly reml: boolean,
    options: DevianceOptions = {},
  ) {
    const { terms, d2, p, q1 } = system;
    const m = d2 + p;
    const largest = Math.max(...terms.map((term) => term.size));
    this.degreesOfFreedom = reml ? n - p : n;
    this.sigma = options.sigma;
    this.logScale = options.logScale ?? 0;
    this.factors = terms.map((term) => new BlockFactors(term));
    this.traces = terms.map((term) => new Float64Array(term.size * term.size));
    this.squares = terms.map((term) => new Float64Array(term.size * term.size));
    this.lambdas = terms.map((term) => new Float64Array(term.size * term.size));
    this.eliminated = new Float64Array(system.leadValues.length);
    this.w = denseRest(system);
    this.r = new Float64Array(m * m);
    this.l = new Float64Array(d2 * d2);
    this.projected = new Float64Array(m * d2);
    this.inverseRows = new Float64Array(d2 * d2);
    this.m22 = new Float64Array(d2 * d2);
    this.fixedFactor = new Float64Array(p * p);
    this.rhs = new Float64Array(m);
    this.z = new Float64Array(m);
    this.solution = new Float64Array(m);
    this.leadWork = new Float64Array(largest * Math.max(m, largest));
    this.beta = new Float64Array(p);
    this.statistics = new Float64Array(statisticsLength(system));
    if (options.levelTraces) this.levelTraces = new Float64Array(q1 + d2);
    this.e = new Float64Array(q1 + m);
  }

  read(records: Floats, at: number): void {
    this.statistics.set(records.array.subarray(at, at + this.statistics.length));
  }

  get response(): ResponseStatistics {
    return this.statistics;
  }

  residualsOf(statistics: ResponseStatistics): Float64Array {
    const { r2, objective } = this;
    const set = [this.statistics, this.e, this.beta, this.solution, this.z, this.rhs, ...this.squares];
    const kept = set.map((array) => array.slice());
    this.statistics.set(statistics);
    this.solve(true);
    const residuals = this.e.slice();
    set.forEach((array, i) => array.set(kept[i]));
    this.r2 = r2;
    this.objective = objective;
    return residuals;
  }

  release(): void {}

  factor(derivative: boolean): boolean {
    const { terms, lead } = this.system;
    this.logDeterminant = 0;
    for (let t = 0; t < terms.length; t++) {
      const term = terms[t];
      if (!this.factors[t].update(this.lambdas[t])) return false;
      for (let g = 0; g < term.groups; g++) {
        const count = term.contrastsIn[g] + (t === lead ? term.classesIn[g] : 0);
        this.logDeterminant += count * this.factors[t].logDeterminant[g];
      }
    }
    this.eliminateLead();
    if (!this.factorRest()) return false;
    if (derivative) {
      this.sumContrastTraces();
      this.addRestTraces();
      this.addLeadTraces();
    }
    return true;
  }

  solve(derivative: boolean): number {
    const { d2, p } = this.system;
    const m = d2 + p;
    this.z.fill(0);
    let explained = this.reduceResponse();
    this.scaleByLambda(this.rhs, this.z);
    solveRow(this.z, 0, this.l, d2, 0, d2);
    for (let j = 0; j < d2; j++) explained += this.z[j] * this.z[j];
    for (let j = 0; j < p; j++) {
      let sum = this.rhs[d2 + j] - dot(this.projected, (d2 + j) * d2, this.z, 0, 0, d2);
      for (let k = 0; k < j; k++) sum -= this.fixedFactor[j * p + k] * this.z[d2 + k];
      const value = (this.z[d2 + j] = sum / this.fixedFactor[j * p + j]);
      explained += value * value;
      this.beta[j] = value;
    }
    this.r2 = this.statistics[this.statistics.length - 1] - explained;
    this.objective = this.logDeterminant + residualPart(this, this.r2);
    solveRowTransposed(this.beta, 0, this.fixedFactor, p);
    if (derivative && m > 0) this.residuals();
    return this.objective;
  }

  /** K_g·A for every entry of the leading rows, and R = WᵀW − Σ (K A)ᵀ(K A). */
  private eliminateLead(): void {
    const { system, r, eliminated } = this;
    const { lead, leadStart, leadColumn, leadValues, d2, p } = system;
    const { size: s, classes, groupOf } = system.terms[lead];
    const m = d2 + p;
    const { k } = this.factors[lead];
    r.set(this.w);
    for (let c = 0; c < classes; c++) {
      const at = groupOf[c] * s * s;
      const first = leadStart[c];
      const last = leadStart[c + 1];
      for (let entry = first; entry < last; entry++) {
        for (let i = 0; i < s; i++) {
          let sum = 0;
          for (let j = 0; j < s; j++) sum += k[at + i * s + j] * leadValues[entry * s + j];
          eliminated[entry * s + i] = sum;
        }
      }
      for (let a = first; a < last; a++) {
        const row = leadColumn[a] * m;
        for (let b = first; b <= a; b++) {
          let sum = 0;
          for (let i = 0; i < s; i++) sum += eliminated[a * s + i] * eliminated[b * s + i];
          r[row + leadColumn[b]] -= sum;
        }
      }
    }
    for (let i = 0; i < m; i++) for (let j = 0; j < i; j++) r[j * m + i] = r[i * m + j];
  }

  /** L of I + Λ₂ᵀR₂₂Λ₂, the rows RΛ₂L⁻ᵀ that belong to X, and L_X. */
  private factorRest(): boolean {
    const { system, r, l, projected, fixedFactor } = this;
    const { d2, p } = system;
    const m = d2 + p;
    this.timesLambda(projected);
    for (const t of system.rest) {
      const { size: s, classes, coreOffset } = system.terms[t];
      const lambda = this.lambdas[t];
      for (let c = 0; c < classes; c++) {
        const first = coreOffset - system.q1 + c * s;
        for (let i = 0; i < s; i++) {
          const row = (first + i) * d2;
          for (let j = 0; j < first + s; j++) {
            let sum = first + i === j ? 1 : 0;
            for (let a = i; a < s; a++) sum += lambda[a * s + i] * projected[(first + a) * d2 + j];
            l[row + j] = sum;
          }
        }
      }
    }
    if (!denseCholesky(l, d2)) return false;
    for (let j = 0; j < d2; j++) this.logDeterminant += 2 * Math.log(l[j * d2 + j]);
    for (let i = 0; i < p; i++) {
      const row = (d2 + i) * d2;
      solveRow(projected, row, l, d2, 0, d2);
      for (let j = 0; j <= i; j++)
        fixedFactor[i * p + j] = r[(d2 + i) * m + d2 + j] - dot(projected, row, projected, (d2 + j) * d2, 0, d2);
    }
    if (!denseCholesky(fixedFactor, p)) return false;
    if (this.reml) for (let j = 0; j < p; j++) this.logDeterminant += 2 * Math.log(fixedFactor[j * p + j]);
    return true;
  }

  /** out = R·Λ₂, (d2 + p) × d2. */
  private timesLambda(out: Float64Array): void {
    const { system, r } = this;
    const { d2, p } = system;
    const m = d2 + p;
    for (const t of system.rest) {
      const { size: s, classes, coreOffset } = system.terms[t];
      const lambda = this.lambdas[t];
      for (let row = 0; row < m; row++) {
        for (let c = 0; c < classes; c++) {
          const first = coreOffset - system.q1 + c * s;
          for (let j = 0; j < s; j++) {
            let sum = 0;
            for (let a = j; a < s; a++) sum += r[row * m + first + a] * lambda[a * s + j];
            out[row * d2 + first + j] = sum;
          }
        }
      }
    }
  }

  /** out = Λ₂ᵀ·x for the columns of the terms that do not lead. */
  private scaleByLambda(x: Float64Array, out: Float64Array): void {
    const { system } = this;
    for (const t of system.rest) {
      const { size: s, classes, coreOffset } = system.terms[t];
      const lambda = this.lambdas[t];
      for (let c = 0; c < classes; c++) {
        const first = coreOffset - system.q1 + c * s;
        for (let j = 0; j < s; j++) {
          let sum = 0;
          for (let a = j; a < s; a++) sum += lambda[a * s + j] * x[first + a];
          out[first + j] = sum;
        }
      }
    }
  }

  private sumContrastTraces(): void {
    const { terms, lead } = this.system;
    for (let t = 0; t < terms.length; t++) {
      const { groups, contrastsIn, classesIn, size } = terms[t];
      const { tau } = this.factors[t];
      const s2 = size * size;
      this.traces[t].fill(0);
      for (let g = 0; g < groups; g++) {
        const count = contrastsIn[g] + (t === lead ? classesIn[g] : 0);
        for (let i = 0; i < s2; i++) this.traces[t][i] += count * tau[g * s2 + i];
      }
    }
  }

  /**
   * T_ll = R_ll − PₗPₗᵀ with P = RΛ₂L⁻ᵀ, one row of P per column of the terms that do not lead; REML subtracts the part
   * of X.
   */
  private addRestTraces(): void {
    const { system, r, l, projected } = this;
    const { d2, p } = system;
    const m = d2 + p;
    for (let row = 0; row < d2; row++) solveRow(projected, row * d2, l, d2, 0, d2);
    for (const t of system.rest) {
      const { size: s, classes, coreOffset } = system.terms[t];
      for (let c = 0; c < classes; c++) {
        const first = coreOffset - system.q1 + c * s;
        for (let i = 0; i < s; i++) {
          for (let j = 0; j <= i; j++) {
            const value =
              r[(first + i) * m + first + j] - dot(projected, (first + i) * d2, projected, (first + j) * d2, 0, d2);
            this.traces[t][i * s + j] += value;
            if (j === i && this.levelTraces) this.levelTraces[coreOffset + c * s + i] = value;
            if (j < i) this.traces[t][j * s + i] += value;
          }
        }
        if (this.reml) {
          for (let i = 0; i < s; i++) {
            for (let j = 0; j < p; j++) {
              this.leadWork[i * p + j] =
                r[(first + i) * m + d2 + j] - dot(projected, (first + i) * d2, projected, (d2 + j) * d2, 0, d2);
            }
          }
          this.subtractFixedPart(this.traces[t], s, coreOffset + c * s);
        }
      }
    }
  }

  /** T_ll = τ − HM₂₂Hᵀ with M₂₂ = Λ₂(I + Λ₂ᵀR₂₂Λ₂)⁻¹Λ₂ᵀ and H = N·A over the entries of the leading row. */
  private addLeadTraces(): void {
    const { system, m22, leadWork, levelTraces } = this;
    const { lead, leadStart, leadColumn, leadValues, d2, p } = system;
    const { size: s, classes, groupOf } = system.terms[lead];
    const { n, tau } = this.factors[lead];
    const sums = this.traces[lead];
    levelTraces?.fill(0, 0, system.q1);
    this.formM22();
    const h = this.eliminatedByN();
    for (let c = 0; c < classes; c++) {
      const first = leadStart[c];
      const last = leadStart[c + 1] - p;
      for (let a = first; a < last; a++) {
        const row = leadColumn[a] * d2;
        for (let i = 0; i < s; i++) leadWork[i] = 0;
        for (let b = first; b < last; b++) {
          const weight = m22[row + leadColumn[b]];
          for (let i = 0; i < s; i++) leadWork[i] += weight * h[b * s + i];
        }
        for (let i = 0; i < s; i++) for (let j = 0; j < s; j++) sums[i * s + j] -= h[a * s + i] * leadWork[j];
        if (levelTraces) for (let i = 0; i < s; i++) levelTraces[c * s + i] -= h[a * s + i] * leadWork[i];
      }
      if (levelTraces) for (let i = 0; i < s; i++) levelTraces[c * s + i] += tau[groupOf[c] * s * s + i * s + i];
      if (this.reml) {
        this.leadFixedRows(c, groupOf[c] * s * s, n, leadValues);
        this.subtractFixedPart(sums, s, c * s);
      }
    }
  }

  /** M₂₂ = (Λ₂L⁻ᵀ)(Λ₂L⁻ᵀ)ᵀ. */
  private formM22(): void {
    const { system, inverseRows, m22, l } = this;
    const { d2 } = system;
    inverseRows.fill(0);
    for (const t of system.rest) {
      const { size: s, classes, coreOffset } = system.terms[t];
      for (let c = 0; c < classes; c++) {
        const first = coreOffset - system.q1 + c * s;
        for (let i = 0; i < s; i++) {
          for (let j = 0; j <= i; j++) inverseRows[(first + i) * d2 + first + j] = this.lambdas[t][i * s + j];
          solveRow(inverseRows, (first + i) * d2, l, d2, first, d2);
        }
      }
    }
    for (let i = 0; i < d2; i++) {
      for (let j = 0; j <= i; j++)
        m22[i * d2 + j] = m22[j * d2 + i] = dot(inverseRows, i * d2, inverseRows, j * d2, 0, d2);
    }
  }

  /** N·A for every entry of the leading rows; overwrites the eliminated entries' buffer of traces. */
  private eliminatedByN(): Float64Array {
    const { system } = this;
    const { lead, leadStart, leadValues } = system;
    const { size: s, classes, groupOf } = system.terms[lead];
    const { n } = this.factors[lead];
    const h = (this.leadRowsByN ??= new Float64Array(leadValues.length));
    for (let c = 0; c < classes; c++) {
      const at = groupOf[c] * s * s;
      for (let entry = leadStart[c]; entry < leadStart[c + 1]; entry++) {
        for (let i = 0; i < s; i++) {
          let sum = 0;
          for (let j = 0; j < s; j++) sum += n[at + i * s + j] * leadValues[entry * s + j];
          h[entry * s + i] = sum;
        }
      }
    }
    return h;
  }
  private leadRowsByN: Float64Array | undefined;

  /** Rows ZₗᵀV⁻¹X of a leading class into the work rows, s × p. */
  private leadFixedRows(c: number, at: number, n: Float64Array, values: Float64Array): void {
    const { system, leadWork, m22, r } = this;
    const { lead, leadStart, leadColumn, d2, p } = system;
    const s = system.terms[lead].size;
    const m = d2 + p;
    for (let x = 0; x < p; x++) {
      for (let i = 0; i < s; i++) {
        let sum = 0;
        const entry = leadStart[c + 1] - p + x;
        for (let j = 0; j < s; j++) sum += n[at + i * s + j] * values[entry * s + j];
        leadWork[i * p + x] = sum;
      }
      for (let a = leadStart[c]; a < leadStart[c + 1] - p; a++) {
        const solved = dot(m22, leadColumn[a] * d2, r, (d2 + x) * m, 0, d2);
        for (let i = 0; i < s; i++) leadWork[i * p + x] -= this.leadRowsByN![a * s + i] * solved;
      }
    }
  }

  /** sums −= VVᵀ for the rows V = (work rows)·L_X⁻ᵀ, s × p, which belong to the core's columns from `column` on. */
  private subtractFixedPart(sums: Float64Array, s: number, column: number): void {
    const { leadWork, fixedFactor } = this;
    const { p } = this.system;
    for (let i = 0; i < s; i++) solveRow(leadWork.subarray(i * p, (i + 1) * p), 0, fixedFactor, p, 0, p);
    for (let i = 0; i < s; i++) {
      for (let j = 0; j < s; j++) sums[i * s + j] -= dot(leadWork, i * p, leadWork, j * p, 0, p);
      if (this.levelTraces) this.levelTraces[column + i] -= dot(leadWork, i * p, leadWork, i * p, 0, p);
    }
  }

  /** R_y = s_W − Σ (K A)ᵀ(K s); returns what the leading term and the twins' contrasts explain of yᵀy. */
  private reduceResponse(): number {
    const { system, rhs, eliminated, leadWork, statistics: core } = this;
    const scatters = coreLength(system);
    const { lead, leadStart, leadColumn, q1, d2, p } = system;
    const { size: s, classes, groupOf } = system.terms[lead];
    const { k } = this.factors[lead];
    for (let j = 0; j < d2 + p; j++) rhs[j] = core[q1 + j];
    let explained = 0;
    for (let c = 0; c < classes; c++) {
      const at = groupOf[c] * s * s;
      for (let i = 0; i < s; i++) {
        let sum = 0;
        for (let j = 0; j < s; j++) sum += k[at + i * s + j] * core[c * s + j];
        leadWork[i] = sum;
        explained += sum * sum;
      }
      for (let entry = leadStart[c]; entry < leadStart[c + 1]; entry++) {
        let sum = 0;
        for (let i = 0; i < s; i++) sum += eliminated[entry * s + i] * leadWork[i];
        rhs[leadColumn[entry]] -= sum;
      }
    }
    for (let t = 0; t < system.terms.length; t++) {
      const term = system.terms[t];
      const length = term.groups * term.size * term.size;
      for (let i = 0; i < length; i++) explained += this.factors[t].m[i] * core[scatters + term.scatterOffset + i];
    }
    return explained;
  }

  /** e of every core level and Σ eeᵀ per term. */
  private residuals(): void {
    const { system, r, rhs, z, solution, e, beta, statistics: core } = this;
    const { lead, leadStart, leadColumn, leadValues, q1, d2, p } = system;
    const m = d2 + p;
    for (let j = 0; j < d2; j++) {
      let sum = z[j];
      for (let x = 0; x < p; x++) sum -= this.projected[(d2 + x) * d2 + j] * beta[x];
      z[j] = sum;
    }
    solveRowTransposed(z, 0, this.l, d2);
    for (const t of system.rest) {
      const { size: s, classes, coreOffset } = system.terms[t];
      for (let c = 0; c < classes; c++) {
        const first = coreOffset - q1 + c * s;
        for (let i = 0; i < s; i++) {
          let sum = 0;
          for (let j = 0; j <= i; j++) sum += this.lambdas[t][i * s + j] * z[first + j];
          solution[first + i] = sum;
        }
      }
    }
    for (let x = 0; x < p; x++) solution[d2 + x] = beta[x];
    for (let j = 0; j < d2; j++) e[q1 + j] = rhs[j] - dot(r, j * m, solution, 0, 0, m);
    const { size: s, classes, groupOf } = system.terms[lead];
    const { n } = this.factors[lead];
    for (let c = 0; c < classes; c++) {
      for (let i = 0; i < s; i++) this.leadWork[i] = core[c * s + i];
      for (let entry = leadStart[c]; entry < leadStart[c + 1]; entry++) {
        const weight = solution[leadColumn[entry]];
        for (let i = 0; i < s; i++) this.leadWork[i] -= leadValues[entry * s + i] * weight;
      }
      const at = groupOf[c] * s * s;
      for (let i = 0; i < s; i++) {
        let sum = 0;
        for (let j = 0; j < s; j++) sum += n[at + i * s + j] * this.leadWork[j];
        e[c * s + i] = sum;
      }
    }
    this.sumSquares();
  }

  private sumSquares(): void {
    const { system, e, statistics } = this;
    const scatters = coreLength(system);
    for (let t = 0; t < system.terms.length; t++) {
      const { size: s, classes, coreOffset, groups, contrastsIn, scatterOffset } = system.terms[t];
      const sums = this.squares[t];
      const { n } = this.factors[t];
      sums.fill(0);
      for (let c = 0; c < classes; c++) {
        const at = coreOffset + c * s;
        for (let i = 0; i < s; i++) for (let j = 0; j < s; j++) sums[i * s + j] += e[at + i] * e[at + j];
      }
      for (let g = 0; g < groups; g++) {
        if (contrastsIn[g] === 0) continue;
        const at = g * s * s;
        for (let i = 0; i < s; i++) {
          for (let j = 0; j < s; j++) {
            let sum = 0;
            for (let a = 0; a < s; a++) {
              let inner = 0;
              for (let b = 0; b < s; b++)
                inner += statistics[scatters + scatterOffset + at + a * s + b] * n[at + j * s + b];
              sum += n[at + i * s + a] * inner;
            }
            sums[i * s + j] += sum;
          }
        }
      }
    }
  }
}
