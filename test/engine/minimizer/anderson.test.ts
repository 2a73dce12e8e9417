import { Anderson } from "engine/minimizer/anderson";
import { expectClose } from "../support/expectClose";

/** θ ← Aθ + b with fixed point (1, 2, 3). */
const a = [
  [0.25, 0.1, 0],
  [0.05, 0.2, 0.1],
  [0, 0.1, 0.3],
];
const fixed = [1, 2, 3];
const step = (theta: Float64Array): Float64Array =>
  Float64Array.from(a, (row, i) => fixed[i] + row.reduce((sum, value, j) => sum + value * (theta[j] - fixed[j]), 0));

test("a linear iteration is solved in as many extrapolations as it has dimensions", () => {
  const anderson = new Anderson(3, 4);
  const theta = Float64Array.of(0.7, 1.5, 3.4);
  const extrapolated = Array.from({ length: 4 }, () => anderson.extrapolate(theta, step(theta)));
  expect(extrapolated).toEqual([false, true, true, true]);
  expectClose(theta, fixed, { absolute: 1e-5 });
});

test("a correction that is longer than the residual is not taken", () => {
  const anderson = new Anderson(1, 4);
  const theta = Float64Array.of(0);
  anderson.extrapolate(theta, Float64Array.of(1));
  expect(anderson.extrapolate(theta, Float64Array.of(1.99))).toBe(false);
  expect([...theta]).toEqual([1.99]);
});

test("zeros of the target stay, and a new zero starts afresh", () => {
  const anderson = new Anderson(2, 4);
  const theta = Float64Array.of(1, 0);
  anderson.extrapolate(theta, Float64Array.of(1.5, 0));
  expect(anderson.extrapolate(theta, Float64Array.of(1.7, 0))).toBe(true);
  expect(theta[1]).toBe(0);
  expect(anderson.extrapolate(theta, Float64Array.of(1.8, 0.1))).toBe(false);
  expect([...theta]).toEqual([1.8, 0.1]);
});

test("nothing is remembered after clear, and the ring of the last changes turns", () => {
  const run = (anderson: Anderson): number[] => {
    const theta = Float64Array.of(0.7, 1.5, 3.4);
    for (let i = 0; i < 7; i++)
      anderson.extrapolate(
        theta,
        step(theta).map((value, j) => value + 0.01 * Math.sin(5 * i + j)),
      );
    return [...theta];
  };
  const anderson = new Anderson(3, 2);
  const first = run(anderson);
  anderson.clear();
  expect(run(anderson)).toEqual(first);
});
