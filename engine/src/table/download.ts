import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { flechette } from "./arrowBytes";
import { asTable } from "./asTable";
import { atomicWrite } from "./atomicWrite";
import { readcsv } from "./csv";
import type { OsfDataset } from "./osfDatasets";
import type { Table } from "./table";

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
  if (existsSync(path(".arrow"))) return readArrow(path(".arrow"));
  const csv = [".csv", ".csv.gz"].map(path).find((file) => existsSync(file));
  return csv === undefined ? undefined : readcsv(csv);
}

/** Fetches a data set into the folder, unless it is there, checks it and writes it as a whole. */
export async function fetchDataset({ name, url, sha256 }: OsfDataset): Promise<Table> {
  const known = readLocal(name);
  if (known !== undefined) return known;
  const folder = dataFolder();
  const bytes = await bytesOf(url).catch((error: unknown) => {
    throw new Error(`the data set '${name}' could not be fetched from ${url} (${reasonOf(error)}); ` +
      `offline, put ${name}.arrow, ${name}.csv or ${name}.csv.gz into ${folder}, or into a folder that the variable ${FOLDER_VARIABLE} names`);
  });
  const found = createHash("sha256").update(bytes).digest("hex");
  if (found !== sha256) throw new Error(`a data set must have the SHA-256 that is known; what ${url} gave for '${name}' has ${found} instead of ${sha256}`);
  mkdirSync(folder, { recursive: true });
  atomicWrite(join(folder, `${name}.arrow`), bytes);
  return readArrow(join(folder, `${name}.arrow`));
}

function readArrow(path: string): Table {
  try {
    return asTable(flechette().tableFromIPC(readFileSync(path)));
  } catch (error) {
    throw new Error(`${path} cannot be read as an Arrow file (${reasonOf(error)}); a CSV file of the same name without it is read instead`);
  }
}

async function bytesOf(url: string): Promise<Uint8Array> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`the server answered ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}

function reasonOf(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error ? cause.message || String((cause as NodeJS.ErrnoException).code) : message;
}
