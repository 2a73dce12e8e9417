import { spawnSync } from "node:child_process";
import path from "node:path";

/** A fiftieth of the replicates: without SIMD an instruction is a call. */
const DIVISOR = "50";

function run(script: string): { numbers: object; texts: object } {
  const { stdout, stderr } = spawnSync(process.execPath, [path.join(__dirname, script), DIVISOR], { encoding: "utf8" });
  if (stdout === "") throw new Error(stderr);
  return JSON.parse(stdout);
}

test("fits and bootstraps have the same bits with and without SIMD", () => {
  expect(run("withoutSimd.mjs")).toEqual(run("numbers.mjs"));
});

test("no instruction leaves its result to the processor (relaxed SIMD, fused multiplication)", () => {
  const modules = path.join(__dirname, "../../engine/dist/wasm/modules.generated.js");
  const script = `
    const { lowerSimd } = await import(${JSON.stringify(path.join(__dirname, "lowerSimd.mjs"))});
    const { SINGLE, THREADS } = require(${JSON.stringify(modules)});
    const seen = [SINGLE, THREADS].map((text) => [...lowerSimd(Buffer.from(text, "base64")).replaced.keys()]);
    console.log(JSON.stringify(seen.flat()));`;
  const { stdout, stderr } = spawnSync(process.execPath, ["-e", `(async () => {${script}})()`], { encoding: "utf8" });
  if (stdout === "") throw new Error(stderr);
  const instructions = JSON.parse(stdout) as string[];
  expect(instructions).toContain("f64x2.mul");
  expect(instructions.filter((name) => /relaxed|madd/.test(name))).toEqual([]);
});
