import type { ModelData } from "../../deviance/modelData";
import { OptionError } from "../../errors";
import { isFactorByContrasts } from "../../formula/frame/design";
import { newFrame } from "../../formula/frame/newFrame";
import type { Column } from "../../table/column";
import { daysOf } from "../../table/dates";
import { withLevelOrder } from "../../table/levelOrder";
import { shownValue } from "../../table/shownValue";
import { Table } from "../../table/table";
import { listNames, unknownName } from "../../words/nearest";
import type { CombinationWeights } from "./linearCombinations";
import { sourceColumns } from "./sourceColumns";

/** Values of some variables: numbers, dates, or levels of factors. */
export type EffectsDesign = { readonly [variable: string]: readonly (number | string | boolean | Date)[] };

type Value = number | string | boolean;

/** How factors that are not in the design are averaged over: their levels as frequent as in the rows, or all alike. */
export type Averaging = "rows" | "levels";

/** All combinations of the values of a design, and for each the weights of the coefficients in its mean. */
export interface ReferenceGrid {
  readonly columns: readonly (readonly [string, Column])[];
  readonly weights: readonly CombinationWeights[];
}

const LARGEST_GRID = 1_000_000;

/** A variable with the values to average over and their shares. */
interface Averaged {
  readonly name: string;
  readonly values: readonly (number | string)[];
  readonly shares: readonly number[];
}

/**
 * The mean of the population, without an offset, where the variables of a design have given values. Other numeric
 * variables are at their means; over the levels of other factors it is averaged.
 */
export function referenceGrid(data: ModelData, design: EffectsDesign, averaging: Averaging): ReferenceGrid {
  const { frame } = data;
  const { terms, contrasts, derivation, rows } = frame.recipe;
  const sources = (names: readonly string[]): Set<string> => sourceColumns(frame, names);
  const fixed = sources(terms.fixed.flat());
  // Columns that the formula needs but the mean of the population, less an offset, does not depend on.
  const random = sources([...terms.offsets, ...terms.random.flatMap(({ effects }) => effects.flat())]);
  const wanted = Object.keys(design);
  const unknown = wanted.find((name) => !fixed.has(name));
  if (unknown !== undefined)
    throw new OptionError(unknownName("variable of the fixed effects", unknown, "variables", [...fixed]));
  const empty = wanted.find((name) => !Array.isArray(design[name]) || design[name].length === 0);
  if (empty !== undefined)
    throw new OptionError(
      `a design has a value or more for each variable, such as ${empty}: [0, 1]; ` +
        `'${empty}' has ${listNames([String(design[empty])]) || "none"}`,
    );
  const isFactor = (name: string): boolean => !rows.isNumeric(name) || isFactorByContrasts(contrasts, name);
  const others = [...new Set([...fixed, ...random])]
    .filter((name) => !wanted.includes(name))
    .map((name): Averaged => {
      if (!isFactor(name)) return { name, values: [mean(rows.numeric(name))], shares: [1] };
      const { refs, levels } = rows.factor(name);
      if (!fixed.has(name)) return { name, values: [levels[0]], shares: [1] };
      const counts = levels.map(
        (_, level) => refs.reduce((sum, ref) => sum + (ref === level ? 1 : 0), 0) / refs.length,
      );
      return { name, values: levels, shares: averaging === "levels" ? levels.map(() => 1 / levels.length) : counts };
    });
  const asked = product(wanted.map((name) => design[name].map((value) => ({ value: dateText(value), share: 1 }))));
  const averaged = product(others.map(({ values, shares }) => values.map((value, i) => ({ value, share: shares[i] }))));
  const count = asked.length * averaged.length;
  if (count > LARGEST_GRID)
    throw new OptionError(
      `a grid of effects may have ${LARGEST_GRID} rows at most; this one has ${asked.length} combinations of ` +
        `values times ${averaged.length} of the levels of ${listNames(others.map(({ name }) => name))}`,
    );
  const names = [...wanted, ...others.map(({ name }) => name)];
  const whole = asked.flatMap((own) => averaged.map((rest) => [...own.values, ...rest.values]));
  const gridColumn = (name: string, values: readonly Value[]): Column =>
    columnOf(name, values, isFactor(name) ? (rows.isNumeric(name) ? "numbered factor" : "factor") : "numeric");
  const table = Table.fromColumns([
    // A mean that depends on no variable is one row.
    ["(rows)", new Float64Array(count)],
    ...names.map(
      (name, j) =>
        [
          name,
          gridColumn(
            name,
            whole.map((values) => values[j]),
          ),
        ] as const,
    ),
  ]);
  const grid = newFrame({ recipe: { terms, contrasts, derivation, rows } }, table, true);
  const averages = (columns: readonly Float64Array[], i: number): Float64Array =>
    Float64Array.from(columns, (column) =>
      averaged.reduce((sum, { share }, k) => sum + share * column[i * averaged.length + k], 0),
    );
  const working = data.inRows(grid).fixed;
  const weights = asked.map((_, i) => ({ user: averages(grid.fixed, i), working: averages(working, i) }));
  return {
    columns: wanted.map((name, j) => [name, shownColumn(asked.map(({ values }) => values[j]))] as const),
    weights,
  };
}

