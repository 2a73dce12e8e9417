import { existsSync } from "node:fs";
import path from "node:path";
import { buildKey } from "./build.mjs";
import { KERNEL, ROOT, VENV } from "./paths.mjs";
import { Problem } from "./problem.mjs";
import { run, tail } from "./run.mjs";
import { hashOf, stamp, stamped } from "./stamps.mjs";
import { step } from "./step.mjs";

export const KERNEL_NAME = "mixedmodels";
const SPEC = path.join(VENV, "share", "jupyter", "kernels", KERNEL_NAME, "kernel.json");
const STAMP = path.join(VENV, "mixedmodels-kernel");

/** Installs the kernel in .venv, bound to this Node and this clone. */
export function installKernel() {
  const key = hashOf([buildKey(), process.execPath, ROOT]);
  return step({
    name: "kernel",
    doing: "mixedmodels-kernel install --prefix .venv",
    upToDate: () => stamped(STAMP, key) && existsSync(SPEC),
    work: async () => {
      const { status, output } = await run(process.execPath, [
        path.join(KERNEL, "dist", "node", "cli.js"),
        "install",
        "--prefix",
        VENV,
      ]);
      if (status !== 0)
        throw new Problem("The kernel could not be installed; its message is above.", { details: tail(output) });
      stamp(STAMP, key);
    },
  });
}
