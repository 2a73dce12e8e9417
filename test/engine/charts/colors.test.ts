import { coefplot } from "engine/charts/coefplot";
import { densityplot } from "engine/charts/density";
import { overlay } from "engine/charts/overlay";
import { MOST_COLORS, MOST_MARKS } from "engine/charts/parts/colors/plotColors";
import { SHADES } from "engine/charts/parts/colors/shades";
import type { PanelSpec } from "engine/charts/parts/panels";
import type { PlotLayer, PlotMapping } from "engine/charts/parts/plotOptions";
import { type DataRow, type Encoding, type Layer, PALETTE } from "engine/charts/parts/spec";
import { plot } from "engine/charts/plot";
import { fit } from "engine/model/fit";
import { asTable, type TableLike } from "engine/table/asTable";
import { dataset } from "engine/table/source/dataset";
import { render } from "./render";
import { numbersOf } from "./unrolled";

/** A table with so many levels, each with the same few rows, and numbers of as many values. */
function levels(count: number) {
  const place = Array.from({ length: 4 * count }, (_, i) => Math.floor(i / 4));
  return asTable({
    g: place.map((i) => `g${i}`),
    number: place.map((i) => 10 * i),
    x: place.map((_, i) => i % 4),
    y: place.map((i, row) => i + Math.sin(row)),
    cond: place.map((_, i) => ["a", "b"][i % 2]),
    each: place.map((_, row) => row / 7),
  });
}

const xy: PlotMapping = { x: "x", y: "y", color: "g" };
/** The layers of all panels, each with its data. */
const layersOf = (
  data: TableLike,
  mapping: PlotMapping,
  names: PlotLayer | PlotLayer[],
): (Layer & { data: { values: DataRow[] } })[] =>
  plot(data, mapping, names).spec.concat.flatMap(({ data: shared, layer }) =>
    layer.map((own) => ({ ...own, data: own.data ?? shared! })),
  );

/** What a channel shows of each name: the texts of its range in the order of its domain. */
const shown = ({ encoding }: Layer, channel: keyof Encoding): string[] =>
  ((encoding[channel] as { scale: { range: unknown[] } }).scale.range as unknown[]).map(String);

test.each<[PlotLayer, keyof Encoding]>([
  ["line", "strokeDash"],
  ["linear", "strokeDash"],
  ["ecdf", "strokeDash"],
  ["scatter", "shape"],
])("of fifty levels of the layer %s no two look alike", (name, channel) => {
  const mapping: PlotMapping = name === "ecdf" ? { x: "y", color: "g" } : xy;
  const [layer] = layersOf(levels(MOST_MARKS), mapping, name);
  const looks = shown(layer, "color").map((color, i) => `${color} ${shown(layer, channel)[i]}`);
  expect(new Set(looks).size).toBe(MOST_MARKS);
  expect(() => layersOf(levels(MOST_MARKS + 1), mapping, name)).toThrow(
    `plot's ${name} tells at most 50 levels of 'g' apart by colours with dashes or symbols; there are 51: `,
  );
});

test.each<PlotLayer>(["histogram", "boxplot", "violin", "strip", "mean", "bar", "text", "raincloud"])(
  "the layer %s is refused where colours come again",
  (name) => {
    const mapping: PlotMapping =
      name === "histogram"
        ? { x: "y", color: "g" }
        : name === "text"
          ? { ...xy, text: "cond" }
          : { x: "cond", y: "y", color: "g" };
    expect(() => layersOf(levels(MOST_COLORS), mapping, name)).not.toThrow();
    expect(() => layersOf(levels(MOST_COLORS + 1), mapping, name)).toThrow(
      `plot's ${name} tells at most 10 levels of 'g' apart by colours; there are 11: part them by { layout: "g" }`,
    );
  },
);

test("up to ten levels of dots have no symbols, and dots beside lines leave the legend to the dashes", () => {
  const [dots] = layersOf(levels(10), xy, "scatter");
  expect([dots.mark.type, dots.encoding.shape]).toEqual(["line", undefined]);
  const [beside, , line] = layersOf(levels(12), xy, ["scatter", "linear"]);
  expect([beside.encoding.shape!["legend"], line.encoding.strokeDash!["legend"]]).toEqual([null, undefined]);
  expect(beside.data.values.map((row) => row["round"])).toEqual([...Array(10).fill(0), 1, 1]);
});

test("levels that an axis or panels name need no legend, take their whole room and may be any number", () => {
  for (const mapping of [
    { x: "g", y: "y", color: "g" },
    { x: "cond", y: "y", color: "g", layout: "g" },
  ]) {
    const [box] = layersOf(levels(30), mapping, "boxplot");
    expect(box.encoding.color!["legend"]).toBeNull();
    const offsets = box.data.values.map((row) => numbersOf(row, "offset"));
    expect(offsets.every((own) => Math.min(...own) === -0.4 && Math.max(...own) === 0.4)).toBe(true);
  }
});

