import { DataError, OptionError } from "../../errors";
import type { Family } from "../../family/family";
import type { FamilyAndLink } from "../../family/familyOf";
import { familyOf } from "../../family/familyOf";
import { calculate } from "../../formula/frame/calculate";
import type { RowValues } from "../../formula/frame/modelFrame";
import { printCalculation } from "../../formula/language/calculation";
import type { FormulaTerms } from "../../formula/language/terms";
import type { Column } from "../../table/column";
import { Table } from "../../table/table";
import { listNames } from "../../words/nearest";

/** A response as numbers. */
export interface CodedResponse {
  /** The table, with a response of two levels as 0 and 1. */
  readonly table: Table;
  readonly family: Family;
  /** Trials or weights, as a frame takes them. */
  readonly weights: RowValues | undefined;
  /** What the trials were divided by in the formula. */
  readonly trials: string | undefined;
  /** "use = Y is 1" for a response of two levels. */
  readonly note: string | undefined;
}

/**
 * Makes numbers of a response: booleans and texts of two levels become 0 and 1 (the second level), a quotient brings
 * the trials of a binomial response along; what R calls binomial is a Bernoulli response where there are no trials.
 */
export function codedResponse(
  table: Table,
  terms: FormulaTerms,
  { family, isFromR }: FamilyAndLink,
  weights: RowValues | undefined,
): CodedResponse {
  const { response, divisor, isCounted } = terms;
  if (isCounted && family.name !== "Binomial")
    throw new OptionError(
      `cbind(successes, failures) is the response of a binomial model; got the family ${family.name}`,
    );
  const levels = twoLevels(table, terms, family);
  if (levels !== undefined) {
    if (family.name === "Binomial" && !isFromR)
      throw new OptionError(
        `a binomial response counts successes among trials; '${response}' has two levels, so take Bernoulli()`,
      );
    return { ...levels, family: familyOf("Bernoulli").family, weights, trials: undefined };
  }
  if (family.name !== "Binomial") return { table, family, weights, trials: undefined, note: undefined };
  if (divisor !== undefined) {
    const trials = calculate(divisor, table);
    const name = printCalculation(divisor);
    checkCounted(table, terms, trials, name);
    if (weights !== undefined) checkTrials(table, weights, trials, name);
    return { table, family, weights: trials, trials: name, note: undefined };
  }
  if (weights !== undefined) return { table, family, weights, trials: undefined, note: undefined };
  if (isFromR && isZeroOrOne(table, response))
    return { table, family: familyOf("Bernoulli").family, weights, trials: undefined, note: undefined };
  throw new OptionError(
    "a binomial model needs the trials of every row: as a quotient such as incid / hsz, as " +
      "cbind(successes, failures), or as { weights } for proportions; " +
      `'${response}' has none (0 and 1 without trials are Bernoulli())`,
  );
}

function twoLevels(
  table: Table,
  { response, responseColumns }: FormulaTerms,
  family: Family,
): { table: Table; note: string } | undefined {
  if (family.name !== "Bernoulli" && family.name !== "Binomial") return undefined;
  if (responseColumns.length !== 1 || responseColumns[0].name !== response || !table.has(response)) return undefined;
  if (table.kind(response) === "numeric") return undefined;
  const { refs, levels } = table.factor(response);
  if (levels.length !== 2)
    throw new DataError(
      `the response of a Bernoulli model has two levels; '${response}' has ` +
        `${levels.length === 0 ? "none" : `${levels.length}: ${listNames(levels.map(shownLevel))}`}`,
    );
  const coded = Float64Array.from(refs, (ref) => (ref < 0 ? NaN : ref));
  const columns = table.columnNames.map((name): [string, Column] => [
    name,
    name === response ? coded : table.column(name),
  ]);
  return { table: Table.fromColumns(columns), note: `${response} = ${levels[1]} is 1` };
}

/** A level as a sentence names it. */
function shownLevel(level: string): string {
  return level.trim() === "" ? `'${level}' (null would be missing)` : level;
}

function isZeroOrOne(table: Table, response: string): boolean {
  return table.has(response) && table.numeric(response).every((y) => y === 0 || y === 1 || Number.isNaN(y));
}

/** Throws where a row of a quotient, or of successes and failures, has no trials or less than no failures. */
function checkCounted(table: Table, terms: FormulaTerms, trials: Float64Array, name: string): void {
  const row = trials.findIndex((value) => value <= 0);
  const { isCounted, numerator } = terms;
  const successes = isCounted && numerator !== undefined ? calculate(numerator, table) : undefined;
  const negative = successes === undefined ? -1 : successes.findIndex((value, i) => value < 0 || value > trials[i]);
  if (negative >= 0)
    throw new DataError(
      "cbind(successes, failures) takes counts from 0 on; in row " +
        `${negative + 1} successes are ${successes![negative]} and failures ${trials[negative] - successes![negative]}`,
    );
  if (row >= 0)
    throw new DataError(
      `a binomial row has one trial or more; in row ${row + 1} ${name} is ${trials[row]} ` +
        "(to leave the row out, make its trials missing)",
    );
}

/** Throws unless weights that stand beside a quotient are its divisor. */
function checkTrials(table: Table, weights: RowValues, trials: Float64Array, name: string): void {
  const given = typeof weights === "string" && table.has(weights) ? table.numeric(weights) : weights;
  if (typeof given === "string") return;
  for (let row = 0; row < trials.length; row++) {
    const weight = given[row];
    if (weight === trials[row] || weight === null || weight === undefined || Number.isNaN(weight)) continue;
    throw new DataError(
      `the trials of a binomial row are given once, or twice alike; in row ${row + 1} ${name} is ${trials[row]} and ` +
        `the weight ${weight}`,
    );
  }
}
