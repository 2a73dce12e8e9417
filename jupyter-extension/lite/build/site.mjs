import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { buildKey } from "../../setup/build.mjs";
import { NOTEBOOKS, ROOT } from "../../setup/paths.mjs";
import { contentsBelow, hashOf, stamp, stamped } from "../../setup/stamps.mjs";
import { step } from "../../setup/step.mjs";
import { writeSite } from "./jupyterLite.mjs";
import { writeKernelFolder } from "./kernelFolder.mjs";
import { buildLabextension } from "./labextension.mjs";
import { BUILT, KERNEL_FOLDER, LITE, SITE } from "./places.mjs";

const STAMP = path.join(BUILT, "site-stamp");
const NOT_READ = /^(dist|node_modules|executed|images|.*\.generated\.ts)$/;

function siteKey() {
  return hashOf([
    buildKey(),
    readFileSync(path.join(LITE, "requirements.txt"), "utf8"),
    ...contentsBelow(NOTEBOOKS, NOT_READ),
    ...contentsBelow(LITE, NOT_READ),
    ROOT,
  ]);
}

/** Writes the site unless it is that of the present sources. */
export function buildSite() {
  const key = siteKey();
  return step({
    name: "site",
    doing: "bundling the kernel, jupyter lite build",
    upToDate: () => stamped(STAMP, key) && existsSync(path.join(SITE, "index.html")),
    work: async () => {
      await buildLabextension(await writeKernelFolder(KERNEL_FOLDER));
      await writeSite();
      stamp(STAMP, key);
    },
  });
}
