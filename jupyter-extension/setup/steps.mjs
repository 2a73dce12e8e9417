import { cpSync, existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { inRoot, root, setupFolder, venv, venvPython } from "./layout.mjs";
import { networkTrouble } from "./network.mjs";
import { makeVenv } from "./python.mjs";
import { lastLines, mustRun, run } from "./run.mjs";
import { Stamp } from "./stamp.mjs";

/** npm as it was called, or the one on the PATH. */
function npm(args, explain) {
  const cli = process.env.npm_execpath;
  if (cli && path.basename(cli) === "npm-cli.js") return mustRun(process.execPath, [cli, ...args], explain);
  return mustRun("npm", args, explain, { shell: process.platform === "win32" });
}

/** Whether `node_modules` holds what the lock file asks for, by npm's own record of what it installed. */
function isInstalledAsLocked() {
  const record = inRoot("node_modules/.package-lock.json");
  if (!existsSync(record)) return false;
  const [wanted, installed] = [inRoot("package-lock.json"), record].map((file) => JSON.parse(readFileSync(file, "utf8")).packages);
  return Object.entries(wanted).every(([name, { version, integrity, optional, link }]) => {
    if (name === "" || optional) return true;
    const there = installed[name];
    return there !== undefined && there.version === version && there.integrity === integrity && (!link || existsSync(inRoot(name)));
  });
}

const packages = {
  title: "npm packages",
  action: "npm ci",
  isCurrent: isInstalledAsLocked,
  make: () =>
    npm(["ci", "--include=dev", "--no-audit", "--no-fund"], (output) => {
      const trouble = networkTrouble(output);
      if (trouble) return `npm could not reach its registry (${trouble}); check the network, or npm's proxy and registry settings.`;
      return `${lastLines(output)}npm could not install the packages; its output stands above.`;
    }),
};

const sources = ["engine", "jupyter-extension/kernel", "package.json", "package-lock.json", "tsconfig.json"].map((name) => inRoot(name));
const buildStamp = new Stamp(inRoot("node_modules/.cache/mixedmodels/build"), sources);

const build = {
  title: "engine and kernel",
  action: "npm run build",
  isCurrent: () => buildStamp.isCurrent(),
  async make() {
    buildStamp.remove();
    await npm(["run", "build"], (output) => `${lastLines(output)}The build failed; its output stands above.`);
    buildStamp.write();
  },
};

const requirements = path.join(setupFolder, "requirements.txt");
const settings = path.join(setupFolder, "overrides.json");
const settingsInVenv = path.join(venv, "share/jupyter/lab/settings/overrides.json");
const venvStamp = new Stamp(path.join(venv, "jupyterlab.stamp"), [requirements, settings, settingsInVenv]);
const FIND_MODULES = "import sys, importlib.util as u; sys.exit(not all(map(u.find_spec, ['jupyterlab', 'nbclient', 'nbconvert', 'nbformat'])))";

const jupyter = {
  title: "JupyterLab",
  action: "pip install into .venv",
  isCurrent: async () => venvStamp.isCurrent() && (await run(venvPython, ["-c", FIND_MODULES])).code === 0,
  async make() {
    venvStamp.remove();
    await makeVenv();
    await mustRun(venvPython, ["-m", "pip", "install", "--disable-pip-version-check", "--no-input", "-r", requirements], (output) => {
      const trouble = networkTrouble(output);
      if (trouble) return `pip could not reach its index (${trouble}); check the network, or pip's proxy and index settings.`;
      return `${lastLines(output)}pip could not install JupyterLab; its output stands above.`;
    });
    cpSync(settings, settingsInVenv);
    venvStamp.write();
  },
};

const kernelDist = inRoot("jupyter-extension/kernel/dist");
const kernelSpec = path.join(venv, "share/jupyter/kernels/mixedmodels");
const kernelStamp = new Stamp(path.join(venv, "kernel.stamp"), [path.join(kernelDist, "kernelspec.js"), kernelSpec], [root, process.execPath]);

const kernel = {
  title: 'kernel "TypeScript (MixedModels)"',
  action: "install into .venv",
  isCurrent: () => kernelStamp.isCurrent(),
  async make() {
    kernelStamp.remove();
    await mustRun(
      process.execPath,
      [path.join(kernelDist, "cli.js"), "install", "--prefix", venv],
      (output) => `${lastLines(output)}The kernel could not be installed; its output stands above.`,
    );
    kernelStamp.write();
  },
};

/** Everything between a fresh clone and JupyterLab, in order. */
export const STEPS = [packages, build, jupyter, kernel];

const seconds = (since) => `${((Date.now() - since) / 1000).toFixed(1)} s`;

/** Does the steps that are due, one line each. */
export async function setUp(steps = STEPS) {
  for (const [index, step] of steps.entries()) {
    process.stdout.write(`[${index + 1}/${steps.length}] ${step.title}: `);
    const since = Date.now();
    const current = await step.isCurrent();
    if (!current) {
      process.stdout.write(`${step.action} … `);
      await step.make().catch((error) => {
        process.stdout.write("failed\n");
        throw error;
      });
    }
    process.stdout.write(current ? "up to date\n" : `${seconds(since)}\n`);
  }
}
