import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { ROOT } from "../../setup/paths.mjs";
import { Problem } from "../../setup/problem.mjs";
import { run } from "../../setup/run.mjs";
import { BUILT, LABEXTENSION, LITE } from "./places.mjs";

const require = createRequire(path.join(ROOT, "jupyter-extension", "package.json"));

async function runNode(...args) {
  const { status, output } = await run(process.execPath, args, { cwd: LITE });
  if (status !== 0)
    throw new Problem("The extension of JupyterLite cannot be built; messages are above.", { details: output.trim() });
}

/** Writes what the sources import of the build. */
function write(name, declaration, value) {
  writeFileSync(path.join(LITE, "src", name), `${declaration} = ${JSON.stringify(value, undefined, 2)};\n`);
}

/** Builds the extension that adds the kernel to JupyterLite. @param files - of the kernel, by their names */
export async function buildLabextension(files) {
  const imported = 'import type { KernelFiles } from "../../kernel/src/web/protocol";\n\n';
  write("files.generated.ts", `${imported}export const FILES: KernelFiles`, files);
  const { version } = JSON.parse(readFileSync(path.join(LITE, "package.json"), "utf8"));
  write("version.generated.ts", "export const VERSION", version);
  for (const folder of [path.join(BUILT, "lib"), LABEXTENSION]) rmSync(folder, { recursive: true, force: true });
  await runNode(path.join(ROOT, "node_modules", "typescript", "bin", "tsc"), "-p", "tsconfig.json");
  await runNode(
    require.resolve("@jupyter/builder/lib/build-labextension.js"),
    "--core-package-file",
    require.resolve("@jupyterlab/core-meta/core.package.json"),
    LITE,
  );
}
