import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parametricbootstrap } from "engine/bootstrap/parametricbootstrap";
import type { Chart } from "engine/charts/chart";
import { densityplot } from "engine/charts/density";
import { histogram } from "engine/charts/histogram";
import { ridgeplot } from "engine/charts/ridge";
import { fit } from "engine/model/fit";
import { MersenneTwister } from "engine/random/mersenneTwister";
import { groups } from "./groups";
import { NAMES } from "./properties/property";

const ROOT = join(__dirname, "..", "..");

/** The scripts of a folder, those of other packages left out, and the cells of tutorials, which are texts. */
function scripts(folder: string, ending: ".js" | ".ts"): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(ending) && !/node_modules|tutorialTexts\.generated/.test(file))
    .map((file) => join(ROOT, folder, file));
}

test("nothing of ours is evaluated as JavaScript: no eval, no Function, no string for a timer", () => {
  const files = [
    ...scripts("engine/dist", ".js"),
    ...scripts("jupyter-extension/dist/lib", ".js"),
    // What is built of the views has Vega in it.
    ...scripts("jupyter-extension/view/src", ".ts"),
  ];
  expect(files.length).toBeGreaterThan(150);
  const found = files.filter((file) =>
    /\beval\s*\(|\bnew Function\b|\bFunction\s*\(|set(?:Timeout|Interval)\(\s*["'`]|\bimport\s*\(\s*[^"'\s)]/.test(
      readFileSync(file, "utf8").replace(/\/\*[^]*?\*\/|\/\/.*$/gm, ""),
    ),
  );
  expect(found).toEqual([]);
});

test("charts are drawn by an interpreter of expressions, not by compiling them, and load nothing", () => {
  const folder = join(ROOT, "jupyter-extension/view/src/charts");
  const view = readdirSync(folder)
    .map((file) => readFileSync(join(folder, file), "utf8"))
    .find((text) => text.includes('mode: "vega-lite"'))!;
  expect(view).toMatch(/ast: true/);
  expect(view).toMatch(/loader: \{ load: refuse, sanitize: refuse, http: refuse, file: refuse, fileAccess: false \}/);
});

/** Where Vega-Lite reads text as an expression. */
const EXPRESSIONS = new Set(["expr", "signal", "filter", "calculate", "labelExpr", "update", "test", "init"]);
/** Where it reads text as an address. */
const ADDRESSES = new Set(["url", "href", "source"]);

/** The texts of a specification that are expressions or addresses, and the names of fields. */
function special(
  node: unknown,
  found: { expressions: string[]; addresses: unknown[]; fields: string[] } = {
    expressions: [],
    addresses: [],
    fields: [],
  },
): typeof found {
  if (typeof node !== "object" || node === null) return found;
  for (const [key, value] of Object.entries(node)) {
    if (key === "values" || key === "datum") continue;
    if (EXPRESSIONS.has(key) && typeof value === "string") found.expressions.push(value);
    if (ADDRESSES.has(key)) found.addresses.push(value);
    if (key === "field" && typeof value === "string") found.fields.push(value);
    special(value, found);
  }
  return found;
}

const table = groups();

describe.each(NAMES.filter((name) => name !== "" && name !== " "))("data called %j", (name) => {
  const labelled = (Array.from(table.x) as unknown[]).map((_, i) => (i % 2 === 0 ? name : "b"));
  const charts: readonly (readonly [string, (name: string) => Chart])[] = [
    ["a density", (column) => densityplot({ [column]: table.x }, column)],
    [
      "densities by group",
      () => densityplot({ x: table.x, by: labelled as string[] }, "x", { color: "by", labels: [name, "c"] }),
    ],
    ["a histogram", (column) => histogram({ [column]: table.x }, column, { title: name, xlabel: name })],
  ];
  test.each(charts)("becomes neither an expression nor an address nor the name of a field of %s", (_, draw) => {
    const plain = special(draw("plain").spec);
    const named = special(draw(name).spec);
    expect(named).toEqual({ ...plain, addresses: [] });
    expect(Object.keys(Object.prototype)).toEqual([]);
  });
});

test("a coefficient's name in a ridge plot is only shown", async () => {
  const x = "datum['x'];alert(1)//";
  const model = fit(`y ~ 1 + \`${x}\` + (1 | g)`, { y: table.y, [x]: table.x, g: table.g });
  const chart = ridgeplot(await parametricbootstrap(new MersenneTwister(1), 50, model, { progress: false }));
  const { expressions, addresses } = special(chart.spec);
  expect(expressions.filter((text) => text.includes("alert"))).toEqual([]);
  expect(addresses).toEqual([]);
});

test("every locked package has a version, a checksum (but for other systems' builds) and no address", () => {
  const { packages } = JSON.parse(readFileSync(join(ROOT, "package-lock.json"), "utf8")) as {
    packages: {
      [path: string]: { integrity?: string; resolved?: string; link?: boolean; optional?: boolean; version?: string };
    };
  };
  const installed = Object.entries(packages).filter(([path, { link }]) => path.includes("node_modules/") && !link);
  expect(installed.length).toBeGreaterThan(300);
  expect(
    installed
      .filter(([, { integrity, optional, version }]) => !(integrity || optional) || !version)
      .map(([path]) => path),
  ).toEqual([]);
  expect(installed.filter(([, { resolved }]) => resolved !== undefined).map(([path]) => path)).toEqual([]);
});

/** Their package.json names no licence; the file beside it is that of MIT. */
const WITH_A_FILE = ["node_modules/typed-function"];

/** Licences that allow what is shipped to be used and passed on as it is. */
const PERMISSIVE = new RegExp(
  "^(?:\\(AFL-2\\.1 OR )?\\(?(?:MIT|ISC|BSD-[23]-Clause|Apache-2\\.0|0BSD|MPL-2\\.0|CC0-1\\.0|Python-2\\.0|" +
    "BlueOak-1\\.0\\.0|Unlicense)\\b",
);

test("the packages that are shipped or installed with ours have permissive licences", () => {
  const { packages } = JSON.parse(readFileSync(join(ROOT, "package-lock.json"), "utf8")) as {
    packages: { [path: string]: { dev?: boolean; peer?: boolean; link?: boolean; license?: string } };
  };
  const shipped = Object.entries(packages).filter(
    ([path, { dev, link }]) => path.includes("node_modules/") && !dev && !link && !WITH_A_FILE.includes(path),
  );
  expect(shipped.length).toBeGreaterThan(20);
  expect(
    shipped
      .filter(([, { license }]) => license === undefined || !PERMISSIVE.test(license))
      .map(([path, { license }]) => `${path}: ${license}`),
  ).toEqual([]);
});
