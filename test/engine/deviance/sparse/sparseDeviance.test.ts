import type { Deviance } from "engine/deviance/deviance";
import { SparseDeviance } from "engine/deviance/sparse/sparseDeviance";
import { CholeskyDecomposition, Matrix } from "ml-matrix";
import { expectClose } from "../../support/expectClose";
import { PlainDeviance } from "../../support/plainDeviance";
import { type RandomDesign, type Recipe, randomDesign, randomLambdas } from "../../support/randomDesigns";

const recipes: { readonly [name: string]: Recipe } = {
  "two crossed intercepts, every pair once at most": {
    n: 90,
    terms: [
      { levels: 60, columns: 1 },
      { levels: 40, columns: 1 },
    ],
    fixed: 1,
  },
  "three crossed intercepts": {
    n: 400,
    terms: [
      { levels: 50, columns: 1 },
      { levels: 30, columns: 1 },
      { levels: 6, columns: 1 },
    ],
    fixed: 2,
  },
  "vectors in every term": {
    n: 300,
    terms: [
      { levels: 25, columns: 2 },
      { levels: 11, columns: 3 },
      { levels: 7, columns: 2 },
    ],
    fixed: 5,
  },
  "a vector that leads, intercepts behind it": {
    n: 200,
    terms: [
      { levels: 30, columns: 4 },
      { levels: 21, columns: 1 },
    ],
    fixed: 3,
  },
  "nested intercepts": { n: 300, terms: [{ levels: 90, columns: 1 }], nested: [40, 13], fixed: 2 },
  "nested in one factor, crossed with another": {
    n: 400,
    terms: [
      { levels: 80, columns: 1 },
      { levels: 9, columns: 1 },
    ],
    nested: [33],
    fixed: 6,
  },
  "vectors within vectors": {
    n: 600,
    terms: [{ levels: 90, columns: 2 }],
    nested: [40, 13],
    nestedColumns: 3,
    fixed: 2,
  },
  "one term": { n: 80, terms: [{ levels: 12, columns: 2 }], fixed: 3 },
};

const lambdas: { readonly [name: string]: (design: RandomDesign) => Float64Array[] } = {
  "a regular λ": ({ system }) => randomLambdas(system, 1, 3),
  "a large λ": ({ system }) => randomLambdas(system, 30, 4),
  "λ near 0": ({ system }) => randomLambdas(system, 1e-5, 5),
  "a term at 0": ({ system }) =>
    randomLambdas(system, 1, 6).map((lambda, t) => (t === 1 || system.terms.length === 1 ? lambda.fill(0) : lambda)),
  "the leading term at 0": ({ system }) =>
    randomLambdas(system, 1, 7).map((lambda, t) => (t === system.lead ? lambda.fill(0) : lambda)),
  "a vector with a singular λ": ({ system }) => randomLambdas(system, 1, 8, (_, row) => row === 1),
};

const cases = Object.keys(recipes).flatMap((recipe) =>
  Object.keys(lambdas).flatMap((lambda) => [
    [recipe, lambda, "ML"],
    [recipe, lambda, "REML"],
  ]),
);

function evaluated(deviance: Deviance, values: readonly Float64Array[], { statistics }: RandomDesign): Deviance {
  deviance.lambdas.forEach((lambda, t) => lambda.set(values[t]));
  deviance.statistics.set(statistics);
  expect(deviance.factor(true)).toBe(true);
  deviance.solve(true);
  return deviance;
}

test.each(cases)("%s at %s by %s: as the dense evaluation", (recipe, lambda, criterion) => {
  const design = randomDesign(recipes[recipe], 17);
  const values = lambdas[lambda](design);
  const { system, y } = design;
  const reml = criterion === "REML";
  const sparse = evaluated(new SparseDeviance(system, y.length, reml, { levelTraces: true }), values, design);
  const dense = evaluated(new PlainDeviance(system, y.length, reml, { levelTraces: true }), values, design);
  expectClose([sparse.objective, sparse.r2], [dense.objective, dense.r2], { relative: 1e-12 });
  // β and L_X lose digits where a large λ leaves little of X: their errors are those of the condition of XᵀV⁻¹X.
  expectClose(sparse.beta, dense.beta, { relative: 1e-9, absolute: 1e-11 });
  expectClose(
    sparse.fixedFactor.map((value, i) => (i % system.p <= Math.floor(i / system.p) ? value : 0)),
    lowerPart(dense.fixedFactor, system.p),
    { relative: 1e-9 },
  );
  expectClose(sparse.e.subarray(0, system.q1 + system.d2), dense.e.subarray(0, system.q1 + system.d2), {
    relative: 1e-9,
    absolute: 1e-10,
  });
  system.terms.forEach((_, t) => {
    expectClose(sparse.squares[t], dense.squares[t], { relative: 1e-9, absolute: 1e-10 * largest(dense.squares[t]) });
    expectClose(sparse.traces[t], dense.traces[t], { absolute: 1e-11 * (largest(dense.traces[t]) + 1) });
  });
  expectClose(sparse.levelTraces!, dense.levelTraces!, { absolute: 1e-10 * (largest(dense.levelTraces!) + 1) });
});

