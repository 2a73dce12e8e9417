import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { flechette } from "./arrowBytes";
import { asTable } from "./asTable";
import { unknownName } from "./nearest";
import type { Table } from "./table";

const DATA_FOLDER = join(__dirname, "..", "..", "data");
const EXTENSION = ".arrow";

const loaded = new Map<string, Table>();

/** The names of the data sets that come with the package; data/CREDITS.md tells where they come from. */
export function datasets(): string[] {
  const files = readdirSync(DATA_FOLDER).filter((file) => file.endsWith(EXTENSION));
  return files.map((file) => file.slice(0, -EXTENSION.length)).sort();
}

/** A data set that comes with the package, read once. Throws on an unknown name, naming the nearest and all there are. */
export function dataset(name: string): Table {
  const table = loaded.get(name) ?? read(name);
  loaded.set(name, table);
  return table;
}

function read(name: string): Table {
  const names = datasets();
  if (!names.includes(name)) throw new RangeError(unknownName("data set", String(name), "data sets", names));
  return asTable(flechette().tableFromIPC(readFileSync(join(DATA_FOLDER, name + EXTENSION))));
}
