import { Acceleration, type CovarianceParameter } from "engine/bootstrap/sample/acceleration";
import { fit } from "engine/model/fit";
import type { LinearMixedModel } from "engine/model/linearMixedModel";
import { modelmatrix } from "engine/model/summaries";
import { dataset } from "engine/table/source/dataset";
import { inverse as inverted, Matrix, SVD } from "ml-matrix";
import { expectClose } from "../../support/expectClose";

/** V of the response at σ and θ, n × n. */
function covariance(model: LinearMixedModel, sigma: number, theta: Float64Array): Matrix {
  const lambdas = model.data.layout.lambdasAt(theta);
  const blocks = model.data.terms.flatMap(({ levels, names }, t) =>
    Array.from(
      { length: levels },
      () => new Matrix(Array.from(names, (_, i) => [...lambdas[t].slice(i * names.length, (i + 1) * names.length)])),
    ),
  );
  const q = blocks.reduce((sum, { rows }) => sum + rows, 0);
  const lambda = Matrix.zeros(q, q);
  let from = 0;
  for (const block of blocks) {
    lambda.setSubMatrix(block, from, from);
    from += block.rows;
  }
  const z = model.Z.mmul(Matrix.eye(q)) as Matrix;
  const zl = new Matrix(z.to2DArray()).mmul(lambda);
  return Matrix.diag(Array.from(model.weights, (w) => 1 / w))
    .add(zl.mmul(zl.transpose()))
    .mul(sigma ** 2);
}

/** The definition, with matrices n × n and differences. */
function plainly(model: LinearMixedModel, parameter: CovarianceParameter): number {
  const at = [model.sigma, ...model.theta];
  const move = <T>(k: number, by: number, of: (sigma: number, theta: Float64Array) => T): T => {
    const [sigma, ...theta] = at.map((value, j) => (j === k ? value + by : value));
    return of(sigma, Float64Array.from(theta));
  };
  const step = 1e-4;
  const v = covariance(model, model.sigma, model.theta);
  const inverse = inverted(v);
  const x = new Matrix(modelmatrix(model).to2DArray());
  const xv = x.transpose().mmul(inverse);
  const p = model.REML
    ? inverse.clone().sub(
        xv
          .transpose()
          .mmul(inverted(xv.mmul(x)))
          .mmul(xv),
      )
    : inverse;
  const slopes = at.map((_, k) =>
    p.mmul(
      move(k, step, (s, t) => covariance(model, s, t))
        .sub(move(k, -step, (s, t) => covariance(model, s, t)))
        .div(2 * step),
    ),
  );
  const information = new Matrix(slopes.map((a) => slopes.map((b) => a.mmul(b).trace() / 2)));
  const gradient = at.map((_, k) => (move(k, step, parameter) - move(k, -step, parameter)) / (2 * step));
  const direction = new SVD(information).solve(Matrix.columnVector(gradient)).getColumn(0);
  const d = slopes.reduce(
    (sum, one, k) => sum.add(one.clone().mul(direction[k])),
    Matrix.zeros(model.nobs, model.nobs),
  );
  const squared = d.mmul(d);
  return squared.mmul(d).trace() / (6 * (squared.trace() / 2) ** 1.5);
}

const sleepstudy = dataset("sleepstudy");
const weighted = { ...sleepstudy.columns(), w: Array.from({ length: 180 }, (_, i) => 1 + (i % 3)) };
const norm = (row: number[]): number => Math.hypot(...row);
const spread: CovarianceParameter = (sigma, theta) => sigma * norm([theta[0]]);
const slope: CovarianceParameter = (sigma, theta) => sigma * norm([theta[1], theta[2]]);
const correlation: CovarianceParameter = (_, theta) => theta[1] / norm([theta[1], theta[2]]);

test.each([
  ["dyestuff", fit("yield ~ 1 + (1 | batch)", dataset("dyestuff")), [spread]],
  ["dyestuff, REML", fit("yield ~ 1 + (1 | batch)", dataset("dyestuff"), { REML: true }), [spread]],
  ["slopes", fit("reaction ~ 1 + days + (1 + days | subj)", sleepstudy), [spread, slope, correlation]],
  [
    "weighted slopes, REML",
    fit("reaction ~ 1 + days + (1 + days | subj)", weighted, { REML: true, weights: "w" }),
    [spread, slope, correlation],
  ],
  ["crossed", fit("diameter ~ 1 + (1 | plate) + (1 | sample)", dataset("penicillin")), [spread]],
] as [string, LinearMixedModel, CovarianceParameter[]][])(
  "accelerations are those of n × n matrices: %s",
  (_, model, parameters) => {
    const acceleration = new Acceleration(model);
    const all: CovarianceParameter[] = [(sigma) => sigma, ...parameters];
    expectClose(
      all.map((parameter) => acceleration.of(parameter)),
      all.map((parameter) => plainly(model, parameter)),
      { relative: 1e-4, absolute: 1e-6 },
    );
  },
);

test("the acceleration of a mean square's root is that of χ²", () => {
  // Of REML σ² is a mean square with 24 degrees of freedom, whose skewness is √(8/24).
  const model = fit("yield ~ 1 + (1 | batch)", dataset("dyestuff"), { REML: true });
  expectClose([new Acceleration(model).of((sigma) => sigma)], [Math.sqrt(8 / 24) / 6], { relative: 1e-6 });
});

test("at an edge there is none", () => {
  const model = fit("yield ~ 1 + (1 | batch)", dataset("dyestuff2"));
  expect(model.θ[0]).toBe(0);
  expect(new Acceleration(model).of(spread)).toBeNaN();
});
