import type { LinkName } from "./link";

export type FamilyName =
  | "Bernoulli"
  | "Binomial"
  | "Poisson"
  | "Gamma"
  | "InverseGaussian"
  | "NegativeBinomial"
  | "Normal";

/**
 * A distribution of the response y given its mean μ, with the variance function V(μ), the dispersion φ and the weight w
 * of an observation (the trials of a proportion). φ is 1 where the family has none.
 */
export interface Family {
  readonly name: FamilyName;
  /** The link that a model takes when none is named, which is the canonical one but for families with dispersion. */
  readonly defaultLink: LinkName;
  /**
   * Where φ enters: nowhere; as a factor of the variance, φ·V(μ)/w; or within V, so that the likelihood of an
   * observation counts w times.
   */
  readonly dispersion: "none" | "factor" | "within";
  /** Whether μ is a probability, so that 1 − μ is needed as exactly as μ. */
  readonly isProbability: boolean;
  /** Whether a mean is inside the range of the family. */
  allowsMean(mu: number): boolean;
  /** Writes V, V′ and V″ at μ. */
  variance(mu: number, complement: number, phi: number, out: Float64Array): void;
  /** −2 log f(y) without the terms of {@link constant}. */
  minusTwoLogDensity(y: number, w: number, mu: number, phi: number): number;
  /** The terms of −2 log f(y) that depend on neither μ nor φ. */
  constant(y: number, w: number): number;
  /** Writes the first two derivatives of −2 log f(y) in log φ. */
  dispersionDerivatives(y: number, w: number, mu: number, phi: number, out: Float64Array): void;
  /** The squared deviance residual of an observation of weight 1, unscaled by φ: 0 at μ = y, accurate near it. */
  unitDeviance(y: number, mu: number, complement: number, phi: number): number;
  /** A mean near y inside of the range, from which iterations start. */
  startingMean(y: number, w: number): number;
  /** The rule that a response breaks, such as "the response of a Poisson model is …"; undefined when it breaks none. */
  responseRule(y: number, w: number): string | undefined;
}

/** The derivatives in log φ of families without dispersion. */
export function noDispersion(_y: number, _w: number, _mu: number, _phi: number, out: Float64Array): void {
  out[0] = out[1] = 0;
}
