import { averageInformation } from "engine/deviance/averageInformation";
import { direction } from "engine/deviance/exactHessian";
import { prepareResponse } from "engine/deviance/modelData";
import { devianceSubject, withDeviance } from "engine/deviance/withDeviance";
import { modelFrame } from "engine/formula/frame/modelFrame";
import { findStrata } from "engine/matrices/strata";
import { evaluate } from "engine/minimizer/derivatives";
import { CholeskyDecomposition, Matrix } from "ml-matrix";
import { crossedTable } from "../support/crossedTable";
import { expectClose } from "../support/expectClose";
import { frames, someTheta, type TestProblem, testProblem, weighted } from "../support/problems";
import { randomModel } from "../support/randomModels";

/** ZBZᵀ of a term, n × n, for an S × S matrix B. */
function behind({ refs, columns }: TestProblem["data"]["weighted"]["terms"][number], b: Matrix): Matrix {
  const rows = new Matrix(columns.map((column) => Array.from(column))).transpose();
  const product = rows.mmul(b).mmul(rows.transpose());
  for (let i = 0; i < refs.length; i++)
    for (let j = 0; j < refs.length; j++) if (refs[i] !== refs[j]) product.set(i, j, 0);
  return product;
}

function symmetric(matrix: Matrix): Matrix {
  return matrix.clone().add(matrix.transpose()).div(2);
}

/**
 * yᵀPD₁PD₂Py/σ² − N/r⁴·(yᵀPD₁Py)(yᵀPD₂Py) + 2·tr(G·dλ₁·dλ₂ᵀ) from n × n matrices, D = Z(λ·dλᵀ + dλ·λᵀ)Zᵀ and
 * G = Zᵀ(V⁻¹ or P)Z − ZᵀPyyᵀPZ/σ².
 */
function denseInformation({ data, problem }: TestProblem, theta: Float64Array, sigma?: number): Float64Array {
  const { layout, deviance } = problem;
  const { terms, fixed } = data.weighted;
  const n = data.frame.nobs;
  const lambdas = layout.lambdas();
  layout.fill(lambdas, theta);
  const v = Matrix.eye(n, n);
  const square = (values: Float64Array, s: number): Matrix => Matrix.from1DArray(s, s, Array.from(values));
  terms.forEach((term, t) => {
    const lambda = square(lambdas[t], term.columns.length);
    v.add(behind(term, lambda.mmul(lambda.transpose())));
  });
  const inverse = new CholeskyDecomposition(symmetric(v)).solve(Matrix.eye(n, n));
  const x = new Matrix(n, fixed.length);
  fixed.forEach((column, j) => x.setColumn(j, Array.from(column)));
  const left = inverse.mmul(x);
  const gram = x.transpose().mmul(left);
  const solved = new CholeskyDecomposition(symmetric(gram)).solve(left.transpose());
  const p = inverse.clone().sub(left.mmul(solved));
  const roots = data.weighted.roots;
  const y = Matrix.columnVector(
    Array.from(
      data.frame.response.values,
      (value, i) => (value - (data.frame.offset?.[i] ?? 0)) * (roots === undefined ? 1 : roots[i]),
    ),
  );
  const py = p.mmul(y);
  const r2 = y.transpose().mmul(py).get(0, 0);
  const N = deviance.degreesOfFreedom;
  const variance = sigma === undefined ? r2 / N : sigma ** 2;
  const directions = layout.position.map((_, i) => {
    const { term, matrix } = direction(layout, theta, i);
    return behind(terms[term], square(matrix, layout.sizes[term])).mmul(py);
  });
  const gradients = terms.map((term) => {
    const s = term.columns.length;
    const all = deviance.reml ? p : inverse;
    const g = new Matrix(s, s);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        if (term.refs[i] !== term.refs[j]) continue;
        const weight = all.get(i, j) - (py.get(i, 0) * py.get(j, 0)) / variance;
        for (let a = 0; a < s; a++)
          for (let b = 0; b < s; b++) g.set(a, b, g.get(a, b) + weight * term.columns[a][i] * term.columns[b][j]);
      }
    }
    return g;
  });
  const k = theta.length;
  const slopes = directions.map((d) => py.transpose().mmul(d).get(0, 0));
  const projected = directions.map((d) => p.mmul(d));
  const result = new Float64Array(k * k);
  layout.position.forEach((one, i) => {
    layout.position.forEach((other, j) => {
      result[i * k + j] = directions[i].transpose().mmul(projected[j]).get(0, 0) / variance;
      if (sigma === undefined) result[i * k + j] -= (N / r2 ** 2) * slopes[i] * slopes[j];
      if (one.block !== other.block || one.column !== other.column) return;
      const { term, columns } = layout.blocks[one.block];
      result[i * k + j] += 2 * gradients[term].get(columns[one.row], columns[other.row]);
    });
  });
  return result;
}

