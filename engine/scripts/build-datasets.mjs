// Writes data/NAME.arrow for every data/source/NAME.csv. Needs the compiled engine in dist/.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const require = createRequire(import.meta.url);
const { Table } = require("../dist/table/table.js");
const { arrowBytes } = require("../dist/table/arrow/arrowBytes.js");

/** Columns of digits that are labels, as in the R packages that the data come from. */
const LABELS = {
  cbpp: ["period"],
  grouseticks: ["year"],
  machines: ["Worker"],
  oxide: ["Source", "Lot", "Wafer", "Site"],
};

const INTEGER_TYPES = [Int8Array, Int16Array, Int32Array];
const data = join(dirname(dirname(fileURLToPath(import.meta.url))), "data");

const files = readdirSync(join(data, "source")).filter((file) => file.endsWith(".csv"));
for (const file of files) {
  const name = basename(file, ".csv");
  const table = parse(readFileSync(join(data, "source", file), "utf8"), LABELS[name] ?? []);
  writeFileSync(join(data, `${name}.arrow`), arrowBytes(table));
}
console.log(`wrote ${files.length} data sets to ${data}`);

/** The sources have a header line, no quotes and no missing values. */
function parse(text, labels) {
  const [header, ...rows] = text
    .trim()
    .split(/\r?\n/)
    .map((line) => line.split(","));
  return Table.fromColumns(
    header.map((name, j) => [
      name,
      column(
        rows.map((row) => row[j]),
        labels.includes(name),
      ),
    ]),
  );
}

function column(texts, isLabel) {
  const numbers = texts.map(Number);
  if (isLabel || texts.includes("") || numbers.some(Number.isNaN)) return texts;
  const Type = INTEGER_TYPES.find((type) => type.from(numbers).every((value, row) => value === numbers[row]));
  return (Type ?? Float64Array).from(numbers);
}
