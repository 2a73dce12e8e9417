import { exactHessian } from "engine/deviance/exactHessian";
import { evaluate, hessianByDifferences } from "engine/minimizer/derivatives";
import { expectClose } from "../support/expectClose";
import { frames, someTheta, testProblem } from "../support/problems";
import { randomModel } from "../support/randomModels";

const cases = Object.keys(frames).flatMap(
  (name) =>
    [
      [name, false],
      [name, true],
    ] as const,
);

function expectHessian({ problem }: ReturnType<typeof testProblem>, theta: Float64Array): void {
  const differences = hessianByDifferences(problem, theta);
  evaluate(problem, theta);
  const exact = exactHessian(problem, theta);
  const largest = exact.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
  expectClose(exact, differences, { absolute: 1e-6 * largest });
}

describe.each(cases)("%s, REML %s", (name, reml) => {
  const subject = testProblem(frames[name](), reml);

  test("the exact Hessian is that of central differences of the gradient", () => {
    expectHessian(subject, someTheta(subject.problem));
  });

  test("so it is where λ is singular", () => {
    const theta = someTheta(subject.problem);
    subject.problem.layout.diagonal().forEach((index, i) => {
      if (i % 2 === 0) theta[index] = 0;
    });
    expectHessian(subject, theta);
  });

  test("and where λ is 0", () => {
    expectHessian(subject, new Float64Array(subject.problem.layout.length));
  });
});

test("random models", () => {
  for (let seed = 301; seed <= 330; seed++) {
    const { frame, reml } = randomModel(seed);
    const subject = testProblem(frame, reml);
    expectHessian(subject, someTheta(subject.problem));
  }
});
