import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readcsv } from "engine/table/source/csv";
import { readxlsx } from "engine/table/source/readxlsx";
import { type ExcelCell, excelFile } from "../../support/excelFile";

// Two sheets, "Info" and "Trials"; written by the package write-excel-file.
const file = join(__dirname, "..", "..", "..", "reference", "sheets.xlsx");
const folder = mkdtempSync(join(tmpdir(), "sheets-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** A file with one sheet. */
function fileOf(rows: readonly (readonly ExcelCell[])[]): string {
  const path = join(folder, "own.xlsx");
  writeFileSync(path, excelFile({ Trials: rows }));
  return path;
}

let warned: jest.SpyInstance;
beforeEach(() => {
  warned = jest.spyOn(process, "emitWarning").mockImplementation();
});
afterEach(() => warned.mockRestore());

test("a sheet is read by its name or number, with the types of its cells", async () => {
  const table = await readxlsx(file, { sheet: "Trials", missing: ["n. a."] });
  expect(table.toRows()).toEqual([
    { vp: "01", rt: 1.5, day: "1970-01-01T00:00:00.000Z", rt_2: 2, ok: true },
    { vp: "02", rt: 1 / 3, day: null, rt_2: NaN, ok: false },
    { vp: "03", rt: NaN, day: null, rt_2: 3, ok: null },
    { vp: "04", rt: -4, day: null, rt_2: 4, ok: null },
  ]);
  expect((await readxlsx(file, { sheet: 2 })).columnNames).toEqual(table.columnNames);
});

test("what was guessed is told", async () => {
  await readxlsx(file);
  expect(warned.mock.calls).toEqual([
    [`${file}: 1 row, 1 column (1 of texts); sheet 'Info', the first of 2`, "CSVNote"],
  ]);
  await readxlsx(file, { sheet: "Trials" });
  expect(warned.mock.calls[1][0]).toContain('as row 2 has "n. a.", which is no number');
});

test.each([
  [() => readxlsx(file, { sheet: "trials" }), "are Info, Trials; got 'trials'"],
  [() => readxlsx(file, { sheet: 3 }), "are Info, Trials; got 3"],
  [() => readxlsx(join(__dirname, "readxlsx.test.ts")), "cannot be read as an Excel file"],
  [() => readxlsx(file.replace("sheets", "sheet")), "(did you mean 'sheets.xlsx'?)"],
  [() => readxlsx(file, { range: "A1" } as object), "unknown option of readxlsx 'range'"],
])("%p is refused", async (action, sentence) => {
  await expect(action()).rejects.toThrow(sentence);
});

const date = (serial: number): ExcelCell => ({ xml: `<c r="@" s="1"><v>${serial}</v></c>` });
const error = (name: string): ExcelCell => ({ xml: `<c r="@" t="e"><v>${name}</v></c>` });

test.each<[string, ExcelCell[][], object, unknown[]]>([
  ["times of day as they were entered", [["t"], [date(45353 + 12.5 / 24)]], {}, ["2024-03-02T12:30:00.000Z"]],
  ["times between", [["t"], [date(45353 + 1 / 864e5)]], {}, ["2024-03-02T00:00:00.001Z"]],
  ["dates before 1970", [["t"], [date(10_000.75)]], {}, ["1927-05-18T18:00:00.000Z"]],
  [
    "all digits of long numbers",
    [["id"], [{ xml: '<c r="@"><v>12345678901234567</v></c>' }], [2]],
    {},
    ["12345678901234567", "2"],
  ],
  ["small and large numbers", [["x"], [1e-7], [1.1e300], [0.1 + 0.2]], {}, [1e-7, 1.1e300, 0.1 + 0.2]],
  ["no empty rows", [["x", "y"], [1, 2], [], [null, null], [3, 4]], {}, [1, 3]],
  ["lines below titles and empty rows", [["Study 1"], [], ["x", "y"], [1, 2]], { skip: 2 }, [1]],
  ["lines that are named as the sheet has them", [["x"], [], ["(ms)"], [1]], { skip: [2, 3] }, [1]],
  [
    "errors as missing values",
    [
      ["x", "y"],
      [error("#DIV/0!"), 1],
      [2, 1],
      [error("#N/A"), 1],
    ],
    {},
    [NaN, 2, NaN],
  ],
  ["values of formulas", [["x"], [{ xml: '<c r="@"><f>1+1</f><v>2</v></c>' }], [3]], {}, [2, 3]],
  ["numbers that are texts with zeros before them", [["id"], ["007"], ["010"]], {}, ["007", "010"]],
])("a sheet gives %s", async (_, rows, options, column) => {
  const table = await readxlsx(fileOf(rows), options);
  expect(table.toRows().map((row) => Object.values(row)[0])).toEqual(column);
});

test("rows before the names are told", async () => {
  await readxlsx(fileOf([["Study 1"], [], ["x", "y"], [1, 2], [3, 4]]));
  expect(warned.mock.calls[0][0]).toContain("its names seem to stand in row 3: give { skip: 2 }");
});

test.each<[ExcelCell[][], object, string]>([
  [[], {}, "'Trials' of "],
  [[], {}, "has nothing"],
  [[["x", "y"]], {}, "has only the names"],
  [[["x"], [1]], { skip: 5 }, "has nothing after 5 rows"],
])("a sheet without rows is refused: %j", async (rows, options, sentence) => {
  await expect(readxlsx(fileOf(rows), options)).rejects.toThrow(sentence);
});

test("an Excel file that is read as CSV is told how it is read", () => {
  expect(() => readcsv(fileOf([["x"], [1]]))).toThrow("an Excel file is read by readxlsx: await readxlsx(");
});
