import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { readcsv } from "engine/table/source/csv";
import type { CSVFileOptions } from "engine/table/source/csvOptions";
import type { Table } from "engine/table/table";

const folder = mkdtempSync(join(tmpdir(), "wild-"));
afterAll(() => rmSync(folder, { recursive: true }));

type Bytes = string | Buffer;

function read(content: Bytes, options?: CSVFileOptions, name = "wild.csv"): Table {
  const path = join(folder, name);
  writeFileSync(path, content);
  return readcsv(path, options);
}

const latin1 = (text: string): Buffer => Buffer.from(text, "latin1");
const wide = (text: string): Buffer => Buffer.from(text, "utf16le");
const swapped = (text: string): Buffer => wide(text).swap16();
const marked = (mark: number[], bytes: Buffer): Buffer => Buffer.concat([Buffer.from(mark), bytes]);
/** Windows' signs that ISO 8859-1 has not. */
const windows = (text: string): Buffer =>
  latin1(text.replaceAll("€", "\x80").replaceAll("“", "\x93").replaceAll("Š", "\x8a").replaceAll("ž", "\x9e"));

const NAMES = "name,rt\nMüller,1.5\nMöller,2\nBauer,3\n";
const SIGNS = "name,rt\nŠtěpán,1\n".replace("ě", "e").replace("á", "a") + "“€”,2\nUrž,3\n".replace("”", "€");
const PEOPLE = { name: ["Müller", "Möller", "Bauer"], rt: [1.5, 2, 3] };

const asColumns = (table: Table): { [name: string]: unknown[] } =>
  Object.fromEntries(table.columnNames.map((name) => [name, Array.from(table.column(name) as ArrayLike<unknown>)]));

