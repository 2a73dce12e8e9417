import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as mixedmodels from "engine/index";

const ROOT = join(__dirname, "..", "..");
const page = readFileSync(join(ROOT, "notebooks", "coming-from-r-and-julia.md"), "utf8");

/** The code of the last cell of every row of the tables, in the order of the page. */
const calls = page
  .split("\n")
  .filter((line) => /^\| .*\|$/.test(line) && !line.startsWith("| Julia |"))
  .map((line) => {
    const cells = line
      .slice(1, -1)
      .split(/(?<!\\)\|/)
      .map((cell) => cell.trim());
    return { line, cells, call: /^`(.*)`$/.exec(cells[2])?.[1].replaceAll("\\|", "|") ?? "" };
  });
const [prelude] = [...page.matchAll(/```ts\n(.*?)```/gs)].map(([, code]) => code);
const [, imported] = /^import \{ (.*) \} from "mixedmodels";\n/.exec(prelude)!;

const names = Object.keys(mixedmodels);
const AsyncFunction = Object.getPrototypeOf(async () => undefined).constructor as new (
  ...parts: string[]
) => (...values: unknown[]) => Promise<unknown>;
/** Runs code in which every export of the package has its name, and that may await. */
const run = (code: string): Promise<unknown> => new AsyncFunction(...names, code)(...Object.values(mixedmodels));

const before = process.cwd();
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "coming-"));
  mkdirSync(join(folder, "data"));
  copyFileSync(join(ROOT, "notebooks", "data", "machines.csv"), join(folder, "data", "machines.csv"));
  const final = [0.9292213025841999, 0.018168360086059557, 0.22264488361408383];
  writeFileSync(join(folder, "julia.json"), JSON.stringify({ final, fmin: 1751.9393444646757, REML: false }));
  process.chdir(folder);
});
afterAll(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true });
});

test("every row has a call of Julia, of R and of ours", () => {
  expect(calls.length).toBeGreaterThan(100);
  expect(
    calls
      .filter(({ cells, call }) => cells.length !== 3 || call === "" || cells.some((cell) => cell === ""))
      .map(({ line }) => line),
  ).toEqual([]);
});

test("the names that the page imports are exported", () => {
  expect(imported.split(", ").filter((name) => !names.includes(name))).toEqual([]);
});

const isSaving = (call: string): boolean => /^(?:save|write)/.test(call);

/** Savings before what restores them. */
const ordered = [...calls.map(({ call }) => call)].sort((a, b) => Number(isSaving(b)) - Number(isSaving(a)));

test("every call of ours gives a result", async () => {
  const steps = ordered.map(
    (call) =>
      `try { results.push([${JSON.stringify(call)}, await (${call})]); } ` +
      `catch (error) { results.push([${JSON.stringify(call)}, error]); }`,
  );
  const results = (await run(
    `${prelude.replace(/^import .*\n/, "")}\nconst results = [];\n${steps.join("\n")}\nreturn results;`,
  )) as [string, unknown][];
  const empty = (value: unknown): boolean =>
    value === undefined ||
    value instanceof Error ||
    (Array.isArray(value) && value.some((element) => element === undefined));
  expect(results.filter(([call, value]) => (isSaving(call) ? value !== undefined : empty(value)))).toEqual([]);
  expect(results).toHaveLength(calls.length);
});

test("the compiler of the cells takes every call", () => {
  const file = join(folder, "calls.ts");
  const lines = calls.map(({ call }) => `  void (${call});`).join("\n");
  writeFileSync(
    file,
    `import * as all from ${JSON.stringify(join(ROOT, "engine", "dist", "index"))};\n` +
      `const { ${names.join(", ")} } = all;\n${prelude.replace(/^import .*\n/, "")}\n${lines}\nexport {};\n`,
  );
  const { stdout } = spawnSync(
    process.execPath,
    [
      join(ROOT, "node_modules/@tslab/typescript-for-tslab/bin/tsc"),
      ...(
        "--noEmit --strict --skipLibCheck --target es2022 --lib es2022 --module es2022 --moduleResolution node10 " +
        "--types node --typeRoots"
      ).split(" "),
      join(ROOT, "node_modules/@types"),
      file,
    ],
    { encoding: "utf8" },
  );
  expect(stdout.split("\n").filter((line) => line.includes("calls.ts"))).toEqual([]);
});

test("every function and class of the package that a user calls has its place", () => {
  const text = calls.map(({ call }) => call).join("\n") + prelude;
  const elsewhere = new Set([
    "download", // the network
    "readxlsx", // a file of Excel
    "display",
    "Chart",
    "Table",
    "LinearMixedModel",
    "MixedModelBootstrap",
    "LikelihoodRatioTest",
    "VarianceComponents",
    "ModelTable",
    "ModelSummary",
    "RSquared",
    "IntraclassCorrelation",
    "BootstrapLikelihoodRatioTest",
    "MixedModelProfile",
    "RandomEffectsMatrix",
    "RandomEffectsPCA",
    "SparseLowerTriangle",
    "OptimizerSummary",
    "ResponseTransformation",
    "VersionInfo",
    "LinkedBootstrap", // made by others
    "createtheta", // createθ
    "streamFrom",
    "isapprox",
  ]);
  const absent = names.filter(
    (name) =>
      !elsewhere.has(name) &&
      !/Error$/.test(name) &&
      !new RegExp(`(?<![\\p{L}\\d])${name}(?![\\p{L}\\d])`, "u").test(text),
  );
  expect(absent).toEqual([]);
});
