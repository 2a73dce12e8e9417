import { writeFileSync } from "node:fs";
import path from "node:path";
import { Dictionary, Int32, makeVector, Table, tableToIPC, Utf8, vectorFromArray } from "apache-arrow";
import { simulated } from "../simulated.mjs";

/**
 * Writes a simulated table, of two columns of texts (2,000 and 100 different ones) and three of numbers with four
 * decimals, as a CSV file and as an Arrow file with dictionaries.
 * @returns the files by format, and what readers of them must find
 */
export function writtenTable(folder, rows) {
  const { g, h, ...drawn } = simulated(`read ${rows}`);
  const numbers = Object.fromEntries(
    Object.entries(drawn).map(([name, values]) => [name, values.map((value) => Math.round(1e4 * value) / 1e4)]),
  );
  const columns = { g, h, ...numbers };
  const names = Object.keys(columns);
  const lines = Array.from(g, (_, i) => names.map((name) => columns[name][i]).join(","));
  const files = { CSV: path.join(folder, `read-${rows}.csv`), Arrow: path.join(folder, `read-${rows}.arrow`) };
  writeFileSync(files.CSV, `${names.join(",")}\n${lines.join("\n")}\n`);
  const vectors = Object.entries(columns).map(([name, values]) => [
    name,
    Array.isArray(values) ? vectorFromArray(values, new Dictionary(new Utf8(), new Int32())) : makeVector(values),
  ]);
  writeFileSync(files.Arrow, tableToIPC(new Table(Object.fromEntries(vectors)), "file"));
  return { files, found: { rows, sum: numbers.y.reduce((sum, value) => sum + value, 0), last: h.at(-1) } };
}

/** Whether a reader has found what was written; sums may have been taken in another order. */
export function isFound(answer, { rows, sum, last }) {
  return answer.rows === rows && Math.abs(answer.sum - sum) <= 1e-9 * rows && answer.last === last;
}
