import { binomialFamily } from "./binomialFamily";
import type { Family } from "./family";

/** Responses 0 and 1 with P(y = 1) = μ, V = μ(1 − μ). */
export const bernoulliFamily: Family = {
  ...binomialFamily,
  name: "Bernoulli",
  constant: () => 0,
  startingMean: (y) => (y + 0.5) / 2,
  responseRule: (y) => (y === 0 || y === 1 ? undefined : "the response of a Bernoulli model is 0 or 1"),
};
