import { twoSidedP } from "engine/distributions/normal";
import { normalQuantile, probabilityPoints } from "engine/distributions/normalQuantile";
import { expectClose } from "../support/expectClose";

test("quantiles are R's qnorm", () => {
  const p = [1e-300, 1e-10, 0.025, 0.25, 0.5, 0.9, 1 - 1e-10];
  const qnorm = [
    -37.0470962993612, -6.36134090240406, -1.95996398454005, -0.674489750196082, 0, 1.2815515655446, 6.36134088969742,
  ];
  expectClose(p.map(normalQuantile), qnorm, { relative: 1e-11, absolute: 1e-15 });
});

test("they undo the tail probability", () => {
  for (const p of [1e-200, 1e-30, 1e-5, 0.1, 0.3, 0.4999])
    expectClose([twoSidedP(normalQuantile(p)) / 2], [p], { relative: 1e-11 });
});

test("ends and beyond", () => {
  expect([0, 1].map(normalQuantile)).toEqual([-Infinity, Infinity]);
  expect([-0.1, 1.1, NaN].map(normalQuantile)).toEqual([NaN, NaN, NaN]);
});

test("probability points lie evenly in (0, 1)", () => {
  expect(probabilityPoints(4)).toEqual(Float64Array.of(0.125, 0.375, 0.625, 0.875));
  expect(probabilityPoints(0)).toHaveLength(0);
});
