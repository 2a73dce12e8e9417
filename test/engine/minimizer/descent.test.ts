import { Descent, type Step } from "engine/minimizer/descent";
import { Minimizer } from "engine/minimizer/minimize";
import { frames, testProblem } from "../support/problems";
import { randomModel } from "../support/randomModels";

/** Records the value of every evaluation: of the first solve after a factorization; information steps solve more. */
function recorded(subject: ReturnType<typeof testProblem>): { minimizer: Minimizer; values: number[] } {
  const values: number[] = [];
  const { deviance } = subject.problem;
  const factor = deviance.factor.bind(deviance);
  const solve = deviance.solve.bind(deviance);
  let isNew = false;
  deviance.factor = (derivative) => {
    isNew = true;
    return factor(derivative);
  };
  deviance.solve = (derivative) => {
    const value = solve(derivative);
    if (isNew) values.push(value);
    isNew = false;
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

describe("of (θ − 3)²", () => {
  const objective = { r2: 1, evaluate: ([theta]: Float64Array) => (theta - 3) ** 2 };

  /** Steps half of the way, and what they say of it. */
  function halfway(promise: (fall: number) => Partial<Step>): Step {
    const theta = new Float64Array(1);
    let at = 0;
    return {
      theta,
      decrement: NaN,
      match: ([value]) => {
        at = value;
        return true;
      },
      minimize(mu) {
        theta[0] = at + (3 - at) / 2 / (1 + mu);
        Object.assign(this, promise((at - 3) ** 2 - (theta[0] - 3) ** 2));
        return true;
      },
    };
  }

  function descent(step: Step): Descent {
    return new Descent(objective, step, 1, {
      tolerance: 1e-11,
      maxEvaluations: 60,
      maxRejections: 3,
      trustLastStep: false,
    });
  }

  test("steps that keep their promises settle", () => {
    const settling = descent(halfway((decrement) => ({ decrement })));
    expect(settling.run(new Float64Array(1))).toBe(true);
    expect(settling.best[0]).toBeCloseTo(3, 5);
  });

  test.each([-1e-7, -1, -1e17, NaN])("a promise of %f is a failed step, not the end", (decrement) => {
    const failing = descent(halfway(() => ({ decrement })));
    expect(failing.run(new Float64Array(1))).toBe(false);
  });

  test("nor is a small promise of a surrogate that was not minimised", () => {
    const failing = descent(halfway(() => ({ decrement: 1e-15, isMinimiser: false })));
    expect(failing.run(new Float64Array(1))).toBe(false);
  });
});