test.each<[what: string, content: Bytes, options: CSVFileOptions | undefined, expected: { [name: string]: unknown[] }]>(
  [
    ["UTF-8", NAMES, undefined, PEOPLE],
    ["UTF-8 with a mark", marked([0xef, 0xbb, 0xbf], Buffer.from(NAMES)), undefined, PEOPLE],
    ["two marks", marked([0xef, 0xbb, 0xbf, 0xef, 0xbb, 0xbf], Buffer.from(NAMES)), undefined, PEOPLE],
    ["latin1", latin1(NAMES), { encoding: "latin1" }, PEOPLE],
    ["iso-8859-1", latin1(NAMES), { encoding: "iso-8859-1" }, PEOPLE],
    ["the name of an encoding in capitals", latin1(NAMES), { encoding: "ISO-8859-1" }, PEOPLE],
    ["windows-1252", windows(SIGNS), { encoding: "windows-1252" }, { name: ["Štepan", "“€€", "Urž"], rt: [1, 2, 3] }],
    [
      "windows-1252 by its other name",
      windows(SIGNS),
      { encoding: "latin1" },
      { name: ["Štepan", "“€€", "Urž"], rt: [1, 2, 3] },
    ],
    ["windows-1250", Buffer.from([0x61, 0x0a, 0xb3, 0xf3, 0x64, 0xbc]), { encoding: "windows-1250" }, { a: ["łódĽ"] }],
    ["UTF-16 of Excel, with a mark", marked([0xff, 0xfe], wide(NAMES)), undefined, PEOPLE],
    ["UTF-16 with the other mark", marked([0xfe, 0xff], swapped(NAMES)), undefined, PEOPLE],
    ["a mark that says more than the option", marked([0xff, 0xfe], wide(NAMES)), { encoding: "latin1" }, PEOPLE],
    ["utf-16le without a mark", wide(NAMES), { encoding: "utf-16le" }, PEOPLE],
    ["utf-16be without a mark", swapped(NAMES), { encoding: "utf-16be" }, PEOPLE],
    ["UTF-16 of Chinese", wide("组,值\n甲,1\n乙,2\n"), { encoding: "utf-16le" }, { 组: ["甲", "乙"], 值: [1, 2] }],
    ["a replacement character that is meant", "a\n\uFFFD\nb", undefined, { a: ["\uFFFD", "b"] }],
    ["a blank before numbers", "a, b\n1, 2\n3, 4.5\n", undefined, { a: [1, 3], b: [2, 4.5] }],
    [
      "tabs and no-break spaces around numbers",
      "a,b\n\t1 ,\u00a02\u00a0\n3\t,\u202f4\n",
      undefined,
      { a: [1, 3], b: [2, 4] },
    ],
    ["blanks within quotes", 'a\n" 3.5 "\n"4"', undefined, { a: [3.5, 4] }],
    [
      "blanks around decimal commas",
      "a;b\n1,5 ; x\n 2,25;y",
      { delimiter: ";", decimal: "," },
      { a: [1.5, 2.25], b: [" x", "y"] },
    ],
    [
      "blanks around NA, and cells of blanks",
      "a,b\n1, NA\n NA ,2\n   ,3",
      undefined,
      { a: [1, NaN, NaN], b: [NaN, 2, 3] },
    ],
    ["blanks around true and false", "a\n TRUE\nfalse \n", undefined, { a: [true, false] }],
    ["blanks around long identifiers", "a\n 9007199254740993\n1 \n", undefined, { a: [" 9007199254740993", "1 "] }],
    ["blanks in texts", "a\n x\nx \n", undefined, { a: [" x", "x "] }],
    ["a blank before a quote", 'a, b\n1, "x, y"\n2,\t"say ""z"""\n', undefined, { a: [1, 2], b: ["x, y", 'say "z"'] }],
    ["blanks and quotes within quotes", 'a,b\n"x, ""y""", "z, ""w"""\n', undefined, { a: ['x, "y"'], b: ['z, "w"'] }],
    [
      "row names of write.table",
      'rt,g\n"1",2.5,a\n"2",3.5,b\n',
      undefined,
      { rowname: [1, 2], rt: [2.5, 3.5], g: ["a", "b"] },
    ],
    [
      "row names that are texts",
      "mpg;cyl\nMazda;21;6\nFiat;32,4;4\n",
      { delimiter: ";", decimal: "," },
      { rowname: ["Mazda", "Fiat"], mpg: [21, 32.4], cyl: [6, 4] },
    ],
    [
      "row names beside one column",
      "mpg\nMazda,21\nFiat,32.4\n",
      undefined,
      { rowname: ["Mazda", "Fiat"], mpg: [21, 32.4] },
    ],
    ["row names of write.csv", '"","rt"\n"1",2.5\n"2",3.5\n', undefined, { rowname: [1, 2], rt: [2.5, 3.5] }],
    ["the index of pandas", ",rt\n0,2.5\n1,3.5\n", undefined, { rowname: [0, 1], rt: [2.5, 3.5] }],
    [
      "row names beside a column of that name",
      ",rowname\n0,a\n1,b\n",
      undefined,
      { rowname_2: [0, 1], rowname: ["a", "b"] },
    ],
    ["empty lines and lines of blanks", "\n\na,b\n\n1,2\n   \n3,4\n\n\n", undefined, { a: [1, 3], b: [2, 4] }],
    ["delimiters at the end of each line", "a,b,\n1,2,\n3,4,\n", undefined, { a: [1, 3], b: [2, 4] }],
    ["delimiters at the end of rows only", "a,b\n1,2,\n3,4,\n", undefined, { a: [1, 3], b: [2, 4] }],
    ["delimiters at the end of names only", "a,b,,\n1,2\n3,4\n", undefined, { a: [1, 3], b: [2, 4] }],
    ["delimiters at the end of some rows", "a,b\n1,2,,\n3,4\n", undefined, { a: [1, 3], b: [2, 4] }],
    [
      "row names and delimiters at the end",
      "a,b\nx,1,2,\ny,3,4,\n",
      undefined,
      { rowname: ["x", "y"], a: [1, 3], b: [2, 4] },
    ],
    ["a last column without values", "a,b\n1,\n3,\n", undefined, { a: [1, 3], b: [NaN, NaN] }],
    ["a row without values", "a,b\n1,2\n,\n3,4\n", undefined, { a: [1, NaN, 3], b: [2, NaN, 4] }],
    ["blanks around names", " a ,\tb\n1,2\n", undefined, { a: [1], b: [2] }],
    ["line ends of three kinds", "a,b\r\n1,2\r3,4\n", undefined, { a: [1, 3], b: [2, 4] }],
    ["remarks behind blanks", "  # a, b, c\na,b\n1,2\n\t# so\n3,4\n", { comment: "#" }, { a: [1, 3], b: [2, 4] }],
    ["a mark of remarks within quotes", 'a,b\n"x\n # y",2\n', { comment: "#" }, { a: ["x\n # y"], b: [2] }],
    ["the end of a file of DOS", "a,b\r\n1,2\r\n\x1a", undefined, { a: [1], b: [2] }],
    ["one that is compressed, whatever its name", gzipSync(NAMES), undefined, PEOPLE],
    ["one column with a cell of blanks in quotes", 'a\n1\n" "\n3\n', undefined, { a: [1, NaN, 3] }],
  ],
)("%s", (_, content, options, expected) => {
  expect(asColumns(read(content, options))).toEqual(expected);
});

