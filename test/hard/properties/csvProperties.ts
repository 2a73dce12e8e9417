import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { FileError } from "engine/errors";
import { valueAt } from "engine/table/column";
import { readcsv } from "engine/table/source/csv";
import fc from "fast-check";
import { type Effort, holds } from "./property";

type Cell = number | string | boolean | null;

/** 0x80 to 0x9F of windows-1252 as code points, 0 where there is none. */
const SIGNS = [
  0x20ac, 0, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017d, 0, 0,
  0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0, 0x017e, 0x0178,
];
const windowsSigns = [
  ...SIGNS.filter((point) => point !== 0),
  ...Array.from({ length: 0x60 }, (_, i) => 0xa0 + i),
  ...Array.from({ length: 0x5f }, (_, i) => 0x20 + i),
].map((point) => String.fromCharCode(point));

function windowsBytes(text: string): Buffer {
  return Buffer.from(
    Array.from(text, (sign) => {
      const point = sign.charCodeAt(0);
      return SIGNS.includes(point) ? 0x80 + SIGNS.indexOf(point) : point;
    }),
  );
}

/** How a text becomes bytes, and what readcsv is told. */
const WRITERS: { readonly [kind: string]: { encoding?: string; bytes: (text: string) => Buffer } } = {
  "utf-8": { bytes: (text) => Buffer.from(text) },
  "utf-8, said": { encoding: "utf-8", bytes: (text) => Buffer.from(text) },
  "utf-8 with a mark": { bytes: (text) => Buffer.from(`\uFEFF${text}`) },
  latin1: { encoding: "latin1", bytes: windowsBytes },
  "windows-1252": { encoding: "windows-1252", bytes: windowsBytes },
  "utf-16le": { encoding: "utf-16le", bytes: (text) => Buffer.from(text, "utf16le") },
  "utf-16be": { encoding: "utf-16be", bytes: (text) => Buffer.from(text, "utf16le").swap16() },
  "utf-16le with a mark": { bytes: (text) => Buffer.from(`\uFEFF${text}`, "utf16le") },
  "utf-16be with a mark": { bytes: (text) => Buffer.from(`\uFEFF${text}`, "utf16le").swap16() },
};

interface Style {
  readonly writer: string;
  readonly delimiter: string;
  readonly decimal: "." | ",";
  readonly lineEnd: string;
  readonly quoteAll: boolean;
  readonly blank: string;
  readonly rowNames: "none" | "short header" | "empty name";
  readonly trailing: boolean;
  readonly emptyLines: boolean;
  readonly packed: boolean;
}

const style: fc.Arbitrary<Style> = fc.record({
  writer: fc.constantFrom(...Object.keys(WRITERS)),
  delimiter: fc.constantFrom(",", ";", "\t", "|"),
  decimal: fc.constantFrom(".", ","),
  lineEnd: fc.constantFrom("\n", "\r\n", "\r"),
  quoteAll: fc.boolean(),
  blank: fc.constantFrom("", "", " ", "  "),
  rowNames: fc.constantFrom("none", "short header", "empty name"),
  trailing: fc.boolean(),
  emptyLines: fc.boolean(),
  packed: fc.boolean(),
});

/** Columns of one kind each, named a, b, … */
const columns = (length: number): fc.Arbitrary<Cell[][]> => {
  const of = (cell: fc.Arbitrary<Cell>): fc.Arbitrary<Cell[]> =>
    fc.array(fc.oneof({ weight: 6, arbitrary: cell }, { weight: 1, arbitrary: fc.constant(null) }), {
      minLength: length,
      maxLength: length,
    });
  const word = fc
    .array(fc.oneof(fc.constantFrom(...windowsSigns), fc.constantFrom('"', ",", ";", "\t", "|", "\n", " ")), {
      maxLength: 8,
    })
    .map((signs) => `w${signs.join("")}`);
  return fc.array(
    fc.oneof(of(fc.integer()), of(fc.double({ noNaN: true, noDefaultInfinity: true })), of(fc.boolean()), of(word)),
    { minLength: 2, maxLength: 5 },
  );
};

/** Whole numbers of more digits than a number keeps would be labels. */
const digits = (value: number): string => (Math.abs(value) < 2 ** 53 ? String(value) : value.toExponential());

