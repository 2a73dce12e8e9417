/** How files of other programs begin. */
const BEGINNINGS: readonly (readonly [kind: string, beginning: string])[] = [
  ["an Excel file of before 2007", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"],
  ["a Parquet file", "PAR1"],
  ["a file of SPSS", "$FL2@(#)"],
  ["a file of SPSS", "$FL3@(#)"],
  ["a file of Stata", "<stata_dta>"],
  ["a file of R", "RDX2\nX\n\0"],
  ["a file of R", "RDX3\nX\n\0"],
  ["a file of R", "X\n\0\0\0"],
  ["an HDF5 file", "\x89HDF\r\n\x1a\n"],
  ["a MATLAB file", "MATLAB 5.0 MAT-file"],
  ["a SQLite database", "SQLite format 3\0"],
  ["a PDF file", "%PDF-"],
  ["a PNG picture", "\x89PNG\r\n\x1a\n"],
  ["a file compressed by gzip", "\x1f\x8b\x08"],
  ["a file compressed by bzip2", "BZh"],
  ["a file compressed by xz", "\xfd7zXZ\0"],
  ["a file compressed by Zstandard", "\x28\xb5\x2f\xfd"],
  ["a 7z archive", "7z\xbc\xaf\x27\x1c"],
];
/** Where these beginnings are not the name of a column, as "PAR1" of a parameter. */
const BINARY = /^(?:BZh[1-9](?:1AY&SY|\x17rE8P\x90)|PAR1[\0-\x08\x0e-\x1f]|PAR1$)/;
const ALSO_NAMES = /^(?:BZh|PAR1)/;
const PAGE = /^\s*(?:<!doctype html|<html)\b/i;
const LOOKED_AT = 512;

/** What a file is that is no table as text, by its first bytes; undefined if it may be one. */
export function otherKind(bytes: Uint8Array): string | undefined {
  const beginning = String.fromCharCode(...bytes.subarray(0, LOOKED_AT));
  const [kind] = BEGINNINGS.find(([, start]) => beginning.startsWith(start)) ?? [];
  if (ALSO_NAMES.test(beginning) && !BINARY.test(beginning)) return undefined;
  if (kind !== undefined) return kind;
  return PAGE.test(beginning.replace(/^\xef\xbb\xbf/, "")) ? "a page of the web (HTML)" : undefined;
}
