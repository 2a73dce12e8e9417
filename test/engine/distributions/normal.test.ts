import { chiSquaredUpper, twoSidedP } from "engine/distributions/normal";
import { expectClose } from "../support/expectClose";

// Abramowitz & Stegun, tables 26.1 and 26.2, and the asymptotic series of the tail (26.2.12) at 38.
test("two-sided p-values of the normal distribution", () => {
  expect(twoSidedP(0)).toBe(1);
  expectClose(
    [twoSidedP(1), twoSidedP(-1.96), twoSidedP(5)],
    [0.317310507862914, 0.0499957902964409, 5.73303143758389e-7],
    { relative: 1e-12 },
  );
  const z = 38;
  let term = 1;
  let series = 1;
  for (let k = 1; k < 40; k++) series += term *= -(2 * k - 1) / (z * z);
  expectClose([twoSidedP(z)], [(2 * Math.exp((-z * z) / 2) * series) / (z * Math.sqrt(2 * Math.PI))], {
    relative: 1e-11,
  });
  expect(twoSidedP(NaN)).toBeNaN();
});

test.each([0.01, 0.7, 3, 21.364, 60, 400])("upper χ² tails at %p", (x) => {
  const even = (dof: number): number => {
    let term = 1;
    let sum = 1;
    for (let k = 1; k < dof / 2; k++) sum += term *= x / 2 / k;
    return Math.exp(-x / 2) * sum;
  };
  for (const dof of [2, 4, 16, 40]) expectClose([chiSquaredUpper(x, dof)], [even(dof)], { relative: 1e-12 });
  expectClose([chiSquaredUpper(x, 1)], [twoSidedP(Math.sqrt(x))], { relative: 1e-12 });
});

test("a χ² statistic of 0 or below is no evidence", () => {
  expect(chiSquaredUpper(0, 3)).toBe(1);
  expect(chiSquaredUpper(-1e-9, 3)).toBe(1);
});
