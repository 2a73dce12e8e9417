import path from "node:path";
import { fileURLToPath } from "node:url";
import { rspack } from "@rspack/core";
import { ENGINE, KERNEL, ROOT } from "../../setup/paths.mjs";

const here = (file) => fileURLToPath(new URL(file, import.meta.url));
const modules = (name) => path.join(ROOT, "node_modules", name);

/** Names of classes and functions are shown to readers. */
const NAMES = { keep_classnames: true, keep_fnames: true };
/** Files that the engine starts on threads of their own, as it names them. */
export const THREADS = ["bootstrap/computing/worker", "wasm/teamThread"];

/** What TypeScript and danfojs ask of Node if they are there. */
const NODE = ["fs", "os", "path", "util", "module", "crypto", "inspector", "perf_hooks", "source-map-support"];
const WITHOUT_NODE = Object.fromEntries(NODE.map((name) => [name, false]));

/** What of danfojs reads files and the network. */
const OF_NODE = /^(?:request|node-fetch|stream|stream-json(?:\/.*)?|xlsx|papaparse|fs|plotly\.js-dist-min)$/;

const global = (name) => ({ type: "self", name });

const SCRIPTS = {
  kernel: {
    entry: path.join(KERNEL, "src", "web", "worker.ts"),
    resolve: {
      alias: {
        engine: path.join(ENGINE, "dist"),
        mixedmodels$: path.join(ENGINE, "dist", "index.js"),
        vega$: here("vega.cjs"),
        "vega-lite$": here("vegaLite.cjs"),
        "vega-interpreter$": here("interpreter.cjs"),
      },
      extensions: [".ts", ".js", ".json"],
      fallback: { ...WITHOUT_NODE, path: modules("path-browserify") },
    },
  },
  replicates: { entry: path.join(ENGINE, "dist", `${THREADS[0]}.js`) },
  team: { entry: path.join(ENGINE, "dist", `${THREADS[1]}.js`) },
  danfo: {
    entry: here("danfo.cjs"),
    library: global("mixedmodelsDanfo"),
    plugins: [new rspack.NormalModuleReplacementPlugin(OF_NODE, here("absent.cjs"))],
  },
  arquero: { entry: here("arquero.mjs"), library: global("mixedmodelsArquero") },
  charts: {
    entry: here("charts.mjs"),
    library: global("mixedmodelsCharts"),
    resolve: { modules: [path.join(ROOT, "node_modules")] },
  },
};

/**
 * Writes the scripts of the kernel, by name and hash of their content, into a folder.
 * @returns their files by name
 */
export async function writeScripts(folder) {
  const files = {};
  for (const [name, { entry, library, resolve = {}, plugins = [] }] of Object.entries(SCRIPTS)) {
    const stats = await compiled({
      mode: "production",
      target: "webworker",
      context: ROOT,
      devtool: false,
      entry: { [name]: entry },
      resolve: { fallback: WITHOUT_NODE, ...resolve },
      plugins,
      module: {
        rules: [
          { test: /\.ts$/, loader: "builtin:swc-loader", options: { jsc: { parser: { syntax: "typescript" } } } },
        ],
        parser: { javascript: { dynamicImportMode: "eager", requireAsExpression: false, requireDynamic: false } },
      },
      output: { path: folder, filename: "[name].[contenthash].js", ...(library && { library }) },
      optimization: {
        splitChunks: false,
        minimizer: [
          new rspack.SwcJsMinimizerRspackPlugin({
            extractComments: false,
            minimizerOptions: { mangle: NAMES, compress: NAMES, format: { comments: false } },
          }),
        ],
      },
      performance: false,
    });
    files[name] = stats.toJson({ all: false, assets: true }).assets.find((asset) => asset.name.startsWith(name)).name;
  }
  return files;
}

async function compiled(options) {
  const compiler = rspack(options);
  const stats = await new Promise((resolve, reject) =>
    compiler.run((error, result) => (error ? reject(error) : resolve(result))),
  );
  if (stats.hasErrors()) throw new Error(stats.toString({ preset: "errors-only" }));
  return stats;
}
