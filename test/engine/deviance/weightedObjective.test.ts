import { userTheta } from "engine/deviance/changeOfBasis";
import { DenseCore, DenseDeviance } from "engine/deviance/denseDeviance";
import { suitsSparse } from "engine/deviance/evaluationCost";
import { exactHessian } from "engine/deviance/exactHessian";
import { logScale, modelData } from "engine/deviance/modelData";
import { SparseDeviance } from "engine/deviance/sparse/sparseDeviance";
import { modelFrame } from "engine/formula/frame/modelFrame";
import { evaluate, hessianByDifferences } from "engine/minimizer/derivatives";
import { newton } from "engine/minimizer/newton";
import { fitFrame } from "engine/model/fitFrame";
import { Heap } from "engine/wasm/heap";
import { Matrix } from "ml-matrix";
import { crossedTable } from "../support/crossedTable";
import { denseObjective } from "../support/denseOracle";
import { expectClose } from "../support/expectClose";
import { frames, someTheta, type TestProblem, testProblem, weighted } from "../support/problems";
import { randomModel } from "../support/randomModels";

/** Weights that leave twins as they are, and weights of which no two are alike. */
const weightings = { "weights by day": 10, "weights of every row": undefined };
const names = [
  "sleepstudy",
  "ragged sleepstudy without correlation",
  "penicillin",
  "pastes",
  "balanced kb07",
  "ragged kb07",
];
const cases = names.flatMap((name) =>
  Object.entries(weightings).flatMap(([weighting, period]) =>
    [false, true].flatMap((reml) =>
      [undefined, 1.5].map((scale) => ({
        name: `${name}, ${weighting}, ${reml ? "REML" : "ML"}, σ ${scale === undefined ? "profiled" : "fixed"}`,
        frame: weighted(frames[name](), period),
        reml,
        scale,
      })),
    ),
  ),
);

/** Near what is left of the response without random effects. */
const spread = ({ data, problem }: TestProblem): number =>
  Math.sqrt(problem.deviance.statistics.at(-1)! / data.frame.nobs);

function dense({ data, problem }: TestProblem, theta: Float64Array): number {
  const { reml, sigma } = problem.deviance;
  const lambdas = data.layout.lambdasAt(userTheta(data.layout, data.change, theta));
  return denseObjective(
    data.frame,
    new Map(
      data.terms.map(({ grouping, names: own }, t) => [
        grouping,
        Matrix.from1DArray(own.length, own.length, Array.from(lambdas[t])),
      ]),
    ),
    reml,
    sigma,
  );
}

describe.each(cases)("$name", ({ frame, reml, scale }) => {
  const free = testProblem(frame, reml);
  const subject = scale === undefined ? free : testProblem(frame, reml, scale * spread(free));
  const { problem, data } = subject;
  const theta = someTheta(problem);

  test("the objective is that of the dense normal density", () => {
    expectClose([evaluate(problem, theta).objective], [dense(subject, theta)], { relative: 1e-10 });
    const singular = theta.slice();
    singular[problem.layout.diagonal().at(-1)!] = 0;
    expectClose([evaluate(problem, singular).objective], [dense(subject, singular)], { relative: 1e-10 });
  });

  test("gradient and Hessian are those of differences", () => {
    const at = (j: number, step: number): number =>
      evaluate(
        problem,
        theta.map((value, i) => (i === j ? value + step : value)),
      ).objective;
    // Five points: with this step both the rest of the series and the rounding of the objective stay below 1e-7.
    const h = 1e-3;
    const differences = theta.map((_, j) => (8 * (at(j, h) - at(j, -h)) - (at(j, 2 * h) - at(j, -2 * h))) / (12 * h));
    expectClose(evaluate(problem, theta).gradient, differences, { relative: 1e-6, absolute: 1e-6 });
    const expected = hessianByDifferences(problem, theta);
    evaluate(problem, theta);
    const exact = exactHessian(problem, theta);
    expectClose(exact, expected, { absolute: 1e-6 * Math.max(...exact.map(Math.abs)) });
  });

  test("dense and sparse kernels agree with plain loops", () => {
    const options = { sigma: problem.deviance.sigma, logScale: logScale(data, reml) };
    const heap = new Heap();
    const deviances = [
      new DenseDeviance(new DenseCore(heap, data.system), frame.nobs, reml, options),
      new SparseDeviance(data.system, frame.nobs, reml, options),
    ];
    heap.seal();
    const expected = evaluate(problem, theta);
    for (const deviance of deviances) {
      deviance.statistics.set(problem.deviance.statistics);
      const found = evaluate({ ...problem, deviance }, theta);
      expectClose([found.objective], [expected.objective], { relative: 1e-12 });
      expectClose(found.gradient, expected.gradient, {
        relative: 1e-8,
        absolute: 1e-10 * Math.max(...expected.gradient.map(Math.abs)),
      });
      deviance.release();
    }
  });
});

