import type { PlotLayer, PlotMapping } from "engine/charts/parts/plotOptions";
import { thinned } from "engine/charts/parts/thinning";
import { plot } from "engine/charts/plot";
import { kde } from "engine/distributions/kde";
import { dataset } from "engine/table/source/dataset";
import { expectClose } from "../support/expectClose";
import { pictures } from "./reference";
import { render } from "./render";
import { normals } from "./sample";
import { numbersOf } from "./unrolled";

const sleepstudy = dataset("sleepstudy");
type Drawn = ReturnType<typeof plot>;
const rows = ({ spec }: Drawn, panel = 0, layer = 0) =>
  (spec.concat[panel].layer[layer].data ?? spec.concat[panel].data)!.values;
const titles = ({ spec }: Drawn): unknown[] =>
  spec.concat.map(({ title }) => (title as { text: string } | undefined)?.text);

test("a panel a level with dots and R's least-squares line", () => {
  const chart = plot(sleepstudy, { x: "days", y: "reaction", layout: "subj" }, ["scatter", "linear"]);
  const { levels, intercept, slope } = pictures.within;
  expect(titles(chart)).toEqual(levels.map((level) => `S${level}`));
  levels.forEach((_, i) => {
    const [line] = rows(chart, i, 2);
    expectClose(numbersOf(line, "y"), [intercept[i], intercept[i] + 9 * slope[i]], { absolute: 0.02 });
  });
  expectClose(numbersOf(rows(chart, 1)[0], "y"), sleepstudy.numeric("reaction").slice(10, 20), { absolute: 0.02 });
  expect(numbersOf(rows(chart, 1)[0], "row")[0]).toBe(11);
  const domains = chart.spec.concat.map(({ layer }) =>
    JSON.stringify([layer[0].encoding.x, layer[0].encoding.y].map((channel) => channel!.scale)),
  );
  expect(new Set(domains).size).toBe(1);
});

test("rows and columns of panels, a colour a level", () => {
  const chart = plot(dataset("kb07"), { x: "rt_trunc", color: "prec", row: "spkr", column: "load" }, "density");
  expect(chart.spec.columns).toBe(2);
  expect(titles(chart)).toEqual(["new, no", "new, yes", "old, no", "old, yes"]);
  expect(rows(chart).map(({ series }) => series)).toEqual(["break", "maintain"]);
  const own = dataset("kb07")
    .toRows()
    .filter(({ prec, spkr, load }) => prec === "maintain" && spkr === "old" && load === "yes");
  const { x, density } = kde(
    Float64Array.from(own, ({ rt_trunc }) => rt_trunc as number),
    75,
  );
  const drawn = rows(chart, 3)[1];
  expectClose(numbersOf(drawn, "x"), x, { absolute: 1 });
  expectClose(numbersOf(drawn, "y"), density, { absolute: 1e-6 });
});

test("a histogram counts every row, in the same bins for each colour", () => {
  const chart = plot(dataset("kb07"), { x: "rt_trunc", color: "prec" }, "histogram", { bins: 12 });
  const [first, second] = rows(chart);
  expect(first.x).toEqual(second.x);
  expect([...numbersOf(first, "y"), ...numbersOf(second, "y")].reduce((sum, count) => sum + count)).toBe(1789);
  expect(numbersOf(first, "x")).toHaveLength(12);
});

test("a line a group, in the order of x", () => {
  const chart = plot(
    { g: ["a", "b", "a", "b", "a"], x: [3, 1, 1, 2, 2], y: [30, 1, 10, 2, 20] },
    { x: "x", y: "y", group: "g" },
    "line",
  );
  expect(rows(chart).map((row) => [row.x, row.y])).toEqual([
    [
      [1, 2, 3],
      [10, 20, 30],
    ],
    [
      [1, 2],
      [1, 2],
    ],
  ]);
});

test("missing values are left out, panels without rows stay empty", () => {
  const data = { r: ["p", "p", "q"], c: ["u", "v", "u"], x: [1, 2, 3], y: [1, NaN, 3] };
  const chart = plot(data, { x: "x", y: "y", row: "r", column: "c" }, "scatter");
  expect(titles(chart)).toEqual(["p, u", "q, u"]);
  const all = plot({ ...data, y: [1, 2, 3] }, { x: "x", y: "y", row: "r", column: "c" }, "scatter");
  expect([0, 1, 2, 3].map((panel) => rows(all, panel).length)).toEqual([1, 1, 1, 0]);
});

test("a grid with panels without rows is drawn, by every layer", () => {
  const names = ["scatter", "line", "linear", "smooth", "contours", "heatmap", "histogram", "density", "ecdf"] as const;
  const places = ["boxplot", "violin", "raincloud", "strip", "bar", "mean"] as const;
  const r = Array.from({ length: 24 }, (_, i) => (i < 8 ? "p" : "q"));
  const c = Array.from(r, (row, i) => (row === "q" && i % 2 ? "v" : "u"));
  const data = { r, c, x: normals(24, 0, 1), y: normals(24, 0, 1), g: Array.from(r, (_, i) => "ab"[i % 2]) };
  const grid = { row: "r", column: "c" };
  const charts = [
    ...names.map((name) =>
      plot(
        data,
        ["histogram", "density", "ecdf"].includes(name) ? { x: "x", ...grid } : { x: "x", y: "y", ...grid },
        name,
      ),
    ),
    ...places.flatMap((name) => [
      plot(data, { x: "g", y: "y", ...grid }, name),
      plot(data, { x: "x", y: "g", ...grid }, name),
    ]),
  ];
  for (const [i, { failure, warnings, bundle }] of render(charts.map(({ spec }) => spec)).entries()) {
    expect([i, failure, warnings]).toEqual([i, null, []]);
    expect(String(bundle["image/svg+xml"])).toContain(">p, v<");
  }
});

