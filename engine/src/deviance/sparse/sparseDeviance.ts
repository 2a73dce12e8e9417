import { log } from "../../math/log";
import type { CoreSystem } from "../../matrices/coreSystem";
import { coreLength, type ResponseStatistics, statisticsLength } from "../../matrices/responseStatistics";
import type { Floats } from "../../wasm/heap";
import { BlockFactors } from "../blockFactors";
import type { Deviance, DevianceOptions } from "../deviance";
import { residualPart, totalVariance } from "../residualPart";
import { SparseMemory } from "./sparseMemory";
import { type SparsePattern, sparsePattern } from "./sparsePattern";
import { SparseProducts } from "./sparseProducts";
import { SparseSamples } from "./sparseSamples";
import { SparseTraces } from "./sparseTraces";

/**
 * Refinement ends when a step gains less than this, in units of the deviance, and fails when one gains more than this
 * part of the last one.
 */
const REFINED = 1e-9;
const SLOWEST_REFINEMENT = 0.1;

/**
 * The deviance of a system whose leading rows are sparse, by the kernels: the leading term is eliminated row by row
 * into a packed triangle, bordered by X, which a blocked Cholesky factorization takes. The factor stays when its
 * inverse is formed, and an evaluation at the λ of the last one costs nothing more.
 */
export class SparseDeviance implements Deviance {
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

  private readonly pattern: SparsePattern;
  private readonly factors: readonly BlockFactors[];
  private readonly factored: Float64Array[];
  private state: "none" | "factored" | "traced" = "none";
  private logDeterminant = NaN;
  private readonly products: SparseProducts;
  /** u of the other terms and β of the last response, padded like the rows of the factor. */
  private readonly solution: Float64Array;
  private memory: SparseMemory | undefined;

  /** @param n number of observations */
  constructor(
    readonly system: CoreSystem,
    n: number,
    readonly reml: boolean,
    private readonly options: DevianceOptions = {},
  ) {
    const { terms, q1, d2, p } = system;
    const squares = (): Float64Array[] => terms.map((term) => new Float64Array(term.size ** 2));
    this.degreesOfFreedom = reml ? n - p : n;
    this.sigma = options.sigma;
    this.logScale = options.logScale ?? 0;
    this.lambdas = squares();
    this.factored = squares();
    this.traces = squares();
    this.squares = squares();
    this.factors = terms.map((term) => new BlockFactors(term));
    this.statistics = new Float64Array(statisticsLength(system));
    if (options.levelTraces) this.levelTraces = new Float64Array(q1 + d2);
    this.beta = new Float64Array(p);
    this.e = new Float64Array(q1 + d2 + p);
    this.fixedFactor = new Float64Array(p * p);
    this.pattern = sparsePattern(system);
    this.solution = new Float64Array(4 * this.pattern.groups);
    this.products = new SparseProducts(system, this.pattern, this.factors, this.lambdas);
  }

  factor(derivative: boolean): boolean {
    if (!this.isFactored()) {
      this.state = "none";
      if (!this.factorSystem()) return false;
      this.state = "factored";
    }
    if (derivative && this.state !== "traced") {
      this.computeTraces();
      this.state = "traced";
    }
    return true;
  }

  sampleTraces(): boolean {
    const { system, pattern, products, factors, traces } = this;
    if (this.state === "none" || this.levelTraces || system.terms.some(({ size }) => size > 1)) return false;
    const samples = new SparseSamples(system, pattern, products);
    system.terms.forEach(({ groups, contrastsIn }, t) => {
      let trace = samples.coreTrace(t, this.sparse());
      for (let g = 0; g < groups; g++) trace += contrastsIn[g] * factors[t].tau[g];
      traces[t][0] = trace;
    });
    return true;
  }

  solve(derivative: boolean): number {
    const { system, statistics, pattern } = this;
    const { kernels, lower, sides } = this.sparse();
    const side = sides[system.p];
    let explained = this.products.reduce(side.array, statistics);
    kernels.packedForward(lower, pattern.groups, side.address);
    for (let j = 0; j < side.length; j++) explained += side.array[j] * side.array[j];
    this.r2 = statistics[statistics.length - 1] - explained;
    this.objective = this.logDeterminant + residualPart(this, this.r2);
    kernels.packedBackward(lower, pattern.groups, side.address);
    this.solution.set(side.array);
    this.take(derivative);
    return this.objective;
  }

