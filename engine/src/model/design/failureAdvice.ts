import type { ModelData } from "../../deviance/modelData";
import { sumOfProducts } from "../../linalg/orthogonalize";
import { log10 } from "../../math/log10";
import { powerOfTen } from "../../math/powerOfTen";
import type { Failure } from "../../minimizer/certificate";
import { listNames } from "../../words/nearest";

/** Columns whose spread is not within these sizes are better in other units. */
const LEAST_SPREAD = 1e-6;
const LARGEST_SPREAD = 1e6;
/** A column that is so many of its standard deviations away from 0 is better centred. */
const FAR = 1e3;

/** What a user can do about a fit that has failed, in plain words. */
export function failureAdvice(data: ModelData, { isSaturated }: Failure): string[] {
  if (!isSaturated) return unsuitableUnits(data);
  // Of a single term with so many effects the warnings say the same.
  const isWarned = data.terms.some(({ levels, columns }) => levels * columns.length >= data.frame.nobs);
  const advice = [...(isWarned ? [] : tooManyEffects(data)), ...equalRows(data)];
  return isWarned || advice.length > 0
    ? advice
    : ["leave out random effects, or see whether the response was computed from the other columns"];
}

/** Covariates in units or from origins that cost the digits of a fit. */
function unsuitableUnits({ frame: { fixed, random } }: ModelData): string[] {
  const columns = new Map<string, Float64Array>();
  for (const { names, columns: own } of [fixed, ...random]) names.forEach((name, c) => columns.set(name, own[c]));
  const moments = [...columns].map(([name, values]) => ({ name, ...meanAndSpread(values) }));
  const varying = moments.filter(({ spread }) => spread > 0);
  const inOtherUnits = varying.filter(({ spread }) => spread < LEAST_SPREAD || spread > LARGEST_SPREAD);
  const farAway = varying.filter((one) => !inOtherUnits.includes(one) && Math.abs(one.mean) > FAR * one.spread);
  const namesOf = (list: typeof varying): string => listNames(list.map(({ name }) => `'${name}'`));
  return [
    ...(inOtherUnits.length === 0
      ? []
      : [
          `${namesOf(inOtherUnits)} ${inOtherUnits.length === 1 ? "varies" : "vary"} by about ` +
            `${powerOfTen(Math.round(log10(inOtherUnits[0].spread)))}: ZScore() among the contrasts, ` +
            "or another unit, brings that to about 1",
        ]),
    ...(farAway.length === 0
      ? []
      : [
          `${namesOf(farAway)} ${farAway.length === 1 ? "varies" : "vary"} little beside a mean of ` +
            `${Number(farAway[0].mean.toPrecision(3))}: Center() among the contrasts takes that away`,
        ]),
  ];
}

function meanAndSpread(values: Float64Array): { mean: number; spread: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const rest = values.map((value) => value - mean);
  return { mean, spread: Math.sqrt(sumOfProducts(rest, rest) / values.length) };
}

function tooManyEffects({ terms, fixed, frame: { nobs } }: ModelData): string[] {
  const effects = terms.reduce((sum, { levels, columns }) => sum + levels * columns.length, 0);
  if (effects + fixed.length < nobs) return [];
  return [
    `${effects} random effects and ${fixed.length} coefficients are too many for ${nobs} rows: leave out random ` +
      "effects, or give σ where it is known by { sigma }",
  ];
}

/** Rows that differ in nothing that the model knows of. */
function equalRows({ frame, terms }: ModelData): string[] {
  const { response, fixed, recipe } = frame;
  const columns = [response.values, ...fixed.columns, ...terms.flatMap(({ refs, columns: own }) => [refs, ...own])];
  const first = new Map<string, number>();
  let copies = 0;
  let example: readonly [number, number] | undefined;
  for (let row = 0; row < frame.nobs; row++) {
    const key = columns.map((column) => column[row]).join(" ");
    const original = first.get(key);
    if (original === undefined) {
      first.set(key, row);
      continue;
    }
    copies++;
    example ??= [original, row];
  }
  if (example === undefined) return [];
  const [original, copy] = example.map((row) => recipe.rows.rows[row] + 1);
  return [
    `${copies} ${copies === 1 ? "row is a copy" : "rows are copies"} of another ` +
      `(row ${copy} of row ${original}${copies === 1 ? "" : ", say"}): leave the copies out`,
  ];
}
