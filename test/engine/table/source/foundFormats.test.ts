import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fit } from "engine/model/fit";
import { parsecsv, readcsv } from "engine/table/source/csv";
import type { CSVOptions } from "engine/table/source/csvOptions";
import type { Table } from "engine/table/table";
import fc from "fast-check";

const asColumns = (table: Table): { [name: string]: unknown[] } =>
  Object.fromEntries(table.columnNames.map((name) => [name, Array.from(table.column(name) as ArrayLike<unknown>)]));
const notesOf = (table: Table): string[] => table.report().notes ?? [];

test.each<
  [
    what: string,
    text: string,
    options: CSVOptions | undefined,
    expected: { [name: string]: unknown[] },
    ...notes: string[],
  ]
>([
  ["semicolons", "a;b\n1;x\n2;y\n", undefined, { a: [1, 2], b: ["x", "y"] }, 'delimiter ";"'],
  ["tabs", "a\tb\n1\tx\n", undefined, { a: [1], b: ["x"] }, 'delimiter "\\t"'],
  ["bars", "a|b\n1|x\n", undefined, { a: [1], b: ["x"] }, 'delimiter "|"'],
  ["decimal commas with semicolons", "a;b\n1,5;x\n2;y\n", undefined, { a: [1.5, 2], b: ["x", "y"] }, "with a comma"],
  [
    "commas in every line of a file of semicolons",
    "Name, Vorname;RT;Alter\nMüller, A;300,5;20\nMeier, B;200,25;30\n",
    undefined,
    { "Name, Vorname": ["Müller, A", "Meier, B"], RT: [300.5, 200.25], Alter: [20, 30] },
  ],
  ["semicolons within quotes", 'id,"o;p;q"\n1,"a;b;c"\n', undefined, { id: [1], "o;p;q": ["a;b;c"] }],
  ["a bar in a name", "sex (m|f)\nm\nf\n", undefined, { "sex (m|f)": ["m", "f"] }],
  ["Excel's first line", "sep=;\r\na;b\r\n1;2\r\n", undefined, { a: [1], b: [2] }],
  ["Excel's first line of a comma", "sep=,\na,b;c\n1,2\n", undefined, { a: [1], "b;c": [2] }],
  ["quoted decimal commas", 'a,b\n1,"2,5"\n2,"10,25"\n', undefined, { a: [1, 2], b: [2.5, 10.25] }, "with a comma"],
  ["the same by the option", 'a,b\n1,"2,500"\n', { decimal: "," }, { a: [1], b: [2.5] }],
  [
    "commas that may part thousands",
    'a,b\n1,"2,500"\n2,"13,250"\n',
    undefined,
    { a: [1, 2], b: ["2,500", "13,250"] },
    "column 'b' is text, as its commas may part thousands; if they begin decimals, give { decimal: \",\" }",
  ],
  ["points and commas", "a;b\n1.5;2,5\n", undefined, { a: [1.5], b: ["2,5"] }, "give { decimal"],
  ["points where commas begin decimals", "a;b\n1.234;2,5\n", { decimal: "," }, { a: ["1.234"], b: [2.5] }],
  ["names that come again", "a,a,A,a\n1,2,3,4\n", undefined, { a: [1], a_2: [2], A: [3], a_3: [4] }, "'a_2'"],
  ["names that come again beside such a name", "a,a_2,a\n1,2,3\n", undefined, { a: [1], a_2: [2], a_3: [3] }],
  ["names in two spellings of one letter", "é,e\u0301\n1,2\n", undefined, { é: [1], "e\u0301_2": [2] }],
  [
    "columns without name and cells",
    "a,,b,\n1,,2,\n",
    undefined,
    { a: [1], b: [2] },
    "1 without name and cells left out",
  ],
  ["columns without a name", "a,,b\n1,2,3\n", undefined, { a: [1], column_2: [2], b: [3] }, "column 2 has no name"],
  ["a title and a date", "Title\n\na,b\n1,2\n", { skip: 2 }, { a: [1], b: [2] }],
  ["lines below the names", "a,b\nHow?,Why?\nx,y\n1,2\n", { skip: [2, 3] }, { a: [1], b: [2] }],
  [
    "the lines of Qualtrics",
    'Q1,Q2\nHow?,"Why,\nso?"\n"{""ImportId"":""QID1""}","{""ImportId"":""QID2""}"\n5,x\n',
    undefined,
    { Q1: [5], Q2: ["x"] },
    "two lines of Qualtrics",
  ],
  ["comments", '# by "me\na,b\n1,2\n# end\n', { comment: "#" }, { a: [1], b: [2] }],
  ["no line of names", "1;2\n3;4\n", { names: ["x", "y"] }, { x: [1, 3], y: [2, 4] }],
  ["other names", "a,b\n1,2\n", { names: ["x", "y"], skip: 1 }, { x: [1], y: [2] }],
  ["another missing value beside NA", 'x\n1\nn. a.\nNA\n""\n', { missing: ["n. a."] }, { x: [1, NaN, NaN, NaN] }],
  ["only empty cells missing", "x,y\nNA,1\n,2\n", { missing: [] }, { x: ["NA", null], y: [1, 2] }],
  [
    "a stray cell",
    "x\n1\n2\nn. a.\n4\n",
    undefined,
    { x: ["1", "2", "n. a.", "4"] },
    'column \'x\' is text, as row 3 has "n. a.", which is no number; if that is missing, give { missing: ["n. a."] }',
  ],
  [
    "stray cells of several kinds",
    "x\n1\n2\n-\n4\n?\n5\n-\n7\n",
    undefined,
    { x: ["1", "2", "-", "4", "?", "5", "-", "7"] },
    '(so are 2 more); if that is missing, give { missing: ["-","?"] }',
  ],
])("%s", (_, text, options, expected, ...notes) => {
  const table = parsecsv(text, options);
  expect(asColumns(table)).toEqual(expected);
  for (const note of notes) expect(notesOf(table).join("\n")).toContain(note);
});

