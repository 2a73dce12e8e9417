import { cpSync, existsSync, rmSync } from "node:fs";
import path from "node:path";
import { buildKey } from "./build.mjs";
import { ROOT, VENV } from "./paths.mjs";
import { hashOf, stamp, stamped } from "./stamps.mjs";
import { step } from "./step.mjs";

const BUILT = path.join(ROOT, "jupyter-extension", "dist", "labextension");
const INSTALLED = path.join(VENV, "share", "jupyter", "labextensions", "@mixedmodels", "jupyterlab");
const STAMP = path.join(VENV, "mixedmodels-extension");

/** Installs the JupyterLab extension in .venv, where the wheel would put it. */
export function installExtension() {
  const key = hashOf([buildKey(), ROOT]);
  return step({
    name: "extension",
    doing: "copying the built JupyterLab extension to .venv",
    upToDate: () => stamped(STAMP, key) && existsSync(path.join(INSTALLED, "package.json")),
    work: () => {
      rmSync(INSTALLED, { recursive: true, force: true });
      cpSync(BUILT, INSTALLED, { recursive: true });
      stamp(STAMP, key);
    },
  });
}
