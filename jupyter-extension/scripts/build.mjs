import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { writeStyles } from "../view/build/styles.mjs";
import { bundleKernel } from "./kernel/bundle.mjs";
import { writeTutorials } from "./tutorials.mjs";

const folder = fileURLToPath(new URL("..", import.meta.url));
const require = createRequire(import.meta.url);

function run(...args) {
  const { status } = spawnSync(process.execPath, args, { cwd: folder, stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}

rmSync(path.join(folder, "dist"), { recursive: true, force: true });
writeTutorials();
writeStyles(path.join(folder, "dist", "style"));
run(path.join(folder, "scripts", "licence.mjs"));
run(path.join(folder, "..", "node_modules", "typescript", "bin", "tsc"), "-p", "tsconfig.json");
run(
  require.resolve("@jupyter/builder/lib/build-labextension.js"),
  "--core-package-file",
  require.resolve("@jupyterlab/core-meta/core.package.json"),
  folder,
);
await bundleKernel();
