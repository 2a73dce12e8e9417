import { cpSync, readFileSync } from "node:fs";
import path from "node:path";
import { installProblem } from "./network.mjs";
import { ROOT, SETUP, VENV, venvPython } from "./paths.mjs";
import { Problem } from "./problem.mjs";
import { findPython } from "./python.mjs";
import { INTERRUPTED, run, tail } from "./run.mjs";
import { hashOf, stamp, stamped } from "./stamps.mjs";
import { step } from "./step.mjs";

const REQUIREMENTS = path.join(SETUP, "requirements.txt");
/** JupyterLab's own question about news would stand in front of the notebook. */
const SETTINGS = path.join(SETUP, "overrides.json");
const STAMP = path.join(VENV, "mixedmodels-requirements");

async function pythonRuns() {
  try {
    return (await run(venvPython(), ["-c", "import jupyterlab, nbconvert"])).status === 0;
  } catch (error) {
    if (error.exitCode === INTERRUPTED) throw error;
    return false;
  }
}

async function makeVenv(python) {
  const made = await run(python, ["-m", "venv", "--clear", VENV]);
  if (made.status !== 0)
    throw new Problem(`'${python} -m venv' failed; its last lines are above.`, { details: tail(made.output) });
  const installed = await run(venvPython(), [
    "-m",
    "pip",
    "install",
    "--no-input",
    "--disable-pip-version-check",
    "--quiet",
    "-r",
    REQUIREMENTS,
  ]);
  if (installed.status !== 0) throw installProblem("pip", installed.output);
  cpSync(SETTINGS, path.join(VENV, "share", "jupyter", "lab", "settings", "overrides.json"));
}

/** Whether .venv is complete and made for this place; a virtual environment does not survive a move. */
export async function jupyterReady() {
  return stamped(STAMP, requirementsKey()) && (await pythonRuns());
}

function requirementsKey() {
  return hashOf([readFileSync(REQUIREMENTS, "utf8"), readFileSync(SETTINGS, "utf8"), ROOT]);
}

/** Makes .venv with JupyterLab and nbconvert; `python` is the Python to make it with. */
export function installJupyter(ready, python) {
  return step({
    name: ".venv",
    doing: "python -m venv, pip install JupyterLab and nbconvert",
    upToDate: () => ready,
    work: async () => {
      await makeVenv(python);
      stamp(STAMP, requirementsKey());
    },
  });
}

/** Python for a .venv that is not ready; asked before the long steps, so that a missing one is reported at once. */
export async function pythonIfNeeded(ready) {
  return ready ? undefined : findPython();
}