test.each<[what: string, content: Bytes, options: CSVFileOptions | undefined, sentence: string]>([
  [
    "latin1 that is taken for UTF-8",
    latin1(NAMES),
    undefined,
    "cannot be read as utf-8: line 2 has the byte 0xFC at offset 9, which is no text there; " +
      'say what it is written in, such as { encoding: "windows-1252" }',
  ],
  ["a sign cut off", Buffer.from([0x61, 0x0a, 0x31, 0xe2, 0x82]), undefined, "line 2 has the byte 0xE2 at offset 3"],
  [
    "a sign that goes on wrongly",
    Buffer.from([0x61, 0x0d, 0x0a, 0xe9, 0x72]),
    undefined,
    "line 2 has the byte 0xE9 at offset 3",
  ],
  [
    "a wrong byte behind a right replacement character",
    Buffer.concat([Buffer.from("ä\n\uFFFD\r"), Buffer.from([0xff])]),
    undefined,
    "line 3 has the byte 0xFF at offset 7",
  ],
  [
    "a wrong byte behind a mark",
    marked([0xef, 0xbb, 0xbf], latin1("a\nü\n")),
    undefined,
    "line 2 has the byte 0xFC at offset 5, which is no text there",
  ],
  [
    "UTF-16 without a mark",
    wide(NAMES),
    undefined,
    'every other byte is 0, as in utf-16le; give { encoding: "utf-16le" }',
  ],
  ["the other UTF-16 without a mark", swapped(NAMES), undefined, 'give { encoding: "utf-16be" }'],
  [
    "UTF-16 taken for latin1",
    wide(NAMES),
    { encoding: "latin1" },
    "cannot be read as windows-1252: every other byte is 0",
  ],
  [
    "UTF-16 of the other order",
    wide(NAMES),
    { encoding: "utf-16be" },
    "cannot be read as utf-16be: every other byte is 0, as in utf-16le",
  ],
  [
    "UTF-8 taken for UTF-16",
    NAMES,
    { encoding: "utf-16le" },
    "cannot be read as utf-16le: that has a line end for each row",
  ],
  [
    "half a pair of UTF-16",
    marked([0xff, 0xfe], Buffer.from([0x61, 0, 0x0a, 0, 0, 0xd8, 0x31, 0])),
    undefined,
    "line 2 has the byte 0x00 at offset 6",
  ],
  [
    "a byte too few of UTF-16",
    marked([0xff, 0xfe], Buffer.from([0x61, 0, 0x0a, 0, 0x62])),
    undefined,
    "line 2 has the byte 0x62 at offset 6",
  ],
  ["a zero byte", "a,b\n1,2\0\n", undefined, "line 2 has a zero byte, which no text has"],
  ["an encoding that is none", "a\n1", { encoding: "ansi-c" }, 'an encoding is "utf-8" (default), '],
  ["an encoding that is no text", "a\n1", { encoding: 1252 as never }, "of the Encoding Standard; got 1252"],
  ["rows of one cell more whose first repeat", "x,y\n1,2,5\n1,2,7\n", undefined, "row 1 of "],
  ["decimal commas in one column", "rt\n1,2\n2,5\n", undefined, "has 2 for 1 columns"],
  ["a header of semicolons", "rt;who\na,2;a\nb,3;b\n", { delimiter: "," }, 'looks like { delimiter: ";" }'],
  [
    "a row that is too short",
    "a,b,c\n1,2,3\n4,5\n",
    undefined,
    "2 for 3 columns; if its last cells are missing, give { fill",
  ],
  ["a row that is too long", "a,b\n1,2\n4,5,6\n", undefined, "has 3 for 2 columns"],
])("%s is refused", (_, content, options, sentence) => {
  expect(() => read(content, options)).toThrow(sentence);
});

