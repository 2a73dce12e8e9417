import { createHash } from "node:crypto";
import { existsSync, mkdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { FileError } from "../../errors";
import { readArrow } from "../arrow/arrowFile";
import type { Table } from "../table";
import { readcsv } from "./csv";
import { atomicWrite, reasonOf } from "./files";
import type { OsfDataset } from "./osfDatasets";

const MOST_HOPS = 10;

/** The variable that names a folder of one's own for data sets. */
export const FOLDER_VARIABLE = "MIXEDMODELS_DATA";

/** Where larger data sets are kept: the folder that MIXEDMODELS_DATA names, else the user's cache. */
export function dataFolder(): string {
  const { MIXEDMODELS_DATA, XDG_CACHE_HOME, LOCALAPPDATA } = process.env;
  if (MIXEDMODELS_DATA) return MIXEDMODELS_DATA;
  if (process.platform === "win32" && LOCALAPPDATA) return join(LOCALAPPDATA, "mixedmodels");
  if (process.platform === "darwin") return join(homedir(), "Library", "Caches", "mixedmodels");
  return join(XDG_CACHE_HOME || join(homedir(), ".cache"), "mixedmodels");
}

/** The data set from the folder, if NAME.arrow, NAME.csv or NAME.csv.gz is there. */
export function readLocal(name: string): Table | undefined {
  const path = (extension: string): string => join(dataFolder(), name + extension);
  if (existsSync(path(".arrow"))) return readArrow(path(".arrow")).table;
  const csv = [".csv", ".csv.gz"].map(path).find((file) => existsSync(file));
  return csv === undefined ? undefined : readcsv(csv);
}

/** Fetches a data set into the folder, unless it is there, checks it and writes it as a whole. */
export async function fetchDataset({ name, url, sha256 }: OsfDataset): Promise<Table> {
  const known = readLocal(name);
  if (known !== undefined) return known;
  const folder = dataFolder();
  const bytes = await bytesOf(url).catch((error: unknown) => {
    throw new FileError(
      `the data set '${name}' could not be fetched from ${url} (${reasonOf(error)}); ` +
        `offline, put ${name}.arrow, ${name}.csv or ${name}.csv.gz into ${folder}, or into a folder that the variable ${FOLDER_VARIABLE} names`,
      url,
      { cause: error },
    );
  });
  const found = createHash("sha256").update(bytes).digest("hex");
  if (found !== sha256)
    throw new FileError(
      `a data set must have the SHA-256 that is known; what ${url} gave for '${name}' has ${found} instead of ${sha256}`,
      url,
    );
  makeFolder(folder);
  atomicWrite(join(folder, `${name}.arrow`), bytes);
  return readArrow(join(folder, `${name}.arrow`)).table;
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw new FileError(
      `the folder '${folder}' cannot be made: ${reasonOf(error)} (the variable ${FOLDER_VARIABLE} names another folder)`,
      folder,
      { cause: error },
    );
  }
}

/** What is at an address; redirections are followed as long as nobody on the way could change what comes. */
async function bytesOf(url: string): Promise<Uint8Array> {
  let next = url;
  for (let hop = 0; hop <= MOST_HOPS; hop++) {
    if (!isSafe(new URL(next))) throw new Error(`data are fetched by https only, not from ${next}`);
    const response = await fetch(next, { redirect: "manual" });
    const location = response.headers.get("location");
    if (response.ok) return new Uint8Array(await response.arrayBuffer());
    if (response.status < 300 || response.status >= 400 || location === null)
      throw new Error(`the server answered ${response.status}`);
    next = new URL(location, next).href;
  }
  throw new Error(`the server redirected more than ${MOST_HOPS} times`);
}

/** https, or this machine itself. */
function isSafe({ protocol, hostname }: URL): boolean {
  return protocol === "https:" || (protocol === "http:" && hostname === "127.0.0.1");
}
