import { existsSync } from "node:fs";
import path from "node:path";
import { asTable } from "engine/table/asTable";
import { dataset } from "engine/table/source/dataset";
import type { Table } from "engine/table/table";

/** Where larger data sets may lie: the folder that MIXEDMODELS_DATA names, else one beside the repository. */
const FOLDER = process.env.MIXEDMODELS_DATA ?? path.join(__dirname, "..", "..", "..", "shared", "data", "large");
const ENDINGS = [".arrow", ".csv", ".csv.gz"];

/** The first of these data sets that is not there, or undefined. */
export function absent(names: readonly string[]): string | undefined {
  return names.find((name) => !ENDINGS.some((ending) => existsSync(path.join(FOLDER, name + ending))));
}

/** A larger data set, with the names that the workshop's version of it has. */
export function larger(name: string): Table {
  const before = process.env.MIXEDMODELS_DATA;
  process.env.MIXEDMODELS_DATA = FOLDER;
  try {
    return published(name, dataset(name));
  } finally {
    if (before === undefined) delete process.env.MIXEDMODELS_DATA;
    else process.env.MIXEDMODELS_DATA = before;
  }
}

/** Older files of kkl15 and kwdyz11 have the columns subj, item and tar, and numbers for subjects and items. */
function published(name: string, table: Table): Table {
  if (!/^(?:kkl15|kwdyz11)$/.test(name) || !table.columnNames.includes("subj")) return table;
  const columns = table.columnNames.map((own): [string, unknown] => {
    const values = table.column(own);
    if (own === "subj") return ["Subj", padded(values as readonly string[], name === "kkl15" ? 3 : 2)];
    if (own === "item") return ["Item", padded(values as readonly string[], 3, "I")];
    return [own === "tar" ? "CTR" : own, values];
  });
  return asTable(Object.fromEntries(columns) as { [column: string]: number[] });
}

function padded(values: readonly (string | number)[], digits: number, tag = "S"): string[] {
  return Array.from(values, (value) => `${tag}${String(value).replace(/\D/g, "").padStart(digits, "0")}`);
}
