// Runs tutorials in several versions of JupyterLab and Notebook, each installed from the wheel into a virtual
// environment of its own:
// node test/browser/versions.mjs [FOLDER [jupyterlab==4.2.* …]]. FOLDER keeps the environments for another run. npm run
// build first.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { KERNEL, ROOT, venvPython } from "../../jupyter-extension/setup/paths.mjs";
import { Problem } from "../../jupyter-extension/setup/problem.mjs";
import { findPython } from "../../jupyter-extension/setup/python.mjs";
import { run, tail } from "../../jupyter-extension/setup/run.mjs";

const VERSIONS = [
  "jupyterlab==4.2.*",
  "jupyterlab==4.3.*",
  "jupyterlab==4.4.*",
  "jupyterlab==4.5.*",
  "jupyterlab==4.6.*",
  "notebook==7.2.*",
  "notebook==7.*",
];
const TESTS = "02-dyestuff runs|03-sleepstudy runs";

async function must(command, args, options) {
  const { status, output } = await run(command, args, options);
  if (status !== 0)
    throw new Problem(`${command} ${args.join(" ")} failed; its last lines are above.`, { details: tail(output) });
  return output;
}

/** A virtual environment with this version, the wheel and the kernel of the clone. */
async function environment(folder, requirement, wheel) {
  const venv = path.join(folder, requirement.replace(/[^\w.]+/g, "-"));
  if (!existsSync(venv)) await must(await findPython(), ["-m", "venv", venv]);
  await must(venvPython(venv), [
    "-m",
    "pip",
    "install",
    "--no-input",
    "--disable-pip-version-check",
    "--quiet",
    requirement,
  ]);
  await must(venvPython(venv), [
    "-m",
    "pip",
    "install",
    "--no-input",
    "--disable-pip-version-check",
    "--quiet",
    "--force-reinstall",
    "--no-deps",
    wheel,
  ]);
  await must(process.execPath, [path.join(KERNEL, "dist", "node", "cli.js"), "install", "--prefix", venv]);
  return venv;
}

async function main([kept, ...requirements]) {
  const folder = kept ?? mkdtempSync(path.join(os.tmpdir(), "mixedmodels versions "));
  const wheels = path.join(folder, "wheel");
  rmSync(wheels, { recursive: true, force: true });
  mkdirSync(wheels, { recursive: true });
  await must(venvPython(), ["-m", "hatchling", "build", "-t", "wheel", "-d", wheels], {
    cwd: path.join(ROOT, "jupyter-extension"),
  });
  const [wheel] = readdirSync(wheels);
  for (const requirement of requirements.length > 0 ? requirements : VERSIONS) {
    const venv = await environment(folder, requirement, path.join(wheels, wheel));
    const [app] = requirement.split("==");
    const version = (await must(venvPython(venv), ["-c", `import ${app}; print(${app}.__version__)`])).trim();
    const env = { ...process.env, MIXEDMODELS_VENV: venv, MIXEDMODELS_APP: app };
    const { status, output } = await run(
      process.execPath,
      [
        path.join(ROOT, "node_modules", "jest", "bin", "jest.js"),
        "--ci",
        "--testPathPatterns=test/browser/tutorials",
        "-t",
        TESTS,
      ],
      { env },
    );
    if (status !== 0) console.log(tail(output, 60));
    console.log(`${app} ${version}: ${status === 0 ? "passed" : "failed"}`);
    if (status !== 0) process.exitCode = 1;
  }
  if (kept === undefined) rmSync(folder, { recursive: true, force: true });
}

await main(process.argv.slice(2));
