import path from "node:path";
import { fileURLToPath } from "node:url";
import { rspack } from "@rspack/core";
import { BUNDLED_KERNEL, ENGINE, KERNEL } from "../../setup/paths.mjs";
import { packageFolder } from "./packages.mjs";

/** Names of classes and functions are shown to readers. */
const NAMES = { keep_classnames: true, keep_fnames: true };
/** Files that the engine starts on threads of their own, as it names them. */
const THREADS = ["bootstrap/computing/worker", "wasm/teamThread"];
const DRAWING = ["vega", "vega-lite", "vega-interpreter"];

const here = (file) => fileURLToPath(new URL(file, import.meta.url));
const scriptsOf = (folder, names) => Object.fromEntries(names.map((name) => [name, path.join(folder, `${name}.js`)]));
const required = (names) => Object.fromEntries(names.map((name) => [name, `commonjs ${name}`]));

/** What becomes a script of its own: what a thread runs, or what is loaded later or not at all. */
const SCRIPTS = [
  {
    entry: scriptsOf(path.join(KERNEL, "dist", "node"), ["main", "compileCache", "notebook", "channels"]),
    externals: [
      { "./notebook": "commonjs ./notebook.js", "./compileCache": "commonjs ./compileCache.js" },
      required(["mixedmodels", "tslab", "tslab/dist/jupyter"]),
    ],
    plugins: [new rspack.NormalModuleReplacementPlugin(/^\.\/load-addon$/, here("zeromqAddon.cjs"))],
  },
  {
    folder: "node_modules/mixedmodels/dist/bundle",
    entry: {
      ...scriptsOf(path.join(ENGINE, "dist"), ["index", "page", "editor"]),
      ...Object.fromEntries(THREADS.map((name) => [`../${name}`, path.join(ENGINE, "dist", `${name}.js`)])),
    },
    externals: required(["ml-matrix", ...DRAWING]),
  },
  { folder: "node_modules/ml-matrix", entry: scriptsOf(packageFolder("ml-matrix"), ["matrix"]) },
  { folder: "node_modules/arquero", entry: { arquero: path.join(packageFolder("arquero"), "src", "index.js") } },
  {
    entry: { charts: here("charts.mjs") },
    // Node's build of vega-canvas waits for a package that the kernel does not have.
    resolve: { conditionNames: ["import", "default"], modules: [path.dirname(packageFolder("vega"))] },
  },
  {
    folder: "node_modules/tslab/dist",
    entry: { tslab: here("tslab.cjs") },
    // Only its display is used: its compiler is asked for its version alone.
    resolve: {
      alias: {
        "./converter": false,
        "@tslab/typescript-for-tslab": path.join(packageFolder("@tslab/typescript-for-tslab"), "package.json"),
      },
      modules: [path.dirname(packageFolder("tslab"))],
    },
    externals: required(["zeromq"]),
  },
];

/** Writes the scripts of the bundled kernel. */
export async function writeScripts() {
  for (const { folder = "", entry, externals = {}, plugins = [], resolve = {} } of SCRIPTS)
    await compiled({
      mode: "production",
      target: "node20",
      context: KERNEL,
      devtool: false,
      node: { __dirname: false, __filename: false },
      entry,
      externals,
      plugins,
      resolve,
      module: { parser: { javascript: { requireAsExpression: false, requireDynamic: false } } },
      output: { path: path.join(BUNDLED_KERNEL, folder), filename: "[name].js", library: { type: "commonjs2" } },
      optimization: {
        nodeEnv: false,
        minimizer: [
          new rspack.SwcJsMinimizerRspackPlugin({
            extractComments: false,
            minimizerOptions: { mangle: NAMES, compress: NAMES, format: { comments: false, ascii_only: true } },
          }),
        ],
      },
    });
}

async function compiled(options) {
  const compiler = rspack(options);
  const stats = await new Promise((resolve, reject) =>
    compiler.run((error, result) => (error ? reject(error) : resolve(result))),
  );
  if (stats.hasErrors() || stats.hasWarnings()) throw new Error(stats.toString({ preset: "errors-warnings" }));
}
