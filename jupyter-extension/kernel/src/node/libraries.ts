import { readFileSync } from "node:fs";
import path from "node:path";
import type { SplitLibraries } from "../shared/compiler/splitLibraries";

/** The language's libraries by the names that they declare; the build writes it. */
export const LIBRARIES = path.join(__dirname, "libraries.json");
/** The names that programs in pages know, as declarations; the build writes it. */
export const PAGE_NAMES = path.join(__dirname, "page-names.d.ts");

export function readLibraries(): SplitLibraries {
  return JSON.parse(readFileSync(LIBRARIES, "utf8")) as SplitLibraries;
}

export function readPageNames(): string {
  return readFileSync(PAGE_NAMES, "utf8");
}
