import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { writeScript } from "../../../jupyter-extension/lite/build/bundle.mjs";
import { writeKernelFolder } from "../../../jupyter-extension/lite/build/kernelFolder.mjs";
import { LITE } from "../../../jupyter-extension/lite/build/places.mjs";
import { siteThirdParty } from "../../../jupyter-extension/scripts/thirdParty.mjs";
import { buildKey } from "../../../jupyter-extension/setup/build.mjs";
import { KERNEL, NOTEBOOKS, ROOT } from "../../../jupyter-extension/setup/paths.mjs";
import { Problem } from "../../../jupyter-extension/setup/problem.mjs";
import { run, tail } from "../../../jupyter-extension/setup/run.mjs";
import { contentsBelow, hashOf, stamp, stamped } from "../../../jupyter-extension/setup/stamps.mjs";
import { step } from "../../../jupyter-extension/setup/step.mjs";
import { pagesByFile } from "./pages.mjs";
import { DOCS, PAGES, PUBLIC, SITE_DOCS, STAMP } from "./places.mjs";
import { writeReference } from "./reference.mjs";
import { writeTexts } from "./texts.mjs";
import { writeTutorials } from "./tutorials.mjs";

const VIEW = path.join(ROOT, "jupyter-extension", "view", "dist");
const NOT_READ = /^(dist|node_modules|executed|images|\..*cache|.*\.generated\.ts)$/;

/** Writes the kernel that the examples run in, as the site of JupyterLite has it. */
async function writeKernel() {
  const folder = path.join(PUBLIC, "kernel");
  const files = await writeKernelFolder(folder);
  const { version } = JSON.parse(readFileSync(path.join(ROOT, "package.json"), "utf8"));
  writeFileSync(path.join(folder, "files.json"), JSON.stringify({ version, ...files }));
}

/** Writes the service worker by which kernels ask their page while they compute. */
function writeServiceWorker() {
  const entry = path.join(LITE, "worker", "questionsOnly.ts");
  return writeScript(PUBLIC, "service-worker", { entry, filename: "service-worker.js" });
}

/** Builds the documentation unless it is that of the present sources. @param base - path of its addresses */
export function buildDocs(base) {
  const key = hashOf([buildKey(), base, ...contentsBelow(NOTEBOOKS, NOT_READ), ...contentsBelow(LITE, NOT_READ)]);
  return step({
    name: "docs",
    doing: "bundling the kernel, TypeDoc, VitePress",
    upToDate: () => stamped(STAMP, key) && existsSync(path.join(SITE_DOCS, "index.html")),
    work: async () => {
      rmSync(PAGES, { recursive: true, force: true });
      mkdirSync(PUBLIC, { recursive: true });
      const pages = pagesByFile();
      writeTutorials(pages);
      writeTexts(pages);
      await writeReference();
      await writeKernel();
      await writeServiceWorker();
      cpSync(VIEW, path.join(PUBLIC, "view"), { recursive: true });
      cpSync(path.join(KERNEL, "logos", "logo-svg.svg"), path.join(PUBLIC, "logo.svg"));
      writeFileSync(path.join(PUBLIC, "THIRD-PARTY.md"), siteThirdParty());
      rmSync(SITE_DOCS, { recursive: true, force: true });
      const cli = path.join(ROOT, "node_modules", "vitepress", "bin", "vitepress.js");
      const env = { ...process.env, MIXEDMODELS_DOCS_BASE: base };
      const { status, output } = await run(process.execPath, [cli, "build", DOCS], { cwd: DOCS, env });
      if (status !== 0)
        throw new Problem("The documentation cannot be built; the last lines are above.", { details: tail(output) });
      stamp(STAMP, key);
    },
  });
}
