import { build } from "../../setup/build.mjs";
import { installJupyter, jupyterReady, pythonIfNeeded } from "../../setup/jupyter.mjs";
import { parseStrictly } from "../../setup/options.mjs";
import { installPackages } from "../../setup/packages.mjs";
import { freePort } from "../../setup/port.mjs";
import { showProblem } from "../../setup/problem.mjs";
import { SITE } from "./places.mjs";
import { serve } from "./serve.mjs";

const OPTIONS = { serve: { type: "boolean", default: false } };

/** `npm run site`: writes the site, and with --serve shows it on this machine. */
export async function main(args) {
  try {
    const options = parseStrictly(args, OPTIONS);
    const ready = await jupyterReady();
    const python = await pythonIfNeeded(ready);
    await installPackages();
    await build();
    await installJupyter(ready, python);
    // They read what has just been installed and built.
    const { installJupyterLite } = await import("./jupyterLite.mjs");
    const { buildSite } = await import("./site.mjs");
    await installJupyterLite();
    await buildSite();
    if (!options.serve) return;
    const port = await freePort(undefined);
    await serve(SITE, { port });
    console.log(`The site: http://localhost:${port}/lab/index.html?path=01-kb07.ipynb   (Ctrl-C ends it)`);
  } catch (error) {
    showProblem(error);
    process.exitCode = error.exitCode ?? 1;
  }
}
