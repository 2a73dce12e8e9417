import {
  toUser,
  toWorking,
  userTheta,
  weightsToUser,
  weightsToWorking,
  workingTheta,
} from "engine/deviance/changeOfBasis";
import { modelData } from "engine/deviance/modelData";
import { modelFrame } from "engine/formula/frame/modelFrame";
import { MersenneTwister } from "engine/random/mersenneTwister";
import { asTable } from "engine/table/asTable";
import { expectClose } from "../support/expectClose";

const rng = new MersenneTwister(4);
const rows = Array.from({ length: 80 }, (_, i) => i);
const table = asTable({
  y: rows.map(() => rng.randn()),
  g: rows.map((i) => `g${i % 8}`),
  h: rows.map((i) => `h${(i * 7) % 5}`),
  x: rows.map(() => 500 + 2 * rng.randn()),
  z: rows.map(() => 1e-4 * rng.randn()),
  w: rows.map(() => 0.5 + rng.rand()),
});
const { layout, change } = modelData(
  modelFrame("y ~ 1 + x + z + (1 + x + z | g) + zerocorr(1 + x | h)", table, { weights: "w" }),
);

test("θ goes to the working columns and back", () => {
  const theta = Float64Array.from({ length: layout.length }, () => rng.randn());
  layout.makeDiagonalNonNegative(theta);
  expectClose(userTheta(layout, change, workingTheta(layout, change, theta)), theta, { relative: 1e-9 });
  expectClose(workingTheta(layout, change, userTheta(layout, change, theta)), theta, { relative: 1e-9 });
});

test("the covariance of zᵀb is the same at every row", () => {
  const theta = Float64Array.from({ length: layout.length }, () => rng.rand());
  const [user, working] = [layout.lambdasAt(userTheta(layout, change, theta)), layout.lambdasAt(theta)];
  const data = modelData(modelFrame("y ~ 1 + x + z + (1 + x + z | g) + zerocorr(1 + x | h)", table));
  const roots = table.numeric("w").map(Math.sqrt);
  const weighted = modelData(
    modelFrame("y ~ 1 + x + z + (1 + x + z | g) + zerocorr(1 + x | h)", table, { weights: "w" }),
  ).weighted.terms;
  data.terms.forEach(({ columns }, t) => {
    const s = columns.length;
    const variance = (lambda: Float64Array, z: readonly number[]): number =>
      Array.from({ length: s }, (_, c) => z.reduce((sum, value, r) => sum + value * lambda[r * s + c], 0)).reduce(
        (sum, value) => sum + value ** 2,
        0,
      );
    for (const row of [0, 17, 79]) {
      const own = variance(
        user[t],
        columns.map((column) => column[row]),
      );
      const other = variance(
        working[t],
        weighted[t].columns.map((column) => column[row] / roots[row]),
      );
      expectClose([other], [own], { relative: 1e-9 });
    }
  });
});

test.each([
  [[0, 0, 0, 0.7, 0.2, 0.4, 0, 0.5]],
  [[0.3, 0.1, -0.2, 0, 0, 0.4, 0.2, 0]],
  [[0.3, 0.1, -0.2, 0.5, 0.1, 0, 0.2, 0.3]],
  [[0.3, 0.1, -0.2, 0, 0, 0, 0, 0]],
  [[0, 0, 0, 0, 0, 0, 0, 0]],
])("directions without variance have exact zeros in both: %p", (values) => {
  const zeros = (theta: Float64Array): number =>
    layout.diagonal().reduce((count, index) => count + (theta[index] === 0 ? 1 : 0), 0);
  const theta = Float64Array.from(values);
  expect(zeros(userTheta(layout, change, theta))).toBe(zeros(theta));
  expect(zeros(workingTheta(layout, change, theta))).toBe(zeros(theta));
});

test("a combination of coefficients is the same", () => {
  const beta = Float64Array.of(3, -0.2, 800);
  const weights = Float64Array.of(1, 501, 2e-5);
  const product = (a: Float64Array, b: Float64Array): number => a.reduce((sum, value, i) => sum + value * b[i], 0);
  const working = toWorking(change.fixed, beta);
  expectClose([product(weightsToWorking(change.fixed, weights), working)], [product(weights, beta)], {
    relative: 1e-12,
  });
  expectClose(toUser(change.fixed, working), beta, { relative: 1e-10 });
  expectClose(weightsToUser(change.fixed, weightsToWorking(change.fixed, weights)), weights, { relative: 1e-12 });
});
