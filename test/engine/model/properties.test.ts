import { DummyCoding, EffectsCoding, HelmertCoding, SeqDiffCoding } from "engine/formula/coding/contrasts";
import { Center } from "engine/formula/coding/standardize";
import { type FitOptions, fit } from "engine/model/fit";
import type { LinearMixedModel } from "engine/model/linearMixedModel";
import { predict } from "engine/model/predict";
import { dataset } from "engine/table/source/dataset";
import { CholeskyDecomposition, Matrix } from "ml-matrix";
import { expectClose } from "../support/expectClose";

type Row = { [column: string]: unknown };

/** Unbalanced designs: crossed with a factor, and slopes. */
const kb07 = dataset("kb07")
  .toRows()
  .filter((_, i) => (i * 7919) % 101 > 60) as Row[];
const sleepstudy = dataset("sleepstudy")
  .toRows()
  .filter((_, i) => (i * 7919) % 101 > 25) as Row[];
const cases: [string, Row[], string, string, FitOptions][] = [
  ["crossed", kb07, "rt_trunc ~ 1 + spkr * prec + (1 | subj) + (1 + prec | item)", "rt_trunc", {}],
  ["slopes", sleepstudy, "reaction ~ 1 + days + (1 + days | subj)", "reaction", {}],
  [
    "weights",
    sleepstudy.map((row, i) => ({ ...row, w: 0.5 + (i % 7) / 3 })),
    "reaction ~ 1 + days + (1 + days | subj)",
    "reaction",
    { weights: "w", REML: true },
  ],
];

/** Rows in an order that a multiplicative generator gives. */
function shuffled(rows: readonly Row[]): Row[] {
  return rows
    .map((row, i) => ({ row, key: (((i + 1) * 48271) % 2147483647) % 9973 }))
    .sort((a, b) => a.key - b.key)
    .map(({ row }) => row);
}

function expectSameFit(model: LinearMixedModel, other: LinearMixedModel): void {
  expectClose([model.objective, model.sigma], [other.objective, other.sigma], { relative: 1e-9 });
  expectClose(model.coef, other.coef, { relative: 1e-6 });
  expectClose(model.stderror, other.stderror, { relative: 1e-6 });
}

describe.each(cases)("a fit does not change: %s", (_, rows, formula, response, options) => {
  const model = fit(formula, rows, options);

  test("under the order of the rows", () => {
    expectSameFit(fit(formula, shuffled(rows), options), model);
  });

  test("under the names of the levels of grouping factors", () => {
    const renamed = rows.map((row) => ({
      ...row,
      subj: `z${[...String(row.subj)].reverse().join("")}`,
      ...("item" in row ? { item: Number(String(row.item).slice(1)) } : {}),
    }));
    expectSameFit(fit(formula, renamed, options), model);
  });

  test("but by the scale of the response", () => {
    const scaled = fit(
      formula,
      rows.map((row) => ({ ...row, [response]: 1000 * (row[response] as number) })),
      options,
    );
    expectClose(
      scaled.coef,
      model.coef.map((value) => 1000 * value),
      { relative: 1e-6 },
    );
    expectClose([scaled.sigma], [1000 * model.sigma], { relative: 1e-7 });
    expectClose(scaled.theta, model.theta, { absolute: 1e-5 });
    expectClose(
      [scaled.objective],
      [model.objective + 2 * (rows.length - (options.REML ? model.coef.length : 0)) * Math.log(1000)],
      { relative: 1e-9 },
    );
  });

  test("but by a shift of the response", () => {
    const shifted = fit(
      formula,
      rows.map((row) => ({ ...row, [response]: 500 + (row[response] as number) })),
      options,
    );
    expectClose(
      shifted.coef,
      model.coef.map((value, j) => (j === 0 ? 500 + value : value)),
      { relative: 1e-6 },
    );
    expectClose([shifted.objective], [model.objective], { relative: 1e-9 });
  });
});

test.each([EffectsCoding(), DummyCoding({ base: "old" }), HelmertCoding(), SeqDiffCoding()])(
  "predictions do not depend on the coding of a factor",
  (spkr) => {
    const formula = "rt_trunc ~ 1 + spkr * prec + (1 + spkr | subj) + (1 | item)";
    const base = fit(formula, kb07);
    const coded = fit(formula, kb07, { contrasts: { spkr } });
    expectClose([coded.objective], [base.objective], { relative: 1e-9 });
    expectClose(predict(coded, kb07.slice(0, 50)), predict(base, kb07.slice(0, 50)), { relative: 1e-5 });
  },
);

