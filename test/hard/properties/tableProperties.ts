import { DataError } from "engine/errors";
import { arrowBytes } from "engine/table/arrow/arrowBytes";
import { flechette } from "engine/table/arrow/flechette";
import { asTable, type TableLike } from "engine/table/asTable";
import { valueAt } from "engine/table/column";
import { describe as describeTable } from "engine/table/describe";
import { parsecsv } from "engine/table/source/csv";
import type { Table } from "engine/table/table";
import fc from "fast-check";
import { anyName, type Effort, holds, NAMES } from "./property";

const text = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc.constantFrom(...NAMES),
  fc.stringMatching(/^[\d.e+-]{1,20}$/),
);
const missing = fc.constantFrom(null, undefined, NaN);
const value = fc.oneof(
  fc.double(),
  fc.integer(),
  fc.maxSafeInteger(),
  fc.bigInt(),
  text,
  fc.boolean(),
  fc.date({ noInvalidDate: false }),
  missing,
);
/** A column as users have them: of one kind with missing values, or of anything. */
const column = (length: number): fc.Arbitrary<unknown> => {
  const of = (arbitrary: fc.Arbitrary<unknown>): fc.Arbitrary<unknown[]> =>
    fc.array(fc.oneof({ weight: 6, arbitrary }, { weight: 1, arbitrary: missing }), {
      minLength: length,
      maxLength: length,
    });
  const exactly = { minLength: length, maxLength: length };
  return fc.oneof(
    of(fc.double()),
    of(fc.integer()),
    of(fc.bigInt()),
    of(text),
    of(fc.boolean()),
    of(fc.date()),
    fc.float64Array(exactly),
    fc.int32Array(exactly),
    fc.uint8Array(exactly),
    fc.float32Array(exactly),
    fc.uint8ClampedArray(exactly),
    fc.bigInt64Array(exactly),
    of(value),
    of(fc.anything()),
  );
};
const columns = fc
  .integer({ min: 0, max: 8 })
  .chain((length) => fc.array(fc.tuple(anyName, column(length)), { maxLength: 5 }))
  .map((pairs) => Object.fromEntries(pairs));
const rows = fc.array(fc.dictionary(anyName, value, { maxKeys: 4 }), { maxLength: 8 });

/** The table, or undefined if the data are refused in the way they should be. */
function imported(data: unknown): Table | undefined {
  try {
    return asTable(data as TableLike);
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    expect(error.message).not.toContain("\n");
    return undefined;
  }
}

const cells = (table: Table): unknown[][] =>
  table.columnNames.map((name) => [
    name,
    ...Array.from({ length: table.numRows }, (_, row) => valueAt(table.column(name), row)),
  ]);

export function tableProperties(effort: Effort): void {
  test("columns and rows are a table that is shown, described and kept by Arrow, or refused by a DataError", () => {
    let accepted = 0;
    holds(
      fc.property(fc.oneof(columns, rows, fc.anything()), (data) => {
        const table = imported(data);
        if (table === undefined) return;
        accepted++;
        for (const name of table.columnNames) expect(table.column(name)).toHaveLength(table.numRows);
        expect(table.toString() + table.toHTML() + table.toMarkdown() + table.toLaTeX()).not.toContain("undefined");
        expect(() => JSON.stringify(table.view())).not.toThrow();
        expect(describeTable(table).numRows).toBe(table.columnNames.length);
        expect(table.toHTML()).not.toMatch(/<(?:img|script)/i);
        expect(cells(asTable(flechette().tableFromIPC(arrowBytes(table), { useBigInt: true })))).toEqual(cells(table));
        expect(Object.keys(Object.prototype)).toEqual([]);
      }),
      effort,
    );
    expect(accepted).toBeGreaterThan(effort.runs / 10);
  });

  const quoted = (cell: string): string => `"${cell.replaceAll('"', '""')}"`;
  test("cells of texts, written as CSV, are read as they were", () => {
    holds(
      fc.property(
        fc.integer({ min: 1, max: 4 }).chain((width) =>
          fc.array(
            fc.array(
              text.map((cell) => `t${cell}`),
              { minLength: width, maxLength: width },
            ),
            { minLength: 1, maxLength: 6 },
          ),
        ),
        fc.constantFrom(",", ";", "\t", "|"),
        fc.constantFrom("\n", "\r\n", "\r"),
        (lines, delimiter, end) => {
          const header = lines[0].map((_, j) => `c${j}`);
          const table = parsecsv([header, ...lines].map((line) => line.map(quoted).join(delimiter)).join(end), {
            delimiter,
          });
          expect(header.map((name) => table.column(name))).toEqual(header.map((_, j) => lines.map((line) => line[j])));
        },
      ),
      effort,
    );
  });

  test("any text is a CSV table or refused by a DataError", () => {
    const pieces = fc
      .array(
        fc.oneof(
          fc.constantFrom(",", "\n", "\r", '"', '""', "1", "a", " ", "NA", "1e999", "\ufeff", "\u0000", "true"),
          fc.string({ unit: "binary", maxLength: 3 }),
        ),
        { maxLength: 60 },
      )
      .map((all) => all.join(""));
    holds(
      fc.property(fc.oneof(pieces, fc.string({ unit: "binary" })), (content) => {
        try {
          expect(parsecsv(content).numRows).toBeGreaterThan(0);
        } catch (error) {
          if (!(error instanceof DataError)) throw error;
        }
      }),
      effort,
    );
  });
}
