import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { readcsv } from "engine/table/source/csv";

const folder = mkdtempSync(join(tmpdir(), "kinds-"));
afterAll(() => rmSync(folder, { recursive: true }));

function written(content: Buffer): string {
  const path = join(folder, "x.csv");
  writeFileSync(path, content);
  return path;
}
const bytes = (text: string): Buffer => Buffer.from(text, "latin1");

test.each<[string, Buffer]>([
  ["an Excel file of before 2007", bytes(`\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1${"\0".repeat(600)}`)],
  ["a Parquet file", bytes("PAR1\x15\x04\x15PAR1")],
  ["a file of SPSS", bytes("$FL2@(#) SPSS DATA FILE\0")],
  ["a file of Stata", bytes("<stata_dta><header><release>118</release>")],
  ["a file of R", gzipSync(bytes("RDX3\nX\n\0\0\0\x03"))],
  ["a file of R", gzipSync(bytes("X\n\0\0\0\x03"))],
  ["an HDF5 file", bytes("\x89HDF\r\n\x1a\n\0")],
  ["a MATLAB file", bytes("MATLAB 5.0 MAT-file, Platform: GLNXA64")],
  ["a SQLite database", bytes("SQLite format 3\0\x10")],
  ["a PDF file", bytes("%PDF-1.7\n1 0 obj\n")],
  ["a PNG picture", bytes("\x89PNG\r\n\x1a\n\0")],
  ["a file compressed by gzip", gzipSync(gzipSync("a,b\n1,2\n"))],
  ["a file compressed by bzip2", bytes("BZh91AY&SY\x8a\x93")],
  ["a file compressed by xz", bytes("\xfd7zXZ\0\0\x04")],
  ["a file compressed by Zstandard", bytes("\x28\xb5\x2f\xfd\x24")],
  ["a 7z archive", bytes("7z\xbc\xaf\x27\x1c\0\x04")],
  ["a page of the web (HTML)", Buffer.from("\ufeff\n<!DOCTYPE html>\n<html><body>Not found</body></html>\n")],
  ["a page of the web (HTML)", bytes("<HTML lang='en'>\n<p>Sign in, please</p>\n")],
])("what is %s is told as that, and what to do", (kind, content) => {
  const path = written(content);
  expect(() => readcsv(path)).toThrow(
    `a CSV file is a text; '${path}' is ${kind}; save its table as CSV (or Arrow, for readarrow) where it comes from`,
  );
});

test.each(["BZh1", "PAR", "PAR1", "PAR1_score", "html", "X", "MATLAB", "RDX3", "<n>", "%PDF"])(
  "a column may be called %s",
  (name) => {
    expect(readcsv(written(Buffer.from(`${name},b\n1,2\n`))).columnNames).toEqual([name, "b"]);
  },
);

test("a table may have one column, called RDX3", () => {
  expect(readcsv(written(Buffer.from("RDX3\n1\n2\n"))).numRows).toBe(2);
});
