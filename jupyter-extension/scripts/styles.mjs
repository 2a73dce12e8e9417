import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const SOURCES = fileURLToPath(new URL("../style", import.meta.url));
const BUILT = fileURLToPath(new URL("../dist/style", import.meta.url));

/** Writes the styles, which every page loads, without the white space and the comments of their sources. */
export function writeStyles() {
  mkdirSync(BUILT, { recursive: true });
  for (const file of readdirSync(SOURCES)) {
    const source = readFileSync(path.join(SOURCES, file), "utf8");
    const squeezed = source
      .replace(/\/\*[^]*?\*\//g, "")
      .replace(/\s+/g, " ")
      .replace(/ ?([{};]) ?/g, "$1")
      .replaceAll(";}", "}");
    writeFileSync(path.join(BUILT, file), `${squeezed.trim()}\n`);
  }
}
