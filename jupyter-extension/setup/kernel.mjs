import { existsSync, realpathSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { buildKey } from "./build.mjs";
import { BUNDLED_KERNEL, ENGINE, KERNEL, ROOT, VENV } from "./paths.mjs";
import { hashOf, stamp, stamped } from "./stamps.mjs";
import { step } from "./step.mjs";

export const KERNEL_NAME = "mixedmodels";
const SPEC = path.join(VENV, "share", "jupyter", "kernels", KERNEL_NAME);
const STAMP = path.join(VENV, "mixedmodels-kernel");

/** Tells .venv of the bundled kernel, the one of the wheel, bound to this Node and this clone. */
export function installKernel() {
  const key = hashOf([buildKey(), process.execPath, ROOT]);
  return step({
    name: "kernel",
    doing: "writing its kernelspec to .venv",
    upToDate: () => stamped(STAMP, key) && existsSync(path.join(SPEC, "kernel.json")),
    work: () => {
      const { kernelSpec, writeKernelSpec } = createRequire(import.meta.url)(
        path.join(KERNEL, "dist", "node", "kernelspec.js"),
      );
      writeKernelSpec(SPEC, kernelSpec(BUNDLED_KERNEL, realpathSync(ENGINE)));
      stamp(STAMP, key);
    },
  });
}
