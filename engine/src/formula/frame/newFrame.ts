import { DataError } from "../../errors";
import type { Table } from "../../table/table";
import type { ColumnOrigin } from "../coding/columnOrigin";
import { type Term, termKey } from "../language/terms";
import { Design, type DesignColumns } from "./design";
import type { ModelFrame } from "./modelFrame";
import { NewRows } from "./newRows";
import { sumOfOffsets } from "./rowValues";

/** A random-effects term of a fitted formula on other data. */
export interface NewRandomTerm {
  readonly grouping: string;
  /** Level of each row among those of the fit; −1 where it is missing or the fit does not know it. */
  readonly refs: Int32Array;
  readonly columns: readonly Float64Array[];
  readonly origins: readonly ColumnOrigin[];
}

/** A fitted formula on other data, coded as in the fit; NaN where a variable is missing. */
export interface NewFrame {
  readonly count: number;
  readonly fixed: readonly Float64Array[];
  /** What each column of fixed is made of. */
  readonly origins: readonly ColumnOrigin[];
  /** What is known of the linear predictor beforehand; absent when nothing is. */
  readonly offset?: Float64Array;
  readonly random: readonly NewRandomTerm[];
}

/**
 * Evaluates the right side of a fitted formula on other data.
 * @param withoutGroups whether grouping factors may be absent, all their levels being unknown then
 * @throws for a column that is absent or infinite, an offset that is not known or a level of a factor with an effect
 * that the fit does not know
 */
export function newFrame({ recipe }: Pick<ModelFrame, "recipe">, table: Table, withoutGroups: boolean): NewFrame {
  const { terms, contrasts, derivation, rows: fitted, offset } = recipe;
  if (offset !== undefined && offset.column === undefined) {
    throw new DataError(
      "an offset of other data is known where the fit took it from a column, by name or as offset(…) " +
        "in the formula; that of this fit was given as numbers",
    );
  }
  const offsets = [...terms.offsets, ...(offset?.column === undefined ? [] : [offset.column])];
  const groupings = new Set(terms.random.flatMap(({ grouping }) => grouping));
  for (const name of new Set([...terms.places.keys(), ...offsets.slice(terms.offsets.length)])) {
    if (table.has(name) || (withoutGroups && groupings.has(name))) continue;
    throw new DataError(`new data need every column of the right side; ${table.absence("column", name)}`);
  }
  const rows = new NewRows(derivation.extend(table, new Set([terms.response])), fitted);
  const design = new Design(rows, contrasts, terms.derived);
  const { columns: fixed, names, origins } = design.columns(terms.fixed);
  checkFinite(names, fixed);
  const joined = new Map<
    string,
    { grouping: Term; spanned: Set<string> } & Pick<DesignColumns, "columns" | "origins">
  >();
  for (const { effects, grouping } of terms.random) {
    const key = termKey(grouping);
    const term = joined.get(key) ?? { grouping, spanned: new Set<string>(), columns: [], origins: [] };
    joined.set(key, term);
    const own = design.columns(effects, term.spanned);
    checkFinite(own.names, own.columns);
    term.columns.push(...own.columns);
    term.origins.push(...own.origins);
  }
  const random = [...joined.values()].map(({ grouping, columns, origins }) => ({
    grouping: grouping.join(" & "),
    columns,
    origins,
    refs: groupRefs(grouping, rows, recipe),
  }));
  return {
    count: rows.count,
    fixed,
    origins,
    random,
    ...sumOfOffsets(offsets, rows),
  };
}

/** Throws for a column that is infinite in a row; where a variable is missing it is NaN. */
function checkFinite(names: readonly string[], columns: readonly Float64Array[]): void {
  columns.forEach((column, j) => {
    const row = column.findIndex((value) => Math.abs(value) === Infinity);
    if (row >= 0)
      throw new DataError(
        `the variables of a formula must be finite; '${names[j]}' is ${column[row]} in row ${row + 1}`,
      );
  });
}

/** Looks the combination of levels of each row up among those of the fit. */
function groupRefs(grouping: Term, rows: NewRows, { rows: fitted }: ModelFrame["recipe"]): Int32Array {
  const known = new Map<string, number>();
  const { refs } = fitted.interaction(grouping);
  const own = grouping.map((name) => fitted.factor(name).refs);
  for (let row = 0; row < refs.length; row++) known.set(own.map((levels) => levels[row]).join(), refs[row]);
  const wanted = grouping.map((name) => rows.grouping(name).refs);
  return Int32Array.from(
    { length: rows.count },
    (_, row) => known.get(wanted.map((levels) => levels[row]).join()) ?? -1,
  );
}