test("an insteval in small: the objective of the dense normal density, the derivative of its differences", () => {
  const design = randomDesign(
    {
      n: 300,
      terms: [
        { levels: 90, columns: 1 },
        { levels: 40, columns: 1 },
        { levels: 5, columns: 1 },
      ],
      fixed: 2,
    },
    5,
  );
  const { system, y } = design;
  const values = randomLambdas(system, 0.7, 9);
  const deviance = evaluated(new SparseDeviance(system, y.length, false), values, design);
  expectClose([deviance.objective], [normalDensity(design, values)], { relative: 1e-12 });
  const weight = y.length / deviance.r2;
  values.forEach((lambda, t) => {
    const derivative = 2 * lambda[0] * (deviance.traces[t][0] - weight * deviance.squares[t][0]);
    const at = (step: number): number =>
      normalDensity(
        design,
        values.map((other, u) => (u === t ? Float64Array.of(other[0] + step) : other)),
      );
    const h = 1e-3;
    expectClose([derivative], [(8 * (at(h) - at(-h)) - (at(2 * h) - at(-2 * h))) / (12 * h)], {
      relative: 1e-6,
      absolute: 1e-6,
    });
  });
});

test("memory can be given back, and an evaluation comes out the same afterwards", () => {
  const design = randomDesign(recipes["three crossed intercepts"], 2);
  const deviance = new SparseDeviance(design.system, design.y.length, false);
  const values = randomLambdas(design.system, 1, 1);
  const { objective } = evaluated(deviance, values, design);
  const traces = deviance.traces.map((trace) => trace.slice());
  deviance.release();
  evaluated(deviance, values, design);
  expect([deviance.objective, deviance.traces]).toEqual([objective, traces]);
});

test("a λ that overflows is refused, and the next evaluation is not touched by it", () => {
  const design = randomDesign(recipes["two crossed intercepts, every pair once at most"], 2);
  const deviance = new SparseDeviance(design.system, design.y.length, false);
  const values = randomLambdas(design.system, 1, 1);
  const { objective } = evaluated(deviance, values, design);
  deviance.lambdas[1][0] = 1e200;
  expect(deviance.factor(true)).toBe(false);
  expect(evaluated(deviance, values, design).objective).toBe(objective);
});

function lowerPart(matrix: Float64Array, n: number): Float64Array {
  return matrix.map((value, i) => (i % n <= Math.floor(i / n) ? value : 0));
}

function largest(values: Float64Array): number {
  return values.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
}

/** −2 log density of y ~ N(Xβ̂, σ̂²V), V = I + ZΛΛᵀZᵀ an n × n matrix. */
function normalDensity({ terms, fixed, y }: RandomDesign, values: readonly Float64Array[]): number {
  const n = y.length;
  const v = Matrix.eye(n, n);
  terms.forEach(({ refs }, t) => {
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++) if (refs[i] === refs[j]) v.set(i, j, v.get(i, j) + values[t][0] ** 2);
  });
  const factor = new CholeskyDecomposition(v);
  const x = new Matrix(fixed.map((column) => Array.from(column))).transpose();
  const response = Matrix.columnVector(Array.from(y));
  const product = x.transpose().mmul(factor.solve(x));
  const information = product.clone().add(product.transpose()).div(2);
  const beta = new CholeskyDecomposition(information).solve(x.transpose().mmul(factor.solve(response)));
  const residual = response.sub(x.mmul(beta));
  const r2 = residual.transpose().mmul(factor.solve(residual)).get(0, 0);
  const logDeterminant = factor.lowerTriangularMatrix.diagonal().reduce((sum, value) => sum + 2 * Math.log(value), 0);
  return logDeterminant + n * (1 + Math.log((2 * Math.PI * r2) / n));
}

test.each([
  "three crossed intercepts",
  "vectors in every term",
  "nested in one factor, crossed with another",
  "one term",
])("%s: a refined solution is that of a new factorization", (recipe) => {
  const design = randomDesign(recipes[recipe], 23);
  const { system, y } = design;
  const deviance = new SparseDeviance(system, y.length, false);
  const values = randomLambdas(system, 1, 10);
  const { objective } = evaluated(deviance, values, design);
  const near = values.map((lambda, t) => lambda.map((value) => value * (1 + (t === 1 ? -3e-3 : 2e-3))));
  deviance.lambdas.forEach((lambda, t) => lambda.set(near[t]));
  deviance.refine(true);
  const fresh = evaluated(new SparseDeviance(system, y.length, false), near, design);
  expectClose([deviance.r2], [fresh.r2], { relative: 1e-11 });
  expectClose(deviance.beta, fresh.beta, { relative: 1e-6, absolute: 1e-8 });
  system.terms.forEach((_, t) =>
    expectClose(deviance.squares[t], fresh.squares[t], { absolute: 2e-5 * largest(fresh.squares[t]) }),
  );
  expect(evaluated(deviance, values, design).objective).toBe(objective);
});

test("refinement gives up where the factor is of no use", () => {
  const design = randomDesign(recipes["three crossed intercepts"], 23);
  const deviance = new SparseDeviance(design.system, design.y.length, false);
  expect(deviance.refine(false)).toBeNaN();
  evaluated(deviance, randomLambdas(design.system, 0.1, 10), design);
  deviance.lambdas.forEach((lambda) => lambda.fill(20));
  expect(deviance.refine(false)).toBeNaN();
});