/** A writer of CSV on its own: what it writes must come back. */
function written(table: readonly (readonly Cell[])[], names: readonly string[], wanted: Style): string {
  const { delimiter, decimal, quoteAll, blank, rowNames, trailing } = wanted;
  const pad = delimiter === "\t" && blank !== "" ? "\u00a0" : blank;
  const field = (cell: Cell): string => {
    const text = cell === null ? "NA" : typeof cell === "number" ? digits(cell).replace(".", decimal) : String(cell);
    const quoted = quoteAll || /["\r\n]/.test(text) || text.includes(delimiter);
    if (quoted) return `${pad === "\u00a0" ? "" : pad}"${text.replaceAll('"', '""')}"`;
    return typeof cell === "string" ? text : pad + text + pad;
  };
  const line = (cells: readonly Cell[]): string => cells.map(field).join(delimiter) + (trailing ? delimiter : "");
  const header = rowNames === "empty name" ? ["", ...names] : names;
  const rows = table[0].map((_, i) => {
    const cells = table.map((column) => column[i]);
    return line(rowNames === "none" ? cells : [`r${i}`, ...cells]);
  });
  return [line(header), ...rows]
    .flatMap((text, i) => (wanted.emptyLines && i % 2 === 1 ? ["", text] : [text]))
    .join(wanted.lineEnd);
}

export function csvProperties(effort: Effort): void {
  const folder = mkdtempSync(join(tmpdir(), "csv-"));
  afterAll(() => rmSync(folder, { recursive: true }));

  test("tables come back from files of every encoding and style", () => {
    let count = 0;
    holds(
      fc.property(fc.integer({ min: 1, max: 6 }).chain(columns), style, (table, wanted) => {
        // A file needs a delimiter other than its decimal sign.
        const decimal = wanted.delimiter === "," ? "." : wanted.decimal;
        // Texts with line ends come back as they are where those of the file are of the same kind.
        const lineEnd = "\n" === wanted.lineEnd ? "\n" : JSON.stringify(table).includes("\\n") ? "\n" : wanted.lineEnd;
        const own = { ...wanted, decimal, lineEnd } as const;
        const names = table.map((_, j) => `${"äbcde"[j]}`);
        const { encoding, bytes } = WRITERS[own.writer];
        const content = bytes(written(table, names, own));
        const path = join(folder, own.packed ? "t.csv.gz" : "t.csv");
        writeFileSync(path, own.packed ? gzipSync(content) : content);
        const read = readcsv(path, {
          delimiter: own.delimiter,
          decimal,
          ...(encoding === undefined ? {} : { encoding }),
        });
        const all = own.rowNames === "none" ? table : [table[0].map((_, i) => `r${i}`), ...table];
        expect(read.columnNames).toEqual(own.rowNames === "none" ? names : ["rowname", ...names]);
        const found = read.columnNames.map((name) =>
          Array.from({ length: read.numRows }, (_, row) => valueAt(read.column(name), row)),
        );
        expect(found).toEqual(all.map((column) => column.map((cell) => (Object.is(cell, -0) ? 0 : cell))));
        count++;
      }),
      effort,
    );
    expect(count).toBeGreaterThanOrEqual(effort.runs);
  });

  test("bytes that are no UTF-8 are named by value and place, and all others are read", () => {
    holds(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 12 }), fc.nat(20), (wild, lines) => {
        const before = Buffer.from(`a\n${"ü1\n".repeat(lines)}`);
        const content = Buffer.concat([before, Buffer.from("x"), wild.map((byte) => byte || 1), Buffer.from("\n")]);
        const path = join(folder, "wild.csv");
        writeFileSync(path, content);
        const right = isUTF8(content);
        try {
          readcsv(path, { delimiter: "\x1f" });
          expect(right).toBe(true);
        } catch (error) {
          if (!(error instanceof FileError)) {
            expect(right).toBe(true);
            return;
          }
          expect(right).toBe(false);
          const [, value, offset] = /the byte 0x(\w\w) at offset (\d+)/.exec(error.message)!;
          expect(content[Number(offset)]).toBe(Number.parseInt(value, 16));
          expect(isUTF8(content.subarray(0, Number(offset)))).toBe(true);
          expect(isUTF8(content.subarray(Number(offset), Number(offset) + 4))).toBe(false);
        }
      }),
      effort,
    );
  });
}

/** By the table of well-formed bytes (The Unicode Standard 15, table 3-7). */
function isUTF8(bytes: Uint8Array): boolean {
  const text = Buffer.from(bytes).toString("latin1");
  const sequences = [
    "[\\0-\\x7f]",
    "[\\xc2-\\xdf]~",
    "\\xe0[\\xa0-\\xbf]~",
    "[\\xe1-\\xec\\xee\\xef]~~",
    "\\xed[\\x80-\\x9f]~",
    "\\xf0[\\x90-\\xbf]~~",
    "[\\xf1-\\xf3]~~~",
    "\\xf4[\\x80-\\x8f]~~",
  ];
  return new RegExp(`^(?:${sequences.join("|").replaceAll("~", "[\\x80-\\xbf]")})*$`).test(text);
}
