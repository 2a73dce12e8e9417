import { FileError } from "../../errors";
import { environment } from "../../platform/environment";
import { fetchBytes } from "../../platform/fetchBytes";
import { files } from "../../platform/files";
import { sha256 } from "../../platform/hash";
import { readArrow } from "../arrow/arrowFile";
import type { Table } from "../table";
import { readcsv } from "./csv";
import { atomicWrite, reasonOf } from "./files";
import { namesOfFile, type OsfDataset } from "./osfDatasets";

/** The variable that names a folder of one's own for data sets. */
export const FOLDER_VARIABLE = "MIXEDMODELS_DATA";

/** Where larger data sets are kept: the folder that MIXEDMODELS_DATA names, else the user's cache. */
export function dataFolder(): string {
  return environment.variable(FOLDER_VARIABLE) || files.join(environment.cacheFolder(), "mixedmodels");
}

/** The data set from the folder, if NAME.arrow, NAME.csv or NAME.csv.gz is there, by any of its names. */
export function readLocal(name: string): Table | undefined {
  for (const one of namesOfFile(name)) {
    const table = readNamed(one);
    if (table !== undefined) return table;
  }
  return undefined;
}

function readNamed(name: string): Table | undefined {
  const path = (extension: string): string => files.join(dataFolder(), name + extension);
  if (files.exists(path(".arrow"))) return readArrow(path(".arrow")).table;
  const csv = [".csv", ".csv.gz"].map(path).find((file) => files.exists(file));
  return csv === undefined ? undefined : readcsv(csv);
}

/** Fetches a data set into the folder, unless it is there, checks it and writes it as a whole. */
export async function fetchDataset({ name, url, sha256: digest }: OsfDataset): Promise<Table> {
  const known = readLocal(name);
  if (known !== undefined) return known;
  const folder = dataFolder();
  const bytes = await fetchBytes(url, checkSafe).catch((error: unknown) => {
    throw new FileError(
      `the data set '${name}' could not be fetched from ${url} (${reasonOf(error)}); ` +
        `offline, put ${name}.arrow, ${name}.csv or ${name}.csv.gz into ${folder}, ` +
        `or into a folder that the variable ${FOLDER_VARIABLE} names`,
      url,
      { cause: error },
    );
  });
  const found = sha256().update(bytes).hex();
  if (found !== digest)
    throw new FileError(
      "a data set must have the SHA-256 that is known; " +
        `what ${url} gave for '${name}' has ${found} instead of ${digest}`,
      url,
    );
  makeFolder(folder);
  atomicWrite(files.join(folder, `${name}.arrow`), bytes);
  return readArrow(files.join(folder, `${name}.arrow`)).table;
}

function makeFolder(folder: string): void {
  try {
    files.makeFolder(folder);
  } catch (error) {
    throw new FileError(
      `the folder '${folder}' cannot be made: ${reasonOf(error)} ` +
        `(the variable ${FOLDER_VARIABLE} names another folder)`,
      folder,
      { cause: error },
    );
  }
}

/**
 * Nobody on the way could change what comes: https, or this machine itself.
 * @throws for another address
 */
function checkSafe({ protocol, hostname, href }: URL): void {
  if (protocol !== "https:" && !(protocol === "http:" && hostname === "127.0.0.1"))
    throw new Error(`data are fetched by https only, not from ${href}`);
}
