import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { jupyterEnvironment } from "./environment.mjs";
import { KERNEL_NAME } from "./kernel.mjs";
import { ENGINE, EXECUTED, NOTEBOOKS, SETUP, venvPython, WORKSHOP } from "./paths.mjs";
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

/** Where the engine keeps larger data sets. */
function dataFolder() {
  return createRequire(import.meta.url)(path.join(ENGINE, "dist", "table", "source", "download.js")).dataFolder();
}

/** The larger data sets that a notebook downloads. */
export function downloads(file) {
  const { cells } = JSON.parse(readFileSync(file, "utf8"));
  const code = cells.filter(({ cell_type }) => cell_type === "code").map(({ source }) => [source].flat().join(""));
  return [...new Set(code.flatMap((text) => [...text.matchAll(/\bdownload\("([^"]+)"\)/g)].map(([, name]) => name)))];
}

/** Why a notebook is skipped: the first of its data sets that is not there. */
export function missingData(file, folder = dataFolder()) {
  const endings = [".arrow", ".csv", ".csv.gz"];
  const missing = downloads(file).find((name) => !endings.some((end) => existsSync(path.join(folder, name + end))));
  return missing && `${path.basename(file)}  skipped: the data set ${missing} is not in ${folder}`;
}

/** Executes all notebooks, or those of the workshop, and stops at the first failing cell. */
export async function executeAll(workshop = false) {
  for (const file of notebookFiles(workshop ? WORKSHOP : NOTEBOOKS)) {
    const skipped = missingData(file);
    if (skipped) {
      console.log(skipped);
      continue;
    }
    const { line, failure } = await executeNotebook(file, workshop ? path.join(EXECUTED, "workshop") : EXECUTED);
    console.log(line);
    if (failure) throw new Problem(failure);
  }
  console.log(`Executed notebooks and HTML are in ${EXECUTED}`);
}
