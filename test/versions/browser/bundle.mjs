import path from "node:path";
import { fileURLToPath } from "node:url";
import { rspack } from "@rspack/core";

const here = path.dirname(fileURLToPath(import.meta.url));
const engine = path.resolve(here, "../../../engine/dist");
/** Files of the engine that run in threads of their own, named as it names them. */
const THREADS = ["bootstrap/computing/worker", "wasm/teamThread"];

/**
 * Writes numbers.js and the engine's threads, for a browser, into a folder; the engine's platform is that beside this
 * file.
 */
export async function bundle(folder) {
  const compiler = rspack({
    mode: "none",
    target: "webworker",
    entry: {
      numbers: path.join(here, "main.mjs"),
      ...Object.fromEntries(THREADS.map((file) => [file.replaceAll("/", "."), path.join(engine, `${file}.js`)])),
    },
    output: { path: folder, filename: "[name].js" },
    plugins: [
      new rspack.NormalModuleReplacementPlugin(/\/platform\/\w+$/, (data) => {
        data.request = path.join(here, "platform", `${path.basename(data.request)}.mjs`);
      }),
    ],
  });
  const stats = await new Promise((resolve, reject) =>
    compiler.run((error, result) => (error ? reject(error) : resolve(result))),
  );
  if (stats.hasErrors()) throw new Error(stats.toString({ all: false, errors: true }));
}
