import { LiveDensities } from "engine/bootstrap/computing/liveDensities";
import { samples } from "../../support/samples";

const kernelAt = (values: readonly number[], at: number, bandwidth: number): number =>
  values.reduce((sum, value) => sum + Math.exp(-0.5 * ((at - value) / bandwidth) ** 2), 0);

test("a curve is a density estimate, relative to its peak", async () => {
  const sample = await samples.sleepstudy();
  const values = sample.tbl.numeric("β2").slice(0, 500);
  const [drawn] = new LiveDensities(sample, ["β2"]).draw(() => values);
  expect(drawn).toMatchObject({ column: "β2", label: "days", count: 500, masses: [] });
  expect(Math.max(...drawn.heights)).toBe(1);
  const sorted = [...values].sort((a, b) => a - b);
  const mean = sorted.reduce((sum, value) => sum + value, 0) / 500;
  const sd = Math.sqrt(sorted.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 499);
  const quantile = (p: number): number => {
    const below = Math.floor(499 * p);
    return sorted[below] + (499 * p - below) * (sorted[below + 1] - sorted[below]);
  };
  const bandwidth = 0.9 * Math.min(sd, (quantile(0.75) - quantile(0.25)) / 1.34) * 500 ** -0.2;
  const places = drawn.heights.map((_, i) => drawn.from + ((drawn.to - drawn.from) * i) / (drawn.heights.length - 1));
  const exact = places.map((at) => kernelAt(sorted, at, bandwidth));
  const peak = Math.max(...exact);
  // Half a unit of the third digit, and 0.1 % for the estimate's bins.
  drawn.heights.forEach((height, i) => expect(Math.abs(height - exact[i] / peak)).toBeLessThan(1.5e-3));
  expect(values.filter((value) => value >= drawn.lower && value <= drawn.upper)).toHaveLength(475);
});

test("what lies exactly on the boundary is a share, not a bump", async () => {
  const sample = await samples.dyestuff();
  const { tbl } = sample;
  const values = tbl.numeric("σ1");
  const zeros = values.filter((value) => value === 0).length;
  const [drawn] = new LiveDensities(sample, true).draw((name) => tbl.numeric(name));
  expect(drawn.masses).toEqual([{ at: 0, share: zeros / 10_000 }]);
  expect(drawn.from).toBe(0);
});

test("failed replicates are left out, equal values are one mass, and a few have no picture", async () => {
  const sample = await samples.dyestuff();
  const one = new LiveDensities(sample, ["σ"]);
  const values = Float64Array.from({ length: 100 }, (_, i) => (i % 2 ? NaN : 3));
  expect(one.draw(() => values)).toEqual([
    {
      column: "σ",
      label: "residual",
      count: 100,
      lower: 3,
      upper: 3,
      from: 3,
      to: 3,
      heights: [],
      masses: [{ at: 3, share: 1 }],
    },
  ]);
  expect(one.draw(() => values.subarray(0, 30))).toEqual([]);
});

test("of a million replicates enough are taken", async () => {
  const sample = await samples.dyestuff();
  const values = Float64Array.from({ length: 1_000_000 }, (_, i) => Math.sin(i));
  const [drawn] = new LiveDensities(sample, ["σ"]).draw(() => values);
  expect(drawn.count).toBe(1_000_000);
  expect(drawn.upper - drawn.lower).toBeLessThan(2);
  expect(JSON.stringify(drawn).length).toBeLessThan(1000);
});