/** All combinations, the first variable changing fastest. */
function product(parts: readonly (readonly { value: Value; share: number }[])[]): { values: Value[]; share: number }[] {
  return parts.reduce<{ values: Value[]; share: number }[]>(
    (all, part) =>
      part.flatMap(({ value, share }) =>
        all.map((own) => ({ values: [...own.values, value], share: own.share * share })),
      ),
    [{ values: [], share: 1 }],
  );
}

/** Values as a column of the kind that the formula has: a factor whose levels are numbers keeps them as numbers. */
function columnOf(name: string, values: readonly Value[], kind: "numeric" | "factor" | "numbered factor"): Column {
  if (kind === "factor") return values.map(String);
  if (kind === "numeric") return numbersOf(name, values);
  const numbers = values.map(Number);
  const bad = numbers.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0)
    throw new OptionError(
      `the levels of '${name}' are numbers, as they are or as texts; got ${shownValue(values[bad])}`,
    );
  return Float64Array.from(numbers);
}

/** Values of a numeric variable, dates as the days that they are. @throws for what is no finite number */
export function numbersOf(name: string, values: readonly Value[]): Float64Array {
  const numbers = daysOrNumbers(values);
  const bad = values.findIndex((_, i) => typeof numbers[i] !== "number" || !Number.isFinite(numbers[i]));
  if (bad >= 0)
    throw new OptionError(
      `the values of a numeric variable are finite numbers; '${name}' has ${shownValue(values[bad])}`,
    );
  return Float64Array.from(numbers as number[]);
}

/** A date as the ISO text that it is read from, one of midnight as its day. */
export function dateText(value: Value | Date): Value {
  if (!(value instanceof Date)) return value;
  return Number.isNaN(value.getTime()) ? "Invalid Date" : value.toISOString().replace("T00:00:00.000Z", "");
}

/** Dates as the days that they are, anything else as it is. */
function daysOrNumbers(values: readonly Value[]): readonly Value[] {
  const texts = values.every((value) => typeof value === "string") ? (values as readonly string[]) : [];
  return texts.length === 0 ? values : [...(daysOf([...texts]) ?? values)];
}

/** Values as they were asked for, levels in that order, which charts follow. */
function shownColumn(values: readonly Value[]): Column {
  if (values.every((value) => typeof value === "number")) return Float64Array.from(values);
  const texts = values.map(String);
  return withLevelOrder(texts, [...new Set(texts)]);
}

/** From the first value on, so that no digits are lost to a distant origin. */
export function mean(values: Float64Array): number {
  const [first] = values;
  return first + values.reduce((sum, value) => sum + (value - first), 0) / values.length;
}
