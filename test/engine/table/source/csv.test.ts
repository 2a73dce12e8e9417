import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { parsecsv, readcsv } from "engine/table/source/csv";

test("numbers, booleans and texts are told apart, missing values kept", () => {
  const table = parsecsv('id,x,n,ok,f\n001,1.5,1,TRUE,a\n002,NA,2,false,"b, ""c""\nd"\r\n010,-2e3,3,,\n');
  expect(table.toRows()).toEqual([
    { id: "001", x: 1.5, n: 1, ok: true, f: "a" },
    { id: "002", x: NaN, n: 2, ok: false, f: 'b, "c"\nd' },
    { id: "010", x: -2000, n: 3, ok: null, f: null },
  ]);
  expect(table.column("n")).toBeInstanceOf(Int32Array);
});

test("other delimiters, a byte order mark, blank lines and a last empty cell", () => {
  expect(parsecsv("\uFEFFa;b\n1;2\n\n3;", { delimiter: ";" }).toRows()).toEqual([
    { a: 1, b: 2 },
    { a: 3, b: NaN },
  ]);
  expect(parsecsv("a\tb\n-\t.\n1\t2", { delimiter: "\t", missing: ["-", "."] }).toRows()).toEqual([
    { a: NaN, b: NaN },
    { a: 1, b: 2 },
  ]);
  expect(parsecsv("a,b\n.,1\n1,2").column("a")).toEqual([".", "1"]);
});

test("files are read, compressed ones too", () => {
  const folder = mkdtempSync(join(tmpdir(), "csv-"));
  writeFileSync(join(folder, "a.csv"), "x\n1\n2\n");
  writeFileSync(join(folder, "a.csv.gz"), gzipSync("x\n1\n2\n"));
  expect(readcsv(join(folder, "a.csv")).toRows()).toEqual(readcsv(join(folder, "a.csv.gz")).toRows());
  rmSync(folder, { recursive: true });
});

test.each([
  ["", "a CSV file begins with the names of its columns; the text is empty"],
  ["a,b\n", "has only the names of its columns"],
  ["a,b\n1,2\n3\n", "row 2 of the text has 1 for 2 columns"],
  ['a,b\n1,"2\n3,4', "a quote of a CSV file must be closed; that in line 2 of the text is not"],
  ['a,b\n"1"2,3', 'line 2 of the text goes on with "2"'],
  [",\n,\n", "begins with the names of its columns, and here there are none"],
])("%p is refused", (text, sentence) => {
  expect(() => parsecsv(text)).toThrow(sentence);
});

test("decimals after a comma", () => {
  const table = parsecsv("rt;who;note\n388,2;a;1,5 or so\n-1,25e2;b;x\nNA;c;y\n401;d;z\n", {
    delimiter: ";",
    decimal: ",",
  });
  expect([...table.numeric("rt")]).toEqual([388.2, -125, NaN, 401]);
  expect(table.column("note")).toEqual(["1,5 or so", "x", "y", "z"]);
});

test("an error says which delimiter the first line looks like", () => {
  expect(() => parsecsv("rt;who\n388,2;a\n", { delimiter: "," })).toThrow(
    'row 1 of the text has 2 for 1 columns; its first line looks like { delimiter: ";" }',
  );
  expect(() => parsecsv("rt\n1,2\n")).toThrow(/has 2 for 1 columns$/);
});

test("wrong options are refused", () => {
  expect(() => parsecsv("a", { delimiter: "ab" })).toThrow('a delimiter is one character such as ","; got "ab"');
  expect(() => parsecsv("a", { seperator: ";" } as object)).toThrow("unknown option of parsecsv 'seperator'");
});

/** All texts of up to four characters of those that numbers are made of. */
const NUMBERLIKE = [..."+-.,0129eE"].flatMap((a, _, all) =>
  ["", ...all].flatMap((b) =>
    ["", ...all].flatMap((c) =>
      b === "" && c !== "" ? [] : ["", ...all].flatMap((d) => (c === "" && d !== "" ? [] : [a + b + c + d])),
    ),
  ),
);

test.each([".", ","] as const)("with '%s' a column of numbers has no cell that no number can be made of", (decimal) => {
  const text = `a;b\n${NUMBERLIKE.map((cell) => `${cell};x`).join("\n")}\n`;
  expect(parsecsv(text, { delimiter: ";", decimal }).column("a")).toEqual(NUMBERLIKE);
  for (const cell of NUMBERLIKE) {
    const table = parsecsv(`a;b\n${cell};x\n${cell};y\n`, { delimiter: ";", decimal });
    const value = decimal === "." ? Number(cell) : cell.includes(".") ? NaN : Number(cell.replace(",", "."));
    if (table.kind("a") === "numeric") expect([cell, ...table.numeric("a")]).toEqual([cell, value, value]);
    // What stays text is no number, or a label with zeros before it.
    else if (!Number.isNaN(value)) expect(cell).toMatch(/^[+-]?0\d/);
  }
});

test("labels that are an exponent alone, such as those of electrodes, are texts", () => {
  const table = parsecsv("electrode,amplitude\nE1,2.5\nE12,3\ne3,1\n");
  expect(table.toRows()).toEqual([
    { electrode: "E1", amplitude: 2.5 },
    { electrode: "E12", amplitude: 3 },
    { electrode: "e3", amplitude: 1 },
  ]);
});

test("what no number can be makes a column one of texts, and is told", () => {
  const table = parsecsv("x,y\n1e400,1\n2,1e308\n3,-1e-400\n");
  expect(table.column("x")).toEqual(["1e400", "2", "3"]);
  expect(Array.from(table.numeric("y"))).toEqual([1, 1e308, -0]);
  expect(table.report().notes).toEqual([expect.stringContaining("column 'x' is text, as row 1 has \"1e400\"")]);
});

test("a number that stands for a missing one is read as those of its file", () => {
  expect(parsecsv('a,b\n1,2\n"1,000",3\n', { missing: ["1,000"] }).toRows()).toEqual([
    { a: 1, b: 2 },
    { a: NaN, b: 3 },
  ]);
  expect([...parsecsv("a;b\n1,5;2\n999,0;3\n", { missing: ["999"] }).numeric("a")]).toEqual([1.5, NaN]);
});

test("cells between blanks may be of any length in quotes, and keep their own blanks", () => {
  const long = "y ".repeat(3e6);
  expect(parsecsv(`a b\n 1  "x \n y" \n2 "${long}"\n`, { delimiter: " " }).toRows()).toEqual([
    { a: 1, b: "x \n y" },
    { a: 2, b: long },
  ]);
  expect(() => parsecsv(`a b\n1 "${long}`, { delimiter: " " })).toThrow(/a quote of a CSV file must be closed/);
});
