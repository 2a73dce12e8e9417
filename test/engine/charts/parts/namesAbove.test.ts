import { caterpillar } from "engine/charts/caterpillar";
import { coefplot } from "engine/charts/coefplot";
import { histogram } from "engine/charts/histogram";
import { namesAbove } from "engine/charts/parts/namesAbove";
import type { ChartSpec } from "engine/charts/parts/spec";
import { ridgeplot } from "engine/charts/ridge";
import { fitted } from "../../support/fits";
import { render } from "../render";
import { coefficientSample } from "../sample";

const ridges = ridgeplot(coefficientSample(300)).spec;
const intervals = coefplot([fitted("sleepstudy"), fitted("sleepstudy")]).spec;

/** Pixels of one row. */
function rowOf({ height, layer }: ChartSpec): number {
  const y = layer.map(({ encoding }) => encoding.y).find((channel) => channel?.["axis"] === null)!;
  const [from, to] = (y["scale"] as { domain: [number, number] }).domain;
  return height / (to - from);
}

test.each([
  ["ridges", ridges],
  ["intervals", intervals],
])("names of %s stand above what they are of and below the row before", (_, spec) => {
  const above = namesAbove(spec) as ChartSpec;
  const row = rowOf(above);
  const names = above.layer.find(({ mark }) => mark.type === "text")!;
  expect(names.encoding.x).toEqual({ value: 0 });
  const middle = -(names.mark["dy"] as number);
  for (const { ridge, base, y } of above.data.values) {
    const tops = Array.isArray(ridge) ? (ridge as number[]).map((value) => value - (base as number)) : [];
    const top = Math.max(0, ...tops, typeof y === "number" ? y - Math.round(y) : 0) * row;
    expect(middle - top).toBeGreaterThanOrEqual(8);
    // Six pixels of letters above their middle.
    const lowest = typeof y === "number" ? row * (1 - (Math.round(y) - y)) : row;
    expect(middle + 6).toBeLessThanOrEqual(lowest + 1);
  }
  const [{ warnings, failure }] = render([above]);
  expect([warnings, failure]).toEqual([[], null]);
});

test.each([
  ["ridges", ridges],
  ["intervals", intervals],
])("the line at zero of %s has gaps where names stand, and runs through all rows", (_, spec) => {
  const above = namesAbove(spec) as ChartSpec;
  const row = rowOf(above);
  const names = above.layer.find(({ mark }) => mark.type === "text")!;
  const field = String(names.encoding.y!["field"]);
  const middles = (names.data ?? above.data).values.map(
    (one) => (one[field] as number) - (names.mark["dy"] as number) / row,
  );
  const line = above.layer.find(({ mark }) => mark.type === "rule")!;
  expect([line.encoding.y!["field"], line.encoding.y2!["field"]]).toEqual(["low", "high"]);
  const parts = line.data!.values.map(({ zero, low, high }) => [zero, low, high] as [number, number, number]);
  expect(parts.length).toBeGreaterThanOrEqual(middles.length);
  for (const [zero, low, high] of parts) {
    expect([zero, low < high]).toEqual([0, true]);
    for (const middle of middles)
      expect(low > middle ? (low - middle) * row : (middle - high) * row).toBeGreaterThan(8);
  }
  const drawn = parts.reduce((sum, [, low, high]) => sum + high - low, 0);
  expect(drawn).toBeGreaterThan(above.height / row - middles.length * (21 / row) - 0.01);
});

test("ridges keep their height in pixels, and the specification that is shown keeps all", () => {
  const before = JSON.stringify(ridges);
  const above = namesAbove(ridges) as ChartSpec;
  expect(JSON.stringify(ridges)).toBe(before);
  const peak = (spec: ChartSpec): number =>
    rowOf(spec) *
    Math.max(...spec.data.values.map(({ ridge, base }) => Math.max(...(ridge as number[])) - (base as number)));
  expect(peak(above) / peak(ridges)).toBeCloseTo(1, 2);
});

test("charts without names beside them stay as they are", () => {
  expect(namesAbove(histogram([1, 2, 3]).spec)).toBeUndefined();
  expect(namesAbove(caterpillar(fitted("sleepstudy")).spec)).toBeUndefined();
  expect(namesAbove({ data: { values: [] }, mark: "bar" })).toBeUndefined();
});
