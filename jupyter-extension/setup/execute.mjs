import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { Failure } from "./fail.mjs";
import { executedFolder, notebooksFolder, setupFolder, venvPython } from "./layout.mjs";
import { lastLines, mustRun } from "./run.mjs";

/**
 * @typedef {object} Execution
 * @property {string} name file name of the notebook
 * @property {number} seconds
 * @property {number} cells code cells that ran to their end
 * @property {{ cell: number | null, error: string }} [failure] the first cell that failed, counting code cells from 1, and its error
 */

/** The tutorial notebooks by name. */
export function notebooks() {
  const names = existsSync(notebooksFolder) ? readdirSync(notebooksFolder).filter((name) => name.endsWith(".ipynb")).sort() : [];
  if (names.length === 0) throw new Failure(`There is no notebook in ${notebooksFolder}.`);
  return names.map((name) => path.join(notebooksFolder, name));
}

/** @param {Execution} execution */
function show({ name, seconds, cells, failure }) {
  if (!failure) return console.log(`${name}: ${seconds.toFixed(1)} s, ${cells} cells`);
  console.error(`${name}, ${failure.cell === null ? "before its first cell" : `cell [${failure.cell}]`}: ${failure.error}`);
}

/**
 * Runs notebooks headlessly, each in its folder, and writes them with their outputs and as HTML pages.
 * Shows one line a notebook; ends with the first that fails unless told to keep going.
 * @param {string[]} files @param {{ folder?: string, keepGoing?: boolean }} options
 * @returns {Promise<Execution[]>}
 */
export async function executeNotebooks(files, { folder = executedFolder, keepGoing = false } = {}) {
  /** @type {Execution[]} */
  const results = [];
  const onLine = (line) => {
    results.push(JSON.parse(line));
    show(results.at(-1));
  };
  const args = [path.join(setupFolder, "execute.py"), ...(keepGoing ? ["--keep-going"] : []), folder, ...files];
  const env = { JUPYTER_PREFER_ENV_PATH: "1", PYTHONUTF8: "1" };
  await mustRun(venvPython, args, (output) => `${lastLines(output)}The notebooks could not be run; the reason stands above.`, { env, onLine });
  return results;
}
