import { writeFileSync } from "node:fs";

const [COMMA, NEWLINE, RETURN] = [44, 10, 13];

/** Whether every value of a sample of texts is a number without leading zeros. */
function numeric(texts) {
  return texts.every((text) => /^-?(0|[1-9]\d*)(\.\d+)?(e[+-]?\d+)?$/i.test(text));
}

/** The texts of the first lines, by column. */
function sample(bytes, width, from) {
  const lines = bytes
    .toString("utf8", from, Math.min(bytes.length, from + 20_000))
    .split(/\r?\n/)
    .slice(0, 200);
  const rows = lines.slice(0, Math.max(1, lines.length - 1)).map((line) => line.split(","));
  return Array.from({ length: width }, (_, j) => rows.map((row) => row[j]));
}

/**
 * Reads a simple CSV file (no quotes) without a string per cell: texts are interned, so that a long table of few
 * distinct texts stays small. A column is numeric if its first 200 values are.
 * @param bytes the file
 * @param wanted names of the columns to keep
 * @param texts names of columns that hold texts whatever they look like
 */
export function readDelimited(bytes, wanted, texts) {
  const headEnd = bytes.indexOf(NEWLINE);
  const names = bytes.toString("utf8", 0, headEnd).trim().split(",");
  const first = sample(bytes, names.length, headEnd + 1);
  const readers = names.map((name, j) =>
    !wanted.includes(name) ? undefined : numeric(first[j]) && !texts.includes(name) ? numberReader() : textReader(),
  );
  let start = headEnd + 1;
  let column = 0;
  for (let i = start; i <= bytes.length; i++) {
    const byte = i === bytes.length ? NEWLINE : bytes[i];
    if (byte !== COMMA && byte !== NEWLINE) continue;
    if (byte === NEWLINE && column === 0 && i - start <= 1) break;
    const end = byte === NEWLINE && bytes[i - 1] === RETURN ? i - 1 : i;
    readers[column]?.add(bytes.latin1Slice(start, end));
    column = byte === NEWLINE ? 0 : column + 1;
    start = i + 1;
  }
  return Object.fromEntries(
    names.flatMap((name, j) => (readers[j] === undefined ? [] : [[name, readers[j].values()]])),
  );
}

function numberReader() {
  const values = [];
  return { add: (text) => values.push(Number(text)), values: () => Float64Array.from(values) };
}

function textReader() {
  const interned = new Map();
  const values = [];
  return {
    add(text) {
      let known = interned.get(text);
      if (known === undefined) interned.set((known = text), text);
      values.push(known);
    },
    values: () => values,
  };
}

/** Writes columns as a CSV file, texts in quotes. */
export function writeDelimited(file, columns) {
  const names = Object.keys(columns);
  const rows = Array.from(columns[names[0]], (_, i) =>
    names
      .map((name) => (typeof columns[name][i] === "number" ? String(columns[name][i]) : `"${columns[name][i]}"`))
      .join(","),
  );
  writeFileSync(file, `${names.join(",")}\n${rows.join("\n")}\n`);
}
