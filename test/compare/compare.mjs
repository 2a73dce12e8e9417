import { build } from "../../jupyter-extension/setup/build.mjs";
import { parseStrictly } from "../../jupyter-extension/setup/options.mjs";
import { installPackages } from "../../jupyter-extension/setup/packages.mjs";
import { Problem, showProblem } from "../../jupyter-extension/setup/problem.mjs";

const USAGE = `Usage: npm run compare -- [--only NAMES]

  --only NAMES   models to compare, separated by semicolons (default: all)
  --help         this text

Fits models here and by R's lme4, tests them here and by lmerTest, pbkrtest and emmeans (unless --only is given), and
prints the differences; the exit code is 1 if one is beyond its limit.`;

const HEADINGS = [
  "model",
  "rows",
  "objective",
  "− lme4's",
  "β (in SE)",
  "SE (rel.)",
  "σ (rel.)",
  "σs (in σ)",
  "ρ",
  "ranef (in σ)",
  "fitted (in σ)",
  "their SE (rel.)",
  "",
];

/** The table of the comparison in Markdown, columns aligned for a terminal. */
export function table(rows) {
  const lines = rows.map(({ name, rows: count, objective, differences: d, beyond }) => [
    name,
    String(count),
    objective.toFixed(4),
    size(d.objective),
    ...[d.coef, d.se, d.sigma, d.spreads, d.correlations, d.ranef, d.fitted, d.errors].map(size),
    verdict(beyond),
  ]);
  return aligned(HEADINGS, lines);
}

const size = (value) => (value === 0 ? "0" : Number.isFinite(value) ? value.toExponential(0) : "differs");
const verdict = (beyond) => (beyond.length === 0 ? "agrees" : `apart: ${beyond.join(", ")}`);

/** A table of Markdown; the first and the last column to the left. */
function aligned(headings, lines) {
  const widths = headings.map((heading, j) => Math.max(3, heading.length, ...lines.map((cells) => cells[j].length)));
  const toLeft = (j) => j === 0 || j === headings.length - 1;
  const line = (cells) => {
    const padded = cells.map((cell, j) => (toLeft(j) ? cell.padEnd(widths[j]) : cell.padStart(widths[j])));
    return `| ${padded.join(" | ")} |`;
  };
  const rule = widths.map((width, j) => (toLeft(j) ? "-".repeat(width + 2) : `${"-".repeat(width + 1)}:`));
  return [line(headings), `|${rule.join("|")}|`, ...lines.map(line)].join("\n");
}

const TEST_HEADINGS = ["test", "estimate (in SE)", "SE (rel.)", "numerator df", "df (rel.)", "F or t (rel.)", "p", ""];

/** The table of the tests. */
export function testTable(rows) {
  const kinds = ["estimate", "stderror", "numdf", "df", "statistic", "p"];
  const lines = rows.map(({ name, differences, beyond }) => [
    name,
    ...kinds.map((kind) => (differences[kind] === undefined ? "" : size(differences[kind]))),
    verdict(beyond),
  ]);
  return aligned(TEST_HEADINGS, lines);
}

/** Fits the models here and by lme4: where lme4 is absent, why; else its version and a row for each model. */
export async function compare(names) {
  const { models } = await import("./models.mjs");
  const { askR, packagesAbsent } = await import("./rscript.mjs");
  const { beyond, differences, fitHere } = await import("./differences.mjs");
  const unknown = names?.find((name) => !models.some((model) => model.name === name));
  if (unknown !== undefined)
    throw new Problem(`--only takes names among ${models.map(({ name }) => name).join("; ")}, not '${unknown}'.`, {
      exitCode: 2,
    });
  const absent = packagesAbsent(["lme4", "jsonlite"]);
  if (absent !== undefined) return { absent };
  const chosen = models.filter(({ name }) => names === undefined || names.includes(name));
  const { about, results } = askR("lme4.R", chosen);
  const rows = chosen.map((model, i) => {
    const fit = fitHere(model);
    const found = differences(fit, results[i]);
    return { name: model.name, rows: fit.nobs, objective: fit.objective, differences: found, beyond: beyond(found) };
  });
  return { about, rows };
}

/** Prints the tests here beside those of R, or why there are none. */
async function testsOfR() {
  const { compareTests } = await import("./inference.mjs");
  const { absent, about, rows = [] } = compareTests();
  if (absent !== undefined) console.log(`\nTests are not compared: ${absent}.`);
  else {
    const versions = Object.entries(about).map(([name, version]) => `${name} ${version}`);
    console.log(`\nDifferences of tests from ${versions.join(", ")}\n\n${testTable(rows)}`);
  }
  return rows;
}

/** `npm run compare`: set-up and build, then the comparison. */
export async function main(args) {
  try {
    const { only, help } = parseStrictly(args, {
      only: { type: "string" },
      help: { type: "boolean", short: "h", default: false },
    });
    if (help) return console.log(USAGE);
    await installPackages();
    await build();
    const { absent, about, rows } = await compare(only?.split(";").map((name) => name.trim()));
    if (absent !== undefined) throw new Problem(`There is nothing to compare with: ${absent}.`);
    console.log(`\nDifferences from lme4 ${about.lme4} (R ${about.R}), largest of each kind\n\n${table(rows)}`);
    const tests = only === undefined ? await testsOfR() : [];
    process.exitCode = [...rows, ...tests].every(({ beyond }) => beyond.length === 0) ? 0 : 1;
  } catch (error) {
    showProblem(error);
    process.exitCode = error.exitCode ?? 1;
  }
}
