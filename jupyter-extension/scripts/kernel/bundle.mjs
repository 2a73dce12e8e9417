import { rmSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { BUNDLED_KERNEL, BUNDLED_KERNELSPEC, KERNEL } from "../../setup/paths.mjs";
import { writeFiles } from "./files.mjs";
import { writeScripts } from "./scripts.mjs";

const require = createRequire(import.meta.url);
/** The Python package that starts the kernel. */
const STARTER = "jupyterlab_mixedmodels";

/**
 * Writes the kernel as one folder that needs no other packages, dist/kernel, and the kernelspec for a Python
 * environment that has it: both are in the wheel, and `npm start` runs the same kernel.
 */
export async function bundleKernel() {
  rmSync(BUNDLED_KERNEL, { recursive: true, force: true });
  await writeScripts();
  await writeFiles();
  const { pythonKernelSpec, writeKernelSpec } = require(path.join(KERNEL, "dist", "node", "kernelspec.js"));
  writeKernelSpec(BUNDLED_KERNELSPEC, pythonKernelSpec(STARTER));
}
