import { inspect } from "node:util";
import { caterpillar } from "engine/charts/caterpillar";
import { Chart } from "engine/charts/chart";
import { coefplot } from "engine/charts/coefplot";
import { densityplot } from "engine/charts/density";
import { histogram } from "engine/charts/histogram";
import { checkMarks } from "engine/charts/parts/checkMarks";
import type { PanelSpec } from "engine/charts/parts/panels";
import { qqcaterpillar } from "engine/charts/qqcaterpillar";
import { qqnorm } from "engine/charts/qqnorm";
import { residualplot } from "engine/charts/residualplot";
import { ridgeplot } from "engine/charts/ridge";
import { shrinkageplot } from "engine/charts/shrinkageplot";
import { splom } from "engine/charts/splom";
import { fit } from "engine/model/fit";
import { jupyterDisplay } from "engine/show/shown";
import { asTable } from "engine/table/asTable";
import { fitted } from "../support/fits";
import { render } from "./render";
import { coefficientSample, normals } from "./sample";

const VIEW = "application/vnd.mixedmodels.v1+json";
const VEGALITE = "application/vnd.vegalite.v5+json";
const SVG = "image/svg+xml";
const HOSTILE = ["<script>alert(1)</script>", `a.b["c"]\\'d'`, "__proto__", `x" + datum.x + "`];

const many = 20_000;
const sample = coefficientSample(many);
const tbl = {
  σ: normals(many, 680, 12),
  σ1: normals(many, 360, 45),
  σ2: normals(many, 250, 35),
  σ3: normals(many, 290, 33),
};
const kb07 = fitted("kb07_m0");
const levels = Array.from({ length: 352 }, (_, i) => `level ${i}`);
const effects = ["one", "two", "three", "four"];
const manyLevels = {
  grouping: "g",
  cnames: effects,
  levels,
  ranef: normals(4 * 352, 0, 30),
  stddev: normals(4 * 352, 10, 1),
};
const charts: { [name: string]: Chart | Chart<PanelSpec> } = {
  "one density": densityplot(tbl, "σ", { title: "Parametric bootstrap estimates of σ" }),
  "three densities": densityplot(tbl, ["σ1", "σ2", "σ3"], { labels: ["Item intercept", "Item speaker", "Subj"] }),
  "a density per coefficient": densityplot(sample.β, "β", { color: "coefname" }),
  "a constant": densityplot({ y: [2, 2, 2] }, "y"),
  "a histogram": histogram(tbl, "σ1", { bins: 100 }),
  "a ridge plot": ridgeplot(sample),
  "coefficients of models": coefplot([kb07, fitted("kb07_m1")]),
  "a caterpillar plot": caterpillar(kb07),
  "a caterpillar plot of hundreds of levels": caterpillar(manyLevels),
  "a caterpillar plot of a variance of 0": caterpillar(fitted("dyestuff2")),
  "a qq caterpillar plot": qqcaterpillar(manyLevels),
  "a shrinkage plot": shrinkageplot(kb07, "subj", { ellipse: true }),
  residuals: residualplot(kb07),
  "a normal quantile plot": qqnorm(kb07),
  "a scatterplot matrix": splom(tbl, { contours: true }),
};
const rendered = render(Object.values(charts).map(({ spec }) => spec));

describe.each(Object.keys(charts).map((name, i) => [name, i] as const))("%s", (name, i) => {
  test("compiles without a warning", () => {
    expect(rendered[i].warnings).toEqual([]);
  });

  test("shows as a Vega-Lite spec, a picture and a line of text, below 200 KB however many the rows", () => {
    const { bundle } = rendered[i];
    expect(Object.keys(bundle)).toEqual([VIEW, VEGALITE, SVG, "text/plain"]);
    expect(bundle[VEGALITE]).toEqual(JSON.parse(JSON.stringify(charts[name].spec)));
    expect(bundle[SVG]).toMatch(/^<svg style="max-width:100%;height:auto" [^]*viewBox=[^]*<path [^]*<\/svg>$/);
    expect(bundle["text/plain"]).toBe(charts[name].spec.description);
    expect(JSON.stringify(bundle).length).toBeLessThan(200_000);
  });

  test("has a picture that fits a printed page, as far as its names leave room", () => {
    const svg = String(rendered[i].bundle[SVG]);
    const width = Number(/ width="([\d.]+)"/.exec(svg)![1]);
    const plot = Number(/ class="background"[^>]* d="M[^h]*h([\d.]+)/.exec(svg)?.[1]);
    // Panels side by side stay as they are.
    expect(width <= 591 || plot <= 241 || !("width" in charts[name].spec)).toBe(true);
  });

  test("draws no NaN", () => {
    expect(rendered[i].bundle[SVG]).not.toContain("NaN");
  });
});

describe("names from data", () => {
  const values = normals(400, 0, 1);
  const group = Array.from(values, (_, i) => HOSTILE[i % HOSTILE.length]);
  const column = HOSTILE[1];
  const data = new Map<string, Float64Array | string[]>([
    [column, values],
    ["group", group],
  ]);
  const model = fit("y ~ 1 + x + (1 + x | group)", { y: normals(400, 0, 1), x: values, group });
  const hostileEffects = {
    grouping: HOSTILE[0],
    cnames: HOSTILE,
    levels: HOSTILE,
    ranef: normals(16, 0, 1),
    stddev: new Float64Array(16).fill(1),
  };
  const hostile = [
    densityplot(Object.fromEntries(data), column, { color: "group", title: HOSTILE[0] }),
    histogram(Object.fromEntries(data), column, { title: HOSTILE[3] }),
    ridgeplot(coefficientSample(100, HOSTILE)),
    caterpillar(hostileEffects),
    qqcaterpillar(hostileEffects),
    shrinkageplot(model, "group"),
    coefplot(model, { labels: [HOSTILE[0]] }),
    residualplot(model),
    qqnorm(model),
    splom(Object.fromEntries(HOSTILE.map((name) => [name, values]))),
  ];
  const shown = render(hostile.map(({ spec }) => spec));

  test.each([...hostile.keys()])("are neither expressions nor markup (chart %i)", (i) => {
    for (const text of stringsIn(shown[i].compiled)) {
      for (const name of HOSTILE) if (text.includes(name)) expect(text.replace(/\u200b$/, "")).toBe(name);
    }
    expect(shown[i].bundle[SVG]).not.toContain("<script>");
    expect(shown[i].warnings).toEqual([]);
  });

  test("are all drawn", () => {
    for (const i of [0, 2]) {
      const svg = shown[i].bundle[SVG] as string;
      expect(svg).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
      expect(svg).toContain(">__proto__<");
      expect(svg.match(/class="mark-area role-mark[^"]*"[^>]*><path [^>]*d="M/g)?.length).toBe(HOSTILE.length);
    }
  });
});