function expectInformation(subject: TestProblem, theta: Float64Array, sigma?: number): void {
  const { problem } = subject;
  const before = evaluate(problem, theta);
  const { r2, squares } = problem.deviance;
  const kept = squares.map((matrix) => [...matrix]);
  const information = averageInformation(problem, theta);
  const largest = information.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
  expectClose(information, denseInformation(subject, theta, sigma), { absolute: 1e-8 * largest });
  expect([problem.deviance.objective, problem.deviance.r2]).toEqual([before.objective, r2]);
  expect(squares.map((matrix) => [...matrix])).toEqual(kept);
}

const small = ["sleepstudy", "ragged sleepstudy", "ragged sleepstudy without correlation", "penicillin", "pastes"];

describe.each(small.flatMap((name) => [false, true].map((reml) => [name, reml] as const)))(
  "%s, REML %s",
  (name, reml) => {
    test("the information is that of dense matrices, and the solution stays", () => {
      const subject = testProblem(frames[name](), reml);
      expectInformation(subject, someTheta(subject.problem));
    });

    test("so it is where λ is singular", () => {
      const subject = testProblem(frames[name](), reml);
      const theta = someTheta(subject.problem);
      subject.problem.layout.diagonal().forEach((index, i) => {
        if (i % 2 === 0) theta[index] = 0;
      });
      expectInformation(subject, theta);
    });

    test("with weights, an offset and a fixed σ", () => {
      const subject = testProblem(weighted(frames[name](), 10), reml, 20);
      expectInformation(subject, someTheta(subject.problem), 20);
    });
  },
);

test("random models", () => {
  for (let seed = 331; seed <= 345; seed++) {
    const { frame, reml } = randomModel(seed);
    const subject = testProblem(frame, reml);
    expectInformation(subject, someTheta(subject.problem));
  }
});

test.each([
  ["dense", 60, 40, 300],
  ["sparse", 300, 180, 3000],
])("the kernels have the same: %s", (kind, first, second, rows) => {
  const table = crossedTable(
    rows,
    [
      { levels: first, sd: 0.5 },
      { levels: second, sd: 0.5 },
    ],
    8,
  );
  const subject = testProblem(modelFrame("y ~ 1 + x + (1 + x | g1) + (1 | g2)", table), false);
  const { data, problem } = subject;
  const theta = someTheta(problem);
  evaluate(problem, theta);
  const plain = averageInformation(problem, theta);
  const { statistics } = prepareResponse(data, data.frame.response.values);
  const strata = findStrata(data.weighted.terms, data.weighted.fixed, data.system, false);
  withDeviance(devianceSubject(data, statistics, strata, { REML: false, sigma: undefined }), (deviance) => {
    expect(deviance.constructor.name).toBe(kind === "dense" ? "DenseDeviance" : "SparseDeviance");
    evaluate({ deviance, layout: data.layout, strata }, theta);
    const solution = [deviance.objective, deviance.r2, ...deviance.e, ...deviance.beta, ...deviance.squares[0]];
    const largest = plain.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
    expectClose(averageInformation({ deviance, layout: data.layout, strata }, theta), plain, {
      absolute: 1e-9 * largest,
    });
    expect([deviance.objective, deviance.r2, ...deviance.e, ...deviance.beta, ...deviance.squares[0]]).toEqual(
      solution,
    );
  });
});
