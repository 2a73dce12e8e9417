// Prints what numbers.mjs prints, computed by the engine's WebAssembly modules without SIMD; arguments are passed on.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { lowerSimd } from "./lowerSimd.mjs";

const { SINGLE, THREADS } = createRequire(import.meta.url)("../../engine/dist/wasm/modules.generated.js");
const here = path.dirname(fileURLToPath(import.meta.url));
const folder = mkdtempSync(path.join(os.tmpdir(), "mixedmodels-scalar-"));
try {
  const files = {};
  for (const module of [SINGLE, THREADS]) {
    const bytes = Buffer.from(module, "base64");
    const file = path.join(folder, `${bytes.length}.wasm`);
    writeFileSync(file, lowerSimd(bytes).bytes);
    files[bytes.length] = file;
  }
  const env = { ...process.env, MIXEDMODELS_SCALAR: JSON.stringify(files) };
  const args = ["--require", path.join(here, "lanes.cjs"), path.join(here, "numbers.mjs"), ...process.argv.slice(2)];
  process.exitCode = spawnSync(process.execPath, args, { env, stdio: "inherit" }).status ?? 1;
} finally {
  rmSync(folder, { recursive: true });
}
