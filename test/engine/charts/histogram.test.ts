import { histogram } from "engine/charts/histogram";
import { plot } from "engine/charts/plot";
import { normals } from "./sample";

const counts = (chart: ReturnType<typeof histogram>): number[] =>
  chart.spec.data.values.map((row) => row.count as number);
const total = (values: number[]): number => values.reduce((sum, v) => sum + v, 0);

test("as many bins as asked for, from the least to the greatest value, and every value counted", () => {
  const σ1 = normals(5000, 35, 20).map((v) => Math.max(0, v));
  const chart = histogram({ σ1 }, "σ1", { bins: 100, title: "σ_batch" });
  const rows = chart.spec.data.values;
  expect(rows).toHaveLength(100);
  expect(total(counts(chart))).toBe(5000);
  expect(rows[0].x).toBe(0);
  expect(rows[99].x2).toBeCloseTo(Math.max(...σ1), 1);
  expect(rows.every((row, i) => i === 0 || row.x === rows[i - 1].x2)).toBe(true);
});

test("a spike at the edge shows as its own bar", () => {
  const ρ = normals(5000, 0.2, 0.5).map((v) => Math.min(1, v));
  const chart = histogram({ ρ }, "ρ", { bins: 100 });
  const atOne = ρ.filter((v) => v === 1).length;
  expect(counts(chart)[99]).toBeGreaterThanOrEqual(atOne);
  expect(counts(chart)[99]).toBe(Math.max(...counts(chart)));
});

test("an edge value belongs to the bin above, the greatest to the last", () => {
  expect(counts(histogram({ y: [0, 1, 2, 3, 4] }, "y", { bins: 4 }))).toEqual([1, 1, 1, 2]);
});

test("by default Freedman and Diaconis's number of bins", () => {
  const y = Float64Array.from({ length: 1001 }, (_, i) => i);
  expect(counts(histogram({ y }, "y"))).toHaveLength(Math.ceil(1000 / ((2 * 500) / Math.cbrt(1001))));
  expect(counts(histogram({ y: [0, 0, 0, 0, 0, 0, 0, 0.5] }, "y"))).toHaveLength(4);
});

test("bins of whole numbers hold equally many of them each, centred on the grades of a scale", () => {
  for (const [least, span, size] of [
    [1, 6, 300],
    [0, 1, 50],
    [18, 47, 120],
    [-3, 9, 1000],
  ]) {
    const y = Float64Array.from({ length: size }, (_, i) => least + ((i * 7919) % (span + 1)));
    const { spec } = histogram({ y }, "y");
    const rows = spec.data.values as { x: number; x2: number; count: number }[];
    const widths = rows.map(({ x, x2 }) => x2 - x);
    expect(new Set(widths).size).toBe(1);
    expect([Number.isInteger(widths[0]), rows[0].x, rows[rows.length - 1].x2 >= least + span + 0.5]).toEqual([
      true,
      least - 0.5,
      true,
    ]);
    for (const { x, x2, count } of rows) expect(count).toBe(y.filter((value) => value > x && value < x2).length);
    const layer = plot({ y }, { x: "y" }, "histogram").spec.concat[0].layer[0];
    const {
      x,
      x2,
      y: heights,
    } = layer.data?.values[0] ?? plot({ y }, { x: "y" }, "histogram").spec.concat[0].data!.values[0];
    expect((x as number[])[0]).toBe(least - 0.5);
    expect((heights as number[]).reduce((a, b) => a + b)).toBe(size);
    expect((x2 as number[])[0] - (x as number[])[0]).toBe(span < 20 ? 1 : Math.max(1, Math.round(span / 30)));
  }
});

test("a constant column is one bar", () => {
  const chart = histogram({ y: [3, 3, 3] }, "y", { bins: 100 });
  expect(counts(chart)).toEqual([3]);
  expect(String(chart)).toBe("Histogram of y: 3 values in 1 bin");
});

test("the axis names the column, or xlabel", () => {
  expect(histogram({ y: [1, 2] }, "y").spec.layer[0].encoding.x).toMatchObject({ title: "y" });
  expect(histogram({ y: [1, 2] }, "y", { xlabel: "ms" }).spec.layer[0].encoding.x).toMatchObject({ title: "ms" });
});

test("errors name the rule and the value", () => {
  for (const bins of [0, 2.5, 501, NaN]) {
    expect(() => histogram({ y: [1, 2] }, "y", { bins })).toThrow(`bins is an integer from 1 to 500, not ${bins}`);
  }
  expect(() => histogram({ y: [1, 2] }, "y", { bin: 3 } as object)).toThrow("bin");
  expect(() => histogram({ y: [1, 2] }, "z")).toThrow("z");
});
