// Compiles kernels/index.ts (AssemblyScript) and writes the module, as text, into src/wasm/modules.generated.ts.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";

const engine = dirname(dirname(fileURLToPath(import.meta.url)));
const common = [
  "index.ts",
  "--baseDir",
  join(engine, "kernels"),
  "-O3",
  "--noAssert",
  "--runtime",
  "stub",
  "--importMemory",
  "--enable",
  "simd",
];
const shared = ["--enable", "threads", "--sharedMemory", "--maximumMemory", "65536"];

const folder = mkdtempSync(join(tmpdir(), "mixedmodels-kernels-"));
try {
  const single = await compile("single.wasm", []);
  const threads = await compile("threads.wasm", shared);
  const text = [
    `export const HEAP_BASE = ${heapBase(single)};`,
    `export const SINGLE: string = "${single.toString("base64")}";`,
    `export const THREADS: string = "${threads.toString("base64")}";`,
  ];
  writeFileSync(join(engine, "src", "wasm", "modules.generated.ts"), `${text.join("\n")}\n`);
  console.log(`compiled the kernels: ${single.length} bytes`);
} finally {
  rmSync(folder, { recursive: true });
}

async function compile(name, options) {
  const file = join(folder, name);
  const { error, stderr } = await asc.main([...common, ...options, "--outFile", file]);
  if (error) {
    console.error(stderr.toString());
    throw error;
  }
  return readFileSync(file);
}

/** First byte behind the module's constants, the same in both builds. */
function heapBase(bytes) {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const abort = () => {};
  return new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory, abort } }).exports.heapBase();
}
