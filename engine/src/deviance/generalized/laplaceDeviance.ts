import { exp } from "../../math/exp";
import { ConditionalModes } from "./conditionalModes";
import { FixedEffects } from "./fixedEffects";
import type { GeneralizedDesign } from "./generalizedDesign";
import { RandomEffectsSystem } from "./randomEffectsSystem";
import { WorkingRows } from "./workingRows";

/** A predicted change of a random effect beyond this is shortened to it. */
const LONGEST_PREDICTION = 1;
/** Coordinates are made where a step of modes and fixed effects promises less than this for each of them. */
const NEAR_ENOUGH = 0.05;

/**
 * The Laplace approximation of −2 log-likelihood without the families' constants,
 *
 * L(γ, θ, φ) = Σ d(η̃) + |ũ|² + log|M|, M = I + ΛᵀZᵀWZΛ, ũ the conditional modes,
 *
 * and its exact derivatives. With e = −Zᵀg, H = I + ΛᵀZᵀW°ZΛ, h = diag(ZΛM⁻¹ΛᵀZᵀ), c = W′h, a = H⁻¹ΛᵀZᵀc,
 * c* = c − W°ZΛa and k = Zᵀc* they are ∂L/∂γ = Xᵀ(2g + c*) and, for term t,
 * dL/dΣₜ = Gₜ = Σ_levels (T_ll − eₗeₗᵀ + ½(kₗeₗᵀ + eₗkₗᵀ)), T = ZᵀWZ − ZᵀWZΛM⁻¹ΛᵀZᵀWZ: traces and squares of a
 * deviance with σ = 1, to which the response adds only k. Nothing divides by a λ that may be 0.
 */
export class LaplaceDeviance {
  /** γ, θ and, with dispersion, log φ; `fast`: without γ. */
  readonly dimension: number;
  /** How many of the parameters are fixed effects: p, `fast` 0. */
  readonly freeFixed: number;
  readonly hasDispersion: boolean;
  /** λ of every term, S × S, the input of the surrogates. */
  readonly lambdas: readonly Float64Array[];
  /** Σ T_ll and Σ (eₗeₗᵀ − ½(kₗeₗᵀ + eₗkₗᵀ)) of every term, S × S. */
  readonly traces: readonly Float64Array[];
  readonly squares: readonly Float64Array[];
  /** ∂L/∂γ, where γ is among the parameters. */
  readonly fixedGradient: Float64Array;
  /** ∂L/∂log φ, and an approximation of the second derivative. */
  dispersionSlope = 0;
  dispersionCurvature = 0;
  /** A standard error of a fixed effect in its coordinate, about, since {@link prepare}. */
  fixedUnit = 1;
  objective = NaN;
  logDeterminant = NaN;
  /** The fixed effects of the last evaluation; `fast`: the ones found. */
  readonly gamma: Float64Array;
  phi = 1;
  readonly system: RandomEffectsSystem;
  readonly rows: WorkingRows;
  readonly fixed: FixedEffects;
  readonly modes: ConditionalModes;
  /** Variances h of the rows' linear predictors given β and θ; set with derivatives. */
  readonly variances: Float64Array;
  /** As the surrogate of a linear deviance reads them: σ = 1. */
  readonly degreesOfFreedom: number;
  readonly sigma = 1;
  readonly logScale = 0;
  readonly r2: number;
  protected readonly l: Float64Array;
  protected readonly products: Float64Array;
  protected readonly correction: Float64Array;
  private readonly observedFactor: Float64Array;
  private readonly inverse: Float64Array;
  private readonly a: Float64Array;
  private readonly za: Float64Array;
  private readonly before: Float64Array;
  private readonly fixedPart: Float64Array;
  private readonly fixedPartBefore: Float64Array;
  private readonly dispersionValues = new Float64Array(4);
  private hasModes = false;
  /** The fixed effects and the modes that {@link prepare} has left. */
  private readonly gammaAtStart: Float64Array;
  private readonly modesAtStart: Float64Array;

  constructor(
    readonly design: GeneralizedDesign,
    readonly fast: boolean,
  ) {
    const { terms, layout, response, fixed, p, offset } = design;
    const n = response.y.length;
    const system = (this.system = new RandomEffectsSystem(terms, n));
    this.rows = new WorkingRows(response);
    this.fixed = new FixedEffects(system, fixed, p);
    this.modes = new ConditionalModes(system, this.rows, this.fixed, offset);
    this.hasDispersion = response.family.dispersion !== "none";
    this.freeFixed = fast ? 0 : p;
    this.dimension = this.freeFixed + layout.length + (this.hasDispersion ? 1 : 0);
    this.lambdas = layout.lambdas();
    this.traces = layout.lambdas();
    this.squares = layout.lambdas();
    this.fixedGradient = new Float64Array(p);
    this.gamma = new Float64Array(p);
    this.gammaAtStart = new Float64Array(p);
    this.modesAtStart = new Float64Array(system.order);
    this.degreesOfFreedom = n;
    this.r2 = n;
    this.variances = new Float64Array(n);
    this.correction = new Float64Array(n);
    this.za = new Float64Array(n);
    this.fixedPart = new Float64Array(n);
    this.fixedPartBefore = new Float64Array(n);
    this.products = new Float64Array(n * system.width);
    this.before = new Float64Array(n * system.width);
    this.l = new Float64Array(system.size);
    this.observedFactor = this.rows.isObserved ? this.l : new Float64Array(system.size);
    this.inverse = new Float64Array(system.size);
    this.a = new Float64Array(system.order);
  }

