export type LinkName = "logit" | "probit" | "cloglog" | "log" | "sqrt" | "identity" | "inverse";

/** A link g between the mean μ of a response and its linear predictor η = g(μ), frozen. */
export interface Link {
  readonly kind: "link";
  readonly name: LinkName;
  /** η = g(μ). */
  link(mu: number): number;
  /** Writes μ = g⁻¹(η), 1 − μ (exact in the tails where μ is a probability), μ′, μ″ and μ‴. */
  inverse(eta: number, out: Float64Array): void;
  /**
   * Whether an η is one that the link can have: without the interval where g⁻¹ is monotone there would be several
   * optima.
   * @param y the response, whose mean may lie at the end of the interval only where it is 0 itself
   */
  allows(eta: number, y: number): boolean;
  /**
   * For links of probabilities: writes log μ and its three derivatives, then log(1 − μ) and its three, accurate in both
   * tails.
   */
  logarithms?(eta: number, out: Float64Array): void;
}

/** A link whose `String(…)` is its name as a call, such as "LogitLink()". */
export function namedLink(link: Omit<Link, "kind">): Link {
  const title = `${link.name[0].toUpperCase()}${link.name.slice(1)}Link()`;
  return Object.freeze({ kind: "link" as const, ...link, toString: () => title });
}

export const everywhere = (): boolean => true;
