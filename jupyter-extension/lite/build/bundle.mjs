import { rspack } from "@rspack/core";
import { ROOT } from "../../setup/paths.mjs";

/** Names of classes and functions are shown to readers. */
const NAMES = { keep_classnames: true, keep_fnames: true };

/** What TypeScript and danfojs ask of Node if they are there. */
const NODE = ["fs", "os", "path", "util", "module", "crypto", "inspector", "perf_hooks", "source-map-support"];
export const WITHOUT_NODE = Object.fromEntries(NODE.map((name) => [name, false]));

/**
 * Bundles a script for workers into a folder.
 * @param filename - the file's name; by default that of the script with a hash of the content
 * @returns its file
 */
export async function writeScript(folder, name, { entry, library, resolve = {}, plugins = [], rules = [], filename }) {
  const stats = await compiled({
    mode: "production",
    target: "webworker",
    context: ROOT,
    devtool: false,
    entry: { [name]: entry },
    resolve: { extensions: [".ts", ".js", ".json"], fallback: WITHOUT_NODE, ...resolve },
    plugins,
    module: {
      rules: [
        {
          test: /\.ts$/,
          loader: "builtin:swc-loader",
          options: { jsc: { target: "es2022", parser: { syntax: "typescript" } } },
        },
        ...rules,
      ],
      parser: { javascript: { dynamicImportMode: "eager", requireAsExpression: false, requireDynamic: false } },
    },
    output: { path: folder, filename: filename ?? "[name].[contenthash].js", ...(library && { library }) },
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
  return stats.toJson({ all: false, assets: true }).assets.find((asset) => asset.name.startsWith(filename ?? name))
    .name;
}

async function compiled(options) {
  const compiler = rspack(options);
  const stats = await new Promise((resolve, reject) =>
    compiler.run((error, result) => (error ? reject(error) : resolve(result))),
  );
  if (stats.hasErrors()) throw new Error(stats.toString({ preset: "errors-only" }));
  return stats;
}
