import { gaussHermite, type QuadratureRule } from "../../distributions/gaussHermite";
import { WORKING_VALUES } from "../../family/workingRow";
import { exp } from "../../math/exp";
import { log } from "../../math/log";
import { observationsByLevel } from "../../matrices/blockProduct";
import type { Kept } from "../../wasm/room";
import { roundUp } from "../../wasm/structure";
import type { GeneralizedDesign } from "./generalizedDesign";
import { LaplaceDeviance } from "./laplaceDeviance";

/** The structure of engine/kernels/generalized/quadrature.ts. */
const QUADRATURE = [
  "isCount",
  "levels",
  "nodes",
  "stride",
  "node",
  "weight",
  "byLevel",
  "start",
  "effect",
  "at",
  "total",
  "slope",
  "product",
  "part",
  "gradient",
  "curvature",
  "alpha",
  "tau",
  "meanGradient",
  "meanProduct",
] as const;
/**
 * Below this θ, in units of 1/√T of a level, the derivative in Σ is that at Σ = 0: there quadrature would lose its
 * digits.
 */
const AT_BOUNDARY = 1e-4;

/**
 * −2 log-likelihood by adaptive Gauss–Hermite quadrature (Pinheiro & Bates, J. Comput. Graph. Stat. 4, 1995), for one
 * random-effects term with one column. With nodes z_k and weights ω_k of the standard normal, s_l = M_l^(−½),
 * u_k = ũ_l + s_l·z_k and F_l(u) = Σ d + u² over the rows of a level,
 *
 * L_l = −2 log Σ_k ω_k exp(½z_k² − ½F_l(u_k)) + log M_l,
 *
 * and with a_k the parts of that sum, α_l = Σ a_k·F_l′(u_k) and τ_l = 1 − ½·s_l·Σ a_k·z_k·F_l′(u_k) its derivative is
 * Σ_k a_k·∂F_l(u_k) + α_l·dũ_l + τ_l·d log M_l. One node is the Laplace approximation.
 */
export class QuadratureDeviance extends LaplaceDeviance {
  private readonly rule: QuadratureRule;
  private readonly byLevel: Int32Array;
  private readonly starts: Int32Array;
  /** Per level M, α and τ. */
  private readonly curvature: Kept;
  private readonly alpha: Kept;
  private readonly tau: Kept;
  /** Per row Σ a_k·g and Σ a_k·g·u_k. */
  private readonly meanGradient: Kept;
  private readonly meanProduct: Kept;
  private readonly structure: { readonly address: number };
  private dispersionPart = 0;

  constructor(design: GeneralizedDesign, nAGQ: number) {
    super(design, false);
    const [term] = design.terms;
    const { room, system, rows } = this;
    const n = design.offset.length;
    const rule = (this.rule = gaussHermite(nAGQ));
    this.byLevel = observationsByLevel(term);
    this.starts = new Int32Array(term.levels + 1);
    for (const level of term.refs) this.starts[level + 1]++;
    let longest = 0;
    for (let l = 0; l < term.levels; l++) {
      longest = Math.max(longest, this.starts[l + 1]);
      this.starts[l + 1] += this.starts[l];
    }
    this.curvature = room.scratch(term.levels);
    this.alpha = room.scratch(term.levels);
    this.tau = room.scratch(term.levels);
    this.meanGradient = room.scratch(n);
    this.meanProduct = room.scratch(n);
    const stride = roundUp(nAGQ, 2);
    const node = new Float64Array(stride);
    const weight = new Float64Array(stride);
    node.set(rule.nodes);
    weight.set(rule.weights);
    const arrays = {
      node: room.float64(node),
      weight: room.float64(weight),
      byLevel: room.int32(this.byLevel),
      start: room.int32(this.starts),
      effect: room.int32(system.pattern.place),
      at: room.scratch(stride),
      total: room.scratch(stride),
      slope: room.scratch(stride),
      product: room.scratch(stride),
      part: room.scratch(stride),
      gradient: room.scratch(longest * stride),
    };
    this.structure = room.structure(QUADRATURE, () => ({
      isCount: Number(rows.kind === "counts"),
      levels: term.levels,
      nodes: nAGQ,
      stride,
      node: arrays.node.address,
      weight: arrays.weight.address,
      byLevel: arrays.byLevel.address,
      start: arrays.start.address,
      effect: arrays.effect.address,
      at: arrays.at.address,
      total: arrays.total.address,
      slope: arrays.slope.address,
      product: arrays.product.address,
      part: arrays.part.address,
      gradient: arrays.gradient.address,
      curvature: this.curvature.address,
      alpha: this.alpha.address,
      tau: this.tau.address,
      meanGradient: this.meanGradient.address,
      meanProduct: this.meanProduct.address,
    }));
  }

  protected override value(): number {
    const laplace = super.value();
    if (!Number.isFinite(laplace)) return laplace;
    const { rows, system, modes, structure, room } = this;
    if (rows.kind !== undefined)
      return room.kernels.integrateLevels(
        system.structure.address,
        rows.structure.address,
        structure.address,
        modes.effects.address,
        rows.predictor.address,
      );
    this.meanGradient.array.fill(0);
    this.meanProduct.array.fill(0);
    this.dispersionPart = 0;
    let sum = 0;
    for (let level = 0; level < this.alpha.array.length; level++) sum += this.integrate(level);
    return sum;
  }