test.each(["B", "C"])("nor on its base, of three levels: %s", (base) => {
  const formula = "score ~ 1 + Machine + (1 + Machine | Worker)";
  const rows = dataset("machines")
    .toRows()
    .filter((_, i) => i % 7 !== 3);
  const [usual, other] = [fit(formula, rows), fit(formula, rows, { contrasts: { Machine: DummyCoding({ base }) } })];
  expectClose([other.objective], [usual.objective], { relative: 1e-9 });
  // Where the objective is flat, parameters agree to the root of what it does.
  expectClose([other.sigma], [usual.sigma], { relative: 1e-6 });
  expectClose(predict(other, rows), predict(usual, rows), { relative: 1e-5 });
  expect(other.coefnames).not.toEqual(usual.coefnames);
});

test("centring a predictor moves the intercept alone", () => {
  const formula = "reaction ~ 1 + days + (1 + days | subj)";
  const [base, centred] = [fit(formula, sleepstudy), fit(formula, sleepstudy, { contrasts: { days: Center(4) } })];
  expectClose(centred.coef, [base.coef[0] + 4 * base.coef[1], base.coef[1]], { relative: 1e-6 });
  expectClose([centred.objective], [base.objective], { relative: 1e-9 });
  expectClose([centred.sigma], [base.sigma], { relative: 1e-6 });
  expectClose(centred.fitted, base.fitted, { relative: 1e-5 });
});

/** log N(y; Xβ, σ²(I + ZΛΛᵀZᵀ)) from dense n × n matrices, at any parameters. */
function logDensity(
  { data, nobs: n }: LinearMixedModel,
  beta: ArrayLike<number>,
  sigma: number,
  theta: Float64Array,
): number {
  const lambdas = data.layout.lambdas();
  data.layout.fill(lambdas, theta);
  const covariance = Matrix.eye(n, n);
  data.terms.forEach(({ refs, columns }, t) => {
    const s = columns.length;
    const rows = Array.from({ length: n }, (_, i) =>
      Array.from({ length: s }, (_, c) =>
        columns.reduce((sum, column, r) => sum + column[i] * lambdas[t][r * s + c], 0),
      ),
    );
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++)
        if (refs[i] === refs[j])
          covariance.set(i, j, covariance.get(i, j) + rows[i].reduce((sum, value, c) => sum + value * rows[j][c], 0));
  });
  covariance.mul(sigma ** 2);
  const { values } = data.frame.response;
  const residual = Matrix.columnVector(
    Array.from(
      values,
      (value, i) => value - data.frame.fixed.columns.reduce((sum, column, j) => sum + column[i] * beta[j], 0),
    ),
  );
  const cholesky = new CholeskyDecomposition(covariance);
  const logDeterminant = cholesky.lowerTriangularMatrix.diagonal().reduce((sum, value) => sum + 2 * Math.log(value), 0);
  return (
    -(n * Math.log(2 * Math.PI) + logDeterminant + residual.transpose().mmul(cholesky.solve(residual)).get(0, 0)) / 2
  );
}

test.each([
  ["slopes", "reaction ~ 1 + days + (1 + days | subj)", sleepstudy],
  ["dependent columns", "reaction ~ 1 + days + I(2 * days) + zerocorr(1 + days | subj)", sleepstudy],
  ["nested", "strength ~ 1 + (1 | batch / cask)", dataset("pastes").toRows() as Row[]],
  ["singular", "yield ~ 1 + (1 | batch)", dataset("dyestuff2").toRows() as Row[]],
])("the log-likelihood is that of the dense normal density, which no step away raises: %s", (_, formula, rows) => {
  const model = fit(formula, rows);
  const { coef, sigma, theta, loglikelihood } = model;
  expectClose([logDensity(model, coef, sigma, theta)], [loglikelihood], { relative: 1e-11 });
  const step = (values: Float64Array, j: number, by: number): Float64Array =>
    values.map((value, i) => (i === j ? value + by : value));
  for (const by of [-1e-2, 1e-2]) {
    coef.forEach((_value, j) =>
      expect(logDensity(model, step(coef, j, by * (model.stderror[j] || sigma)), sigma, theta)).toBeLessThan(
        loglikelihood,
      ),
    );
    expect(logDensity(model, coef, (1 + by) * sigma, theta)).toBeLessThan(loglikelihood);
    theta.forEach((_value, j) =>
      expect(logDensity(model, coef, sigma, step(theta, j, by))).toBeLessThan(loglikelihood),
    );
  }
});
