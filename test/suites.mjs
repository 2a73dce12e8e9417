import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { downloads, executeNotebook, notebookFiles } from "../jupyter-extension/setup/notebooks.mjs";
import { parseStrictly } from "../jupyter-extension/setup/options.mjs";
import { EXECUTED, ROOT, WORKSHOP } from "../jupyter-extension/setup/paths.mjs";
import { prepare } from "../jupyter-extension/setup/prepare.mjs";
import { Problem, showProblem } from "../jupyter-extension/setup/problem.mjs";
import { INTERRUPTED, run, runNpm } from "../jupyter-extension/setup/run.mjs";
import { lint } from "./lint/lint.mjs";

async function types() {
  const { status, output } = await runNpm(["run", "--silent", "typecheck"]);
  if (status !== 0) console.error(output.trim());
  return status === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

/** Counts of jest's report; a file that does not run at all is one failure. */
function jestCounts(report) {
  return { passed: report.numPassedTests, failed: report.numFailedTests + report.numRuntimeErrorTestSuites };
}

/** Runs jest with these arguments. */
async function jest(...args) {
  const folder = mkdtempSync(path.join(os.tmpdir(), "mixedmodels-test-"));
  const file = path.join(folder, "jest.json");
  try {
    const { status } = await run(
      process.execPath,
      [path.join(ROOT, "node_modules", "jest", "bin", "jest.js"), "--ci", "--json", `--outputFile=${file}`, ...args],
      { show: "errors" },
    );
    const counts = jestCounts(JSON.parse(readFileSync(file, "utf8")));
    return status !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function notebooks() {
  const counts = { passed: 0, failed: 0 };
  // Of the workshop's notebooks those whose data come with the package.
  const shipped = notebookFiles(WORKSHOP).filter((file) => downloads(file).length === 0);
  for (const file of [...notebookFiles(), ...shipped]) {
    const target = shipped.includes(file) ? path.join(EXECUTED, "workshop") : EXECUTED;
    const { line, failure } = await executeNotebook(file, target);
    console.log(line);
    if (failure) console.error(failure);
    counts[failure ? "failed" : "passed"] += 1;
  }
  return counts;
}

/** What needs no JupyterLab beside it: the static site, the documentation and what they share with VS Code. */
const ON_SITE = "/test/browser/(site|docs|view|vscode)";

/** Two files at once even on two cores, where jest by itself would leave one idle. */
const WORKERS = Math.max(2, os.availableParallelism() - 1);

const SUITES = new Map(
  Object.entries({
    lint,
    types,
    jest: () => jest(`--maxWorkers=${WORKERS}`, "--testPathIgnorePatterns=/test/browser/"),
    // One file after the other: each has a JupyterLab and a browser of its own.
    browser: () => jest("--runInBand", "--testPathPatterns=/test/browser/", `--testPathIgnorePatterns=${ON_SITE}`),
    notebooks,
    // One file after the other: each looks whether the site is up to date, and builds it if not.
    site: () => jest("--runInBand", `--testPathPatterns=${ON_SITE}`),
  }),
);

/** Lanes of suites that run side by side, one lane's suites in turn; a lane begins when all before have ended. */
const ROUNDS = [[["lint", "types", "jest"]], [["site", "browser"], ["notebooks"]]];

function chosenRounds(args) {
  const { only } = parseStrictly(args, { only: { type: "string" } });
  if (only === undefined) return ROUNDS;
  if (!SUITES.has(only))
    throw new Problem(`--only takes one of ${[...SUITES.keys()].join(", ")}, not '${only}'.`, { exitCode: 2 });
  return [[[only]]];
}

async function runSuite(name) {
  console.log(`\n${name}`);
  try {
    return await SUITES.get(name)();
  } catch (error) {
    if (error.exitCode === INTERRUPTED) throw error;
    showProblem(error);
    return { passed: 0, failed: 1 };
  }
}

async function runLane(names, total) {
  for (const name of names) {
    const { passed, failed } = await runSuite(name);
    total.passed += passed;
    total.failed += failed;
  }
}

/** `npm test`: set-up, then the suites; the last line counts what passed and what failed. */
export async function main(args) {
  const total = { passed: 0, failed: 0 };
  try {
    const rounds = chosenRounds(args);
    await prepare();
    for (const lanes of rounds) await Promise.all(lanes.map((names) => runLane(names, total)));
  } catch (error) {
    showProblem(error);
    total.failed += 1;
  }
  process.exitCode = total.failed === 0 ? 0 : 1;
  console.log(`\n${total.passed} passed, ${total.failed} failed`);
}
