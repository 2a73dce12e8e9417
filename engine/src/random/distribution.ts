import { OptionError } from "../errors";
import { memberOf } from "../show/strictMembers";
import { shownValue } from "../table/shownValue";
import type { RandomStream } from "./stream";

/** A distribution that {@link rand} draws from; `String(d)` has its name and parameters. */
export interface Distribution {
  readonly kind: "distribution";
  /** "Normal", "Bernoulli", "Poisson", "Binomial", "Gamma", "InverseGaussian" or "NegativeBinomial". */
  readonly name: string;
  readonly parameters: { readonly [symbol: string]: number };
  /** The next number from it. */
  draw(rng: RandomStream): number;
  /** The next numbers from it, as Distributions.jl fills a vector of this length. */
  fill(rng: RandomStream, out: Float64Array): void;
}

/** @param fill where it does more than draw one number after the other */
export function distribution(
  name: string,
  parameters: { readonly [symbol: string]: number },
  draw: (rng: RandomStream) => number,
  fill: (rng: RandomStream, out: Float64Array) => void = (rng, out) => {
    for (let i = 0; i < out.length; i++) out[i] = draw(rng);
  },
): Distribution {
  const shown = Object.entries(parameters).map(([symbol, value]) => `${symbol} = ${value}`);
  return Object.freeze({
    kind: "distribution" as const,
    name,
    parameters: Object.freeze(parameters),
    draw,
    fill,
    toString: () => `${name}(${shown.join(", ")})`,
  });
}

export function isDistribution(value: unknown): value is Distribution {
  return memberOf(value, "kind") === "distribution";
}

/** @throws unless a parameter is a number that `holds`. @param rule "σ of Normal is 0 or more" */
export function checkParameter(rule: string, value: number, holds: (value: number) => boolean): void {
  if (!(typeof value === "number" && Number.isFinite(value) && holds(value)))
    throw new OptionError(`${rule}; got ${shownValue(value)}`);
}

/** @throws unless p is a probability */
export function checkProbability(name: string, p: number): void {
  checkParameter(`p of ${name} lies between 0 and 1`, p, (value) => value >= 0 && value <= 1);
}
