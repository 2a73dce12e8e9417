import { FileError } from "../../errors";
import { environment } from "../../platform/environment";
import { fetchBytes } from "../../platform/fetchBytes";
import { files } from "../../platform/files";
import { sha256 } from "../../platform/hash";
import { parseArrow, readArrow } from "../arrow/arrowFile";
import type { Table } from "../table";
import { readcsv } from "./csv";
import { atomicWrite, looking, reasonOf } from "./files";
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
  const isThere = (file: string): boolean => looking(file, () => files.exists(file));
  if (isThere(path(".arrow"))) return readArrow(path(".arrow")).table;
  const csv = [".csv", ".csv.gz"].map(path).find(isThere);
  return csv === undefined ? undefined : readcsv(csv);
}

/** Fetches a data set into the folder, unless it is there, checks it and writes it as a whole. */
export async function fetchDataset({ name, url, sha256: digest }: OsfDataset): Promise<Table> {
  const known = readLocal(name);
  if (known !== undefined) return known;
  const folder = dataFolder();
  const bytes = await fetchBytes(url, checkSafe).catch((error: unknown) => {
    throw new FileError(
      `the data set '${name}' could not be fetched from ${url} (${reasonOf(error)}${proxyNote()}); ` +
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
  keep(name, folder, bytes);
  return parseArrow(bytes, url).table;
}

/** A data set that cannot be kept is fetched again the next time, which a warning says. */
function keep(name: string, folder: string, bytes: Uint8Array): void {
  try {
    makeFolder(folder);
    atomicWrite(files.join(folder, `${name}.arrow`), bytes);
  } catch (error) {
    environment.warn(`${(error as Error).message}; the data set '${name}' is not kept`, "DownloadWarning");
  }
}

/** What a reader behind a proxy misses: Node's fetch goes past it. */
function proxyNote(): string {
  const variable = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"].find((one) => environment.variable(one));
  if (variable === undefined || environment.variable("NODE_USE_ENV_PROXY") === "1") return "";
  return `; Node's fetch does not use the proxy that ${variable} names, but from Node 24 on with NODE_USE_ENV_PROXY=1`;
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