test("labels of digits are texts without a note", () => {
  expect(notesOf(parsecsv("id,x\n01,1\n10,2\n11,3\n"))).toEqual([]);
});

test("following the advice of a note gives numbers", () => {
  const text = "x;y\n1,5;1\nk. A.;2\n2,25;3\n4;4\n";
  const table = parsecsv(text, { decimal: "," });
  const [, given] = /give \{ missing: (.*) \}/.exec(notesOf(table).join("\n"))!;
  expect([...parsecsv(text, { missing: JSON.parse(given) }).numeric("x")]).toEqual([1.5, NaN, 2.25, 4]);
});

test("a file of any delimiter is read as by that delimiter", () => {
  const number = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 });
  const word = fc.string({ unit: fc.constantFrom(..."abü ,;|."), maxLength: 6 }).map((text) => `w${text}`);
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 5 }).chain((width) =>
        fc.array(fc.tuple(...Array.from({ length: width }, (_, j) => (j % 2 === 0 ? number : word))), {
          minLength: 2,
          maxLength: 8,
        }),
      ),
      fc.constantFrom(",", ";", "\t", "|"),
      (rows, delimiter) => {
        const field = (cell: number | string): string =>
          typeof cell === "number" ? String(cell) : `"${cell.replaceAll('"', '""')}"`;
        const header = rows[0].map((_, j) => `c${j}`).join(delimiter);
        const text = [header, ...rows.map((row) => row.map(field).join(delimiter))].join("\n");
        expect(asColumns(parsecsv(text))).toEqual(asColumns(parsecsv(text, { delimiter })));
        expect(parsecsv(text).columnNames).toHaveLength(rows[0].length);
      },
    ),
    { numRuns: 300, seed: 19 },
  );
});

test.each([
  [{ sep: ";" }, "unknown option of readcsv 'sep': here it is delimiter: \";\""],
  [{ dec: "," }, "here it is decimal"],
  [{ "na.strings": "-" }, "here it is missing"],
  [{ header: false }, "here it is names"],
  [{ skiprows: 1 }, "here it is skip"],
  [{ skip: -1 }, "skip is how many lines stand before the names"],
  [{ skip: [0] }, "counted from 1; got [ 0 ]"],
  [{ comment: "" }, "comment is what such a line begins with"],
  [{ names: [] }, "names is an array of texts"],
])("%p is refused", (options, sentence) => {
  expect(() => readcsv("any.csv", options as object)).toThrow(sentence);
});

describe("files", () => {
  const folder = mkdtempSync(join(tmpdir(), "found-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, "Daten"));
  writeFileSync(join(folder, "Daten", "Pilot_1.csv"), "x;y\n1,5;a\nn. a.;b\n3;c\n");
  writeFileSync(join(folder, "Daten", "notes.txt"), "");

  test.each([
    [["Daten", "pilot-1.csv"], "there is no such file or folder (did you mean 'Pilot_1.csv'?)"],
    [["Daten", "PILOT_1.CSV"], "(did you mean 'Pilot_1.csv'?)"],
    [["daten", "Pilot_1.csv"], "(did you mean 'Daten'?)"],
    [["Daten", "xxxxxxxxxxxx.csv"], "; its folder has Pilot_1.csv"],
    [["Daten", "xxxxxxxxxxxx.dat"], "there is no such file or folder"],
  ])("%p names what is near", (parts, sentence) => {
    expect(() => readcsv(join(folder, ...parts))).toThrow(sentence);
  });

  test("what was guessed is told in one line, in a notebook with what was read", () => {
    const path = join(folder, "Daten", "Pilot_1.csv");
    const warned = jest.spyOn(process, "emitWarning").mockImplementation();
    const key = Symbol.for("mixedmodels.host");
    const lines: unknown[] = [];
    try {
      readcsv(path, { missing: ["n. a."] });
      expect(warned.mock.calls).toEqual([
        [
          `${path}: 3 rows, 2 columns (1 of numbers, 1 of texts); delimiter ";"; decimals begin with a comma`,
          "CSVNote",
        ],
      ]);
      readcsv(path, { missing: ["n. a."], delimiter: ";", decimal: "," });
      expect(warned).toHaveBeenCalledTimes(1);
      Object.assign(globalThis, { [key]: { display: (bundle: object) => lines.push(bundle) } });
      readcsv(path, { missing: ["n. a."], delimiter: ";", decimal: "," });
      expect(lines).toEqual([{ "text/plain": `${path}: 3 rows, 2 columns (1 of numbers, 1 of texts)` }]);
    } finally {
      delete (globalThis as { [key: symbol]: unknown })[key];
      warned.mockRestore();
    }
  });
});

test("a response with a stray cell names it", () => {
  const rows = Array.from({ length: 20 }, (_, i) => `${i === 6 ? "n. a." : i + 0.5};s${i % 4}`);
  expect(() => fit("rt ~ 1 + (1 | s)", parsecsv(["rt;s", ...rows].join("\n")))).toThrow(
    "the response must be numeric; 'rt' holds the text 'n. a.' in row 7",
  );
});