  get response(): ResponseStatistics {
    return this.statistics;
  }

  residualsOf(statistics: ResponseStatistics): Float64Array {
    const { r2, objective } = this;
    const set = [this.statistics, this.e, this.beta, this.solution, ...this.squares];
    const kept = set.map((array) => array.slice());
    this.statistics.set(statistics);
    this.solve(true);
    const residuals = this.e.slice();
    set.forEach((array, i) => array.set(kept[i]));
    this.r2 = r2;
    this.objective = objective;
    return residuals;
  }

  refine(derivative: boolean): number {
    this.objective = NaN;
    if (this.state === "none") return NaN;
    const explained = this.factors.every((factors, t) => factors.update(this.lambdas[t])) ? this.refineSolution() : NaN;
    this.r2 = this.statistics[this.statistics.length - 1] - explained;
    if (explained - explained === 0) this.take(derivative);
    this.factors.forEach((factors, t) => factors.update(this.factored[t]));
    return this.r2;
  }

  /**
   * x ← x + K₀⁻¹(k − Kx) for the normal equations Kx = k, K₀ the matrix whose factor is kept. Each step brings what is
   * explained of yᵀy nearer to its maximum by r·K₀⁻¹r, r = k − Kx, and the steps shrink by the square of the relative
   * change from K₀ to K.
   */
  private refineSolution(): number {
    const { system, statistics, pattern, products, solution } = this;
    const { kernels, lower, sides } = this.sparse();
    const side = sides[system.p];
    const own = products.reduce(side.array, statistics);
    const right = side.array.slice();
    let last = Infinity;
    for (;;) {
      products.residual(side.array, solution, statistics);
      let explained = own;
      for (let j = 0; j < right.length; j++) explained += solution[j] * (right[j] + side.array[j]);
      kernels.packedForward(lower, pattern.groups, side.address);
      let gain = 0;
      for (let j = 0; j < right.length; j++) gain += side.array[j] * side.array[j];
      if (!(gain < SLOWEST_REFINEMENT * last)) return NaN;
      kernels.packedBackward(lower, pattern.groups, side.address);
      for (let j = 0; j < right.length; j++) solution[j] += side.array[j];
      explained += gain;
      const unit = totalVariance(this, statistics[statistics.length - 1] - explained) / this.degreesOfFreedom;
      if (gain < REFINED * unit) return explained;
      last = gain;
    }
  }

  /** β, and with `derivative` e, from the solution. */
  private take(derivative: boolean): void {
    const { system, pattern, solution } = this;
    for (let j = 0; j < system.p; j++) this.beta[j] = solution[4 * pattern.pivotGroups + j];
    if (!derivative) return;
    const { array } = this.sparse().sides[system.p];
    array.set(solution);
    this.residuals(array);
  }

  read(records: Floats, at: number): void {
    this.statistics.set(records.array.subarray(at, at + this.statistics.length));
  }

  release(): void {
    this.memory?.release();
    this.memory = undefined;
    this.state = "none";
  }

  /** How many threads took part in the last step. */
  get threads(): number {
    return this.memory?.team.threads ?? 1;
  }

  private sparse(): SparseMemory {
    return (this.memory ??= new SparseMemory(
      this.system,
      this.pattern,
      this.options.threads ?? 1,
      this.options.levelTraces === true,
    ));
  }

  private computeTraces(): void {
    const traces = new SparseTraces(
      this.system,
      this.pattern,
      this.sparse(),
      this.factors,
      this.lambdas,
      this.traces,
      this.levelTraces,
    );
    traces.compute();
    if (this.reml) traces.subtractFixed(this.products, this.fixedFactor);
  }

  private isFactored(): boolean {
    if (this.state === "none") return false;
    return this.lambdas.every((lambda, t) => lambda.every((value, i) => Object.is(value, this.factored[t][i])));
  }

