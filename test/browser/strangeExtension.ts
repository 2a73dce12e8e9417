import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { ROOT } from "./places";

export const STRANGE_MIME = "application/vnd.strange.chart+json";
const require = createRequire(path.join(ROOT, "jupyter-extension", "package.json"));

function write(folder: string, files: { [name: string]: string | object }): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), typeof content === "string" ? content : JSON.stringify(content));
  }
}

/**
 * Builds, in `folder`, a prebuilt extension of somebody else that shares a vega, vega-lite and vega-embed of its own
 * with the page, newer than all others and of no use to anybody else, and loads it with the page. Returns the folder
 * for JupyterLab.
 */
export function buildStrangeExtension(folder: string): string {
  const source = path.join(folder, "source");
  const libraries = ["vega", "vega-lite", "vega-embed"];
  for (const name of libraries) {
    write(path.join(source, "node_modules", name), {
      "package.json": { name, version: "99.0.0", main: "index.js" },
      "index.js": `module.exports = () => "${name} 99 of a stranger";`,
    });
  }
  write(source, {
    "package.json": {
      name: "strange-charts",
      version: "1.0.0",
      main: "index.js",
      license: "MIT",
      dependencies: Object.fromEntries(libraries.map((name) => [name, "99.0.0"])),
      jupyterlab: {
        mimeExtension: true,
        outputDir: "built",
        sharedPackages: Object.fromEntries(
          libraries.map((name) => [name, { bundled: true, requiredVersion: "99.0.0", version: "99.0.0" }]),
        ),
      },
    },
    "index.js": `
      const { Widget } = require("@lumino/widgets");
      const libraries = Promise.all([import("vega"), import("vega-lite"), import("vega-embed")]);
      const said = libraries.then((all) => all.map(({ default: say }) => say()).join(", "));
      class Chart extends Widget {
        async renderModel() { this.addClass("strange-chart"); this.node.textContent = await said; }
      }
      module.exports = {
        id: "strange-charts:plugin",
        rendererFactory: { safe: true, mimeTypes: ["${STRANGE_MIME}"], createRenderer: () => new Chart() },
        dataType: "json",
      };`,
  });
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [
      require.resolve("@jupyter/builder/lib/build-labextension.js"),
      "--core-package-file",
      require.resolve("@jupyterlab/core-meta/core.package.json"),
      source,
    ],
    { encoding: "utf8", cwd: source },
  );
  if (status !== 0) throw new Error(`${stdout}\n${stderr}`);
  const extensions = path.join(folder, "labextensions");
  cpSync(path.join(source, "built"), path.join(extensions, "strange-charts"), { recursive: true });
  return extensions;
}
