import { densityplot } from "engine/charts/density";
import { plot } from "engine/charts/plot";
import { withlevels } from "engine/table/withlevels";
import { COEFNAMES, coefficientSample, normals } from "./sample";

const tbl = {
  σ: normals(3000, 680, 12),
  σ1: normals(3000, 360, 45),
  σ2: normals(3000, 250, 35),
  θ: new Float64Array(3000).fill(0.5),
};
const rows = (chart: ReturnType<typeof densityplot>) => chart.spec.data.values;

test("one column: one curve, named on the axis, without a legend", () => {
  const { spec } = densityplot(tbl, "σ", { title: "Estimates of σ" });
  expect(spec.title).toBe("Estimates of σ");
  expect(spec.data.values).toHaveLength(1);
  expect(spec.layer[0].encoding.x).toMatchObject({ field: "x", title: "σ" });
  expect(spec.layer[0].encoding.color).toMatchObject({ legend: null });
});

test("several columns: a curve each, with labels", () => {
  const chart = densityplot(tbl, ["σ1", "σ2"], { labels: ["Item", "Subj"], xlabel: "standard deviation" });
  expect(rows(chart).map((row) => row.series)).toEqual(["Item", "Subj"]);
  expect(chart.spec.layer[0].encoding.x).toMatchObject({ title: "standard deviation" });
  expect(chart.spec.layer[0].encoding.color).toMatchObject({ scale: { domain: ["Item", "Subj"] } });
  expect(String(chart)).toBe("Density of σ1, σ2: 2 curves of 3000 values");
});

test("long format: a curve a group, in the order of the levels as every chart has it", async () => {
  const table = {
    y: Float64Array.from({ length: 60 }, (_, i) => (i * 7) % 31),
    g: Array.from({ length: 60 }, (_, i) => (i % 3 === 0 ? "yes" : "no")),
  };
  const colors = (spec: { encoding?: object }): unknown =>
    (spec.encoding as { color: { scale: { domain: unknown } } }).color.scale.domain;
  expect(rows(densityplot(table, "y", { color: "g" })).map((row) => row.series)).toEqual(["no", "yes"]);
  expect(colors(plot(table, { x: "y", color: "g" }, "density").spec.concat[0].layer[0])).toEqual(["no", "yes"]);
  const ordered = withlevels(table, "g", ["yes", "no"]);
  expect(rows(densityplot(ordered, "y", { color: "g" })).map((row) => row.series)).toEqual(["yes", "no"]);
  expect(colors(plot(ordered, { x: "y", color: "g" }, "density").spec.concat[0].layer[0])).toEqual(["yes", "no"]);

  const chart = densityplot(coefficientSample(400).β, "β", { color: "coefname" });
  expect(rows(chart).map((row) => row.series)).toEqual(COEFNAMES);
  expect(rows(chart).every((row) => row.n === 400)).toBe(true);
});

test("missing values are left out", () => {
  const [row] = rows(densityplot({ y: [1, 2, null, NaN, 3].map((v) => v ?? NaN) }, "y"));
  expect(row.n).toBe(3);
});

test("a spike among curves does not flatten them", () => {
  const { spec } = densityplot(tbl, ["σ", "θ"]);
  const peak = Math.max(...(spec.data.values[0].density as number[]));
  expect(spec.layer[0].encoding.y).toMatchObject({
    scale: { domain: [expect.closeTo(-0.115 * peak, 5), expect.closeTo(1.1 * peak, 5)] },
  });
});

test("npoints and bandwidth", () => {
  const [row] = rows(densityplot(tbl, "σ", { npoints: 33, bandwidth: 100 }));
  expect(row.x).toHaveLength(33);
  expect((row.x as number[])[0]).toBeLessThan(500);
});

test("size and title can be given and changed", () => {
  const { spec } = densityplot(tbl, "σ", { width: 300, height: 100 });
  spec.layer[0].mark.color = "teal";
  expect(spec).toMatchObject({ width: 300, height: 100 });
  expect(spec).not.toHaveProperty("title");
});

test("errors name the rule and the value", () => {
  expect(() => densityplot(tbl, "σ3")).toThrow("σ3");
  expect(() => densityplot(tbl, "σ", { titel: "x" } as object)).toThrow("titel");
  expect(() => densityplot(tbl, ["σ1", "σ2"], { labels: ["one"] })).toThrow("there are 2 curves and 1 labels");
  expect(() => densityplot(tbl, ["σ1", "σ2"], { labels: ["a", "a"] })).toThrow("'a' occurs twice");
  expect(() => densityplot(tbl, [])).toThrow("at least one column");
  expect(() => densityplot(tbl, ["σ1"], { color: "σ" })).toThrow("there are 1 columns");
  expect(() => densityplot({ y: [NaN, NaN] }, "y")).toThrow("column 'y' has no numbers to draw");
  expect(() => densityplot(tbl, "σ", { npoints: 1.5 })).toThrow("npoints is an integer from 2 to 2000, not 1.5");
  expect(() => densityplot(tbl, "σ", { bandwidth: 0 })).toThrow("bandwidth is a positive number, not 0");
});
