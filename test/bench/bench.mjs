import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { build } from "../../jupyter-extension/setup/build.mjs";
import { installPackages } from "../../jupyter-extension/setup/packages.mjs";
import { showProblem } from "../../jupyter-extension/setup/problem.mjs";
import { benchOptions, USAGE } from "./options.mjs";
import { withResults } from "./readme.mjs";
import { line, markdownTable } from "./table.mjs";
import { refused, verdict } from "./verdict.mjs";

const README = new URL("README.md", import.meta.url);

/** What the bench measures, in this order: title and the module with the function of the same name. */
const MEASUREMENTS = {
  bootstraps: ["Bootstraps", "bootstraps"],
  threads: ["Two threads", "threads"],
  deletions: ["Bootstraps of designs without symmetry", "bootstraps"],
  evaluations: ["Evaluations per replicate", "evaluations"],
  fits: ["Fits", "fits"],
  large: ["Larger data", "fits"],
  maximal: ["Maximal models", "maximal"],
  startup: ["Start-up", "startup"],
  kernel: ["The kernel", "kernel"],
  read: ["Reading files", "read"],
  views: ["Views of samples", "views"],
  memory: ["Memory", "memory"],
  curve: ["Cost curves", "curve"],
  certificates: ["Certificates", "certificates"],
  generalized: ["Generalized models", "generalized"],
  site: ["The site", "site"],
};

async function measure(name, session) {
  const [title, module] = MEASUREMENTS[name];
  console.log(`\n${title}`);
  const rows = [];
  const started = performance.now();
  for await (const row of (await import(`./measurements/${module}.mjs`))[name](session)) {
    rows.push(row);
    console.log(line(row));
  }
  return { name, title, seconds: Math.round((performance.now() - started) / 1000), rows };
}

function markdown(machine, groups) {
  return [machine, ...groups.map(({ title, rows }) => `### ${title}\n\n${markdownTable(rows)}`)].join("\n\n");
}

function save({ json, writeReadme }, machine, groups) {
  const rows = ({ rows: list, ...group }) => ({
    ...group,
    rows: list.map((row) => ({ ...row, verdict: verdict(row) })),
  });
  mkdirSync(path.dirname(path.resolve(json)), { recursive: true });
  writeFileSync(json, `${JSON.stringify({ machine, groups: groups.map(rows) }, undefined, 1)}\n`);
  console.log(`\nFigures: ${json}`);
  if (writeReadme) writeFileSync(README, withResults(readFileSync(README, "utf8"), markdown(machine, groups)));
}

async function run(options) {
  await installPackages();
  await build();
  const { Session } = await import("./session.mjs");
  const { machineLine } = await import("./machine.mjs");
  const session = new Session(options);
  try {
    await session.start();
    const machine = `${machineLine(session.peers)}${options.quick ? "; quick" : ""}`;
    console.log(`\n${machine}`);
    const groups = [];
    let isWhole = true;
    for (const name of options.only) {
      try {
        groups.push(await measure(name, session));
      } catch (error) {
        isWhole = false;
        console.error(`${name} ended early: ${error.stack ?? error}`);
      }
    }
    save({ ...options, writeReadme: options.writeReadme && isWhole }, machine, groups);
    const bad = groups.flatMap(({ rows }) => rows).filter(refused);
    if (bad.length > 0) console.error(`${bad.length} rows are refused: ${bad.map(({ what }) => what).join("; ")}`);
    return bad.length === 0 && isWhole ? 0 : 1;
  } finally {
    session.close();
  }
}

/** `npm run bench`: set-up and build, then the measurements; the exit code is 1 if a row is refused. */
export async function main(args) {
  try {
    const options = benchOptions(args, Object.keys(MEASUREMENTS));
    if (options.help) return console.log(USAGE);
    process.exitCode = await run(options);
  } catch (error) {
    showProblem(error);
    process.exitCode = error.exitCode ?? 1;
  }
}
