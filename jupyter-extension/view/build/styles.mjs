import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";

const squeezed = createRequire(import.meta.url)("./squeezed.cjs");
const SOURCES = fileURLToPath(new URL("../style", import.meta.url));

/** Writes the styles, which every page loads, without what is for their readers. */
export function writeStyles(folder) {
  mkdirSync(folder, { recursive: true });
  for (const file of readdirSync(SOURCES))
    writeFileSync(path.join(folder, file), `${squeezed(readFileSync(path.join(SOURCES, file), "utf8"))}\n`);
}