test("of very many dots every k-th is drawn", () => {
  const chart = plot({ x: normals(9000, 0, 1), y: normals(9000, 0, 1) }, { x: "x", y: "y" }, ["scatter", "smooth"]);
  expect(numbersOf(rows(chart)[0], "x")).toHaveLength(2500);
  expect(String(chart)).toBe("scatter and smooth of x and y: 9000 rows, 2500 of them drawn");
  expect(JSON.stringify(chart.spec).length).toBeLessThan(120_000);
  expect(thinned(10, undefined, 5)).toEqual([0, 2, 4, 6, 8]);
  expect(thinned(20, (i) => (i === 7 ? 1 : 0), 10)).toContain(7);
});

test("the pictures are drawn without a warning, names as they are", () => {
  const hostile = "<script>\"'`${x}";
  const data = {
    x: normals(60, 0, 1),
    y: normals(60, 0, 1),
    g: Array.from({ length: 60 }, (_, i) => [hostile, "__proto__", "z"][i % 3]),
  };
  const mappings: [PlotMapping, PlotLayer[]][] = [
    [{ x: "x", y: "y", color: "g" }, ["scatter", "linear", "smooth", "line"]],
    [{ x: "x", y: "y", layout: "g" }, ["scatter"]],
    [{ x: "x", color: "g" }, ["density"]],
    [{ x: "x", color: "g" }, ["histogram"]],
    [{ x: "x", row: "g" }, ["histogram"]],
  ];
  const shown = render([
    ...mappings.map(([mapping, layers]) => plot(data, mapping, layers).spec),
    plot({ y: [2, 2, 2] }, { x: "y" }, "histogram").spec,
    plot({ y: [2, 2, 2] }, { x: "y" }, "density").spec,
  ]);
  for (const { warnings, bundle } of shown) {
    expect(warnings).toEqual([]);
    expect(bundle["image/svg+xml"]).not.toMatch(/NaN|<script>/);
  }
  expect(shown[0].bundle["image/svg+xml"]).toContain("__proto__");
  expect((shown[2].bundle["image/svg+xml"] as string).match(/fill-opacity="0.18"/g)).toHaveLength(3);
});

test("errors name the rule and the value", () => {
  const draw =
    (mapping: object, layers: unknown = "scatter", options: object = {}) =>
    () =>
      plot(sleepstudy, mapping as PlotMapping, layers as PlotLayer, options);
  expect(draw({ x: "day", y: "reaction" })).toThrow(
    "unknown column 'day' (did you mean 'days'?); columns are subj, days, reaction",
  );
  expect(draw({ x: "days", y: "reaction", colour: "subj" })).toThrow(
    "unknown place of plot's mapping 'colour': here it is \"color\"",
  );
  expect(draw({ y: "reaction" })).toThrow("needs a column for x");
  expect(draw({ x: "subj", y: "reaction" }, "linear")).toThrow("plot's layer linear needs numbers along both axes");
  expect(draw({ x: "days", y: "reaction", layout: "subj", row: "days" })).toThrow("either layout or row and column");
  expect(draw({ x: "days", y: "reaction", row: "subj", column: "days" })).toThrow(
    "at most 60 panels, but subj and days would make 180",
  );
  expect(draw({ x: "days", y: "reaction" }, "scater")).toThrow("unknown layer 'scater' (did you mean 'scatter'?)");
  expect(draw({ x: "days" })).toThrow("plot's layer scatter draws x and y, but the mapping has no y");
  expect(draw({ x: "days", y: "reaction" }, "density")).toThrow("but the mapping has y: reaction");
  expect(draw({ x: "days" }, ["density", "histogram"])).toThrow("one of density, histogram and ecdf");
  expect(draw({ x: "days", y: "reaction" }, [undefined as never])).toThrow("unknown layer 'undefined'");
  expect(() => (plot as (...args: unknown[]) => unknown)(sleepstudy, { x: "days", y: "reaction" })).toThrow(
    "plot needs a layer or more",
  );
  expect(draw({ x: "days", y: "reaction" }, [])).toThrow(
    "needs a layer or more; layers are scatter, text, arrow, contours, heatmap, line, linear",
  );
  expect(draw({ x: "days" }, "histogram", { bins: 0 })).toThrow("bins is an integer from 1 to 500, not 0");
  expect(draw({ x: "days" }, "histogram", { bin: 3 })).toThrow("bin");
  expect(() => plot({ x: [1, NaN], y: [NaN, 2] }, { x: "x", y: "y" }, "scatter")).toThrow(
    "of the 2 rows there is none",
  );
});

test("lines along an x that does not vary, and numbers that no scale holds, are refused in a sentence", () => {
  const draw =
    (x: number[], layers: PlotLayer | PlotLayer[], more = {}) =>
    () =>
      plot({ x, y: [4, 5, 6, 7], g: ["a", "a", "b", "b"] }, { x: "x", y: "y", ...more }, layers);
  const mapping = { color: "g" };
  expect(draw([3, 3, 3, 3], "linear")).toThrow("column 'x' does not vary");
  expect(draw([3, 3, 2, 2], ["linear", "smooth"], mapping)).toThrow("column 'x' does not vary within any group");
  expect(draw([3, 3, 2, 2], "smooth")).toThrow("column 'x' has only 2 different values");
  expect(draw([3, 3, 3, 3], ["scatter", "linear"])).not.toThrow();
  expect(draw([1, 2, 3, Number.MAX_VALUE], "line")).toThrow("a chart draws numbers up to ±1e+300");
});