  /** Forgets the modes, and with `fast` the fixed effects, from which the next evaluation would begin. */
  forget(): void {
    this.hasModes = false;
    this.modes.u.fill(0);
    if (this.fast) this.gamma.set(this.gammaAtStart);
  }

  /** Like {@link forget}, but the next evaluation begins at the modes that {@link prepare} has left. */
  restart(): void {
    this.forget();
    this.modes.u.set(this.modesAtStart);
  }

  /**
   * Takes one point with the fixed effects among the modes, beginning at {@link gamma}, which it leaves where these
   * are, and changes to coordinates γ in which their standard errors there are `unit`; those given are kept where that
   * fails.
   */
  prepare(theta: Float64Array, phi: number, unit: number): void {
    const { gamma, modes, rows, l, system, fixed } = this;
    this.design.layout.fill(this.lambdas, theta);
    system.setLambdas(this.lambdas);
    const before = gamma.slice();
    const enough = NEAR_ENOUGH * (system.order + fixed.p);
    let isKnown = modes.find(gamma, phi, true, enough);
    if (!isKnown) {
      gamma.set(before);
      this.forget();
      modes.find(gamma, phi, false, enough);
      isKnown = !Number.isNaN(system.factor(rows.w, l)) && fixed.eliminate(rows.w, l);
    }
    // The factor of S is that of the last step.
    if (isKnown) {
      fixed.standardize(gamma, unit);
      this.fixedUnit = unit;
    }
    this.hasModes = false;
    this.gammaAtStart.set(gamma);
    this.modesAtStart.set(modes.u);
  }

  /** L at the parameters (γ, θ, log φ); NaN where there is none. With `derivative` everything that the fields say. */
  evaluate(x: Float64Array, derivative: boolean): number {
    const { design, freeFixed, gamma, system, lambdas } = this;
    const { layout, offset } = design;
    const theta = x.subarray(freeFixed, freeFixed + layout.length);
    for (let j = 0; j < freeFixed; j++) gamma[j] = x[j];
    this.phi = this.hasDispersion ? exp(x[freeFixed + layout.length]) : 1;
    layout.fill(lambdas, theta);
    this.before.set(system.values);
    this.fixedPartBefore.set(this.fixedPart);
    system.setLambdas(lambdas);
    this.fixedPart.set(offset);
    this.fixed.add(gamma, this.fixedPart);
    if (this.hasModes) this.predictModes();
    this.objective = this.value();
    if (!Number.isFinite(this.objective)) {
      this.forget();
      return (this.objective = NaN);
    }
    this.hasModes = true;
    if (derivative && !this.differentiate()) return (this.objective = NaN);
    return this.objective;
  }

  /**
   * For every element of θ the size at which it matters: 1/√T of the row of λ that it stands in, T the mean
   * information about its random effect at the last derivative. It has the unit of the element.
   */
  thetaScale(): Float64Array {
    const { layout, terms } = this.design;
    return Float64Array.from(layout.position, ({ block, row }) => {
      const { term, columns } = layout.blocks[block];
      const size = layout.sizes[term];
      const trace = this.traces[term][columns[row] * (size + 1)];
      return Math.sqrt(terms[term].levels / trace);
    });
  }

  /** S at the last point, of which {@link fixed} gets the factor; false when it is not positive definite. */
  eliminateRandomEffects(): boolean {
    return this.fixed.eliminate(this.rows.w, this.l);
  }

  /** L at the point that has been set. */
  protected value(): number {
    const { modes, rows, system, l, gamma, phi, fast } = this;
    if (!modes.find(gamma, phi, fast)) return NaN;
    this.logDeterminant = system.factor(rows.w, l);
    return modes.deviance + modes.penalty + this.logDeterminant;
  }

  /** First-order change of the modes from the last point: −H⁻¹(ΛᵀZᵀW°(XΔγ + ZΔΛu) + ΔΛᵀZᵀg). */
  private predictModes(): void {
    const { system, rows, before, a, l, fixedPart, fixedPartBefore, modes } = this;
    const { n, width: m, values, column } = system;
    const { u } = modes;
    a.fill(0);
    for (let i = 0; i < n; i++) {
      const at = i * m;
      let change = fixedPart[i] - fixedPartBefore[i];
      for (let b = at; b < at + m; b++) change += (values[b] - before[b]) * u[column[b]];
      const scaled = rows.observed[i] * change;
      for (let b = at; b < at + m; b++) a[column[b]] -= before[b] * scaled + (values[b] - before[b]) * rows.g[i];
    }
    system.solve(l, a);
    let largest = 0;
    for (let j = 0; j < a.length; j++) largest = Math.max(largest, Math.abs(a[j]));
    if (!(largest < Infinity)) return;
    const part = Math.min(1, LONGEST_PREDICTION / largest);
    for (let j = 0; j < a.length; j++) u[j] += part * a[j];
  }

