import { mean } from "../../distributions/mean";
import { DataError, OptionError } from "../../errors";
import { memberOf } from "../../show/strictMembers";
import { checkOptions } from "../../table/options";
import { shownValue } from "../../table/shownValue";
import { unitOf } from "./unitOf";

/** How a numeric variable is moved and scaled before it enters a model, given in the place of a contrast. */
export interface Standard {
  readonly kind: "standard";
  readonly center: Statistic | undefined;
  readonly scale: Statistic | undefined;
  /** The same with its numbers settled from the values of the rows used. */
  settled(values: Float64Array, name: string): Standard;
  /** @throws unless settled or given with numbers */
  apply(values: Float64Array): Float64Array;
  /** The name of the column, such as "age(centered: 40.5)". */
  label(name: string): string;
}

/** A number, or how to compute it from the values. */
export type Statistic = number | ((values: Float64Array) => number);

/** Subtracts the mean, or the number or statistic given. */
export function Center(center: Statistic = meanInUnits): Standard {
  return standard("Center", center, undefined);
}

/** Divides by the standard deviation, or by the number or statistic given. */
export function Scale(scale: Statistic = std): Standard {
  return standard("Scale", undefined, scale);
}

/** Subtracts the mean and divides by the standard deviation, or by the numbers or statistics given. */
export function ZScore(options: { center?: Statistic; scale?: Statistic } = {}): Standard {
  checkOptions("ZScore", options, ["center", "scale"]);
  return standard("ZScore", options.center ?? meanInUnits, options.scale ?? std);
}

export function isStandard(setting: object): setting is Standard {
  return memberOf(setting, "kind") === "standard";
}

function standard(kind: string, center: Statistic | undefined, scale: Statistic | undefined): Standard {
  for (const value of [center, scale]) {
    if (value !== undefined && typeof value !== "function" && !Number.isFinite(value))
      throw new OptionError(`${kind} takes a number or a function of the values, not ${shownValue(value)}`);
  }
  return {
    kind: "standard",
    center,
    scale,
    settled(values, name) {
      const c = center === undefined ? undefined : settle(center, values);
      const s = scale === undefined ? undefined : settle(scale, values);
      if (c !== undefined && !Number.isFinite(c))
        throw new DataError(`a variable is centered at a finite number; that of '${name}' is ${c}`);
      if (s !== undefined && !(Number.isFinite(s) && s !== 0))
        throw new DataError(`a variable is divided by a number other than 0; that of '${name}' is ${s}`);
      return standard(kind, c, s);
    },
    apply(values) {
      const [c, s] = [numberOf(kind, center, 0), numberOf(kind, scale, 1)];
      return values.map((value) => (value - c) / s);
    },
    label(name) {
      const parts = [
        ...(center === undefined ? [] : [`centered: ${rounded(center)}`]),
        ...(scale === undefined ? [] : [`scaled: ${rounded(scale)}`]),
      ];
      return `${name}(${parts.join(" ")})`;
    },
  };
}

function settle(statistic: Statistic, values: Float64Array): number {
  return typeof statistic === "function" ? statistic(values) : statistic;
}

function numberOf(kind: string, statistic: Statistic | undefined, absent: number): number {
  if (typeof statistic === "function")
    throw new OptionError(`${kind} must be settled on its numbers before it is applied`);
  return statistic ?? absent;
}

/** Three significant digits, as StandardizedPredictors.jl shows them. */
function rounded(statistic: Statistic): string {
  return typeof statistic === "number" ? String(Number(statistic.toPrecision(3))) : "?";
}

function meanInUnits(values: Float64Array): number {
  const { unit, numbers } = inUnits(values);
  return unit * mean(numbers);
}

/** With the divisor n − 1. */
function std(values: Float64Array): number {
  const { unit, numbers } = inUnits(values);
  const center = mean(numbers);
  return unit * Math.sqrt(numbers.reduce((sum, value) => sum + (value - center) ** 2, 0) / (numbers.length - 1));
}

function inUnits(values: Float64Array): { unit: number; numbers: Float64Array } {
  const unit = unitOf(values);
  return { unit, numbers: unit === 1 ? values : values.map((value) => value / unit) };
}
