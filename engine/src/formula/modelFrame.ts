import { unknownName } from "../table/nearest";
import type { Table } from "../table/table";
import { CompleteRows } from "./completeRows";
import type { Contrasts } from "./contrasts";
import { Design } from "./design";
import { printFormula } from "./print";
import { type RandomTerm, randomTerms } from "./randomTerms";
import { FormulaError } from "./scanner";
import { type FormulaTerms, formulaTerms } from "./terms";

export type { Contrasts } from "./contrasts";
export type { RandomTerm } from "./randomTerms";

/** A formula applied to a table: the numbers that a model is fitted to, rows with missing values left out. */
export interface ModelFrame {
  /** The formula with every term written out. */
  readonly formula: string;
  readonly response: { readonly name: string; readonly values: Float64Array };
  readonly fixed: { readonly names: string[]; readonly columns: Float64Array[] };
  /** One term per grouping factor, in the order of the formula. */
  readonly random: RandomTerm[];
  readonly nobs: number;
  /** Rows left out because a variable of the formula is missing there. */
  readonly missing: number;
}

/**
 * Evaluates a formula on a table.
 * @throws {@link FormulaError} for a formula that cannot be read or does not fit the table; a TypeError or RangeError for
 *   contrasts or data that do not fit the formula
 */
export function modelFrame(text: string, table: Table, options: { contrasts?: Contrasts } = {}): ModelFrame {
  const { contrasts = {} } = options;
  const terms = formulaTerms(text);
  checkVariables(terms, table);
  checkContrasts(contrasts, table);
  const rows = new CompleteRows(table, variablesOf(terms));
  const design = new Design(rows, contrasts);
  return {
    formula: printFormula(terms),
    response: { name: terms.response, values: rows.numeric(terms.response) },
    fixed: design.columns(terms.fixed),
    random: randomTerms(terms.random, rows, design),
    nobs: rows.count,
    missing: table.numRows - rows.count,
  };
}

function variablesOf({ response, fixed, random }: FormulaTerms): string[] {
  return [response, ...fixed.flat(), ...random.flatMap(({ effects, grouping }) => [...effects.flat(), ...grouping])];
}

function checkVariables({ response, responseAt, places }: FormulaTerms, table: Table): void {
  for (const [name, at] of [[response, responseAt] as const, ...places]) {
    if (!table.has(name)) throw new FormulaError(unknownName("variable", name, "columns", table.columnNames), at);
  }
  const kind = table.kind(response);
  if (kind !== "numeric") throw new FormulaError(`the response must be numeric; '${response}' holds ${kind}s`, responseAt);
  const again = places.get(response);
  if (again !== undefined) throw new FormulaError(`the response may not stand on the right side too; '${response}' does`, again);
}

function checkContrasts(contrasts: Contrasts, table: Table): void {
  for (const [name, contrast] of Object.entries<unknown>(contrasts)) {
    if (!table.has(name)) throw new RangeError(`contrasts are for columns of the table: ${unknownName("column", name, "columns", table.columnNames)}`);
    if (table.kind(name) === "numeric") throw new TypeError(`contrasts are for factors; '${name}' is numeric`);
    if (typeof (contrast as { coding?: unknown } | null)?.coding !== "function") {
      throw new TypeError(`contrasts are codings such as EffectsCoding(); that of '${name}' is ${typeof contrast === "function" ? "a function without its ()" : String(contrast)}`);
    }
  }
}
