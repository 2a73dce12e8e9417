// In a worker of a page: computes the numbers and posts them.
import * as mm from "../../../engine/dist/index.js";
import { numbersOf } from "../task.mjs";
import { sha256 as hash } from "./platform/hash.mjs";

function sha256(...parts) {
  const all = hash();
  for (const part of parts)
    all.update(typeof part === "string" ? part : new Uint8Array(Float64Array.from(part).buffer));
  return all.hex();
}

numbersOf(mm, sha256).then(
  (numbers) => self.postMessage({ numbers }),
  (error) => self.postMessage({ error: error.stack }),
);
