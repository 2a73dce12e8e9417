import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { jupyterEnvironment } from "./environment.mjs";
import { KERNEL_NAME } from "./kernel.mjs";
import { EXECUTED, NOTEBOOKS, SETUP, venvPython } from "./paths.mjs";
import { Problem } from "./problem.mjs";
import { run, tail } from "./run.mjs";

/** Files of the notebooks, in the order of their names. */
export function notebookFiles(folder = NOTEBOOKS) {
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".ipynb")) : [];
  if (names.length === 0) throw new Problem(`${folder} holds no notebook.`);
  return names.sort().map((name) => path.join(folder, name));
}

/** Executes one notebook into `target`: its line for the terminal, and what failed, if anything. */
export async function executeNotebook(file, target = EXECUTED) {
  const name = path.basename(file);
  const start = performance.now();
  const { status, output } = await run(venvPython(), [path.join(SETUP, "runNotebook.py"), file, target, KERNEL_NAME], {
    env: jupyterEnvironment(),
  });
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  if (status !== 0)
    return { line: `${name}  not run`, failure: `${tail(output)}\n${name} could not be run; the messages are above.` };
  const { cells, failed } = JSON.parse(tail(output, 1));
  const failure = failed && `${name}, cell [${failed.cell}]: ${failed.error}`;
  return { line: `${name}  ${cells} cells  ${seconds} s${failed ? "  failed" : ""}`, failure };
}

/** Executes all notebooks and stops at the first failing cell. */
export async function executeAll() {
  for (const file of notebookFiles()) {
    const { line, failure } = await executeNotebook(file);
    console.log(line);
    if (failure) throw new Problem(failure);
  }
  console.log(`Executed notebooks and HTML are in ${EXECUTED}`);
}
