import { mean } from "../../distributions/mean";
import { exp } from "../../math/exp";
import { expm1 } from "../../math/expm1";
import { log } from "../../math/log";
import { log1p } from "../../math/log1p";

/** A family of monotone transformations of a response, with a parameter λ; λ = 1 is the response itself. */
export interface PowerFamily {
  readonly name: "Box–Cox" | "Yeo–Johnson";
  /** What transforms a response with these λ, in words. */
  readonly known: ReadonlyMap<number, string>;
  /** The transformed value. */
  transform(y: number, lambda: number): number;
  /**
   * The transformed response over the n-th root of the Jacobian, up to a constant, in units of y: the density of y is
   * that of these values, so their likelihoods compare (Box & Cox, J. R. Stat. Soc. B 26, 1964, §3).
   */
  scaled(y: Float64Array): (lambda: number) => Float64Array;
}

/** (y^λ − 1)/λ, log y at λ = 0, for y > 0 (Box & Cox 1964). */
export const boxCox: PowerFamily = {
  name: "Box–Cox",
  known: new Map([
    [-2, "1/y²"],
    [-1, "1/y"],
    [-0.5, "1/√y"],
    [0, "log y"],
    [0.5, "√y"],
    [1, "y"],
    [2, "y²"],
  ]),
  transform: (y, lambda) => power(log(y), lambda),
  scaled(y) {
    const logs = y.map(log);
    const center = mean(logs);
    const geometric = exp(center);
    return (lambda) => logs.map((value) => geometric * power(value - center, lambda));
  },
};

/**
 * ((y + 1)^λ − 1)/λ for y ≥ 0, −((1 − y)^(2 − λ) − 1)/(2 − λ) below (Yeo & Johnson, Biometrika 87, 2000): Box and Cox's
 * of y + 1, for negative numbers too.
 */
export const yeoJohnson: PowerFamily = {
  name: "Yeo–Johnson",
  known: new Map([
    [-1, "1/(y + 1) for y ≥ 0"],
    [0, "log(y + 1) for y ≥ 0"],
    [1, "y"],
  ]),
  transform: (y, lambda) => (y >= 0 ? power(log1p(y), lambda) : -power(log1p(-y), 2 - lambda)),
  scaled(y) {
    const center = mean(y.map((value) => (value >= 0 ? log1p(value) : -log1p(-value))));
    return (lambda) => {
      const scale = exp((1 - lambda) * center);
      return y.map((value) => scale * yeoJohnson.transform(value, lambda));
    };
  },
};

/** (e^(λx) − 1)/λ. */
function power(x: number, lambda: number): number {
  return lambda === 0 ? x : expm1(lambda * x) / lambda;
}
