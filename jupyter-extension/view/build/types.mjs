import path from "node:path";
import { writeDeclarations } from "../../scripts/kernel/declarations.mjs";

/** Writes what the package declares as one file, from those that the compiler wrote into `types`. */
export function writeTypes(types, dist) {
  return writeDeclarations({ index: path.join(types, "index.d.ts") }, dist);
}
