import { parametricbootstrap } from "engine/bootstrap/parametricbootstrap";
import { MixedModelBootstrap } from "engine/bootstrap/sample/mixedModelBootstrap";
import { type BootstrapPayload, bootstrapview } from "engine/charts/bootstrapView";
import { binned, FAILED } from "engine/charts/parts/binnedColumn";
import { Xoshiro } from "engine/random/xoshiro";
import { Table } from "engine/table/table";
import { fitted } from "../support/fits";
import { samples } from "../support/samples";

const bytes = (text: string): Buffer => Buffer.from(text, "base64");

test("every value lies in the bin of its code, failed ones in none", () => {
  const values = Float64Array.from({ length: 2000 }, (_, i) =>
    i % 10 === 0 ? 0 : i % 333 === 1 ? NaN : Math.abs(Math.sin(i)) * 5,
  );
  const { least, width, bins, masses, counts, codes } = binned(values);
  expect(masses).toEqual([0]);
  values.forEach((value, i) => {
    if (Number.isNaN(value)) expect(codes[i]).toBe(FAILED);
    else if (value === 0) expect(codes[i]).toBe(bins);
    // A value at an edge belongs to the bin above it, but for rounding.
    else expect(Math.abs(value - (least + (codes[i] + 0.5) * width))).toBeLessThanOrEqual(0.5 * width * (1 + 1e-9));
  });
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(values.filter(Number.isFinite).length);
});

test("equal values are one bin", () => {
  expect(binned(Float64Array.of(3, 3, NaN, 3))).toMatchObject({
    bins: 1,
    counts: [3],
    bandwidth: 0,
    codes: Uint8Array.of(0, 0, FAILED, 0),
  });
});

test("a payload below 200 KB holds the replicates, which of them are singular, and counts of all", async () => {
  const sample = await samples.sleepstudy();
  const payload = bootstrapview(sample).payload();
  expect(JSON.stringify(payload).length).toBeLessThan(200_000);
  expect(payload).toMatchObject({ replicates: 10_000, held: 10_000, failed: 0, notes: [] });
  const singular = sample.issingular();
  const bits = bytes(payload.singularBits);
  expect(singular.map((_, i) => ((bits[i >> 3] >> (i & 7)) & 1) === 1)).toEqual(singular);
  expect(payload.singular).toBe(singular.filter(Boolean).length);
  for (const { counts, codes } of payload.columns) {
    const held = new Array(counts.length).fill(0);
    for (const code of bytes(codes)) held[code]++;
    expect(held).toEqual(counts);
  }
});

test("of many parameters and replicates the first replicates are held, and it is said", async () => {
  const sample = await parametricbootstrap(new Xoshiro(1), 10_000, fitted("kb07_m0"), {
    progress: false,
    draws: "statistics",
  });
  const payload = bootstrapview(sample).payload();
  expect(JSON.stringify(payload).length).toBeLessThan(200_000);
  expect(payload.columns).toHaveLength(24);
  expect(payload.held).toBeLessThan(10_000);
  expect(payload.held).toBeGreaterThan(4000);
  expect(payload.columns.every(({ codes }) => bytes(codes).length === payload.held)).toBe(true);
  expect(payload.columns.every(({ counts }) => counts.reduce((sum, count) => sum + count, 0) === 10_000)).toBe(true);
  expect(payload.notes).toEqual([
    `To keep the notebook small, selections count the first ${payload.held} of 10000 replicates; the curves show all.`,
    "5 more parameters are not drawn; choose with { parameters: […] }.",
  ]);
  const few: BootstrapPayload = bootstrapview(sample, { parameters: ["σ", "ρ01"] }).payload();
  expect(few.columns.map(({ name, label }) => [name, label])).toEqual([
    ["σ", "residual"],
    ["ρ01", "subj: (Intercept), spkr: old"],
  ]);
  expect(few.held).toBe(10_000);
});

test("what cannot be drawn is refused", async () => {
  const sample = await samples.dyestuff();
  expect(() => bootstrapview(sample, { parameters: ["σ2"] })).toThrow("unknown parameter 'σ2'");
  expect(() => bootstrapview(sample, { parameters: "σ" as never })).toThrow(
    'the option parameters of bootstrapview is an array of names such as ["β1", "σ"]; got σ',
  );
  expect(() => bootstrapview(sample, { parameter: [] } as object)).toThrow("did you mean 'parameters'");
  const description = {
    formula: "y ~ 1 + (1 | g)",
    coefnames: ["(Intercept)"],
    kept: [0],
    terms: [{ grouping: "g", names: ["(Intercept)"], blocks: [[0]] }],
  };
  const none = Table.fromColumns(["obj", "β1", "σ", "σ1", "θ1"].map((name) => [name, Float64Array.of(NaN)]));
  expect(() =>
    bootstrapview(
      MixedModelBootstrap.create(none, description, new Int32Array(1), [{ iter: 1, reason: "not converged" }]),
    ),
  ).toThrow("bootstrapview needs replicates; the sample has 1, of which 1 failed");
});
