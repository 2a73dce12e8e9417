import { serve } from "../../../jupyter-extension/lite/build/serve.mjs";
import { build } from "../../../jupyter-extension/setup/build.mjs";
import { parseStrictly } from "../../../jupyter-extension/setup/options.mjs";
import { installPackages } from "../../../jupyter-extension/setup/packages.mjs";
import { freePort } from "../../../jupyter-extension/setup/port.mjs";
import { Problem, showProblem } from "../../../jupyter-extension/setup/problem.mjs";
import { SITE_DOCS } from "./places.mjs";

const OPTIONS = { base: { type: "string", default: "/docs/" }, serve: { type: "boolean", default: false } };

/** `npm run docs`: writes the documentation into site/docs, and with --serve shows it on this machine. */
export async function main(args) {
  try {
    const { base, serve: isShown } = parseStrictly(args, OPTIONS);
    if (!/^\/(?:.*\/)?$/.test(base))
      throw new Problem(`--base is a path with a slash at both ends, such as /docs/; got '${base}'.`, { exitCode: 2 });
    await installPackages();
    await build();
    // It reads what has just been installed and built.
    const { buildDocs } = await import("./site.mjs");
    await buildDocs(base);
    if (!isShown) return;
    const port = await freePort(undefined);
    await serve(SITE_DOCS, { port, prefix: base });
    console.log(`The documentation: http://localhost:${port}${base}   (Ctrl-C ends it)`);
  } catch (error) {
    showProblem(error);
    process.exitCode = error.exitCode ?? 1;
  }
}
