// Prints, as JSON, the SHA-256 of the bits of a fixed set of results, and of the texts that show the fits.
// An argument above 1 divides the number of replicates.
import { createHash } from "node:crypto";
import { createRequire } from "node:module";
import { inspect } from "node:util";
import { models, numbersOf } from "./task.mjs";

const mm = createRequire(import.meta.url)("../../engine/dist/index.js");

function sha256(...parts) {
  const hash = createHash("sha256");
  for (const part of parts)
    hash.update(typeof part === "string" ? part : new Uint8Array(Float64Array.from(part).buffer));
  return hash.digest("hex");
}

const numbers = await numbersOf(mm, sha256, Number(process.argv[2] ?? 1));
const texts = Object.fromEntries(
  Object.entries(models(mm)).map(([name, model]) => {
    const m = model();
    return [name, sha256(inspect(m), inspect(mm.VarCorr(m)), inspect(mm.coeftable(m)))];
  }),
);
process.stdout.write(`${JSON.stringify({ numbers, texts })}\n`, () => process.exit(0));
