import { quoteName } from "mixedmodels/editor";
import { type ColumnPlace, columnPlace, HOLE } from "./columnPlace";
import type { Completion } from "./compiler/completion";
import { formulaWord } from "./formulaWord";
import type { SessionTables } from "./sessionTables";
import type { ColumnName } from "./tableColumns";

/**
 * The columns of a table where the cell names them: in the formula of `fit(formula, table)`, in its options
 * `contrasts`, `weights` and `offset`, in the second argument of `densityplot` and `histogram`. The table is a value of
 * the session or `dataset("…")` of a data set that comes with the engine; while `fit` has no table yet, each table of
 * the session that has the names written so far. Nothing of the cell is evaluated. Undefined where there is no such
 * name.
 *
 * @param offset - of the cursor, in UTF-16 units
 * @param tables - those of the session
 */
export function completeColumns(source: string, offset: number, tables: SessionTables): Completion | undefined {
  const place = columnPlace(source, offset);
  if (place === undefined) return undefined;
  const completion = completeAt(place, source, offset, tables);
  return completion && completion.names.length > 0 ? completion : undefined;
}

function completeAt(place: ColumnPlace, source: string, offset: number, tables: SessionTables): Completion | undefined {
  const { table } = place;
  if (place.kind === "formula")
    return completeFormula(place, offset, (names) => (table ? tables.columnsOf(table) : tables.withNames(names)));
  const columns = table && tables.columnsOf(table);
  if (columns === undefined) return undefined;
  if (place.kind === "name") {
    const { literal } = place;
    const written = literal.text.slice(0, literal.textOffset(offset));
    return {
      names: fitting(columns, written).map((name) => literal.write(name)),
      start: literal.start,
      end: literal.end,
    };
  }
  const written = source.slice(place.start, offset).replace(/^["']/, "");
  const free = columns.filter(({ name }) => !place.taken.includes(name));
  return {
    names: fitting(free, written, ({ factor }) => Number(factor !== true)).map(propertyKey),
    start: place.start,
    end: place.end,
  };
}

type FormulaPlace = Extract<ColumnPlace, { kind: "formula" }>;

function completeFormula(
  { literal, before }: FormulaPlace,
  offset: number,
  columnsFor: (names: readonly string[]) => ColumnName[] | undefined,
): Completion | undefined {
  const cursor = literal.textOffset(offset);
  const found = formulaWord(before + literal.text.slice(0, cursor));
  if (found === undefined || found.start < before.length) return undefined;
  const columns = columnsFor(found.names.filter((name) => name !== HOLE));
  if (columns === undefined) return undefined;
  const rank = ({ name, factor }: ColumnName): number =>
    factor === false ? 2 : found.names.includes(name.normalize("NFC")) ? 1 : 0;
  const names = fitting(columns, found.word, found.grouping ? rank : undefined);
  const rest = restOfName(literal.text.slice(cursor), found.open ? found.word : undefined, columns);
  const end = Math.max(offset, literal.sourceOffset(cursor + rest));
  return {
    names: names.map((name) => literal.write(quoteName(name))),
    start: literal.sourceOffset(found.start - before.length),
    end,
  };
}

/** How much of the text behind the cursor belongs to the name that the cursor is in. */
function restOfName(text: string, open: string | undefined, columns: readonly ColumnName[]): number {
  if (open === undefined) return /^[\p{L}\p{N}\p{M}_.]*/u.exec(text)![0].length;
  const closing = text.indexOf("`");
  const whole = (open + text.slice(0, closing)).normalize("NFC");
  return closing >= 0 && (closing === 0 || columns.some(({ name }) => name.normalize("NFC") === whole))
    ? closing + 1
    : 0;
}

/**
 * Names that begin with the word, then those that do if case does not matter, then those that hold it; among them by
 * `rank`, then as in the table.
 */
function fitting(
  columns: readonly ColumnName[],
  word: string,
  rank: (column: ColumnName) => number = () => 0,
): string[] {
  const exact = word.normalize("NFC");
  const lower = exact.toLowerCase();
  const closeness = (name: string): number =>
    name.startsWith(exact) ? 0 : name.toLowerCase().startsWith(lower) ? 1 : name.toLowerCase().includes(lower) ? 2 : 3;
  return columns
    .map((column) => ({ name: column.name, close: closeness(column.name.normalize("NFC")), rank: rank(column) }))
    .filter(({ close }) => close < 3)
    .sort((a, b) => a.close - b.close || a.rank - b.rank)
    .map(({ name }) => name);
}

function propertyKey(name: string): string {
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name) ? name : JSON.stringify(name);
}