test("a picture is drawn from the chart's own data only", () => {
  const chart = histogram({ y: [1, 2, 3] }, "y");
  const [fromFile] = render([{ ...chart.spec, data: { url: "package.json" } }]);
  expect(fromFile.failure).toBe("a chart is drawn from its own data only, but its specification asks for package.json");
  expect(Object.keys(fromFile.bundle)).toEqual([VEGALITE, "text/plain"]);
});

test("a plain specification that can be drawn is a view like the engine's own", () => {
  const data = { values: [{ a: 1 }, { a: 2 }] };
  const [plain] = render([{ data, mark: "bar", encoding: { x: { field: "a", type: "nominal" } } }]);
  expect(Object.keys(plain.bundle)).toEqual([VIEW, VEGALITE, SVG, "text/plain"]);
  expect(plain.bundle[VIEW]).toEqual({ version: 1, kind: "chart" });
});

test("changes to the spec show", async () => {
  const chart = histogram({ y: [1, 2, 3] }, "y");
  chart.spec.width = 777;
  chart.toSVG = () => Promise.reject(new Error("vega is not installed"));
  const bundle = await chart[jupyterDisplay]();
  expect(bundle).toEqual({
    [VIEW]: expect.objectContaining({ kind: "chart" }),
    [VEGALITE]: expect.objectContaining({ width: 777 }),
    "text/plain": "Histogram of y: 3 values in 3 bins",
  });
});

test("text is a line", () => {
  expect(inspect(charts["one density"])).toBe("Density of σ: 20000 values");
});

/** The strings of a compiled specification besides its data and descriptions. */
function stringsIn(value: unknown, key = ""): string[] {
  if (key === "values") return [];
  if (typeof value === "string") return key === "description" ? [] : [value];
  if (value === null || typeof value !== "object") return [];
  return Object.entries(value).flatMap(([name, part]) => stringsIn(part, name));
}

test("tables of any kind and lists of rows are data of a specification", async () => {
  const table = asTable({ a: [1, 2, 3], b: ["x", "y", "z"] });
  const encoding = { x: { field: "a", type: "quantitative" }, y: { field: "b" } };
  const rows = table.toRows();
  const plain = { data: { values: rows }, mark: "point", encoding };
  for (const data of [table, rows, { values: table }, table.toArrow()]) {
    const shown = async (spec: object): Promise<unknown> => (await new Chart(spec)[jupyterDisplay]())[VEGALITE];
    expect(await shown({ data, mark: "point", encoding })).toEqual(plain);
    expect(await shown({ layer: [{ data, mark: "point", encoding }] })).toEqual({ layer: [plain] });
  }
});

test("a specification of Vega, and a mark that there is none of, are answered by a sentence", async () => {
  const schema = "https://vega.github.io/schema/vega/v5.json";
  expect(() => new Chart({ $schema: schema, marks: [] })).toThrow("this one is of Vega");
  const data = { values: [{ a: 1, mark: "none of these" }] };
  for (const mark of ["boxplot", { type: "point" }])
    expect(() => checkMarks({ layer: [{ data, mark }], usermeta: { mark: "of somebody" } })).not.toThrow();
  expect(await new Chart({ data, mark: "boxplott" })[jupyterDisplay]()).toEqual({
    "text/plain": expect.stringContaining("not drawn: unknown mark 'boxplott'"),
  });
  expect(() => checkMarks({ data, mark: "boxplott" })).toThrow("unknown mark 'boxplott' (did you mean 'boxplot'?)");
  expect(() => checkMarks({ facet: {}, spec: { layer: [{ mark: { type: "pont" } }] } })).toThrow(
    "did you mean 'point'?",
  );
});
