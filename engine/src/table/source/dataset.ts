import { FileError, OptionError } from "../../errors";
import { files } from "../../platform/files";
import { unknownName } from "../../words/nearest";
import { readArrow } from "../arrow/arrowFile";
import type { Table } from "../table";
import { dataFolder, FOLDER_VARIABLE, fetchDataset, readLocal } from "./download";
import { looking } from "./files";
import { osfDatasets } from "./osfDatasets";

const EXTENSION = ".arrow";

const loaded = new Map<string, Table>();

/** The names of the data sets that come with the package; data/CREDITS.md tells where they come from. */
export function datasets(): string[] {
  const own = looking(files.datasets, () => files.list(files.datasets)).filter((file) => file.endsWith(EXTENSION));
  return own.map((file) => file.slice(0, -EXTENSION.length)).sort();
}

/**
 * A data set that comes with the package, or a larger one that {@link download} has fetched, read once.
 * Throws on an unknown name, naming the nearest and all there are.
 */
export function dataset(name: string): Table {
  const table = loaded.get(name) ?? read(name);
  loaded.set(name, table);
  return table;
}

/**
 * A larger data set of MixedModelsDatasets.jl, fetched on first use from the Open Science Framework, checked by its
 * SHA-256 and kept; what comes with the package is not fetched.
 */
export async function download(name: string): Promise<Table> {
  const known = osfDatasets.get(name);
  if (known !== undefined && !loaded.has(name) && !datasets().includes(name))
    loaded.set(name, await fetchDataset(known));
  return dataset(name);
}

function read(name: string): Table {
  const names = datasets();
  if (names.includes(name)) return readArrow(files.join(files.datasets, name + EXTENSION)).table;
  const larger = [...osfDatasets.keys()].filter((other) => !names.includes(other));
  if (!larger.includes(name))
    throw new OptionError(unknownName("data set", String(name), "data sets", [...names, ...larger]));
  const local = readLocal(name);
  if (local !== undefined) return local;
  throw new FileError(
    `the data set '${name}' is fetched by: await download("${name}"); ` +
      `it is not in ${dataFolder()} (the variable ${FOLDER_VARIABLE} names another folder)`,
    dataFolder(),
  );
}
