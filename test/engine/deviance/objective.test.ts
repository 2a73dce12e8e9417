import { evaluate } from "engine/minimizer/derivatives";
import { Matrix } from "ml-matrix";
import { denseObjective } from "../support/denseOracle";
import { expectClose } from "../support/expectClose";
import { frames, someTheta, type TestProblem, testProblem } from "../support/problems";

const cases = Object.keys(frames).flatMap((name) => [
  [name, "ML"],
  [name, "REML"],
]);

function dense({ data, problem }: TestProblem, theta: Float64Array, reml: boolean): number {
  const lambdas = problem.layout.lambdas();
  problem.layout.fill(lambdas, theta);
  return denseObjective(
    data.frame,
    new Map(
      data.terms.map(({ grouping, names }, t) => [
        grouping,
        Matrix.from1DArray(names.length, names.length, Array.from(lambdas[t])),
      ]),
    ),
    reml,
  );
}

describe.each(cases)("%s by %s", (name, criterion) => {
  const reml = criterion === "REML";
  const subject = testProblem(frames[name](), reml);

  test("the objective at a fixed θ is that of the dense normal density", () => {
    const theta = someTheta(subject.problem);
    const { objective } = evaluate(subject.problem, theta);
    expectClose([objective], [dense(subject, theta, reml)], { relative: 1e-10 });
  });

  test("so it is where λ is singular", () => {
    const theta = someTheta(subject.problem);
    theta[subject.problem.layout.diagonal().at(-1)!] = 0;
    const { objective } = evaluate(subject.problem, theta);
    expectClose([objective], [dense(subject, theta, reml)], { relative: 1e-10 });
  });

  test("the gradient is that of central differences", () => {
    const theta = someTheta(subject.problem);
    const { gradient } = evaluate(subject.problem, theta);
    const at = (j: number, step: number): number =>
      evaluate(
        subject.problem,
        theta.map((value, i) => (i === j ? value + step : value)),
      ).objective;
    // Five points: with this step both the rest of the series and the rounding of the objective stay below 1e-7.
    const h = 1e-3;
    const differences = theta.map((_, j) => (8 * (at(j, h) - at(j, -h)) - (at(j, 2 * h) - at(j, -2 * h))) / (12 * h));
    expectClose(gradient, differences, { relative: 1e-6, absolute: 1e-6 });
  });
});

test("the balanced designs are reduced to few classes of twins, the ragged ones are not", () => {
  const classes = (name: string): number[] =>
    testProblem(frames[name](), false).data.system.terms.map((term) => term.classes);
  expect(classes("sleepstudy")).toEqual([1]);
  expect(classes("penicillin")).toEqual([1, 1]);
  expect(classes("ragged sleepstudy")[0]).toBeGreaterThan(9);
});
