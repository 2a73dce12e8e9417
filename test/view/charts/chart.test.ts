/** @jest-environment jsdom */

import { chartLegend } from "view/charts/chartLegend";
import { chartTable } from "view/charts/chartTable";
import { inkConfig, onPage, PAPER } from "view/charts/chartTheme";
import { interactiveSpec, legendOf, type Picked, paperSpec, withConfig } from "view/charts/interactiveSpec";
import { binned, binSteps, endRows, intervalRows, nearestLevel } from "view/charts/levels";
import { slider } from "view/charts/slider";
import { readExtras } from "view/reading/chartExtras";
import { render } from "../../engine/charts/render";
import { bundles, texts, VIEW } from "../support";

type Bundle = { [mime: string]: any };

const { density, densities, histogram, ridge } = bundles();
const spec = (bundle: Bundle): any => bundle["application/vnd.vegalite.v5+json"];
const extras = (bundle: Bundle) => readExtras(bundle[VIEW]);
const layer = (live: any, name: string): any => live.layer.find((one: any) => one.name === name);

test("charts carry intervals at 20 levels, or bins that coarser ones are made of", () => {
  const { intervals } = extras(density);
  expect(intervals).toHaveLength(1);
  expect(intervals![0].lower[15]).toBe(
    spec(density).layer.find((one: any) => one.data?.name === "intervals").data.values[0].lower,
  );
  expect(extras(ridge).intervals).toHaveLength(1);
  const { bins, shownBins } = extras(histogram);
  expect(shownBins).toBe(100);
  expect(bins!.counts.reduce((sum, value) => sum + value, 0)).toBe(2000);
});

test("they zoom, and take neither the options nor the payload of a stranger", () => {
  const live: any = interactiveSpec(
    { ...spec(density), usermeta: { embedOptions: { loader: {} } } },
    extras(density),
    500,
  );
  expect(live.layer[0].params[0]).toMatchObject({ bind: "scales" });
  const names: any = interactiveSpec(spec(ridge), extras(ridge), 500);
  expect(names.layer.find((one: any) => one.mark.type === "text").mark.clip).toBe(false);
  expect(names.layer[0].encoding.x.title).toBe("Normalized bootstrap density and coverage interval");
  expect(live).not.toHaveProperty("usermeta");
  expect(live.width).toBeLessThanOrEqual(500);
  expect(readExtras({ intervals: [{ lower: [1] }], bins: { least: "0" } })).toEqual({
    chart: "plain",
    shownBins: 1,
  });
});

test("a specification without layers, or of another program, is left as it is", () => {
  expect(interactiveSpec({ mark: "bar" }, readExtras(null), 300)).toEqual({ mark: "bar" });
  const layered = { layer: [{ mark: "boxplot", encoding: { x: { field: "g", type: "nominal" } } }] };
  expect(interactiveSpec(layered, readExtras({ version: 1, kind: "chart" }), undefined)).toEqual(layered);
});

test("the ends of each interval are handles; a drag that begins there does not pan", () => {
  const live: any = interactiveSpec(spec(densities), extras(densities), 600);
  const ends = layer(live, "mm_ends");
  expect(ends.data.values).toHaveLength(4);
  expect(ends.data.values.map(({ side, series }: any) => `${series} ${side}`)).toEqual([
    "σ1 lower",
    "σ1 upper",
    "σ2 lower",
    "σ2 upper",
  ]);
  expect(ends.mark.cursor).toBe("ew-resize");
  expect(live.layer[0].params[0].select.translate).toContain("event.item.mark.name !== 'mm_ends_marks'");
});

test("live and paper specifications compile without complaint, with the marks they should have", () => {
  const hidden: Picked = { hidden: ["σ1"], lit: null };
  const config = (own: any): any => withConfig(own, inkConfig(PAPER));
  const [live, ridges, bars, paper] = render([
    config(interactiveSpec(spec(densities), extras(densities), 700, hidden)),
    config(interactiveSpec(spec(ridge), extras(ridge), 700)),
    config(interactiveSpec(spec(histogram), extras(histogram), 700)),
    config(paperSpec(spec(densities), extras(densities), 700, hidden)),
  ]);
  expect([live, ridges, bars, paper].map(({ warnings, failure }) => [warnings, failure])).toEqual(
    Array(4).fill([[], null]),
  );
  const drawn = (rendered: { bundle: Bundle }): Document =>
    new DOMParser().parseFromString(rendered.bundle["image/svg+xml"], "image/svg+xml");
  expect(drawn(live).querySelectorAll(".mm_ends_marks > path")).toHaveLength(2);
  expect(drawn(live).querySelectorAll(".mark-area path")).toHaveLength(1);
  expect(drawn(live).querySelectorAll(".role-legend")).toHaveLength(0);
  expect(drawn(ridges).querySelectorAll(".mm_ends_marks > path")).toHaveLength(2);
  expect(drawn(bars).querySelectorAll(".mark-rect path")).toHaveLength(100);
  expect(texts(drawn(paper), ".role-legend-label text")).toEqual(["σ2"]);
});

