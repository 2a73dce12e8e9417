import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

const ROOT = path.resolve(__dirname, "../..");
const houses = require("./rooms.cjs") as {
  readonly [folder: string]: readonly (readonly [room: string, use: string])[];
};
const MOST_FILES = 40;
/** All that may stand beside the folders at the top. */
const TOP = [
  ".ci .editorconfig .git .github .gitignore .npmrc CHANGELOG.md CITATION.cff CONTRIBUTING.md LICENSE " +
    "README.md SECURITY.md",
  "biome.json engine jupyter-extension node_modules notebooks package-lock.json package.json site test " +
    "tsconfig.json .venv",
].flatMap((names) => names.split(" "));

/** What dependency-cruiser says of a folder with the houses in it, a line for each violation. */
function violations(root: string): string[] {
  const cruiser = path.join(ROOT, "node_modules/dependency-cruiser/bin/dependency-cruise.mjs");
  const rules = path.join(__dirname, "rules.cjs");
  const sources = Object.keys(houses).filter((house) => readdirSync(path.join(root, house)).length > 0);
  const args = [cruiser, "--config", rules, "--output-type", "json", ...sources];
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: "utf8", maxBuffer: 1e9 });
  if (stdout === "") throw new Error(stderr);
  const { summary, modules } = JSON.parse(stdout) as {
    summary: { violations: { rule: { name: string }; from: string; to: string }[] };
    modules: { source: string }[];
  };
  expect(modules.length).toBeGreaterThan(0);
  return summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`);
}

function filesBelow(folder: string): { folder: string; files: string[] }[] {
  const entries = readdirSync(folder, { withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map(({ name }) => name);
  const within = entries.filter(
    (entry) => entry.isDirectory() && !/^(node_modules|dist|screenshots|executed)$/.test(entry.name),
  );
  return [{ folder, files }, ...within.flatMap(({ name }) => filesBelow(path.join(folder, name)))];
}

/** A folder with the houses, empty but for these files, while `use` runs. */
function withHouses<T>(files: { readonly [file: string]: string }, use: (folder: string) => T): T {
  const folder = mkdtempSync(path.join(tmpdir(), "mixedmodels-house-"));
  try {
    for (const house of Object.keys(houses)) mkdirSync(path.join(folder, house), { recursive: true });
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
      writeFileSync(path.join(folder, file), text);
    }
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test("a room uses only what stands below it, and no two files import each other", () => {
  expect(violations(ROOT)).toEqual([]);
});

test.each([
  ["upward", "import { fit } from '../model/fit';\nexport const x = fit;", "engine/src/model/fit.ts"],
  ["upward for a type", "import type { Fit } from '../model/fit';\nexport type X = Fit;", "engine/src/model/fit.ts"],
  ["upward within a room", "import { y } from '../bootstrap';\nexport const x = y;", "engine/src/charts/bootstrap.ts"],
])("an import that runs %s is found", (_, text, target) => {
  const low = target.includes("charts") ? "engine/src/charts/parts/low.ts" : "engine/src/table/low.ts";
  const high = "export const fit = 1, y = 1;\nexport type Fit = number;";
  const found = withHouses({ [low]: text, [target]: high }, violations);
  expect(found).toEqual([expect.stringContaining(`uses only what stands below it: ${low} → ${target}`)]);
});

test("a module of Node is found wherever no door to Node is", () => {
  const uses = [
    ["fs", 'import { readFileSync } from "node:fs";\nexport const x = readFileSync;'],
    ["fs/promises", 'import fs from "fs/promises";\nexport const x = fs;'],
    ["os", 'export const x = () => import("node:os");'],
    ["worker_threads", 'import type { Worker } from "node:worker_threads";\nexport type X = Worker;'],
    ["zlib", 'export const x = (): unknown => require("node:zlib");'],
  ];
  const rules = [
    ["engine/src/table", "of the engine only its platform knows Node"],
    ["jupyter-extension/kernel/src/shared", "of the kernel only its node room knows Node"],
    ["jupyter-extension/src/application", "the page does not know Node"],
    ["jupyter-extension/view/src/page", "the page does not know Node"],
  ];
  const doors = ["engine/src/platform", "jupyter-extension/kernel/src/node"];
  const fileOf = (folder: string, module: string): string => `${folder}/${module.replace("/", "_")}.ts`;
  const files = [...rules.map(([folder]) => folder), ...doors].flatMap((folder) =>
    uses.map(([module, text]) => [fileOf(folder, module), text]),
  );
  const expected = rules.flatMap(([folder, rule]) =>
    uses.map(([module]) => `${rule}: ${fileOf(folder, module)} → ${module}`),
  );
  expect(withHouses(Object.fromEntries(files), violations).sort()).toEqual(expected.sort());
});

test("a circle of types is found", () => {
  const files = {
    "engine/src/model/a.ts": "import type { B } from './b';\nexport type A = B | 1;",
    "engine/src/model/b.ts": "import type { A } from './a';\nexport type B = A | 2;",
  };
  expect(withHouses(files, violations)).toContain(
    "no two files import each other: engine/src/model/a.ts → engine/src/model/b.ts",
  );
});

test.each(Object.keys(houses))("every file of %s stands in a room", (house) => {
  const rooms = houses[house].map(([room]) => room);
  const files = filesBelow(path.join(ROOT, house)).flatMap(({ folder, files }) =>
    files
      .filter((name) => name.endsWith(".ts"))
      .map((name) => path.relative(path.join(ROOT, house), path.join(folder, name))),
  );
  expect(files.length).toBeGreaterThan(0);
  const homeless = files.filter(
    (file) => !rooms.some((room) => room === "" || file === `${room}.ts` || file.startsWith(`${room}/`)),
  );
  expect(homeless).toEqual([]);
});

test(`no folder holds more than ${MOST_FILES} files`, () => {
  const crowded = ["engine", "jupyter-extension", "notebooks", "test"]
    .flatMap((folder) => filesBelow(path.join(ROOT, folder)))
    .filter(({ files }) => files.length > MOST_FILES)
    .map(({ folder, files }) => `${path.relative(ROOT, folder)}: ${files.length}`);
  expect(crowded).toEqual([]);
});

test("nothing new stands at the top", () => {
  expect(readdirSync(ROOT).filter((name) => !TOP.includes(name))).toEqual([]);
});
