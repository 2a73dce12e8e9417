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

describe("pictures of other packages", () => {
  const VEGALITE = "application/vnd.vegalite.v5+json";
  /** Within Jest vega cannot be loaded, and the picture beside the specification is missing. */
  const drawn = (text: string): unknown => expect.stringMatching(new RegExp(`^${text}`));
  const spec = { data: { values: [{ a: 1 }] }, mark: "boxplot", encoding: { y: { field: "a", type: "quantitative" } } };

  test("a plain specification of Vega-Lite or Vega", async () => {
    expect(await richBundle(spec)).toMatchObject({ [VEGALITE]: spec, "text/plain": drawn("Vega-Lite chart") });
    const named = { $schema: "https://vega.github.io/schema/vega-lite/v6.json", description: "boxes", hconcat: [] };
    expect(await richBundle(named)).toMatchObject({ [VEGALITE]: named, "text/plain": drawn("boxes") });
    const vega = { $schema: "https://vega.github.io/schema/vega/v6.json", marks: [] };
    expect(await richBundle(vega)).toMatchObject({ "application/vnd.vega.v5+json": vega });
  });

  test("a table or a list of rows stands for its rows", async () => {
    const rows = [{ a: 1 }, { a: 2 }];
    const table = {
      *[Symbol.iterator]() {
        yield* rows;
      },
    };
    const encoding = { x: { field: "a", type: "quantitative" } };
    for (const data of [rows, table, { values: table }, { values: rows }])
      expect(await richBundle({ data, mark: "point", encoding })).toMatchObject({
        [VEGALITE]: { data: { values: rows }, mark: "point", encoding },
      });
  });

  test("an object that makes one, as of vega-lite-api", async () => {
    class Mark {
      toSpec(): object {
        return spec;
      }
    }
    expect(await richBundle(new Mark())).toMatchObject({
      [VEGALITE]: spec,
      "text/plain": drawn("Vega-Lite chart"),
    });
  });

  test("elements of a page: SVG as a picture, others as HTML", async () => {
    const svg = { nodeType: 1, tagName: "svg", outerHTML: '<svg viewBox="0 0 1 1"><path d="M0 0"/></svg>' };
    expect((await richBundle(svg))!["image/svg+xml"]).toBe(
      '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><path d="M0 0"/></svg>',
    );
    const figure = { nodeType: 1, tagName: "FIGURE", outerHTML: "<figure><svg></svg></figure>" };
    expect((await richBundle(figure))!["text/html"]).toBe(figure.outerHTML);
  });

  test.each([
    [{ mark: 5, data: 3 }],
    [{ data: { a: 1 }, layer: "one" }],
    [{ layer: 1, mark: "excellent", data: [1, 2] }],
    [new Map([["mark", "bar"]])],
  ])("%p is none", async (value) => {
    expect(Object.keys((await richBundle(value))!)).toEqual(["text/plain"]);
  });

  test("a specification that is no JSON is shown as any object", async () => {
    expect(Object.keys((await richBundle({ ...spec, data: { values: [1n] } }))!)).toEqual(["text/plain"]);
  });
});