test("a dragged end takes the level at which an end lies nearest", () => {
  const { lower, upper } = extras(density).intervals![0];
  for (const level of [80, 87, 99])
    expect(upper[nearestLevel(upper, upper[level - 80], 95) - 80]).toBe(upper[level - 80]);
  expect(nearestLevel(upper, 1e9, 95)).toBe(99);
  // σ1 is often 0: the lower end does not move, so the level stays.
  expect(new Set(lower)).toEqual(new Set([0]));
  expect(nearestLevel(lower, 0, 91)).toBe(91);
  expect(endRows(extras(density).intervals!, 90)).toMatchObject([
    { side: "lower", end: lower[10], drag: "90 %" },
    { side: "upper", end: upper[10] },
  ]);
  expect(intervalRows(extras(density).intervals!, 80)).toMatchObject([{ lower: lower[0], upper: upper[0] }]);
});

test("coarser bins hold the same values", () => {
  const { bins } = extras(histogram);
  for (const count of [1, 7, 100 / 4, 126, 210].filter((one) => bins!.counts.length % one === 0)) {
    const rows = binned(bins!, count);
    expect(rows).toHaveLength(count);
    expect(rows.reduce((sum, row) => sum + row.count, 0)).toBe(2000);
  }
});

test("the bins to choose from include those that are shown", () => {
  const steps = binSteps(extras(histogram));
  expect(steps).toContain(100);
  expect(steps.filter((one) => one !== 100).every((one) => 2520 % one === 0)).toBe(true);
  expect(steps).toEqual([...steps].sort((a, b) => a - b));
});

test("the legend hides, shows and lights up curves", () => {
  const picked: Picked[] = [];
  const entries = legendOf(spec(densities), extras(densities));
  expect(entries.map(({ name }) => name)).toEqual(["σ1", "σ2"]);
  expect(legendOf(spec(density), extras(density))).toEqual([]);
  const legend = chartLegend(
    [...entries, { name: "<img src=x onerror=alert(1)>", color: "url(javascript:0)" }],
    (one) => picked.push(one),
  );
  expect(legend.querySelector("img")).toBeNull();
  const [first, second] = legend.querySelectorAll("button");
  first.dispatchEvent(new Event("focus"));
  expect(picked.at(-1)).toEqual({ hidden: [], lit: "σ1" });
  first.click();
  expect(picked.at(-1)).toEqual({ hidden: ["σ1"], lit: null });
  expect(first.getAttribute("aria-pressed")).toBe("false");
  first.dispatchEvent(new Event("blur"));
  second.dispatchEvent(new Event("pointerenter"));
  expect(picked.at(-1)).toEqual({ hidden: ["σ1"], lit: "σ2" });
  first.click();
  expect(picked.at(-1)).toEqual({ hidden: [], lit: "σ2" });
});

test("a chart's numbers are those of its marks, at the level and bins that are shown", () => {
  const table = (bundle: Bundle, level = 95, bins?: number) => chartTable(spec(bundle), extras(bundle), level, bins);
  const curves = table(densities, 90);
  expect(curves.columns.map(({ header }) => header)).toEqual(["curve", "n", "mean", "lower", "upper"]);
  expect(curves.columns[3].cells).toEqual(extras(densities).intervals!.map(({ lower }) => lower[10]));
  expect(table(ridge).columns[0]).toMatchObject({ header: "coefficient", cells: ["(Intercept)"] });
  expect(table(histogram).columns.map(({ cells }) => cells.length)).toEqual([100, 100, 100]);
  expect(table(histogram, 95, 10).total).toBe(10);
  expect(chartTable({ mark: "bar" }, readExtras(null), 95, undefined).columns).toHaveLength(1);
  expect(
    chartTable(
      { data: { values: [{ a: 1, b: "<b>" }, null, { a: [1] }] } },
      readExtras(null),
      95,
      undefined,
    ).columns.map(({ header }) => header),
  ).toEqual(["a", "b"]);
});

test("a slider says its value", () => {
  const seen: number[] = [];
  const { node, set } = slider(
    "Coverage",
    [80, 81, 82],
    81,
    (value) => `${value} %`,
    (value) => seen.push(value),
  );
  const input = node.querySelector("input")!;
  input.value = "2";
  input.dispatchEvent(new Event("input"));
  expect(seen).toEqual([82]);
  expect(input.getAttribute("aria-valuetext")).toBe("82 %");
  set(80);
  expect([input.value, node.querySelector("output")!.textContent, seen.length]).toEqual(["0", "80 %", 1]);
});

test("a plain specification stands on the page, unless it has a background of its own", () => {
  const plain = readExtras({ version: 1, kind: "chart" });
  expect(onPage({ mark: "bar" }, plain)).toEqual({
    background: "transparent",
    mark: "bar",
    config: { axis: { gridOpacity: 0.18 } },
  });
  const own = { mark: "bar", background: "red", config: { axis: { gridOpacity: 1 } } };
  expect(onPage(own, plain)).toEqual(own);
  expect(onPage({ mark: "bar" }, { chart: "plot" })).toEqual({ mark: "bar" });
});
