/** @jest-environment jsdom */

import fc from "fast-check";
import { type Report, toHTML, toTabs, toWord, type View } from "mixedmodels/page";
import Papa from "papaparse";
import { initialState, SEMICOLONS, toCSV } from "view/tables/tableState";
import { anyName, effort, holds } from "../../hard/properties/property";

const FORMULAS = [
  "=1+1",
  "+1+cmd|' /C calc'!A0",
  "-1+1",
  "@SUM(A1)",
  "\t=1",
  "\r=1",
  "\n=1",
  " =1",
  "＝1",
  "＋1",
  "－1",
  "＠a",
  "\u0000=1",
  "\u200b=1",
  "\u00ad@a",
  "-1|x!A0",
];
const text = fc.oneof(
  fc.constantFrom(...FORMULAS, ...FORMULAS.map((formula) => `a;${formula}`), ...FORMULAS.map((one) => `a\t${one}`)),
  fc
    .array(fc.constantFrom(..."a;,\t|\"\r\n=+-@ '1.5", "<b>", "</td>", "&amp;", "-->"), { maxLength: 8 })
    .map((all) => all.join("")),
  anyName,
);
/** What a spreadsheet calculates, or would when blanks are cut off; a number before a delimiter of its own is none. */
const isFormula = (cell: string): boolean =>
  /^[\s\p{C}]*[=+\-@＝＋－＠]/u.test(cell) &&
  !/^\s*[+-]?(?:\d+[.,]?\d*|[.,]\d+)(?:e[+-]?\d+)?(?:[\])}]?$|[",;\t\r\n])/i.test(cell);
const withoutMarks = (cell: string): string => cell.replaceAll("'", "").replaceAll("−", "-");

function viewOf(rows: readonly (string | number)[][]): View {
  const columns = rows[0].map((_, j) => ({
    header: j === 0 ? "g" : `=x${j}`,
    align: "left" as const,
    cells: rows.map((row) => row[j]),
  }));
  return { version: 1, kind: "table", columns, total: rows.length };
}
const rows = fc.integer({ min: 1, max: 4 }).chain((width) =>
  fc.array(
    fc.array(fc.oneof(text, fc.double({ noNaN: true, noDefaultInfinity: true })), {
      minLength: width,
      maxLength: width,
    }),
    {
      minLength: 1,
      maxLength: 5,
    },
  ),
);

test("a copy as CSV holds its cells, and no spreadsheet finds a formula in it, whatever delimiter it knows", () => {
  holds(
    fc.property(rows, fc.boolean(), (cells, semicolons) => {
      const view = viewOf(cells);
      const dialect = semicolons ? SEMICOLONS : undefined;
      const csv = toCSV(view, initialState(view), dialect);
      const read = (delimiter: string): string[][] =>
        Papa.parse<string[]>(csv.slice(0, -2), { delimiter, newline: "\r\n" }).data;
      const own = read(semicolons ? ";" : ",");
      expect(own.slice(1).map((row) => row.length)).toEqual(cells.map((row) => row.length));
      cells.forEach((row, i) =>
        row.forEach((cell, j) => {
          const got = own[i + 1][j];
          if (typeof cell === "number") return expect(Number(got.replace(semicolons ? "," : ".", "."))).toBe(cell + 0);
          if (!/[=+\-@＝＋－＠]|^[\t\r\n]/.test(cell)) return expect(got).toBe(cell);
          return expect(withoutMarks(got)).toBe(withoutMarks(cell));
        }),
      );
      // With the delimiter of another country cells may be torn, but what begins one is no formula.
      for (const delimiter of [",", ";", "\t", "|"]) expect(read(delimiter).flat().filter(isFormula)).toEqual([]);
    }),
    effort(400, 8000),
  );
});

test("decimals begin as the country has it", () => {
  const view = viewOf([["a;b", -1.5, 1e-7]]);
  expect(toCSV(view, initialState(view), SEMICOLONS)).toBe("g;'=x1;'=x2\r\n\"a;b\";-1,5;1e-7\r\n");
  expect(toCSV(view, initialState(view))).toBe("g,'=x1,'=x2\r\n\"a;b\",-1.5,1e-7\r\n");
});

test("a copy for sheets keeps its cells apart", () => {
  const report: Report = {
    columns: [
      { header: '"g', align: "left" },
      { header: "b", align: "left" },
    ],
    rows: [{ cells: ['"x\ty', '=A1;"'] }, { cells: ['a "b" c', "-1.5"] }],
  };
  expect(toTabs(report)).toBe('"""g"\tb\n"""x y"\t\'=A1;"\na "b" c\t-1.5');
});

test("HTML holds its texts and nothing else", () => {
  const allowed = new Set(["DIV", "TABLE", "CAPTION", "THEAD", "TBODY", "TR", "TH", "TD", "P"]);
  const shown = (one: string): string => one.replace(/\s+/g, " ").trim();
  holds(
    fc.property(fc.array(text, { minLength: 1, maxLength: 4 }), text, (cells, note) => {
      const report: Report = {
        caption: note,
        columns: cells.map((header) => ({ header, align: "left" })),
        rows: [{ cells }],
        notes: [note],
      };
      for (const html of [toHTML(report), toWord(report)]) {
        const page = new DOMParser().parseFromString(html, "text/html");
        const elements = [...page.body.querySelectorAll("*")];
        expect(elements.map(({ tagName }) => tagName).filter((tag) => !allowed.has(tag))).toEqual([]);
        expect(elements.flatMap((one) => one.getAttributeNames()).filter((name) => /^on|href|src/.test(name))).toEqual(
          [],
        );
        const bodies = [...page.querySelectorAll("tbody td")].map(({ textContent }) => shown(textContent));
        const withMinus = (cell: string): string =>
          shown(cell.replaceAll("-", "−").replace(/[\u0000-\u001f\u007f-\u009f]/g, " "));
        expect(bodies.map((cell) => withMinus(cell.replaceAll("\ufffd", " ")))).toEqual(
          cells.map((cell) => withMinus(cell.replaceAll("\ufffd", " "))),
        );
      }
    }),
    effort(100, 2000),
  );
});
