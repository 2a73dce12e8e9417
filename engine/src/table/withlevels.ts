import { DataError, OptionError } from "../errors";
import { listNames, unknownName } from "../words/nearest";
import { asTable, type TableLike } from "./asTable";
import { type Column, type ColumnValue, valueAt } from "./column";
import { levelOrderOf, withLevelOrder } from "./levelOrder";
import { shownValue } from "./shownValue";
import { parseColumn } from "./source/parseColumn";
import { Table } from "./table";

/**
 * The table with the levels of a column in this order: the first is the base of contrasts, and charts and tables follow
 * it. Numbers and booleans become texts. Verbs of other packages that make new columns forget it.
 * @param levels - every level of the column, and possibly others
 * @throws for a level of the column that is not named, or one named twice
 */
export function withlevels(data: TableLike, column: string, levels: readonly (string | number | boolean)[]): Table {
  const table = asTable(data);
  const values = table.column(column);
  if (!Array.isArray(levels) || levels.length === 0)
    throw new OptionError(`levels are an array such as ["ctl", "low", "high"]; got ${shownValue(levels)}`);
  const names = levels.map((level) => String(level).normalize("NFC"));
  const known = new Set<string>();
  for (const name of names) {
    if (known.has(name)) throw new OptionError(`levels are named once each; '${name}' is named twice`);
    known.add(name);
  }
  const texts = textsOf(values);
  const other = texts.findIndex((text) => text !== null && !known.has(text));
  if (other >= 0)
    throw new DataError(
      `withlevels names every level of '${column}'; row ${other + 1} has '${texts[other]}', ` +
        `which is not among ${listNames(names)}`,
    );
  return replaced(table, column, withLevelOrder(texts, names));
}

/**
 * The table with values of a column replaced, `recode(table, "sex", { 1: "female", 2: "male" })`; others stay as they
 * are. Levels keep an order that {@link withlevels} has given; without one they stand in the order of the new ones
 * where every value is named.
 * @throws for a value that the column does not have
 */
export function recode(
  data: TableLike,
  column: string,
  given: { readonly [value: string]: ColumnValue } | ReadonlyMap<ColumnValue, ColumnValue>,
): Table {
  const table = asTable(data);
  const values = table.column(column);
  if (typeof given !== "object" || given === null || Array.isArray(given))
    throw new OptionError(`new values are named by the old ones, as in { a: "control" }; got ${shownValue(given)}`);
  const texts = textsOf(values);
  const known = new Set(texts);
  // An object has its whole numbers first, a Map keeps the order in which they are named.
  const named: Iterable<[ColumnValue, ColumnValue]> = given instanceof Map ? given : Object.entries(given);
  const own = new Map(Array.from(named, ([name, value]) => [String(name).normalize("NFC"), value]));
  for (const name of own.keys())
    if (!known.has(name))
      throw new DataError(
        unknownName(`value of '${column}'`, name, "values", [...known].filter((text) => text !== null).sort()),
      );
  const cells = texts.map((text, row) => (text !== null && own.has(text) ? own.get(text) : valueAt(values, row)));
  const result = parseColumn(column, cells);
  const isWhole = [...known].every((text) => text === null || own.has(text));
  const old = levelOrderOf(values)?.map((level) => level.normalize("NFC")) ?? (isWhole ? [...own.keys()] : undefined);
  const order = old && newOrder(old, own);
  return replaced(table, column, order === undefined ? result : withLevelOrder(result, order));
}

/** The levels that stand for the old ones, in their order. */
function newOrder(old: readonly string[], names: ReadonlyMap<string, ColumnValue>): string[] {
  const levels = old.map((level) => (names.has(level) ? names.get(level) : level));
  return [...new Set(levels.filter((level) => level !== null && level !== undefined).map(String))];
}

function textsOf(values: Column): (string | null)[] {
  return Array.from({ length: values.length }, (_, row) => {
    const value = valueAt(values, row);
    return value === null ? null : String(value).normalize("NFC");
  });
}

function replaced(table: Table, column: string, values: Column): Table {
  const name = column.normalize("NFC");
  return Table.fromColumns(
    table.columnNames.map((other) => [other, other.normalize("NFC") === name ? values : table.column(other)]),
  );
}
