import { fit } from "engine/model/fit";
import type { MixedModel } from "engine/model/mixedModel";
import { sparseL } from "engine/model/sparseL";
import { size } from "engine/model/summaries";
import { dataset } from "engine/table/source/dataset";
import { Matrix } from "ml-matrix";
import { fitted } from "../support/fits";

/** ΛᵀZᵀWZΛ + I with all its zeros. */
function system(model: MixedModel, weights: ArrayLike<number>): Matrix {
  const z = new Matrix(model.Z.toMatrix().to2DArray());
  const lambda = Matrix.zeros(z.columns, z.columns);
  let from = 0;
  model.data.terms.forEach(({ levels, names: { length: s } }, t) => {
    for (let level = 0; level < levels; level++, from += s)
      for (let k = 0; k < s * s; k++) lambda.set(from + Math.floor(k / s), from + (k % s), model.lambda[t][k]);
  });
  const scaled = z.mmul(lambda);
  for (let i = 0; i < scaled.rows; i++) scaled.mulRow(i, Math.sqrt(weights[i]));
  return scaled.transpose().mmul(scaled).add(Matrix.eye(z.columns));
}

const sleepstudy = dataset("sleepstudy");
const weights = Array.from({ length: 180 }, (_, i) => 1 + (i % 5));

test.each<[string, MixedModel]>([
  ["one term", fitted("sleepstudy")],
  ["crossed terms, one of them singular", fitted("kb07_m0")],
  ["nested terms", fit("strength ~ 1 + (1 | batch / cask)", dataset("pastes"))],
  ["weights", fit("reaction ~ 1 + days + (1 + days | subj)", sleepstudy, { weights })],
])("L·Lᵀ is the system of a model: %s", (_, model) => {
  const l = sparseL(model);
  const dense = new Matrix(l.toMatrix().to2DArray());
  const expected = system(model, "weights" in model ? model.weights : []);
  expect(dense.mmul(dense.transpose()).sub(expected).norm()).toBeLessThan(1e-13 * expected.norm());
  expect(l.nnz).toBeGreaterThanOrEqual(expected.to1DArray().filter((x) => x !== 0).length / 2);
  expect(l.get(0, 1)).toBe(0);
});

test("the log-determinant of L is that of the deviance", () => {
  const model = fitted("sleepstudy");
  const l = sparseL(model);
  const logDeterminant = Array.from({ length: l.rows }, (_, j) => 2 * Math.log(l.get(j, j))).reduce((a, b) => a + b);
  const squares = model.residuals.reduce((sum, r) => sum + r * r, 0);
  const u = model.u.subj;
  const penalty = [...u.numeric("(Intercept)"), ...u.numeric("days")].reduce((sum, one) => sum + one * one, 0);
  const n = model.nobs;
  const deviance = logDeterminant + n * (1 + Math.log((2 * Math.PI * (squares + penalty)) / n));
  expect(deviance).toBeCloseTo(model.objective, 8);
});

test("a generalized model has the weights of its last iteration", () => {
  const model = fit("use ~ 1 + age + (1 | dist)", dataset("contra"), { family: "bernoulli" });
  const weights = model.workingRoots.map((root) => root * root);
  const l = new Matrix(sparseL(model).toMatrix().to2DArray());
  const expected = system(model, weights);
  expect(l.mmul(l.transpose()).sub(expected).norm()).toBeLessThan(1e-13 * expected.norm());
});

test("the whole L ends with β and the penalized sum of squares", () => {
  for (const model of [fitted("sleepstudy"), fit("reaction ~ 1 + days + (1 + days | subj)", sleepstudy, { weights })]) {
    const l = sparseL(model, { full: true });
    const [p, q] = [model.rank, l.rows - model.rank - 1];
    const squares = model.residuals.reduce((sum, r, i) => sum + model.weights[i] * r * r, 0);
    const { subj } = model.u;
    const penalty = [...subj.numeric("(Intercept)"), ...subj.numeric("days")].reduce((sum, one) => sum + one * one, 0);
    const corner = l.get(q + p, q + p);
    expect(Math.abs(corner ** 2 - squares - penalty)).toBeLessThan(1e-9 * corner ** 2);
    // L of X is the factor of the inverse covariance of β over σ²; its row of y less β times it is 0.
    const dense = l.toMatrix();
    const { coef } = model;
    for (let j = q; j < q + p; j++) {
      const fitted = Array.from({ length: p }, (_, k) => coef[k] * dense.get(q + k, j)).reduce((sum, x) => sum + x, 0);
      expect(Math.abs(dense.get(q + p, j) - fitted)).toBeLessThan(1e-8 * corner);
    }
    expect(l.colnames.slice(-3)).toEqual(["(Intercept)", "days", "reaction"]);
  }
  const contra = fit("use ~ 1 + age + (1 | dist)", dataset("contra"), { family: "bernoulli" });
  expect(() => sparseL(contra, { full: true })).toThrow(
    "sparseL has the rows of the response of linear models; 'use ~",
  );
});

test("nested factors bring no fill-in, and what is 0 is a dot", () => {
  const model = fit("strength ~ 1 + (1 | batch / cask)", dataset("pastes"));
  const l = sparseL(model);
  expect(l.nnz).toBe(30 + 30 + 10);
  expect(String(l)).toContain("L, 40 × 40, 70 numbers below and on the diagonal");
  expect(String(l)).toContain("·");
});

test("the size of a model", () => {
  expect(size(fitted("sleepstudy"))).toEqual([180, 2, 36, 1]);
  expect(size(fitted("kb07_m0"))).toEqual([1789, 8, 4 * 56 + 4 * 32, 2]);
});
