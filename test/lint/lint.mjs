import { readFileSync } from "node:fs";
import path from "node:path";
import { ROOT } from "../../jupyter-extension/setup/paths.mjs";
import { showProblem } from "../../jupyter-extension/setup/problem.mjs";
import { run } from "../../jupyter-extension/setup/run.mjs";
import { sources } from "./sources.mjs";
import { focusedTests, layout, longLines, mergeMarks } from "./textRules.mjs";

const tool = (...parts) => path.join(ROOT, "node_modules", ...parts);

/** The complaints of a program of Node's, or "" when it has none. */
async function complaints(...args) {
  const { status, output } = await run(process.execPath, args);
  return status === 0 ? "" : output.trim() || `${path.basename(args[0])} ended with status ${status}`;
}

/** What a rule finds in the files whose names match, a line for each. */
function inText(root, which, rule) {
  return sources(root)
    .filter((file) => which.test(file))
    .flatMap((file) =>
      rule(readFileSync(path.join(root, file), "utf8")).map(({ line, problem }) => `${file}:${line}: ${problem}`),
    )
    .join("\n");
}

/** What is checked and what it complains of, "" for nothing. */
export const CHECKS = {
  "Biome: rules and format": () =>
    complaints(tool("@biomejs", "biome", "bin", "biome"), "check", "--error-on-warnings", "--colors=off", ROOT),
  "no line is too long": (root = ROOT) => inText(root, /./, longLines),
  "no merge is unfinished": (root = ROOT) => inText(root, /./, mergeMarks),
  "no test leaves others out": (root = ROOT) => inText(root, /^test\/.*\.ts$/, focusedTests),
  "AssemblyScript: unused names": () =>
    complaints(tool("typescript", "bin", "tsc"), "-p", path.join(ROOT, "engine", "kernels", "tsconfig.json")),
  "AssemblyScript: layout": (root = ROOT) => inText(root, /^engine\/kernels\//, layout),
};

/** Runs all checks, prints what they complain of and counts them. */
export async function lint() {
  const counts = { passed: 0, failed: 0 };
  for (const [name, check] of Object.entries(CHECKS)) {
    const said = await check();
    if (said !== "") console.error(`${name}\n${said}\n`);
    counts[said === "" ? "passed" : "failed"] += 1;
  }
  return counts;
}

/** `npm run lint` */
export async function main() {
  try {
    const { passed, failed } = await lint();
    console.log(`${passed} checks passed, ${failed} failed`);
    process.exitCode = failed === 0 ? 0 : 1;
  } catch (error) {
    showProblem(error);
    process.exitCode = 1;
  }
}