  protected differentiate(): boolean {
    const { rows, system, inverse, l, products, variances, correction, a, za, fixed, design } = this;
    const { observed, slope, g } = rows;
    system.invert(l, inverse);
    system.rowProducts(inverse, products, variances);
    for (let i = 0; i < correction.length; i++) correction[i] = slope[i] * variances[i];
    system.crossProduct(correction, a);
    if (!rows.isObserved && Number.isNaN(system.factor(observed, this.observedFactor))) return false;
    za.fill(0);
    if (this.fast) {
      if (!this.solveJointly()) return false;
    } else system.solve(this.observedFactor, a);
    system.addEffects(a, za);
    this.takeDispersion();
    for (let i = 0; i < correction.length; i++) correction[i] -= observed[i] * za[i];
    if (!this.fast) {
      const both = za;
      for (let i = 0; i < both.length; i++) both[i] = 2 * g[i] + correction[i];
      fixed.product(both, this.fixedGradient);
    }
    design.terms.forEach((_, t) => this.takeTerm(t));
    return this.eliminateRandomEffects();
  }

  /** The solution a of the joint Hessian of (u, γ) for (ΛᵀZᵀc, Xᵀc); its fixed part goes to {@link za}. */
  private solveJointly(): boolean {
    const { fixed, rows, observedFactor, a, za, system, correction } = this;
    const { p, cross } = fixed;
    const q = system.order;
    if (!fixed.eliminate(rows.observed, observedFactor)) return false;
    system.solveLower(observedFactor, a);
    const part = new Float64Array(p);
    fixed.product(correction, part);
    for (let c = 0; c < p; c++) for (let j = 0; j < q; j++) part[c] -= cross[j * p + c] * a[j];
    fixed.solve(part);
    for (let c = 0; c < p; c++) for (let j = 0; j < q; j++) a[j] -= cross[j * p + c] * part[c];
    system.solveUpper(observedFactor, a);
    fixed.add(part, za);
    return true;
  }

  /** ∂L/∂log φ = Σ d_φ + Σ h·W_φ − Σ (ZΛa)·g_φ, before {@link za} is used for something else. */
  private takeDispersion(): void {
    if (!this.hasDispersion) return;
    const { rows, modes, variances, za, phi, dispersionValues: values } = this;
    const { y, w } = rows.response;
    this.dispersionSlope = 0;
    this.dispersionCurvature = 0;
    for (let i = 0; i < y.length; i++) {
      rows.row.inDispersion(y[i], w[i], modes.eta[i], phi, values);
      this.dispersionSlope += values[0] + variances[i] * values[2] - za[i] * values[1];
      this.dispersionCurvature += values[3];
    }
  }

  /** Traces and squares of a term. */
  private takeTerm(t: number): void {
    const { system, rows, products, correction, traces, squares } = this;
    const { width: m, firsts, lambdas } = system;
    const { refs, levels, columns } = this.design.terms[t];
    const s = columns.length;
    const first = firsts[t];
    const e = new Float64Array(levels * s);
    const k = new Float64Array(levels * s);
    const half = new Float64Array(s * s);
    const { g, w } = rows;
    for (let r = 0; r < s; r++) {
      const z = columns[r];
      for (let i = 0; i < refs.length; i++) {
        e[refs[i] * s + r] -= z[i] * g[i];
        k[refs[i] * s + r] += z[i] * correction[i];
      }
      for (let c = 0; c < s; c++) {
        let sum = 0;
        for (let i = 0, at = first + c; i < refs.length; i++, at += m) sum += w[i] * z[i] * products[at];
        half[r * s + c] = sum;
      }
    }
    divideByLambda(traces[t], half, lambdas[t], s);
    const out = squares[t];
    for (let r = 0; r < s; r++) {
      for (let c = 0; c <= r; c++) {
        let sum = 0;
        for (let at = 0; at < e.length; at += s)
          sum += e[at + r] * e[at + c] - 0.5 * (k[at + r] * e[at + c] + e[at + r] * k[at + c]);
        out[r * s + c] = out[c * s + r] = sum;
      }
    }
  }
}

/**
 * T of Tλ, column by column from the right. Every part of a column of Tλ has the factor of that column of λ, so that
 * no digits are lost however small it is.
 */
function divideByLambda(out: Float64Array, product: Float64Array, lambda: Float64Array, s: number): void {
  for (let r = 0; r < s; r++) {
    for (let c = s - 1; c >= 0; c--) {
      let value = product[r * s + c];
      for (let k = c + 1; k < s; k++) value -= out[r * s + k] * lambda[k * s + c];
      out[r * s + c] = value / lambda[c * s + c];
    }
  }
  for (let r = 0; r < s; r++)
    for (let c = 0; c < r; c++) out[r * s + c] = out[c * s + r] = 0.5 * (out[r * s + c] + out[c * s + r]);
}
