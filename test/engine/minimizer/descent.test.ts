import { Minimizer } from "engine/minimizer/minimize";
import { frames, testProblem } from "../support/problems";
import { randomModel } from "../support/randomModels";

/** Records every value that the deviance gives. */
function recorded(subject: ReturnType<typeof testProblem>): { minimizer: Minimizer; values: number[] } {
  const values: number[] = [];
  const { deviance } = subject.problem;
  const solve = deviance.solve.bind(deviance);
  deviance.solve = (derivative) => {
    const value = solve(derivative);
    values.push(value);
    return value;
  };
  return { minimizer: new Minimizer(subject.problem), values };
}

const subjects = [
  ...Object.values(frames).map((frame) => testProblem(frame(), false)),
  ...Array.from({ length: 40 }, (_, i) => {
    const { frame, reml } = randomModel(501 + i);
    return testProblem(frame, reml);
  }),
];

test("the result is the lowest value that was seen, to rounding, and every evaluation is counted", () => {
  for (const subject of subjects) {
    const { minimizer, values } = recorded(subject);
    minimizer.minimize(subject.problem.layout.identity());
    expect(minimizer.failure).toBeUndefined();
    expect(values).toHaveLength(minimizer.evaluations);
    const lowest = Math.min(...values);
    expect(minimizer.objective - lowest).toBeLessThanOrEqual(1e-11 * (1 + Math.abs(lowest)));
  }
});

test("where the surrogate is good every evaluation is lower than the one before", () => {
  for (const name of ["ragged sleepstudy", "pastes", "ragged penicillin", "balanced kb07", "ragged kb07"]) {
    const subject = testProblem(frames[name](), false);
    const { minimizer, values } = recorded(subject);
    minimizer.minimize(subject.problem.layout.identity());
    values.slice(1).forEach((value, i) => expect(value).toBeLessThanOrEqual(values[i] + 1e-11 * (1 + Math.abs(value))));
  }
});
