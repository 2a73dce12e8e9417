import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { siteThirdParty } from "../../scripts/thirdParty.mjs";
import { tutorials } from "../../scripts/tutorials.mjs";
import { installProblem } from "../../setup/network.mjs";
import { KERNEL, NOTEBOOKS, ROOT, SETUP, VENV, venvPython } from "../../setup/paths.mjs";
import { Problem } from "../../setup/problem.mjs";
import { run, tail } from "../../setup/run.mjs";
import { hashOf, stamp, stamped } from "../../setup/stamps.mjs";
import { step } from "../../setup/step.mjs";
import { KERNEL_FOLDER, LABEXTENSION, LITE, SITE } from "./places.mjs";
import { writeServiceWorker } from "./serviceWorker.mjs";

const REQUIREMENTS = path.join(LITE, "requirements.txt");
const STAMP = path.join(VENV, "mixedmodels-jupyterlite");
/** Browsers look at the first bytes of an icon, not at its name. */
const ICON = path.join(KERNEL, "logos", "logo-64x64.png");

/** Installs JupyterLite in .venv. */
export function installJupyterLite() {
  const key = hashOf([readFileSync(REQUIREMENTS, "utf8")]);
  return step({
    name: "JupyterLite",
    doing: "pip install jupyterlite-core",
    upToDate: () => stamped(STAMP, key),
    work: async () => {
      const args = ["-m", "pip", "install", "--no-input", "--disable-pip-version-check", "--quiet", "-r", REQUIREMENTS];
      const { status, output } = await run(venvPython(), args);
      if (status !== 0) throw installProblem("pip", output);
      stamp(STAMP, key);
    },
  });
}

/** What JupyterLite is told about the page. */
const PAGE = {
  "jupyter-lite-schema-version": 0,
  "jupyter-config-data": {
    appName: "MixedModels.ts",
    defaultKernelName: "mixedmodels",
    exposeAppInBrowser: true,
    // The site has its own: see lite/src/pageServiceWorker.ts.
    disabledExtensions: ["@jupyterlite/application-extension:service-worker-manager"],
  },
};

/** What the errors of a kernel in a browser name: what does not work there. */
const OF_BROWSERS = "in-the-browser.md";

/** The tutorials with their stored outputs, the files that they read, and what is different in a browser. */
function writeContents(folder) {
  cpSync(path.join(NOTEBOOKS, OF_BROWSERS), path.join(folder, OF_BROWSERS));
  for (const { file, data } of tutorials()) {
    cpSync(path.join(NOTEBOOKS, file), path.join(folder, file));
    for (const [name, text] of Object.entries(data)) {
      mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      writeFileSync(path.join(folder, name), text);
    }
  }
}

/** Fonts for browsers that have no workers either, and what builds JupyterLite. */
const UNUSED = /^(?:build\/fa-[\w-]+\.(?:eot|svg|ttf|woff)|rspack\.config[\w.]*\.js|jupyterlite\.schema\.v0\.json)$/;

/** Leaves out what no page asks for, and gives all pages our icon, which weighs a hundredth of JupyterLite's. */
function trim(site) {
  for (const file of readdirSync(site, { recursive: true, encoding: "utf8" }).map((name) =>
    name.replaceAll("\\", "/"),
  )) {
    if (UNUSED.test(file)) rmSync(path.join(site, file));
    else if (path.basename(file) === "favicon.ico") cpSync(ICON, path.join(site, file));
  }
}

/** Writes the site: JupyterLite with our extension, the kernel and the tutorials. */
export async function writeSite() {
  const folder = mkdtempSync(path.join(tmpdir(), "mixedmodels-site-"));
  try {
    const contents = path.join(folder, "contents");
    mkdirSync(contents);
    writeContents(contents);
    const config = {
      LiteBuildConfig: {
        contents: [contents],
        output_dir: path.join(folder, "site"),
        apps: ["lab", "notebooks", "tree"],
        no_sourcemaps: true,
        no_unused_shared_packages: true,
        ignore_sys_prefix: true,
        federated_extensions: [path.join(ROOT, "jupyter-extension", "dist", "labextension"), LABEXTENSION],
        settings_overrides: [path.join(SETUP, "overrides.json")],
      },
    };
    writeFileSync(path.join(folder, "jupyter-lite.json"), JSON.stringify(PAGE));
    writeFileSync(path.join(folder, "jupyter_lite_config.json"), JSON.stringify(config));
    const built = await run(venvPython(), ["-m", "jupyterlite_core", "build"], { cwd: folder });
    if (built.status !== 0)
      throw new Problem("JupyterLite cannot be built; its last lines are above.", { details: tail(built.output) });
    cpSync(KERNEL_FOLDER, path.join(folder, "site", "kernel"), { recursive: true });
    writeFileSync(path.join(folder, "site", "THIRD-PARTY.md"), siteThirdParty());
    trim(path.join(folder, "site"));
    await writeServiceWorker(path.join(folder, "site"));
    rmSync(SITE, { recursive: true, force: true });
    cpSync(path.join(folder, "site"), SITE, { recursive: true });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
