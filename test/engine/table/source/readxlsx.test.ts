import { join } from "node:path";
import { readxlsx } from "engine/table/source/readxlsx";

// Two sheets, "Info" and "Trials"; written by the package write-excel-file.
const file = join(__dirname, "..", "..", "..", "reference", "sheets.xlsx");
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
