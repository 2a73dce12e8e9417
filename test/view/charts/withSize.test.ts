import { withSize } from "view/charts/withSize";
import { bundles } from "../support";

/** Lengths on which a chart's look from the back row depends, by where they stand. */
const MEASURES = /(?:width|height|[sS]ize|[wW]idth|dx|dy|limit|Limit|padding|Padding|offset|spacing)$/;
/** Of the whole picture. */
const MARGIN = ".config.padding";

function lengths(node: unknown, path = "", found = new Map<string, number>()): Map<string, number> {
  if (typeof node !== "object" || node === null) return found;
  for (const [key, value] of Object.entries(node)) {
    if (["data", "transform", "scale"].includes(key) || `${path}.${key}` === MARGIN) continue;
    if (typeof value === "number" && MEASURES.test(key)) found.set(`${path}.${key}`, value);
    else lengths(value, `${path}.${key}`, found);
  }
  return found;
}

const charts = Object.entries(bundles()).filter(([, bundle]) => "application/vnd.vegalite.v5+json" in bundle);

test.each(charts)("large letters, lines, dots and plots of %s, and nothing else is changed", (_, bundle) => {
  const spec = bundle["application/vnd.vegalite.v5+json"];
  const [usual, large] = [lengths(spec), lengths(withSize(spec, 2))];
  expect([...large.keys()]).toEqual([...usual.keys()]);
  const factors = [...usual].map(([path, value]) => [path, value === 0 ? 2 : large.get(path)! / value] as const);
  const areas = /\.(?:size|symbolSize)$/;
  expect(factors.filter(([path, factor]) => factor !== (areas.test(path) ? 4 : 2)).map(([path]) => path)).toEqual([]);
  expect(withSize(spec, 1)).toBe(spec);
});

test("names beside a plot, legends of areas and titles of panels grow too", () => {
  const spec = {
    concat: [{ width: 100, height: 80, title: { text: "a", fontSize: 12 }, layer: [] }],
    spacing: 12,
    encoding: {
      x: { value: -14 },
      opacity: { value: 0.5 },
      size: { field: "n", scale: { range: [0, 500] }, legend: { symbolSize: 3 } },
    },
  };
  expect(withSize(spec, 2)).toEqual({
    concat: [{ width: 200, height: 160, title: { text: "a", fontSize: 24 }, layer: [] }],
    spacing: 24,
    encoding: {
      x: { value: -28 },
      opacity: { value: 0.5 },
      size: { field: "n", scale: { range: [0, 2000] }, legend: { symbolSize: 12 } },
    },
    config: {},
  });
});
