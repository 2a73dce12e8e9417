import { copyFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

/**
 * Puts the licence, and those of others, into the package in whose folder this runs: they travel with every package.
 */
for (const source of ["../../LICENSE", "../THIRD-PARTY.md"]) {
  const from = fileURLToPath(new URL(source, import.meta.url));
  const to = path.join(process.cwd(), path.basename(from));
  if (from !== to) copyFileSync(from, to);
}
