import { studentizedRangeUpper } from "engine/distributions/studentizedRange";
import { studentTwoSidedP } from "engine/distributions/studentT";

/** ptukey(q, means, df, lower.tail = FALSE) of R 4.2, which has nine digits or more. */
test.each([
  [3.5, 3, 10, 0.0771033108387],
  [2, 5, 3, 0.660526302661],
  [6, 4, Infinity, 0.000129817245327],
  [10, 8, 30, 1.89609779366e-6],
])("P(Q > %p) of %i means with %p degrees of freedom is R's", (q, means, dof, p) => {
  expect(studentizedRangeUpper(q, means, dof) / p).toBeCloseTo(1, 5);
});

test("of two means it is the test of t", () => {
  for (const dof of [3, 7.5, 60, Infinity])
    for (const t of [0.3, 1.7, 4])
      expect(studentizedRangeUpper(t * Math.SQRT2, 2, dof)).toBeCloseTo(studentTwoSidedP(t, dof), 8);
});

test("ends and what is no number", () => {
  expect([studentizedRangeUpper(0, 3, 9), studentizedRangeUpper(-1, 3, 9)]).toEqual([1, 1]);
  expect([studentizedRangeUpper(NaN, 3, 9), studentizedRangeUpper(2, 3, NaN)]).toEqual([NaN, NaN]);
});
