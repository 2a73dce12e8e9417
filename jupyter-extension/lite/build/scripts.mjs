import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { rspack } from "@rspack/core";
import { ENGINE, KERNEL, ROOT } from "../../setup/paths.mjs";
import { WITHOUT_NODE, writeScript } from "./bundle.mjs";

const here = (file) => fileURLToPath(new URL(file, import.meta.url));
const modules = (name) => path.join(ROOT, "node_modules", name);

/** Files that the engine starts on threads of their own, as it names them. */
export const THREADS = ["bootstrap/computing/worker", "wasm/teamThread", "inference/planning/studyWorker"];

/** The engine's sources: of its modules a script has what it uses. */
const SOURCES = path.join(ENGINE, "src");
const { browser } = JSON.parse(readFileSync(path.join(ENGINE, "package.json"), "utf8"));
/** Modules of the engine's platform that are others in a browser, as its package.json says of what is compiled. */
const OF_HOST = Object.keys(browser).map((file) => path.parse(file).name);
const asInBrowser = () =>
  new rspack.NormalModuleReplacementPlugin(new RegExp(`/platform/(?:${OF_HOST.join("|")})$`), (asked) => {
    asked.request = asked.request.replace("/platform/", "/platform/web/");
  });
/** The threads' own modules start what they are for. */
const USED_ONLY = {
  include: SOURCES,
  exclude: THREADS.map((file) => path.join(SOURCES, `${file}.ts`)),
  sideEffects: false,
};

/** No reader sees the names within TypeScript. */
const SHORT_NAMES = {
  include: path.join(ROOT, "node_modules", "typescript-6"),
  loader: "builtin:swc-loader",
  options: {
    minify: true,
    isModule: "commonjs",
    jsc: {
      target: "es2022",
      parser: { syntax: "ecmascript" },
      minify: { compress: true, mangle: true, format: { comments: false } },
    },
  },
};

/** What of danfojs reads files and the network. */
const OF_NODE = /^(?:request|node-fetch|stream|stream-json(?:\/.*)?|xlsx|papaparse|fs|plotly\.js-dist-min)$/;

const global = (name) => ({ type: "self", name });

const thread = (file) => ({
  entry: path.join(SOURCES, `${file}.ts`),
  plugins: [asInBrowser()],
  rules: [USED_ONLY],
});

const SCRIPTS = {
  kernel: {
    entry: path.join(KERNEL, "src", "web", "worker.ts"),
    plugins: [asInBrowser()],
    rules: [USED_ONLY, SHORT_NAMES],
    resolve: {
      alias: {
        engine: SOURCES,
        mixedmodels$: path.join(SOURCES, "index.ts"),
        vega$: here("vega.cjs"),
        "vega-lite$": here("vegaLite.cjs"),
        "vega-interpreter$": here("interpreter.cjs"),
      },
      fallback: { ...WITHOUT_NODE, path: modules("path-browserify") },
    },
  },
  replicates: thread(THREADS[0]),
  team: thread(THREADS[1]),
  studies: thread(THREADS[2]),
  danfo: {
    entry: here("danfo.cjs"),
    library: global("mixedmodelsDanfo"),
    plugins: [new rspack.NormalModuleReplacementPlugin(OF_NODE, here("absent.cjs"))],
  },
  arrow: { entry: here("arrow.mjs"), library: global("mixedmodelsArrow") },
  arquero: { entry: here("arquero.mjs"), library: global("mixedmodelsArquero") },
  charts: { entry: here("charts.mjs"), library: global("mixedmodelsCharts") },
};

/**
 * Writes the scripts of the kernel, by name and hash of their content, into a folder.
 * @returns their files by name
 */
export async function writeScripts(folder) {
  const files = {};
  for (const [name, script] of Object.entries(SCRIPTS)) files[name] = await writeScript(folder, name, script);
  return files;
}
