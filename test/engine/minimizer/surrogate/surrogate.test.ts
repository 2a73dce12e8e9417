import type { Problem } from "engine/deviance/problem";
import { evaluate } from "engine/minimizer/derivatives";
import type { Arrangement } from "engine/minimizer/surrogate/arrangement";
import { JointMinimum } from "engine/minimizer/surrogate/jointMinimum";
import { NestedArrangement } from "engine/minimizer/surrogate/nestedArrangement";
import { Surrogate } from "engine/minimizer/surrogate/surrogate";
import { TermArrangement } from "engine/minimizer/surrogate/termArrangement";
import { expectClose } from "../../support/expectClose";
import { frames, someTheta, testProblem } from "../../support/problems";
import { randomModel } from "../../support/randomModels";

/** The arrangement matched to the deviance at θ, as a function of θ; undefined when it does not suit the point. */
function matched(
  problem: Problem,
  arrangement: Arrangement,
  theta: Float64Array,
  mu: number,
): JointMinimum | undefined {
  const joint = new JointMinimum(problem.layout, problem.deviance.degreesOfFreedom);
  joint.setCurrent(theta);
  if (!arrangement.matchTraces(joint.current)) return undefined;
  arrangement.matchSquares();
  expect(joint.minimize(arrangement.strata, arrangement.own, theta, problem.deviance.r2, mu, false)).toBe(true);
  return joint;
}

function arrangements({ layout, strata, deviance }: Problem): Arrangement[] {
  return [new NestedArrangement(layout, strata, deviance), new TermArrangement(layout, strata, deviance)];
}

const subjects = [
  ...Object.keys(frames).flatMap((name) =>
    [false, true].map((reml) => ({
      name: `${name}, REML ${reml}`,
      make: () => testProblem(frames[name](), reml).problem,
    })),
  ),
  ...Array.from({ length: 30 }, (_, i) => {
    const { description, frame, reml } = randomModel(401 + i);
    return { name: description, make: () => testProblem(frame, reml).problem };
  }),
];

test.each([0, 0.7])("every surrogate has the value and the gradient of the deviance at its point, μ = %f", (mu) => {
  let compared = 0;
  for (const { make } of subjects) {
    const problem = make();
    const theta = someTheta(problem);
    const { gradient } = evaluate(problem, theta);
    for (const arrangement of arrangements(problem)) {
      const joint = matched(problem, arrangement, theta, mu);
      if (!joint) continue;
      compared++;
      expectClose([joint.evaluate(theta, false)], [0], { absolute: 1e-9 });
      const h = 1e-4;
      const at = (j: number, step: number): number =>
        joint.evaluate(
          theta.map((value, i) => (i === j ? value + step : value)),
          false,
        );
      const differences = theta.map((_, j) => (8 * (at(j, h) - at(j, -h)) - (at(j, 2 * h) - at(j, -2 * h))) / (12 * h));
      const largest = gradient.reduce((max, value) => Math.max(max, Math.abs(value)), 1);
      expectClose(differences, gradient, { absolute: 1e-6 * largest });
    }
  }
  expect(compared).toBeGreaterThan(subjects.length);
});

test("the minimiser of shared strata is stationary where it is free, and lower than points around it", () => {
  for (const { make } of subjects) {
    const problem = make();
    const theta = someTheta(problem);
    evaluate(problem, theta);
    for (const arrangement of arrangements(problem)) {
      const joint = matched(problem, arrangement, theta, 0);
      if (!joint) continue;
      const best = joint.theta.slice();
      const lowest = joint.evaluate(best, false);
      expectClose([joint.decrement], [-lowest], { absolute: 1e-9 + 1e-9 * Math.abs(lowest) });
      for (let i = 0; i < 2 * best.length; i++) {
        const trial = best.map((value, j) => value + 0.03 * Math.sin(7 * i + 3 * j + 1));
        expect(joint.evaluate(trial, false)).toBeGreaterThanOrEqual(lowest - 1e-9);
      }
    }
  }
});

/**
 * The surrogate with one stratum per block and that of shared strata are the same function when every term is one block
 * without nesting.
 */
test.each(["sleepstudy", "ragged sleepstudy", "ragged penicillin", "ragged kb07"])(
  "the closed form finds the minimum of the iteration (%s)",
  (name) => {
    const { problem } = testProblem(frames[name](), true);
    const theta = someTheta(problem);
    evaluate(problem, theta);
    const surrogate = new Surrogate(problem.layout, problem.deviance, {
      mean: new Int32Array(0),
      terms: problem.strata.terms,
    });
    expect(surrogate.match(theta)).toBe(true);
    for (const mu of [0, 0.5, 8]) {
      expect(surrogate.minimize(mu)).toBe(true);
      const joint = matched(
        problem,
        new NestedArrangement(problem.layout, problem.strata, problem.deviance),
        theta,
        mu,
      )!;
      expectClose([surrogate.decrement], [joint.decrement], { absolute: 1e-9 });
      expectClose(surrogate.theta, joint.theta, { absolute: 1e-4 });
      expectClose([joint.evaluate(surrogate.theta, false)], [-surrogate.decrement], { absolute: 1e-9 });
    }
  },
);

test("in balanced designs the surrogate is the deviance: one step reaches the optimum from afar", () => {
  for (const [name, reml] of [
    ["sleepstudy", false],
    ["sleepstudy", true],
    ["penicillin", false],
    ["penicillin", true],
    ["pastes", false],
    ["pastes", true],
  ] as const) {
    const { problem } = testProblem(frames[name](), reml);
    const surrogate = new Surrogate(problem.layout, problem.deviance, problem.strata);
    const start = someTheta(problem);
    evaluate(problem, start);
    surrogate.match(start);
    surrogate.minimize(0);
    const theta = surrogate.theta.slice();
    evaluate(problem, theta);
    surrogate.match(theta);
    surrogate.minimize(0);
    expect(surrogate.decrement).toBeLessThan(1e-11);
  }
});