  private factorSystem(): boolean {
    const { system, pattern } = this;
    const memory = this.sparse();
    this.logDeterminant = 0;
    for (let t = 0; t < system.terms.length; t++) {
      this.factored[t].set(this.lambdas[t]);
      if (!this.factors[t].update(this.lambdas[t])) return false;
      const { groups, contrastsIn, classesIn } = system.terms[t];
      for (let g = 0; g < groups; g++) {
        const count = contrastsIn[g] + (t === system.lead ? classesIn[g] : 0);
        this.logDeterminant += count * this.factors[t].logDeterminant[g];
      }
    }
    this.spreadFactors(memory);
    memory.team.run("schurRows", memory.system, memory.lower, memory.scratch.address, memory.width);
    memory.team.run("packedCholesky", memory.lower);
    const pivots = 4 * pattern.pivotGroups;
    this.logDeterminant += logDeterminant(memory.reciprocals.array, 0, pivots);
    const fixed = logDeterminant(memory.reciprocals.array, pivots, pivots + system.p);
    if (this.reml) this.logDeterminant += fixed;
    this.copyFixedFactor(memory);
    return Number.isFinite(this.logDeterminant) && Number.isFinite(fixed);
  }

  /** M and N of the distinct blocks to the classes, λ to the kernels. */
  private spreadFactors({ weights, complements, lambdas }: SparseMemory): void {
    const { terms, lead, rest } = this.system;
    const { classes, groupOf, size } = terms[lead];
    const { m, n } = this.factors[lead];
    const s2 = size * size;
    for (let c = 0; c < classes; c++) {
      const at = groupOf[c] * s2;
      for (let i = 0; i < s2; i++) {
        weights.array[c * s2 + i] = m[at + i];
        complements.array[c * s2 + i] = n[at + i];
      }
    }
    rest.forEach((t, i) => lambdas[i].array.set(this.lambdas[t]));
  }

  private copyFixedFactor({ triangle, lowerOffsets }: SparseMemory): void {
    const { p } = this.system;
    const first = 4 * this.pattern.pivotGroups;
    for (let i = 0; i < p; i++) {
      const row = 16 * lowerOffsets[(first + i) >> 2] + ((first + i) & 3);
      for (let j = 0; j <= i; j++) this.fixedFactor[i * p + j] = triangle.array[row + 4 * (first + j)];
    }
  }

  /** e of every core column and Σ eeᵀ per term, from the solution u of the other terms and β. */
  private residuals(solution: Float64Array): void {
    const { system, statistics, e } = this;
    for (let j = 0; j < system.q1 + system.d2; j++) e[j] = statistics[j];
    this.products.complement(e, solution, this.beta);
    this.sumSquares();
  }

  private sumSquares(): void {
    const { system, e, statistics } = this;
    system.terms.forEach(({ size: s, classes, coreOffset, groups, contrastsIn, scatterOffset }, t) => {
      const sums = this.squares[t];
      const { n } = this.factors[t];
      sums.fill(0);
      for (let at = coreOffset; at < coreOffset + classes * s; at += s) {
        for (let i = 0; i < s; i++) for (let j = 0; j < s; j++) sums[i * s + j] += e[at + i] * e[at + j];
      }
      const scatters = coreLength(system) + scatterOffset;
      for (let g = 0; g < groups; g++) {
        if (contrastsIn[g] > 0) addSandwich(sums, n, statistics, g * s * s, scatters + g * s * s, s);
      }
    });
  }
}

/** sums += N·W·Nᵀ for the S × S blocks N at `at` and W at `wAt`. */
function addSandwich(sums: Float64Array, n: Float64Array, w: Float64Array, at: number, wAt: number, s: number): void {
  for (let i = 0; i < s; i++) {
    for (let j = 0; j < s; j++) {
      let sum = 0;
      for (let a = 0; a < s; a++) {
        let inner = 0;
        for (let b = 0; b < s; b++) inner += w[wAt + a * s + b] * n[at + j * s + b];
        sum += n[at + i * s + a] * inner;
      }
      sums[i * s + j] += sum;
    }
  }
}

/**
 * −2 Σ log of the numbers from…to−1, the logarithm of the determinant of which these are the reciprocal pivots' roots;
 * NaN if one is not positive.
 */
function logDeterminant(reciprocals: Float64Array, from: number, to: number): number {
  let product = 1;
  let sum = 0;
  for (let i = from; i < to; i++) {
    if (!(reciprocals[i] > 0)) return NaN;
    product *= reciprocals[i];
    if (!(product < 1e100 && product > 1e-100)) {
      sum += log(product);
      product = 1;
    }
  }
  return -2 * (sum + log(product));
}
