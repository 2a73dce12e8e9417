import path from "node:path";
import { fileURLToPath } from "node:url";
import { rspack } from "@rspack/core";

const here = path.dirname(fileURLToPath(import.meta.url));
const engine = path.resolve(here, "../../../engine/dist");

/** Files of the engine that run in threads of their own, as it names them. */
export const THREADS = ["bootstrap/computing/worker", "wasm/teamThread"];
/** The name of a thread's script. */
export const scriptOf = (thread) => thread.replaceAll("/", ".");

/** Writes scripts of this folder, each as it is for a worker, and the engine's threads, for a browser, into another. */
export async function bundle(scripts, folder) {
  const compiler = rspack({
    mode: "none",
    target: "webworker",
    entry: Object.fromEntries([
      ...scripts.map((name) => [name, path.join(here, `${name}.mjs`)]),
      ...THREADS.map((file) => [scriptOf(file), path.join(engine, `${file}.js`)]),
    ]),
    output: { path: folder, filename: "[name].js" },
  });
  const stats = await new Promise((resolve, reject) =>
    compiler.run((error, result) => (error ? reject(error) : resolve(result))),
  );
  if (stats.hasErrors()) throw new Error(stats.toString({ all: false, errors: true }));
}
