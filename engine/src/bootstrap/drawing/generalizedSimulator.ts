import { CovarianceLayout } from "../../deviance/covarianceLayout";
import type { FamilyName } from "../../family/family";
import { links } from "../../family/links";
import { logistic } from "../../family/logitLink";
import { fma } from "../../math/fma";
import { binomialNumber } from "../../random/binomial";
import { gammaNumber } from "../../random/gamma";
import { inverseGaussianNumber } from "../../random/inverseGaussian";
import { negativeBinomialNumber } from "../../random/negativeBinomial";
import { poissonNumber } from "../../random/poisson";
import type { RandomStream, SingleDraws } from "../../random/stream";
import type { StreamState } from "../../random/streamState";
import { addDrawnEffects } from "./addDrawnEffects";
import type { GeneralizedSimulation } from "./generalizedPlan";

/** One response of a family, of mean μ, weight w (trials of a proportion) and dispersion φ. */
type Draw = (rng: SingleDraws, mu: number, w: number, phi: number) => number;

const draws: { readonly [name in FamilyName]: Draw } = {
  Bernoulli: (rng, mu) => (rng.rand() <= mu ? 1 : 0),
  Binomial: (rng, mu, w) => binomialNumber(rng, w, mu) / w,
  Poisson: poissonNumber,
  Gamma: (rng, mu, w, phi) => gammaNumber(rng, w / phi, (mu * phi) / w),
  InverseGaussian: (rng, mu, w, phi) => inverseGaussianNumber(rng, mu, w / phi),
  NegativeBinomial: (rng, mu, _w, phi) => negativeBinomialNumber(rng, 1 / phi, mu * phi),
  Normal: (rng, mu, w, phi) => fma(Math.sqrt(phi / w), rng.randn(), mu),
};
/** The means that are drawn about: counts and shares may be rounded to 0. */
const allows: { readonly [name in FamilyName]: (mu: number) => boolean } = {
  Bernoulli: (mu) => mu >= 0 && mu <= 1,
  Binomial: (mu) => mu >= 0 && mu <= 1,
  Poisson: (mu) => mu >= 0 && mu < Infinity,
  Gamma: (mu) => mu > 0 && mu < Infinity,
  InverseGaussian: (mu) => mu > 0 && mu < Infinity,
  NegativeBinomial: (mu) => mu >= 0 && mu < Infinity,
  Normal: Number.isFinite,
};

/**
 * One response, a proportion where the family is binomial; NaN where the mean is, or is none that the family can have.
 */
export function drawnResponse(
  rng: SingleDraws,
  family: FamilyName,
  mu: number,
  weight: number,
  dispersion: number,
): number {
  return allows[family](mu) ? draws[family](rng, mu, weight, dispersion) : NaN;
}

/** Where the responses of replicates come from, one after the other. */
export interface GeneralizedSource {
  /** Takes over a stream where it stands. */
  open(state: StreamState): void;
  state(): StreamState;
  /** The next response, written to `y`: proportions where the family is binomial. NaN where a mean is not known. */
  draw(y: Float64Array): void;
  /** Passes over the draws of the next `count` responses. */
  skip(count: number): void;
  release(): void;
}

/** Xβ and the offset of every row. */
export function fixedPartOf({ n, fixed, beta, offset }: GeneralizedSimulation): Float64Array {
  const part = offset.slice();
  fixed.forEach((column, j) => {
    for (let i = 0; i < n; i++) part[i] += column[i] * beta[j];
  });
  return part;
}

/**
 * Draws responses of a generalized model in the order of MixedModels.jl's `simulate!`: term after term the spherical
 * random effects as one array of normals, then row after row one response, 1 where `rand() ≤ μ` for Bernoulli, else a
 * draw of the family's distribution with mean μ; of Binomial(trials, μ) it is divided by the trials. The offset is part
 * of μ.
 */
export class GeneralizedSimulator {
  private readonly fixedPart: Float64Array;
  private readonly eta: Float64Array;
  private readonly effects: readonly Float64Array[];
  private readonly lambdas: readonly Float64Array[];
  private readonly mean = new Float64Array(5);

  constructor(private readonly plan: GeneralizedSimulation) {
    const { n, terms, blocks, theta } = plan;
    const layout = new CovarianceLayout(
      terms.map((term) => term.columns.length),
      blocks,
    );
    const lambdas = layout.lambdas();
    layout.fill(lambdas, theta);
    this.lambdas = lambdas;
    this.effects = terms.map(({ levels, columns }) => new Float64Array(levels * columns.length));
    this.eta = new Float64Array(n);
    this.fixedPart = fixedPartOf(plan);
  }

  /** The next response, written to `y`: proportions where the family is binomial. NaN where a mean is not known. */
  draw(rng: RandomStream, y: Float64Array): void {
    const { plan, eta, mean } = this;
    const { family, link, w, dispersion } = plan;
    eta.set(this.fixedPart);
    plan.terms.forEach((term, t) => addDrawnEffects(eta, term, this.lambdas[t], this.effects[t], rng));
    if (family === "Bernoulli" && link === "logit") {
      for (let i = 0; i < y.length; i++) y[i] = Number.isNaN(eta[i]) ? NaN : rng.rand() <= logistic(eta[i]) ? 1 : 0;
      return;
    }
    const { inverse } = links[link];
    for (let i = 0; i < y.length; i++) {
      inverse(eta[i], mean);
      y[i] = drawnResponse(rng, family, mean[0], w[i], dispersion);
    }
  }

  /** Passes over the draws of the next `count` responses. */
  skip(rng: RandomStream, count: number): void {
    const y = new Float64Array(this.plan.n);
    for (let i = 0; i < count; i++) this.draw(rng, y);
  }
}
