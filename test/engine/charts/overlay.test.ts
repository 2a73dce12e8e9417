import { densityplot } from "engine/charts/density";
import { histogram } from "engine/charts/histogram";
import { overlay } from "engine/charts/overlay";
import type { PanelSpec } from "engine/charts/parts/panels";
import { plot } from "engine/charts/plot";
import { dataset } from "engine/table/source/dataset";
import { withlevels } from "engine/table/withlevels";
import { render } from "./render";

const sleepstudy = dataset("sleepstudy");
const means = { days: [0, 5, 12], reaction: [250, 300, 600] };

test("two tables stand on axes that hold both", () => {
  const chart = overlay(
    plot(sleepstudy, { x: "days", y: "reaction" }, "scatter"),
    plot(means, { x: "days", y: "reaction" }, "line"),
  );
  const [panel] = (chart.spec as PanelSpec).concat;
  const domains = panel.layer.map(({ encoding }) => JSON.stringify(encoding.x!["scale"]));
  expect(new Set(domains).size).toBe(1);
  const [least, greatest] = (panel.layer[0].encoding.x!["scale"] as { domain: [number, number] }).domain;
  expect(least).toBeLessThan(0);
  expect(greatest).toBeGreaterThan(12);
  const [{ warnings, bundle }] = render([chart.spec]);
  expect(warnings).toEqual([]);
  expect((bundle["image/svg+xml"] as string).match(/mark-line role-mark/g)!.length).toBeGreaterThan(1);
});

test("axes have the titles of the first chart, not those of all", () => {
  const chart = overlay(
    plot(sleepstudy, { x: "reaction" }, "density", { xlabel: "reaction (ms)" }),
    plot(means, { x: "reaction", y: "days" }, "line"),
  );
  const [panel] = (chart.spec as PanelSpec).concat;
  const titles = (channel: "x" | "y"): unknown[] =>
    panel.layer.flatMap(({ encoding }) => encoding[channel]?.["title"] ?? []);
  expect(new Set(titles("x"))).toEqual(new Set(["reaction (ms)"]));
  expect(new Set(titles("y"))).toEqual(new Set(["density"]));
  const [{ bundle }] = render([chart.spec]);
  expect(bundle["image/svg+xml"]).not.toContain("density, days");
});

test("levels of both stand along one axis, colours stay those of their names", () => {
  const one = { g: ["a", "b"], y: [1, 2], c: ["p", "q"] };
  const other = { g: ["b", "c"], y: [3, 4], c: ["q", "r"] };
  const mapping = { x: "g", y: "y", color: "c" };
  const chart = overlay(plot(one, mapping, "scatter"), plot(other, mapping, "strip"));
  const layers = (chart.spec as PanelSpec).concat[0].layer;
  for (const { encoding } of layers)
    expect((encoding.x!["scale"] as { domain: string[] }).domain).toEqual(["a", "b", "c"]);
  const scales = layers.flatMap(({ encoding }) => (encoding.color ? [JSON.stringify(encoding.color["scale"])] : []));
  expect(new Set(scales).size).toBe(1);
  expect(new Set((JSON.parse(scales[0]) as { range: string[] }).range).size).toBe(3);
  expect(render([chart.spec])[0].warnings).toEqual([]);
});

test("lines over levels are joined in the order of the common axis", () => {
  const rows = withlevels({ g: ["c", "a", "b", "c", "a", "b"], y: [3, 1, 2, 4, 2, 3] }, "g", ["b", "c", "a"]);
  const own = { g: ["a", "b", "c"], y: [10, 20, 30] };
  const layers = (
    overlay(plot(rows, { x: "g", y: "y" }, "strip"), plot(own, { x: "g", y: "y" }, "line")).spec as PanelSpec
  ).concat[0].layer;
  const line = layers.find(({ data }) => data?.values.some((row) => (row["value"] as number[])?.includes(30)))!;
  expect(line.data!.values.map(({ level, value }) => [level, value])).toEqual([
    [
      ["b", "c", "a"],
      [20, 30, 10],
    ],
  ]);
});

test("what cannot lie upon each other is named", () => {
  const panels = plot(sleepstudy, { x: "days", y: "reaction", layout: "subj" }, "scatter");
  expect(() => overlay(panels, panels)).toThrow("one has 18 panels");
  expect(() => overlay(panels)).toThrow("two charts or more");
  expect(() =>
    overlay(
      plot(sleepstudy, { x: "days", y: "reaction" }, "scatter"),
      plot(sleepstudy, { x: "subj", y: "reaction" }, "boxplot"),
    ),
  ).toThrow("numbers or levels along x");
  const mapping = { x: "days", y: "reaction" };
  const [linear, log] = [{}, { yscale: "log" as const }].map((options) =>
    plot(sleepstudy, mapping, ["scatter", "linear"], options),
  );
  expect(() => overlay(linear, log)).toThrow("all logarithmic or none is; along y these charts have both");
  const [panel] = (overlay(log, log).spec as PanelSpec).concat;
  for (const { encoding } of panel.layer) expect(encoding.y!["scale"]).toMatchObject({ type: "log" });
});

test("numbers alone are drawn, as of a column of theirs", () => {
  const values = sleepstudy.numeric("reaction");
  expect(histogram(values, { bins: 10, xlabel: "reaction" }).spec.data).toEqual(
    histogram(sleepstudy, "reaction", { bins: 10 }).spec.data,
  );
  expect(densityplot(Array.from(values)).spec.description).toBe("Density of value: 180 values");
  expect(() => histogram(values, "reaction" as never)).toThrow("histogram of numbers alone has no columns");
  expect(() => histogram(sleepstudy as never)).toThrow("histogram draws a column of a table, whose name comes second");
});
