import { build } from "./build.mjs";
import { installExtension } from "./extension.mjs";
import { installJupyter, jupyterReady, pythonIfNeeded } from "./jupyter.mjs";
import { installKernel } from "./kernel.mjs";
import { installPackages } from "./packages.mjs";

/** The whole set-up: npm packages, build, .venv with Jupyter, kernel and extension. */
export async function prepare() {
  const ready = await jupyterReady();
  const python = await pythonIfNeeded(ready);
  await installPackages();
  await build();
  await installJupyter(ready, python);
  await installKernel();
  await installExtension();
}
