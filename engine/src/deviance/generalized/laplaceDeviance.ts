import { exp } from "../../math/exp";
import { type Kept, Room } from "../../wasm/room";
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
  /** The memory of all arrays: {@link Room.within} it many evaluations take less time. */
  readonly room = new Room();
  /** As the surrogate of a linear deviance reads them: σ = 1. */
  readonly degreesOfFreedom: number;
  readonly sigma = 1;
  readonly logScale = 0;
  readonly r2: number;
  protected readonly l: Kept;
  protected readonly correction: Kept;
  /** Variances h of the rows' linear predictors given β and θ. */
  private readonly variances: Kept;
  private readonly products: Kept;
  private readonly observedFactor: Kept;
  private readonly inverse: Kept;
  private readonly a: Kept;
  private readonly za: Kept;
  private readonly e: Kept;
  private readonly k: Kept;
  private readonly before: Kept;
  private readonly partBefore: Kept;
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
    const { room } = this;
    const system = (this.system = new RandomEffectsSystem(terms, n, room));
    this.rows = new WorkingRows(response, room);
    this.fixed = new FixedEffects(system, fixed, p, offset);
    this.modes = new ConditionalModes(system, this.rows, this.fixed);
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
    this.variances = room.scratch(n);
    this.correction = room.scratch(n);
    this.za = room.scratch(n);
    this.partBefore = room.scratch(n);
    this.products = room.scratch(system.padded * system.width);
    this.before = room.scratch(system.padded * system.width);
    this.l = room.float64(system.size);
    this.observedFactor = this.rows.isObserved ? this.l : room.scratch(system.size);
    this.inverse = room.scratch(system.size);
    this.a = room.scratch(system.order);
    this.e = room.scratch(system.order);
    this.k = room.scratch(system.order);
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
    this.room.within(() => this.prepareHere(theta, phi, unit));
  }

  private prepareHere(theta: Float64Array, phi: number, unit: number): void {
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
      isKnown = !Number.isNaN(system.factor(rows.weights, l)) && fixed.eliminate(rows.weights, l);
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
    return this.room.within(() => this.evaluateHere(x, derivative));
  }

  private evaluateHere(x: Float64Array, derivative: boolean): number {
    const { design, freeFixed, gamma, system, lambdas, fixed } = this;
    const { layout } = design;
    const theta = x.subarray(freeFixed, freeFixed + layout.length);
    for (let j = 0; j < freeFixed; j++) gamma[j] = x[j];
    this.phi = this.hasDispersion ? exp(x[freeFixed + layout.length]) : 1;
    layout.fill(lambdas, theta);
    this.before.array.set(system.values.array);
    this.partBefore.array.set(fixed.part.array);
    system.setLambdas(lambdas);
    fixed.linear(gamma);
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
      // A column of zeros has no scale.
      return trace === 0 ? 1 : Math.sqrt(terms[term].levels / trace);
    });
  }

  /**
   * L⁻ᵀz of a vector in the order of elimination, which has the covariances of the approximation where z is standard
   * normal, and ZΛL⁻ᵀz by rows; both until the next use of the deviance, in an open room.
   */
  beside(z: Float64Array): { readonly effects: Float64Array; readonly change: Float64Array } {
    const { a, za, system, l } = this;
    a.array.set(z);
    system.solveUpper(l, a);
    za.array.fill(0);
    system.addEffects(a, za, za);
    return { effects: a.array, change: za.array };
  }

  /** S at the last point, of which {@link fixed} gets the factor; false when it is not positive definite. */
  eliminateRandomEffects(): boolean {
    return this.room.within(() => this.fixed.eliminate(this.rows.weights, this.l));
  }

  /** Takes another response; the next evaluation begins anew. */
  take(y: Float64Array): void {
    this.rows.take(y);
    this.forget();
  }

  /** L at the point that has been set. */
  protected value(): number {
    const { modes, rows, system, l, gamma, phi, fast } = this;
    if (!modes.find(gamma, phi, fast)) return NaN;
    this.logDeterminant = system.factor(rows.weights, l);
    return modes.deviance + modes.penalty + this.logDeterminant;
  }

  /** First-order change of the modes from the last point: −H⁻¹(ΛᵀZᵀW°(XΔγ + ZΔΛu) + ΔΛᵀZᵀg). */
  private predictModes(): void {
    const { system, rows, before, partBefore, za, l, fixed, modes, room } = this;
    const [part, old, change] = [fixed.part.array, partBefore.array, za.array];
    for (let i = 0; i < change.length; i++) change[i] = part[i] - old[i];
    room.kernels.changeOfScores(
      system.structure.address,
      za.address,
      before.address,
      rows.observed.address,
      rows.score.address,
      modes.effects.address,
      this.a.address,
    );
    system.solve(l, this.a);
    const { u } = modes;
    const a = this.a.array;
    let largest = 0;
    for (let j = 0; j < a.length; j++) largest = Math.max(largest, Math.abs(a[j]));
    if (!(largest < Infinity)) return;
    const share = Math.min(1, LONGEST_PREDICTION / largest);
    for (let j = 0; j < a.length; j++) u[j] += share * a[j];
  }

  protected differentiate(): boolean {
    const { rows, system, inverse, l, products, variances, correction, a, za, fixed, design, room } = this;
    const { observed, slope, score } = rows;
    const { address } = system.structure;
    const { kernels } = room;
    system.invert(l, inverse);
    system.rowProducts(inverse, products, variances);
    kernels.multiplyRows(address, slope.address, variances.address, correction.address);
    system.crossProduct(correction, a);
    if (!rows.isObserved && Number.isNaN(system.factor(observed, this.observedFactor))) return false;
    za.array.fill(0);
    if (this.fast) {
      if (!this.solveJointly()) return false;
    } else system.solve(this.observedFactor, a);
    system.addEffects(a, za, za);
    this.takeDispersion();
    // From here on the fixed effects' part of the gradient stands in za.
    kernels.correctSlopes(address, za.address, observed.address, score.address, correction.address, za.address);
    if (!this.fast) fixed.product(za, this.fixedGradient);
    kernels.randomEffectScores(address, score.address, correction.address, this.e.address, this.k.address);
    let effect = 0;
    design.terms.forEach(({ levels, columns }, t) => {
      this.takeTerm(t, effect);
      effect += levels * columns.length;
    });
    return this.eliminateRandomEffects();
  }

  /** The solution a of the joint Hessian of (u, γ) for (ΛᵀZᵀc, Xᵀc); its fixed part goes to {@link za}. */
  private solveJointly(): boolean {
    const { fixed, rows, observedFactor, a, za, system, correction } = this;
    const { p, cross, stride } = fixed;
    const q = system.order;
    const effects = a.array;
    if (!fixed.eliminate(rows.observed, observedFactor)) return false;
    system.solveLower(observedFactor, a);
    const part = new Float64Array(p);
    fixed.product(correction, part);
    for (let c = 0; c < p; c++) for (let j = 0; j < q; j++) part[c] -= cross[j * stride + c] * effects[j];
    fixed.solve(part);
    for (let c = 0; c < p; c++) for (let j = 0; j < q; j++) effects[j] -= cross[j * stride + c] * part[c];
    system.solveUpper(observedFactor, a);
    fixed.addLinear(part, za, za);
    return true;
  }

  /** ∂L/∂log φ = Σ d_φ + Σ h·W_φ − Σ (ZΛa)·g_φ, before {@link za} is used for something else. */
  private takeDispersion(): void {
    if (!this.hasDispersion) return;
    const { rows, phi, dispersionValues: values } = this;
    const { y, w } = rows.response;
    const [eta, variances, za] = [rows.eta, this.variances.array, this.za.array];
    this.dispersionSlope = 0;
    this.dispersionCurvature = 0;
    for (let i = 0; i < y.length; i++) {
      rows.row.inDispersion(y[i], w[i], eta[i], phi, values);
      this.dispersionSlope += values[0] + variances[i] * values[2] - za[i] * values[1];
      this.dispersionCurvature += values[3];
    }
  }

  /** Traces and squares of a term whose random effects begin at one. */
  private takeTerm(t: number, effect: number): void {
    const { system, rows, products, traces, squares, room } = this;
    const { firsts, lambdas, structure } = system;
    const { place } = system.pattern;
    const { levels, columns } = this.design.terms[t];
    const s = columns.length;
    const first = firsts[t];
    const half = new Float64Array(s * s);
    for (let r = 0; r < s; r++)
      for (let c = 0; c < s; c++)
        half[r * s + c] = room.kernels.weightedProduct(
          structure.address,
          rows.weights.address,
          first + r,
          products.address,
          first + c,
        );
    divideByLambda(traces[t], half, lambdas[t], s);
    const [e, k] = [this.e.array, this.k.array];
    const out = squares[t];
    for (let r = 0; r < s; r++) {
      for (let c = 0; c <= r; c++) {
        let sum = 0;
        for (let at = effect; at < effect + levels * s; at += s) {
          const [one, other] = [place[at + r], place[at + c]];
          sum += e[one] * e[other] - 0.5 * (k[one] * e[other] + e[one] * k[other]);
        }
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
