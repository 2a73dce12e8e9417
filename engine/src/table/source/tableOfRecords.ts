import { environment } from "../../platform/environment";
import { display, notebookHost } from "../../show/host";
import { kindOf } from "../column";
import { Table } from "../table";
import { csvCells } from "./csvCells";
import { csvColumn, decimalOf } from "./csvColumn";
import { csvGrid } from "./csvGrid";
import { type CSVOptions, marksOf } from "./csvOptions";
import { pointsNote, textNote } from "./csvTextNote";

const MISSING = ["", "NA", "NaN", "missing"];

export interface Read {
  readonly table: Table;
  /** What was guessed, and what is not as the file has it. */
  readonly guesses: readonly string[];
}

/** A table of the cells of lines, of which the first has the names. @param found - what was guessed before */
export function tableOfRecords(
  records: readonly string[][],
  delimiter: string,
  options: Pick<CSVOptions, "skip" | "names" | "missing" | "decimal" | "fill">,
  source: string,
  found: readonly string[],
): Read {
  const guesses = [...found];
  const { skip = 0, names, fill } = options;
  const marks = marksOf(options);
  const left = typeof skip === "number" ? qualtricsLines(records) : skip;
  if (typeof skip === "number" && left.length > 0) guesses.push("two lines of Qualtrics below the names left out");
  const kept = left.length === 0 ? records : records.filter((_, i) => !left.includes(i + 1));
  const grid = csvGrid(names === undefined ? kept : [[...names], ...kept], delimiter, source, {
    isNamed: names !== undefined,
    fill,
  });
  for (const note of grid.notes) guesses.push(note);
  const absent = new Set(marks?.length === 0 ? [""] : [...MISSING, ...(marks ?? [])]);
  const columns = grid.header.map((_, j) => csvCells(grid.rows, j, absent));
  const decimal = options.decimal ?? decimalOf(columns) ?? ".";
  if (options.decimal === undefined && decimal === ",") guesses.push("decimals begin with a comma");
  const read = grid.header.map((name, j) => [name, csvColumn(columns[j], decimal)] as const);
  // Lines as the option skip counts them, where it may be given.
  const before = options.skip === undefined ? { before: names === undefined ? 1 : 0 } : {};
  read.forEach(([name, column], j) => {
    const context = { decimal, given: marks ?? [], ...before };
    const isInDoubt = kindOf(column) === "numeric" && delimiter === ";" && options.decimal === undefined;
    const note =
      kindOf(column) === "string"
        ? textNote(name, columns[j], context)
        : isInDoubt && decimal === "."
          ? pointsNote(name, columns[j])
          : undefined;
    if (note !== undefined) guesses.push(note);
  });
  return { table: Table.fromColumns(read, { notes: guesses }), guesses };
}

/** So many are told: a line is for reading. */
const MOST_GUESSES = 50;

/** Says in one line what was read: in a notebook always, elsewhere if something was guessed. */
export function tell(path: string, { table, guesses }: Read): void {
  const more = guesses.length > MOST_GUESSES ? [`and ${guesses.length - MOST_GUESSES} more of this`] : [];
  const line = `${path}: ${[sizeOf(table), ...guesses.slice(0, MOST_GUESSES), ...more].join("; ")}`;
  if (notebookHost() !== undefined) display(line);
  else if (guesses.length > 0) environment.warn(line, "CSVNote");
}

/** The lines 2 and 3 of a file of Qualtrics, which hold the questions and their identifiers, counted from 1. */
function qualtricsLines([, , identifiers]: readonly (readonly string[])[]): readonly number[] {
  return identifiers?.length > 0 && identifiers.every((cell) => /^\{"ImportId":/.test(cell)) ? [2, 3] : [];
}

/** "120 rows, 4 columns (2 of numbers, 1 of texts, 1 of true and false)" */
function sizeOf(table: Table): string {
  const kinds = table.columnNames.map((name) => table.kind(name));
  const parts = [
    ["numeric", "numbers"],
    ["string", "texts"],
    ["boolean", "true and false"],
  ].flatMap(([kind, what]) => {
    const count = kinds.filter((other) => other === kind).length;
    return count === 0 ? [] : [`${count} of ${what}`];
  });
  const some = (count: number, what: string): string => `${count} ${what}${count === 1 ? "" : "s"}`;
  return `${some(table.numRows, "row")}, ${some(kinds.length, "column")} (${parts.join(", ")})`;
}
