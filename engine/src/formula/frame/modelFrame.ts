import { FormulaError, OptionError } from "../../errors";
import { memberOf } from "../../show/strictMembers";
import { countsAsNumeric, daysOf } from "../../table/dates";
import { shownValue } from "../../table/shownValue";
import type { Table } from "../../table/table";
import type { ColumnOrigin } from "../coding/columnOrigin";
import type { Contrasts } from "../coding/contrasts";
import { isStandard } from "../coding/standardize";
import { unitOf } from "../coding/unitOf";
import { constant, constantsOf } from "../language/calculation";
import { type DerivedVariables, sourcesOf } from "../language/derived";
import { printFormula } from "../language/print";
import { type FormulaTerms, formulaTerms } from "../language/terms";
import { CompleteRows } from "./completeRows";
import { Derivation } from "./derivation";
import { Design, isFactorByContrasts, settingOf } from "./design";
import { effectsInUnits, type OwnUnit, scaledTo, withResponseIn } from "./ownUnits";
import { type RandomTerm, randomTerms } from "./randomTerms";
import { type GivenValues, given, type RowOptions, rowOptions, sumOfOffsets } from "./rowValues";

export type { Contrasts } from "../coding/contrasts";
export type { RandomTerm } from "./randomTerms";
export type { GivenValues, RowValues } from "./rowValues";

/** A formula applied to a table: the numbers that a model is fitted to, rows with missing values left out. */
export interface ModelFrame {
  /** The formula with every term written out. */
  readonly formula: string;
  readonly response: { readonly name: string; readonly values: Float64Array };
  readonly fixed: {
    readonly names: string[];
    readonly columns: Float64Array[];
    /** What each column is made of; absent where that is not known. */
    readonly origins?: readonly ColumnOrigin[];
  };
  /** One term per grouping factor, in the order of the formula. */
  readonly random: RandomTerm[];
  /** Weights of the observations, positive; absent when there are none. */
  readonly weights?: Float64Array;
  /** What is known of the linear predictor beforehand, in units of the response; absent when nothing is. */
  readonly offset?: Float64Array;
  readonly nobs: number;
  /** Rows left out because a variable of the formula is missing there. */
  readonly missing: number;
  /** The columns of dates that enter as days since 1970-01-01, mostly none. */
  readonly dates: readonly string[];
  /** The variables that are in a unit of their own, mostly none. */
  readonly units: readonly OwnUnit[];
  /** What is needed to evaluate the formula on other data. */
  readonly recipe: Recipe;
}

/** How the columns of a frame were made of the table. */
export interface Recipe {
  readonly terms: FormulaTerms;
  /** As given, with every Center, Scale and ZScore settled on its numbers. */
  readonly contrasts: Contrasts;
  /** How weights and an offset were given beside the formula. */
  readonly weights?: GivenValues;
  readonly offset?: GivenValues;
  readonly derivation: Derivation;
  /** The rows that entered the fit. */
  readonly rows: CompleteRows;
}

export interface FrameOptions extends RowOptions {
  readonly contrasts?: Contrasts | undefined;
}

/**
 * Evaluates a formula on a table.
 * @throws {@link FormulaError} for a formula that cannot be read or does not fit the table, an {@link OptionError} for
 * contrasts
 *   and a {@link DataError} for rows that do not fit it
 */
export function modelFrame(text: string, table: Table, options: FrameOptions = {}): ModelFrame {
  return FormulaError.in(text, () => frameOf(text, table, options));
}

function frameOf(text: string, table: Table, options: FrameOptions): ModelFrame {
  const { contrasts = {} } = options;
  const isNumber = (column: string): boolean =>
    table.has(column) && countsAsNumeric(table, column) && !isFactorByContrasts(contrasts, column);
  const terms = formulaTerms(text, isNumber);
  checkVariables(terms, table);
  checkContrasts(contrasts, table);
  return frameOfTerms(terms, table, options);
}

function frameOfTerms(terms: FormulaTerms, table: Table, options: FrameOptions): ModelFrame {
  const { contrasts = {} } = options;
  const derivation = new Derivation(terms.derived, (column) => isFactorByContrasts(contrasts, column));
  const extras = rowOptions(table, options);
  const rows = new CompleteRows(derivation.extend(extras.table), [
    ...variablesOf(terms),
    ...Object.values(extras.names),
  ]);
  const offsets = [...terms.offsets, ...(extras.names.offset === undefined ? [] : [extras.names.offset])];
  // An offset would have to change its unit with the response.
  const unit = offsets.length === 0 ? unitOf(rows.numeric(terms.response)) : 1;
  if (unit !== 1) {
    const frame = frameOfTerms(withResponseIn(unit, terms), table, options);
    return { ...frame, units: [{ variable: terms.response, unit, isResponse: true }, ...frame.units] };
  }
  const units = effectsInUnits(terms, contrasts, rows);
  const settled = settle({ ...contrasts, ...scaledTo(units) }, terms, rows);
  const design = new Design(rows, settled, terms.derived);
  return {
    formula: printFormula(terms),
    response: { name: terms.response, values: rows.numeric(terms.response) },
    fixed: design.columns(terms.fixed),
    random: randomTerms(terms.random, rows, design),
    ...(extras.names.weights === undefined ? {} : { weights: rows.numeric(extras.names.weights) }),
    ...sumOfOffsets(offsets, rows),
    nobs: rows.count,
    missing: table.numRows - rows.count,
    dates: datesAmong(terms, settled, table),
    units,
    recipe: {
      terms,
      contrasts: settled,
      derivation,
      rows,
      ...given("weights", options.weights),
      ...given("offset", options.offset),
    },
  };
}

