import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { SINGLE, THREADS } from "engine/wasm/modules.generated";
import { unaryArguments } from "./argumentStreams";
import { unary } from "./ownMath";

const ROOT = path.resolve(__dirname, "../../..");
const folder = mkdtempSync(path.join(tmpdir(), "mixedmodels-math-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** The part of the interface that is used here; the tests are compiled without a browser's types. */
declare const WebAssembly: {
  Module: { new (bytes: Uint8Array): object; imports(module: object): { module: string; name: string }[] };
  Instance: new (module: object) => { exports: { [name: string]: (x: number) => number } };
};

const NAMES = ["exp", "log", "log1p"] as const;
let twins: { [name: string]: (x: number) => number };

/** The files of kernels/math, compiled as the kernels are. */
beforeAll(() => {
  const out = path.join(folder, "math.wasm");
  const files = NAMES.map((name) => path.join(ROOT, `engine/kernels/math/${name}.ts`));
  const args = [path.join(ROOT, "node_modules/assemblyscript/bin/asc.js"), ...files, "-O3", "--noAssert"];
  const all = [...args, "--runtime", "stub", "--outFile", out];
  const { status, stderr } = spawnSync(process.execPath, all, { encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
  twins = new WebAssembly.Instance(new WebAssembly.Module(readFileSync(out))).exports;
});

test.each(NAMES)("%s of the kernels has the bits of the engine's", (name) => {
  const special = [0, -0, 1, -1, NaN, Infinity, -Infinity, 5e-324, -5e-324, Number.MAX_VALUE, -745.2, 709.79];
  const different = [...special, ...unaryArguments(name, 50_000, 3)].filter(
    (x) => !Object.is(twins[name](x), unary[name](x)),
  );
  expect(different).toEqual([]);
});

test("the kernels import a memory and no function of the host's Math", () => {
  for (const text of [SINGLE, THREADS]) {
    const imports = WebAssembly.Module.imports(new WebAssembly.Module(Buffer.from(text, "base64")));
    expect(imports.map(({ module, name }) => `${module}.${name}`)).toEqual(["env.memory"]);
  }
});
