import { fileURLToPath } from "node:url";
import { rspack } from "@rspack/core";

const LOADER = fileURLToPath(new URL("squeezed.cjs", import.meta.url));

/**
 * Writes a package as modules that pages load as they are: what the first output of a kind needs is a file of its own,
 * Vega too, and nothing is left to be found in other packages.
 * @param entry - files with sources, by the names of their modules
 */
export async function writeModules(entry, dist) {
  const compiler = rspack({
    mode: "production",
    target: ["web", "es2022"],
    devtool: false,
    entry,
    resolve: { extensions: [".ts", ".js"] },
    module: {
      rules: [
        {
          test: /\.ts$/,
          loader: "builtin:swc-loader",
          options: { jsc: { parser: { syntax: "typescript" }, target: "es2022" } },
        },
        { test: /\.css$/, type: "asset/source", use: [LOADER] },
      ],
    },
    output: {
      path: dist,
      library: { type: "modern-module" },
      filename: "[name].js",
      chunkFilename: "[name].js",
    },
    optimization: {
      runtimeChunk: false,
      minimizer: [
        new rspack.SwcJsMinimizerRspackPlugin({
          extractComments: false,
          minimizerOptions: { module: true, format: { comments: false } },
        }),
      ],
    },
    performance: false,
  });
  const stats = await new Promise((resolve, reject) =>
    compiler.run((error, result) => (error ? reject(error) : resolve(result))),
  );
  if (stats.hasErrors()) throw new Error(stats.toString({ preset: "errors-only" }));
}
