import { unknownName } from "../table/nearest";
import type { Table } from "../table/table";
import { type Contrasts } from "./contrasts";
import { DesignBuilder } from "./design";
import { FormulaError } from "./scanner";
import { type FormulaTerms, type RandomTermSpec, formulaTerms, printFormula } from "./terms";

export type { Contrasts } from "./contrasts";

/** The columns of the random effects of one grouping factor. */
export interface RandomTerm {
  readonly grouping: string;
  /** Level of each row, 0…levels−1. */
  readonly refs: Int32Array;
  readonly levels: string[];
  /** Names of the S columns. */
  readonly names: string[];
  /** S columns of length n. */
  readonly columns: Float64Array[];
  /** Partition of the columns 0…S−1 into blocks that correlate. */
  readonly blocks: number[][];
}

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
 * @throws one sentence for a formula that cannot be read or does not fit the table
 */
export function modelFrame(text: string, table: Table, options: { contrasts?: Contrasts } = {}): ModelFrame {
  const terms = formulaTerms(text);
  checkVariables(terms, table, options.contrasts ?? {});
  const used = new Set([terms.response, ...terms.fixed.flat(), ...terms.random.flatMap(({ effects, grouping }) => [...effects.flat(), ...grouping])]);
  const rows = completeRows(table, used);
  if (rows.length === 0) throw new RangeError(`a fit needs rows without missing values; all ${table.numRows} rows have one in ${[...used].join(", ")}`);
  const design = new DesignBuilder(table, rows, options.contrasts ?? {});
  const fixed = design.columns(terms.fixed);
  return {
    formula: printFormula(terms),
    response: { name: terms.response, values: design.numeric(terms.response) },
    fixed,
    random: amalgamate(terms.random.map((spec) => randomTerm(design, spec))),
    nobs: rows.length,
    missing: table.numRows - rows.length,
  };
}

function checkVariables({ response, fixed, random, places }: FormulaTerms, table: Table, contrasts: Contrasts): void {
  for (const [name, at] of places) {
    if (!table.has(name)) throw new FormulaError(`${unknownName("variable", name, "columns", table.columnNames)}`, at);
  }
  if (table.kind(response) !== "numeric") throw new FormulaError(`the response must be numeric; '${response}' holds ${table.kind(response)}s`, places.get(response)!);
  const predictors = [...fixed.flat(), ...random.flatMap(({ effects, grouping }) => [...effects.flat(), ...grouping])];
  if (predictors.includes(response)) throw new FormulaError(`the response may not be a predictor too; '${response}' is`, places.get(response)!);
  for (const name of Object.keys(contrasts)) {
    if (!table.has(name)) throw new RangeError(`contrasts are given for columns of the table: ${unknownName("column", name, "columns", table.columnNames)}`);
    if (table.kind(name) === "numeric") throw new TypeError(`contrasts are for factors; '${name}' is numeric`);
  }
}

/** Rows without a missing value in the variables; an infinite number is refused. */
function completeRows(table: Table, used: ReadonlySet<string>): Int32Array {
  const keep = new Uint8Array(table.numRows).fill(1);
  for (const name of used) {
    if (table.kind(name) === "numeric") {
      table.numeric(name).forEach((value, row) => {
        if (Number.isNaN(value)) keep[row] = 0;
        else if (!Number.isFinite(value)) throw new RangeError(`variables of a formula must be finite; '${name}' is ${value} in row ${row + 1}`);
      });
    } else {
      table.factor(name).refs.forEach((ref, row) => {
        if (ref < 0) keep[row] = 0;
      });
    }
  }
  const rows = new Int32Array(keep.reduce((sum, kept) => sum + kept, 0));
  let next = 0;
  keep.forEach((kept, row) => {
    if (kept) rows[next++] = row;
  });
  return rows;
}

function randomTerm(design: DesignBuilder, { effects, grouping, correlated }: RandomTermSpec): RandomTerm {
  const { refs, levels } = design.grouping(grouping);
  const { names, columns, terms } = design.columns(effects);
  const all = names.map((_, i) => i);
  const byTerm = effects.map((_, t) => all.filter((i) => terms[i] === t)).filter((block) => block.length > 0);
  return { grouping: grouping.join(" & "), refs, levels, names, columns, blocks: correlated ? [all] : byTerm };
}

/** Joins the terms of one grouping factor; what stood in different terms does not correlate. */
function amalgamate(terms: readonly RandomTerm[]): RandomTerm[] {
  const joined = new Map<string, RandomTerm>();
  for (const term of terms) {
    const first = joined.get(term.grouping);
    if (first === undefined) {
      joined.set(term.grouping, term);
      continue;
    }
    const repeated = term.names.find((name) => first.names.includes(name));
    if (repeated !== undefined) throw new RangeError(`an effect may vary by a grouping factor once; '${repeated}' is in two terms of '${term.grouping}'`);
    const shift = first.names.length;
    joined.set(term.grouping, {
      ...first,
      names: [...first.names, ...term.names],
      columns: [...first.columns, ...term.columns],
      blocks: [...first.blocks, ...term.blocks.map((block) => block.map((column) => column + shift))],
    });
  }
  return [...joined.values()];
}