  /** −2 log of the integral over the random effect of a level. */
  private integrate(level: number): number {
    const { rule, rows, system, modes, byLevel, starts, phi } = this;
    const { nodes, weights } = rule;
    const { y, w } = rows.response;
    const values = system.values.array;
    const [eta, working] = [modes.eta, rows.w];
    const [meanGradient, meanProduct] = [this.meanGradient.array, this.meanProduct.array];
    const first = starts[level];
    const count = starts[level + 1] - first;
    const mode = modes.u[system.pattern.place[level]];
    let m = 1;
    for (let j = first; j < first + count; j++) m += working[byLevel[j]] * values[byLevel[j]] ** 2;
    const spread = 1 / Math.sqrt(m);
    const gradients = new Float64Array(count * nodes.length);
    const totals = new Float64Array(nodes.length);
    const slopes = new Float64Array(nodes.length);
    const out = new Float64Array(WORKING_VALUES);
    let least = Infinity;
    for (let k = 0; k < nodes.length; k++) {
      const u = mode + spread * nodes[k];
      let total = u * u;
      let slope = u;
      for (let j = 0; j < count; j++) {
        const i = byLevel[first + j];
        if (!rows.row.at(y[i], w[i], eta[i] + values[i] * spread * nodes[k], phi, out)) {
          total = Infinity;
          break;
        }
        total += out[0];
        slope += out[1] * values[i];
        gradients[j * nodes.length + k] = out[1];
      }
      totals[k] = total - nodes[k] * nodes[k];
      slopes[k] = 2 * slope;
      least = Math.min(least, totals[k]);
    }
    let sum = 0;
    const parts = totals.map((total, k) => {
      const part = total < Infinity ? weights[k] * exp(0.5 * (least - total)) : 0;
      sum += part;
      return part;
    });
    let alpha = 0;
    let product = 0;
    for (let k = 0; k < nodes.length; k++) {
      const part = (parts[k] /= sum);
      if (part === 0) continue;
      alpha += part * slopes[k];
      product += part * slopes[k] * nodes[k];
      const u = mode + spread * nodes[k];
      for (let j = 0; j < count; j++) {
        const i = byLevel[first + j];
        const g = part * gradients[j * nodes.length + k];
        meanGradient[i] += g;
        meanProduct[i] += g * u;
        if (this.hasDispersion) {
          rows.row.inDispersion(y[i], w[i], eta[i] + values[i] * spread * nodes[k], phi, out);
          this.dispersionPart += part * out[0];
        }
      }
    }
    this.curvature.array[level] = m;
    this.alpha.array[level] = alpha;
    this.tau.array[level] = 1 - 0.5 * spread * product;
    return least - 2 * log(sum) + log(m);
  }

  protected override differentiate(): boolean {
    const { rows, system, modes, byLevel, starts, design } = this;
    const { g, w } = rows;
    const { u, eta } = modes;
    const [observed, slope, values] = [rows.observed.array, rows.slope.array, system.values.array];
    const [curvature, alpha, tau] = [this.curvature.array, this.alpha.array, this.tau.array];
    const [meanGradient, meanProduct] = [this.meanGradient.array, this.meanProduct.array];
    const correction = this.correction.array;
    const [{ columns, levels }] = design.terms;
    const z = columns[0];
    const out = new Float64Array(4);
    const { y, w: prior } = rows.response;
    let inTheta = 0;
    let trace = 0;
    let atZero = 0;
    this.dispersionSlope = this.dispersionPart;
    this.dispersionCurvature = 0;
    for (let level = 0; level < levels; level++) {
      const m = curvature[level];
      const mode = u[system.pattern.place[level]];
      let h = 1;
      let third = 0;
      let score = 0;
      let information = 0;
      let plain = 0;
      for (let j = starts[level]; j < starts[level + 1]; j++) {
        const i = byLevel[j];
        const v = values[i];
        h += observed[i] * v * v;
        third += slope[i] * v * v * v;
        score += g[i] * z[i];
        information += w[i] * z[i] * z[i];
        plain += observed[i] * z[i] * z[i];
      }
      const kappa = (alpha[level] + (tau[level] * third) / m) / h;
      trace += information / m;
      atZero += plain / h - score * score;
      for (let j = starts[level]; j < starts[level + 1]; j++) {
        const i = byLevel[j];
        const v = values[i];
        const own = (tau[level] * slope[i] * v * v) / m;
        correction[i] = 2 * meanGradient[i] + own - kappa * observed[i] * v;
        inTheta += 2 * meanProduct[i] * z[i] + own * z[i] * mode + (2 * tau[level] * w[i] * v * z[i]) / m;
        inTheta -= kappa * (g[i] * z[i] + observed[i] * v * z[i] * mode);
        if (!this.hasDispersion) continue;
        rows.row.inDispersion(y[i], prior[i], eta[i], this.phi, out);
        this.dispersionSlope += (tau[level] * v * v * out[2]) / m - kappa * v * out[1];
        this.dispersionCurvature += out[3];
      }
    }
    this.fixed.product(this.correction, this.fixedGradient);
    const [theta] = system.lambdas[0];
    this.traces[0][0] = trace;
    this.squares[0][0] =
      trace - (Math.abs(theta) * Math.sqrt(trace / levels) < AT_BOUNDARY ? atZero : inTheta / (2 * theta));
    return this.eliminateRandomEffects();
  }
}
