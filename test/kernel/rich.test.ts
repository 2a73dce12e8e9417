import { tableFromArrays } from "apache-arrow";
import { DataFrame, Series } from "danfojs-node";
import { nodePlatform } from "kernel/node/platform";
import * as rich from "kernel/shared/rich";
import { Matrix } from "ml-matrix";
import { aq } from "../engine/support/arqueroModule";

const display = Symbol.for("Jupyter.display");
const richBundle = (value: unknown): ReturnType<typeof rich.richBundle> =>
  rich.richBundle(value, nodePlatform(__dirname));

test("undefined shows nothing, null and text as Node prints them", async () => {
  expect(await richBundle(undefined)).toBeUndefined();
  expect(await richBundle(null)).toEqual({ "text/plain": "null" });
  expect(await richBundle("σ")).toEqual({ "text/plain": "'σ'" });
});

test.each([
  ["at once", { [display]: () => ({ "text/html": "<b>1</b>", "text/plain": "1" }) }],
  ["later", { [display]: async () => ({ "text/html": "<b>1</b>", "text/plain": "1" }) }],
])("a bundle given %s", async (_, value) => {
  expect(await richBundle(value)).toEqual({ "text/html": "<b>1</b>", "text/plain": "1" });
});

test("a promise says how to wait for what it promises", async () => {
  const bundle = await richBundle(new Promise(() => undefined));
  expect(bundle).toEqual({
    "text/plain": expect.stringMatching(
      /^Promise \{[^]*<pending>[^]*\} – write await before the call to wait for its result$/,
    ),
  });
});

test("text/plain is added and bytes are base64", async () => {
  const bundle = await richBundle({ [display]: () => ({ "image/png": new Uint8Array([1, 2, 3]) }) });
  expect(bundle).toEqual({ "image/png": "AQID", "text/plain": expect.stringContaining("Jupyter.display") });
});

const VIEW = "application/vnd.mixedmodels.v1+json";
/** Tables of other packages, as the engine reads them. */
const SAME = { subj: ["<S1>", "S2"], rt: [0.1 + 0.2, 12] };
const forge = {
  getColumnNames: () => Object.keys(SAME),
  getSeries: (name: "subj" | "rt") => ({ toArray: () => SAME[name] }),
};
const polars = {
  columns: Object.keys(SAME),
  getColumn: (name: "subj" | "rt") => ({ toArray: () => SAME[name] }),
  [display]: () => ({ "text/html": "its own" }),
};

test.each<[string, object]>([
  ["arquero", aq.table(SAME)],
  ["arquero, filtered", aq.table({ subj: ["", ...SAME.subj], rt: [1, ...SAME.rt] }).slice(1)],
  ["apache-arrow", tableFromArrays(SAME)],
  ["danfojs", new DataFrame(SAME)],
  ["nodejs-polars", polars],
  ["data-forge", forge],
])("a table of %s is shown as one of the engine's", async (_, table) => {
  const bundle = await richBundle(table);
  expect(Object.keys(bundle!).sort()).toEqual([VIEW, "text/html", "text/latex", "text/markdown", "text/plain"]);
  expect(bundle![VIEW]).toMatchObject({ kind: "table", total: 2 });
  expect(bundle!["text/plain"]).toContain("Table with 2 columns and 2 rows");
  expect(bundle!["text/html"]).toContain("&#60;S1&#62;");
});

test("results of the engine are shown as they show themselves", async () => {
  const { dataset, fit } = require("engine/index") as typeof import("mixedmodels");
  const model = fit("yield ~ 1 + (1 | batch)", dataset("dyestuff"));
  for (const result of [model, dataset("dyestuff")])
    expect((await richBundle(result))!["text/plain"]).toBe(String(result));
});

test("frames that the engine cannot take are shown by their first rows or as text", async () => {
  const mixed = await richBundle(
    new DataFrame([
      [1, "a"],
      ["b", 2],
    ]),
  );
  expect(mixed!["text/html"]).toContain("<td>b</td>");
  const empty = await richBundle(aq.table({ x: [1] }).filter(() => false));
  expect(empty!["text/plain"]).toContain("1 col x 0 rows");
});

test("a frame whose rows have names keeps them, a series is one column", async () => {
  const described = await richBundle(new DataFrame(SAME).describe());
  expect(described!["text/plain"]).toMatch(/^ *median +6\.15$/m);
  const series = await richBundle(new Series([1, 2, 3]));
  expect(series!["text/plain"]).toContain("3 rows × 1 columns");
});

test("a matrix is a table of its first rows and columns", async () => {
  const small = await richBundle(
    new Matrix([
      [1, 1 / 3],
      [-2, NaN],
    ]),
  );
  expect(small!["text/plain"]).toBe("    1          2\n1   1  0.3333333\n2  -2        NaN\n2 × 2");
  expect(small!["text/html"]).toContain('<th scope="row">2</th><td>-2</td><td>NaN</td>');
  const large = await richBundle(Matrix.zeros(30, 50));
  expect(large!["text/plain"]).toContain("30 × 50, the first 20 × 20 shown");
  expect(String(large!["text/html"]).match(/<td>/g)).toHaveLength(400);
  expect(await richBundle({ klass: "Matrix" })).toEqual({ "text/plain": "{ klass: 'Matrix' }" });
});