/** The columns of dates that a formula calculates with or has as effects, and that no contrasts make factors. */
function datesAmong({ fixed, random, offsets, derived }: FormulaTerms, contrasts: Contrasts, table: Table): string[] {
  const names = [...fixed, ...random.flatMap(({ effects }) => effects)].flat().concat(offsets);
  const columns = names.flatMap((name) => {
    const variable = derived.get(name);
    return variable === undefined
      ? [name]
      : variable.kind === "fulldummy"
        ? []
        : sourcesOf(variable).map((one) => one.name);
  });
  return [...new Set(columns)].filter(
    (name) => table.has(name) && !isFactorByContrasts(contrasts, name) && daysOf(table.column(name)) !== undefined,
  );
}

/** The contrasts with the numbers of every standard computed from the rows used. */
function settle(contrasts: Contrasts, terms: FormulaTerms, rows: CompleteRows): Contrasts {
  const used = new Set(variablesOf(terms));
  return Object.fromEntries(
    Object.entries(contrasts).map(([name, setting]) => [
      name,
      isStandard(setting) && used.has(name) ? setting.settled(rows.numeric(name), name) : setting,
    ]),
  );
}

function variablesOf({ response, fixed, random, offsets }: FormulaTerms): string[] {
  return [
    response,
    ...offsets,
    ...fixed.flat(),
    ...random.flatMap(({ effects, grouping }) => [...effects.flat(), ...grouping]),
  ];
}

function checkVariables({ responseAt, responseColumns, places, derived }: FormulaTerms, table: Table): void {
  for (const { name, at } of [...responseColumns, ...[...places].map(([name, at]) => ({ name, at }))]) {
    if (table.has(name)) continue;
    if (constant(name, at) !== undefined)
      throw new FormulaError(
        `'${name}' is a number in arithmetic, so write I(…) around the product that it stands in`,
        at,
      );
    throw new FormulaError(table.absence("variable", name), at);
  }
  checkNames(derived, table);
  checkConstants(derived, table);
  const text = responseColumns.find(({ name }) => table.kind(name) !== "numeric");
  if (text !== undefined)
    throw new FormulaError(
      `the response must be numeric; '${text.name}' holds ${table.otherThanNumbers(text.name)}`,
      text.at,
    );
  const again = responseColumns.find(({ name }) => places.has(name));
  if (again !== undefined)
    throw new FormulaError(
      `the response may not stand on the right side too; '${again.name}' does`,
      places.get(again.name) ?? responseAt,
    );
}

/** A name in backticks and a calculation of that name could not be told apart. */
function checkNames(derived: DerivedVariables, table: Table): void {
  for (const [name, variable] of derived) {
    if (!table.has(name)) continue;
    throw new FormulaError(
      `a calculation may not be named like a column; '${name}' is one (write it in backticks, or rename it)`,
      sourcesOf(variable)[0].at,
    );
  }
}

/** The number π and a column of its name could be taken for each other. */
function checkConstants(derived: DerivedVariables, table: Table): void {
  for (const variable of derived.values()) {
    const constants = "calculation" in variable ? constantsOf(variable.calculation) : [];
    const both = constants.find(({ name }) => table.has(name));
    if (both !== undefined)
      throw new FormulaError(
        `in a calculation '${both.name}' is the number π, and the table has a column of that name; ` +
          `write the column \`${both.name}\`, in backticks, or rename it`,
        both.at,
      );
  }
}

function checkContrasts(contrasts: Contrasts, table: Table): void {
  if (typeof contrasts !== "object" || contrasts === null || Array.isArray(contrasts))
    throw new OptionError(`contrasts are an object such as { prec: EffectsCoding() }; got ${shownValue(contrasts)}`);
  for (const name of Object.keys(contrasts)) {
    const setting: unknown = settingOf(contrasts, name);
    if (!table.has(name))
      throw new OptionError(`contrasts are for columns of the table: ${table.absence("column", name)}`);
    if (typeof setting === "object" && setting !== null && isStandard(setting)) {
      if (!countsAsNumeric(table, name))
        throw new OptionError(`Center, Scale and ZScore are for numeric columns; '${name}' holds ${table.kind(name)}s`);
      continue;
    }
    if (typeof memberOf(setting, "coding") !== "function") {
      const wanted =
        table.kind(name) === "numeric"
          ? "contrasts of a numeric column are standards such as ZScore() or codings such as DummyCoding()"
          : "contrasts are codings such as EffectsCoding()";
      throw new OptionError(
        `${wanted}; that of '${name}' ` +
          `is ${typeof setting === "function" ? "a function without its ()" : shownValue(setting)}`,
      );
    }
  }
}
