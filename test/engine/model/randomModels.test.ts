import { Minimizer } from "engine/minimizer/minimize";
import { newton } from "engine/minimizer/newton";
import { MersenneTwister } from "engine/random/mersenneTwister";
import { testProblem } from "../support/problems";
import { randomModel } from "../support/randomModels";

/** The lowest objective of Newton's method from several starts, one of them near θ. */
function reference(problem: ConstructorParameters<typeof Minimizer>[0], theta: Float64Array, seed: number): number {
  const rng = new MersenneTwister(seed);
  const scaled = [0.2, 1, 3].map((scale) =>
    problem.layout.identity().map((value) => scale * value + 0.1 * scale * (rng.rand() - 0.5)),
  );
  const starts = [...scaled, theta.map((value) => value + 0.2 * (rng.rand() - 0.5))];
  return Math.min(...starts.map((start) => newton(problem, start).objective).filter((value) => Number.isFinite(value)));
}

test("two hundred random models reach the lowest of several Newton minima", () => {
  const evaluations: number[] = [];
  const failed: string[] = [];
  const elsewhere: string[] = [];
  const imprecise: string[] = [];
  for (let seed = 1; seed <= 200; seed++) {
    const { description, frame, reml } = randomModel(seed);
    const { problem } = testProblem(frame, reml);
    const minimizer = new Minimizer(problem);
    minimizer.minimize(problem.layout.identity());
    const { objective, failure, theta } = minimizer;
    evaluations.push(minimizer.evaluations);
    if (failure !== undefined) failed.push(`${description}: ${failure}`);
    const excess = objective - reference(problem, theta.slice(), seed);
    if (excess > 1e-4) elsewhere.push(`${description}: ${excess}`);
    else if (excess > 1e-8) imprecise.push(`${description}: ${excess}`);
  }
  evaluations.sort((a, b) => a - b);
  expect(failed).toEqual([]);
  expect(imprecise).toEqual([]);
  // The deviance of a small unbalanced model can have a second local minimum, in which one start may end.
  expect(elsewhere.length).toBeLessThanOrEqual(2);
  expect(evaluations[100]).toBeLessThanOrEqual(9);
  // The last few creep towards a singular optimum until Newton's method takes over; how long depends on rounding.
  expect(evaluations[197]).toBeLessThanOrEqual(45);
});