test("a compressed file has an encoding too", () => {
  expect(asColumns(read(gzipSync(latin1(NAMES)), { encoding: "latin1" }, "wild.csv.gz"))).toEqual(PEOPLE);
  expect(() => read(gzipSync(latin1(NAMES)), {}, "wild.csv.gz")).toThrow("the byte 0xFC at offset 9");
});

const noteOf = (content: string, options?: CSVFileOptions): string => {
  const { notes } = read(content, options).view();
  return (notes ?? []).join("; ");
};

test("rows that end early are whole where that is asked for, and told", () => {
  const content = "a,b,c\n1,2,x\n3\n4,5\n6,7,y\n";
  const table = read(content, { fill: true });
  expect(table.toRows()).toEqual([
    { a: 1, b: 2, c: "x" },
    { a: 3, b: NaN, c: null },
    { a: 4, b: 5, c: null },
    { a: 6, b: 7, c: "y" },
  ]);
  expect(noteOf(content, { fill: true })).toContain("2 rows end early, the first of them is row 2");
  expect(() => read("a,b\n1,2,3\n4,5\n", { fill: true })).toThrow("row 1 of ");
});

test.each<[string, string | number | (string | number)[]]>([
  ["-99", -99],
  ["-99,00", [-99]],
  [" -99,0 ", "-99"],
  ["\u221299", ["x", -99]],
])("a missing number is one however it is written: %p", (cell, missing) => {
  const table = read(`rt;acc\n512,5;1\n${cell};0\n612,1;1\n`, { missing });
  expect(Array.from(table.numeric("rt"))).toEqual([512.5, NaN, 612.1]);
});

test("the minus of printed texts is one", () => {
  for (let seed = 1; seed <= 20; seed++) {
    const values = Array.from({ length: 6 }, (_, i) => Math.round(1000 * Math.sin(seed * 7 + i)) / 100);
    const text = `x\n${values.map((value) => String(value).replace("-", "\u2212")).join("\n")}\n`;
    expect(Array.from(read(text).numeric("x"))).toEqual(values);
  }
});

test.each([
  ["lines before the names", "My study\nexported today\n\nsubj,rt\n1,500\n2,600\n3,700\n", "line 4: give { skip: 3 }"],
  ["one line before names between tabs", "C:\\data\\a.emrg\nSubject\tRT\n1\t500\n2\t600\n", "line 2: give { skip: 1 }"],
  ["lines of remarks", "# lab 3\n# 2024\nsubj,rt\n1,500\n2,600\n", 'give { comment: "#" }'],
  ["cells between blanks", "subj rt\n1 500\n2 600\n", 'give { delimiter: " " }'],
  ["cells of R between blanks", '"rt" "subj"\n"1" 500 1\n"2" 600 2\n', 'give { delimiter: " " }'],
])("%s are found as such, and what says so is told", (_, content, advice) => {
  const told = (): string => {
    try {
      return noteOf(content);
    } catch (error) {
      return (error as Error).message;
    }
  };
  expect(told()).toContain(advice);
  const option = new Function(`return ${/give (\{.*\})/.exec(advice)![1]}`)() as CSVFileOptions;
  const table = read(content, option);
  expect(table.numRows).toBeGreaterThan(1);
  const [subj, rt] = table.columnNames.slice(-2);
  expect([table.kind(subj), table.kind(rt)]).toEqual(["numeric", "numeric"]);
});