describe("numbers of many values are shades", () => {
  const data = levels(30);
  const domain = [0, 290];

  test("of dots by row, with a ramp as legend, and part no rows", () => {
    const [dots, hover, line] = layersOf(data, { ...xy, color: "number" }, ["scatter", "linear"]);
    expect(dots.encoding.color).toMatchObject({ field: "shade", type: "quantitative", title: "number" });
    expect(dots.encoding.color!["scale"]).toMatchObject({ domain, range: SHADES });
    expect(hover.encoding.tooltip!.map(({ field }) => field)).toContain("shade");
    const step = 290 / 23;
    for (const row of dots.data.values)
      for (const place of numbersOf(row, "row"))
        expect(Math.abs((row["shade"] as number) - data.numeric("number")[place - 1])).toBeLessThanOrEqual(step / 2);
    const drawn = dots.data.values.reduce((sum, row) => sum + numbersOf(row, "x").length, 0);
    expect([drawn, line.data.values.length, line.encoding.color]).toEqual([120, 1, undefined]);
  });

  test("of lines by group, the same over panels", () => {
    const panels = plot(data, { ...xy, color: "number", group: "g", column: "cond" }, "line").spec.concat;
    for (const { data: own, layer } of panels) {
      expect(own!.values.map((row) => row["shade"])).toEqual(Array.from({ length: 30 }, (_, i) => 10 * i));
      expect(layer[0].encoding.color!["scale"]).toMatchObject({ domain });
    }
  });

  test("over levels of dots, and of lines by group", () => {
    const mapping = { x: "cond", y: "y", color: "number" };
    const layers = layersOf(data, mapping, ["strip", "mean"]);
    expect(layers.filter(({ encoding }) => encoding.color?.["field"] === "shade").length).toBe(1);
    const [line] = layersOf(data, { ...mapping, group: "g" }, "line");
    expect(line.data.values.map((row) => row["shade"])).toEqual(Array.from({ length: 30 }, (_, i) => 10 * i));
  });

  test("of five to ten values only where single rows are drawn", () => {
    const few = levels(6);
    const color = (name: PlotLayer, table = few): unknown =>
      layersOf(table, { ...xy, color: "number" }, name)[0].encoding.color!["type"];
    expect([color("scatter"), color("line"), color("scatter", levels(4))]).toEqual([
      "quantitative",
      "nominal",
      "nominal",
    ]);
  });

  test("rows without the number are left out", () => {
    const some = asTable({ x: [1, 2, 3, 4, 5, 6], y: [1, 2, 3, 4, 5, 6], z: [1, null, 3, 4, 5, 6] });
    expect(String(plot(some, { x: "x", y: "y", color: "z" }, "scatter"))).toContain("5 rows");
  });

  test.each<[PlotLayer | PlotLayer[], PlotMapping, string]>([
    ["line", xy, 'name them by { group: "number" }'],
    ["density", { x: "y" }, "cannot show the numbers of 'number'"],
    ["boxplot", { x: "cond", y: "y" }, "single rows have shades in the layers scatter and strip"],
    ["heatmap", xy, "colours of the layer heatmap are counts"],
  ])("the layer %p is refused", (names, mapping, sentence) => {
    expect(() => layersOf(data, { ...mapping, color: "number" }, names)).toThrow(sentence);
  });

  test("of charts upon each other run from the least to the greatest", () => {
    const chart = (table: ReturnType<typeof levels>) => plot(table, { ...xy, color: "number" }, "scatter");
    const both = overlay(chart(levels(12)), chart(data)).spec as PanelSpec;
    const scales = both.concat[0].layer.flatMap(({ encoding }) => encoding.color?.["scale"] ?? []);
    expect(scales.every((scale) => String((scale as { domain: number[] }).domain) === "0,290")).toBe(true);
    expect(() => overlay(chart(data), plot(levels(3), xy, "scatter"))).toThrow(
      "all stand for names, or all for numbers",
    );
  });
});

test("dots whose areas stand for numbers keep their own when only some are drawn", () => {
  const n = 6000;
  const size = Float64Array.from({ length: n }, (_, i) => i + 1);
  const table = asTable({ x: size, y: size, size });
  const [dots] = layersOf(table, { x: "x", y: "y", size: "size" }, "scatter");
  const [row] = dots.data.values;
  expect(numbersOf(row, "size").length).toBe(numbersOf(row, "row").length);
  expect(numbersOf(row, "size")).toEqual(numbersOf(row, "row"));
});

test("many curves, models and charts upon each other are refused where they would look alike", () => {
  expect(() => densityplot(levels(51), "y", { color: "g" })).toThrow("densityplot tells at most 50 curves apart");
  const model = fit("reaction ~ 1 + days + (1 | subj)", dataset("sleepstudy"));
  const { spec } = coefplot(Array(12).fill(model));
  const [points] = spec.layer.filter(({ mark }) => mark.type === "point");
  expect(shown(points, "shape").map((shape) => shape === "circle")).toEqual([...Array(10).fill(true), false, false]);
  expect(() => coefplot(Array(51).fill(model))).toThrow("coefplot tells at most 50 models apart");
  const one = (from: number) =>
    plot(
      { x: [1, 2, 3, 4, 5, 6], y: [1, 2, 3, 4, 5, 6], g: PALETTE.slice(0, 6).map((_, i) => `g${from + i}`) },
      xy,
      "scatter",
    );
  expect(() => overlay(one(0), one(4))).not.toThrow();
  expect(() => overlay(one(0), one(5))).toThrow("overlay tells at most 10 names apart by colours; there are 11");
});

test("all of it is drawn without a complaint of Vega-Lite", () => {
  const data = levels(14);
  const number = { ...xy, color: "number" };
  const specs = [
    plot(data, xy, ["scatter", "line"]),
    plot(data, { ...xy, size: "each" }, "scatter"),
    plot(data, number, ["scatter", "smooth"]),
    plot(data, { ...number, size: "each", text: "cond" }, ["scatter", "text"]),
    plot(data, { x: "y", color: "number", group: "g" }, "density"),
    plot(data, { x: "y", y: "cond", color: "number" }, ["raincloud", "mean"]),
    plot(data, number, ["scatter", "contours"]),
  ].map(({ spec }) => spec);
  for (const { warnings, failure } of render(specs)) expect([warnings, failure]).toEqual([[], null]);
});
