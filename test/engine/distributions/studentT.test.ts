import { readFileSync } from "node:fs";
import { join } from "node:path";
import { chiSquaredUpper, twoSidedP } from "engine/distributions/normal";
import { normalQuantile } from "engine/distributions/normalQuantile";
import { fisherUpper, studentBound, studentTailBound, studentTwoSidedP } from "engine/distributions/studentT";
import { expectClose } from "../support/expectClose";

const reference = JSON.parse(readFileSync(join(__dirname, "../../reference/studentT.json"), "utf8")) as {
  readonly tails: readonly (readonly [t: number, nu: number, p: number])[];
  readonly bounds: readonly (readonly [tail: number, nu: number, t: number])[];
  readonly upper: readonly (readonly [f: number, nu1: number, nu2: number, p: number])[];
};
const all = { relative: 1e-12 };

test("tails of t by 50-digit arithmetic, from 0.1 to 1e10 degrees of freedom, down to 1e-305", () => {
  expect(reference.tails.length).toBeGreaterThan(150);
  for (const [t, nu, p] of reference.tails) expectClose([studentTwoSidedP(-t, nu)], [p], all);
});

test("bounds of t by 50-digit arithmetic, of tails down to 1e-300", () => {
  expect(reference.bounds.length).toBeGreaterThan(150);
  for (const [tail, nu, t] of reference.bounds) {
    expectClose([studentTailBound(tail, nu)], [t], all);
    if (tail > 0.5) expectClose([studentBound(1 - tail, nu)], [t], all);
  }
});

test("upper tails of F by 50-digit arithmetic", () => {
  for (const [f, nu1, nu2, p] of reference.upper) expectClose([fisherUpper(f, nu1, nu2)], [p], all);
});

// From R 4.2: qt(tail/2, nu, lower.tail = FALSE).
test.each([
  [0.05, 5, 2.570581835636315],
  [0.05, 29.9, 2.0425589158185571],
  [0.3, 1e6, 1.0364339269350935],
  [1e-8, 4.7, 87.260810302466211],
])("the bound of a tail of %d with %d degrees of freedom", (tail, nu, t) => {
  expectClose([studentTailBound(tail, nu)], [t], all);
  // A level near 1 says less of the tail.
  expectClose([studentBound(1 - tail, nu)], [t], { relative: 1e-12 + 1e-16 / tail });
});

test("the ends, and what has no tail", () => {
  for (const nu of [0.01, 1, 40, 1e7, 1e300, Infinity]) {
    expect([studentBound(0, nu), studentBound(1, nu)]).toEqual([0, Infinity]);
    expect([studentTwoSidedP(0, nu), studentTwoSidedP(Infinity, nu)]).toEqual([1, 0]);
    expect([fisherUpper(0, 3, nu), fisherUpper(Infinity, 3, nu)]).toEqual([1, 0]);
  }
  for (const nothing of [studentBound(0.5, NaN), studentBound(0.5, -1), studentBound(1.5, 3), studentBound(NaN, 3)])
    expect(nothing).toBeNaN();
  expect(studentTailBound(0.05, 0.001)).toBe(Infinity);
});

test("with degrees of freedom beyond all bounds, t and F are the normal and χ²", () => {
  for (const nu of [1e12, 1e17, 1e34, 1e300]) {
    for (const x of [0.1, 2, 9, 30]) {
      expectClose([studentTwoSidedP(x, nu)], [twoSidedP(x)], { relative: 1e-9 + x ** 4 / nu });
      for (const nu1 of [1, 3, 8])
        expectClose([fisherUpper(x, nu1, nu)], [chiSquaredUpper(nu1 * x, nu1)], { relative: 1e-9 + x ** 4 / nu });
    }
    expectClose([studentTailBound(0.01, nu)], [-normalQuantile(0.005)], { relative: 1e-9 });
  }
});

test("where most lies outside, a bound is as good as its level", () => {
  for (const nu of [0.01, 0.5, 3, 60, 1e8]) {
    let before = 0;
    for (const level of [1e-300, 1e-17, 1e-9, 1e-3, 0.2, 0.499999, 0.500001]) {
      const t = studentBound(level, nu);
      expect(t).toBeGreaterThan(before);
      if (level > 1e-3) expectClose([1 - studentTwoSidedP(t, nu)], [level], { relative: 1e-12 });
      before = t;
    }
  }
  // The density at 0 times the width.
  expectClose([studentBound(1e-9, 1), studentBound(1e-300, 1)], [Math.PI / 2e9, Math.PI / 2e300], all);
});