test("the refined solution of a sparse system knows a fixed σ", () => {
  const { data, problem } = testProblem(weighted(frames["ragged kb07"]()), false, 500);
  const deviance = new SparseDeviance(data.system, data.frame.nobs, false, { sigma: 500 });
  deviance.statistics.set(problem.deviance.statistics);
  const theta = someTheta(problem);
  evaluate({ ...problem, deviance }, theta);
  const near = theta.map((value) => 1.0001 * value);
  problem.layout.fill(deviance.lambdas, near);
  const refined = deviance.refine(false);
  evaluate(problem, near);
  expectClose([refined], [problem.deviance.r2], { relative: 1e-10 });
  deviance.release();
});

test.each([false, true])("a large sparse model is minimised as from another start, REML %s", (REML) => {
  const table = crossedTable(
    3000,
    [
      { levels: 300, sd: 0.3 },
      { levels: 180, sd: 0.5 },
    ],
    8,
  );
  const weights = Array.from({ length: 3000 }, (_, i) => 0.5 + ((i * 37) % 11) / 10);
  for (const sigma of [undefined, 0.8]) {
    const frame = modelFrame("y ~ 1 + x + (1 | g1) + (1 | g2)", table, { weights, offset: weights });
    expect(suitsSparse(modelData(frame).system)).toBe(true);
    const models = [
      fitFrame(frame, { REML, sigma }),
      fitFrame(frame, { REML, sigma, start: [0.01, 2] }),
      fitFrame(frame, { REML, sigma, costly: 0 }),
    ];
    for (const { certificate, objective } of models) {
      expect(certificate.converged).toBe(true);
      // Costly models stop when less than 1e-10 of the objective is promised.
      expectClose([objective], [models[0].objective], { relative: 1e-9 });
    }
  }
});

describe("models with weights, an offset and a fixed σ are minimised as by Newton's method from other starts", () => {
  test.each(Array.from({ length: 60 }, (_, i) => 501 + i))("seed %i", (seed) => {
    const random = randomModel(seed);
    const frame = weighted(random.frame, seed % 2 === 0 ? 5 : undefined);
    const free = testProblem(frame, random.reml);
    const sigma = [0.3, 1, 3][seed % 3] * spread(free);
    const { problem } = testProblem(frame, random.reml, sigma);
    const model = fitFrame(frame, { REML: random.reml, sigma });
    expect(model.minimum.failure).toBeUndefined();
    expect(model.sigma).toBe(sigma);
    const others = [1, 0.2].map(
      (scale) =>
        newton(
          problem,
          problem.layout.identity().map((value) => scale * value),
        ).objective,
    );
    // A diagonal element that is nearly 0 is set to 0 where the objective rises by no more than 1e-6.
    expect(model.objective).toBeLessThan(Math.min(...others) + 2e-6);
    expectClose([model.objective], [evaluate(problem, model.working.theta).objective], { relative: 1e-11 });
  });
});