test.each<[what: string, content: string, options: CSVFileOptions | undefined]>([
  ["decimal commas in one column", "rt\n1,5\n2,5\n3,25\n", undefined],
  ["decimal commas between commas", "a,b\n1,5,2,5\n3,5,4,5\n", undefined],
  ["a header of semicolons", "a;b;c\n1,2,3\n4,5,6\n", undefined],
  ["the names left out", "a,b\n1,2\n", { skip: [1] }],
])("no line of numbers is advised as names: %s", (_, content, options) => {
  let told = "";
  try {
    read(content, options);
  } catch (error) {
    told = (error as Error).message;
  }
  expect(told).toMatch(/cell for each column|line for each row/);
  expect(told).not.toContain("names seem");
});

test("points that may part thousands, in a file of semicolons, are told", () => {
  const sentence = "column 'x' has 1.234: its points are taken to begin decimals, not to part thousands";
  expect(noteOf("x;y\n1.234;a\n950;b\n12.345;c\n")).toContain(sentence);
  for (const other of ["0.512", "1.5", "1234.567", "1.2345"])
    expect(noteOf(`x;y\n1.234;a\n${other};b\n`)).not.toContain("thousands");
  expect(noteOf("x,y\n1.234,a\n2.345,b\n")).toBe("");
  expect(noteOf("x;y\n1.234;1,5\n950;2,25\n")).toContain("as there are points in other numbers; if commas begin");
});

test("no line is taken for one of names where a longer one stands above", () => {
  expect(() => read("a,b,c\n1,2,x\n3,4\n5,6\n7,8\n")).toThrow(/2 for 3 columns; if its last cells are missing, [^;]*$/);
});

test("blanks part cells by any number of them", () => {
  const table = read('subj   rt  word\n  1   500  "a  b"\n 12\t600  c\n', { delimiter: " " });
  expect(table.toRows()).toEqual([
    { subj: 1, rt: 500, word: "a  b" },
    { subj: 12, rt: 600, word: "c" },
  ]);
});

test.each([
  ["85%", "90%"],
  ["$12.50", "$13"],
  ["1.234,5", "2.345,0"],
  ["1'234.5", "2'000"],
  ["1 234", "2 345"],
  ["Inf", "5"],
])("numbers written otherwise (%s) are texts, and told", (one, other) => {
  expect(noteOf(`x;y\n1;${one}\n2;${other}\n3;${other}\n`)).toMatch(
    /column 'y' is text, as row 1 has .*: a number has/,
  );
});

test("marks of missing values do not hide that a column is one of numbers, however many there are", () => {
  for (const mark of ["null", "None", "nan", "#N/A", ".", "n. a."]) {
    const note = noteOf(`rt,a\n${`${mark},1\n`.repeat(9)}500,1\n`);
    expect(note).toContain(`row 1 has ${JSON.stringify(mark)}`);
    expect(note).toContain(`give { missing: [${JSON.stringify(mark)}] }`);
  }
  expect(noteOf("word,a\nnull,1\nnone,2\nso,3\n")).toBe("");
});

test("a first or last line that is none of a row may be left out", () => {
  expect(noteOf("subj,rt\n1,500\n2,600\n3,700\nTotal,1800\n")).toContain("or { skip: [5] } if");
  expect(read("subj,rt\n1,500\n2,600\n3,700\nTotal,1800\n", { skip: [5] }).numRows).toBe(3);
  expect(noteOf("age,rt\nHow old?,500\n2,600\n3,700\n")).toContain("or { skip: [2] } if");
});

test("names that the caller gives name every column", () => {
  expect(() => read("1,2,3\n4,5,6\n", { names: ["a", "b"] })).toThrow("row 1 of ");
  expect(noteOf("1,500,0\n2,600,1\n")).toContain("its names are numbers");
  expect(noteOf("1,500,0\n2,600,1\n", { names: ["a", "b", "c"] })).toBe("");
});

test("encodings as other programs call them", () => {
  for (const encoding of ["ANSI", "latin-1", "cp1252"])
    expect(read(Buffer.from("a,b\n\xfc,1\n", "latin1"), { encoding }).column("a")).toEqual(["ü"]);
  expect(read("a,b\nü,1\n", { encoding: "UTF-8-BOM" }).column("a")).toEqual(["ü"]);
});
