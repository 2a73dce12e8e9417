import { centredForm, inForm, type StandardForm, scaledForm } from "engine/deviance/standardForm";
import { MersenneTwister } from "engine/random/mersenneTwister";

const rng = new MersenneTwister(8);
const days = Float64Array.from({ length: 60 }, (_, i) => i % 10);
const years = Float64Array.from({ length: 60 }, () => 1950 + Math.floor(70 * rng.rand()));
const decimals = Float64Array.from({ length: 60 }, () => Math.round(365 + 15 * rng.randn()) / 10);
const signs = Float64Array.from({ length: 60 }, () => (rng.rand() < 0.6 ? -1 : 1));
const doses = Float64Array.from({ length: 60 }, (_, i) => [1, 2, 4][i % 3]);
const normal = Float64Array.from({ length: 60 }, () => rng.randn());
const kinds = { days, years, decimals, signs, doses, normal } as const;

/** Values of a covariate with its own rounding, in another origin and unit. */
function moved(values: Float64Array, a: number, b: number): Float64Array {
  return values.map((value) => a + b * value);
}

function spread(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value / values.length, 0);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2 / values.length, 0));
}

describe("beside an intercept", () => {
  test.each([
    ["few steps from 0 stay", days, { center: 0, scale: 1, step: 1 }],
    ["few steps are counted from the least", moved(days, 2005, 3), { center: 2005, scale: 3, step: 1 }],
    ["two values are 0 and 1", signs, { center: -1, scale: 2, step: 1 }],
    ["gaps are steps too", doses, { center: 1, scale: 1, step: 1 }],
    ["a rare value is far from the least", Float64Array.from({ length: 50 }, (_, i) => Number(i > 0)), undefined],
  ])("%s", (_, values, expected) => {
    const form = centredForm(values);
    if (expected !== undefined) expect(form).toEqual(expected);
    else expect(form.center).toBe(1);
  });

  test("many steps are centred at one of them and scaled by a power of two", () => {
    const { center, scale, step } = centredForm(years);
    expect(Number.isInteger(center)).toBe(true);
    expect(Math.log2(scale)).toBe(Math.round(Math.log2(spread(years))));
    expect(scale * step!).toBe(1);
    const inSteps = inForm(years, centredForm(years), true);
    expect(Array.from(inSteps, (value) => center + scale * value)).toEqual([...years]);
  });

  test("other values have the mean 0 and the standard deviation 1", () => {
    const values = inForm(normal, centredForm(normal), true);
    expect(values.reduce((sum, value) => sum + value, 0)).toBeCloseTo(0, 12);
    expect(spread(values)).toBeCloseTo(1, 14);
  });

  test.each(Object.entries(kinds))("%s are the same in any origin and unit", (kind, values) => {
    const known = inForm(values, centredForm(values), true);
    for (const distance of [0, 1, 1e3, 1e6])
      for (const unit of [1, 1 / 3, 1e-12, 8.64e7, 1e12]) {
        const other = moved(values, -distance * unit * spread(values), unit);
        const found = inForm(other, centredForm(other), true);
        if (kind === "normal") found.forEach((value, i) => expect(Math.abs(value - known[i])).toBeLessThan(1e-9));
        else expect([...found]).toEqual([...known]);
      }
  });

  test("a constant is not centred", () => {
    const form = centredForm(new Float64Array(9).fill(7));
    expect(form.center).toBe(0);
    expect(inForm(new Float64Array(9).fill(7), form, true)[0]).toBe(1);
    expect(centredForm(new Float64Array(9))).toEqual({ center: 0, scale: 1 });
  });

  test("values that are nearly in steps are not taken for such", () => {
    const nearly = days.map((value, i) => value + 1e-7 * Math.sin(i));
    expect(centredForm(nearly).step).toBeUndefined();
    const back = inForm(nearly, centredForm(nearly), true);
    const { center, scale } = centredForm(nearly);
    back.forEach((value, i) => expect(center + scale * value).toBeCloseTo(nearly[i], 13));
  });
});

describe("where the origin matters", () => {
  test.each([
    [days, { center: 0, scale: 1, step: 1 }],
    [moved(days, 0, 86400), { center: 0, scale: 86400, step: 1 }],
    [signs, { center: 0, scale: 1, step: 1 }],
    [signs.map((value) => value / 2), { center: 0, scale: 0.5, step: 1 }],
  ])("few steps from 0", (values, expected) => {
    expect(scaledForm(values)).toEqual(expected);
  });

  test.each(Object.entries(kinds))("%s are the same in any unit", (kind, values) => {
    const known = inForm(values, scaledForm(values), true);
    for (const unit of [1 / 3, 1e-12, 8.64e7, 1e12]) {
      const form: StandardForm = scaledForm(moved(values, 0, unit));
      expect(form.center).toBe(0);
      const found = inForm(moved(values, 0, unit), form, true);
      if (kind === "normal") found.forEach((value, i) => expect(value).toBeCloseTo(known[i], 13));
      else expect([...found]).toEqual([...known]);
    }
  });
});
