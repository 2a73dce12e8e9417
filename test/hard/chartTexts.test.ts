import * as engine from "engine/index";
import { type Rendered, render } from "../engine/charts/render";
import { everyChart } from "./everyChart";
import { groups } from "./groups";

/** How many paths and texts of a picture there are. */
function drawn({ bundle }: Rendered): string {
  const svg = String(bundle["image/svg+xml"]);
  return `${svg.match(/<path/g)?.length ?? 0} paths, ${svg.match(/<text/g)?.length ?? 0} texts`;
}

function names(node: unknown, found: string[] = []): string[] {
  if (typeof node !== "object" || node === null) return found;
  for (const [key, value] of Object.entries(node)) {
    if (key === "layer" && Array.isArray(value))
      found.push(...value.flatMap(({ name }: { name?: string }) => name ?? []));
    if (key !== "values") names(value, found);
  }
  return found;
}

test("columns, levels, titles and labels may have names that Vega takes for variables", async () => {
  const [usual, charts] = [await everyChart("abcdefghijk"), await everyChart("constructor")];
  const pictures = render(usual.map(([, { spec }]) => spec)).map(drawn);
  const rendered = render(charts.map(([, { spec }]) => spec));
  expect(
    charts.flatMap(([kind], i) => (drawn(rendered[i]) === pictures[i] ? [] : [`${kind}: ${drawn(rendered[i])}`])),
  ).toEqual([]);
  // Vega-Lite would give two layers of one name the same scales.
  for (const [, { spec }] of usual) expect(names(spec)).toEqual([...new Set(names(spec))]);
});

test("Vega-Lite has nothing to complain about on logarithmic axes", () => {
  const { x, g } = groups();
  const table = { x: x.map((value) => Math.exp(value)), y: x.map((value, i) => Math.exp(value + (i % 3))), g };
  const log = { xscale: "log", yscale: "log" } as const;
  const charts = [
    ...(["scatter", "line", "linear", "smooth", "contours"] as const).map((layer) =>
      engine.plot(table, { x: "x", y: "y", color: "g" }, layer, log),
    ),
    ...(["boxplot", "violin", "raincloud", "strip", "mean", "line"] as const).map((layer) =>
      engine.plot(table, { x: "g", y: "y", color: "g" }, layer, { yscale: "log" }),
    ),
    engine.plot(table, { x: "x" }, "ecdf", { xscale: "log" }),
    engine.plot(table, { x: "x" }, "histogram", { xscale: "log" }),
  ];
  expect(render(charts.map(({ spec }) => spec)).flatMap(({ warnings }) => warnings)).toEqual([]);
});
