import { Minimizer } from "engine/minimizer/minimize";
import { snapToBoundary } from "engine/minimizer/snapToBoundary";
import { frames, testProblem } from "../support/problems";

/** A minimiser that is said to have ended at θ. */
function endedAt(theta: number[]): Minimizer {
  const { problem } = testProblem(frames.sleepstudy(), false);
  const minimizer = new Minimizer(problem);
  minimizer.minimize(problem.layout.identity());
  minimizer.theta.set(theta);
  problem.layout.fill(problem.deviance.lambdas, minimizer.theta);
  problem.deviance.factor(false);
  minimizer.objective = problem.deviance.solve(false);
  minimizer.r2 = problem.deviance.r2;
  minimizer.holdsSolution = true;
  return minimizer;
}

test("a diagonal element that hardly matters becomes exactly 0, and the deviance holds the new solution", () => {
  const minimizer = endedAt([0.9, 0.2, 1e-6]);
  const { evaluations, objective } = minimizer;
  snapToBoundary(minimizer);
  expect([...minimizer.theta]).toEqual([0.9, 0.2, 0]);
  expect(minimizer.evaluations).toBe(evaluations + 1);
  expect(Math.abs(minimizer.objective - objective)).toBeLessThan(1e-6);
  expect(minimizer.holdsSolution).toBe(true);
  expect(minimizer.problem.deviance.objective).toBe(minimizer.objective);
});

test("one that matters stays, and the deviance no longer holds the solution", () => {
  const minimizer = endedAt([0.9, 0.2, 9e-4]);
  const { objective } = minimizer;
  snapToBoundary(minimizer);
  expect([...minimizer.theta]).toEqual([0.9, 0.2, 9e-4]);
  expect(minimizer.objective).toBe(objective);
  expect(minimizer.holdsSolution).toBe(false);
});

test("the slope keeps its variance when that of the intercept becomes 0", () => {
  const minimizer = endedAt([1e-10, 0.1, 0.2]);
  snapToBoundary(minimizer);
  expect([minimizer.theta[0], minimizer.theta[1]]).toEqual([0, 0]);
  expect(minimizer.theta[2]).toBeCloseTo(Math.hypot(0.1, 0.2), 12);
});

test("nothing is evaluated in the usual case", () => {
  const minimizer = endedAt([0.9, 0.2, 0.3]);
  const { evaluations } = minimizer;
  snapToBoundary(minimizer);
  expect(minimizer.evaluations).toBe(evaluations);
  expect(minimizer.holdsSolution).toBe(true);
});
