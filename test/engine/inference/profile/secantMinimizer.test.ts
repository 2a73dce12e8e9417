import { constraintOf, freePart } from "engine/inference/profile/constraint";
import { DevianceOfTheta, JointDeviance } from "engine/inference/profile/jointDeviance";
import { Path } from "engine/inference/profile/path";
import { SecantMinimizer } from "engine/inference/profile/secantMinimizer";
import { withProblem } from "engine/inference/profile/withProblem";
import { newtonDescent } from "engine/minimizer/newton";
import { fit } from "engine/model/fit";
import { dataset } from "engine/table/source/dataset";

const model = fit("reaction ~ 1 + days + (1 + days | subj)", dataset("sleepstudy"));

/** Counts the calls of a function. */
function counted<T extends { evaluate(at: Float64Array): unknown }>(objective: T): { own: T; calls: () => number } {
  let calls = 0;
  const evaluate = (at: Float64Array): unknown => {
    calls++;
    return objective.evaluate(at);
  };
  return { own: Object.create(objective, { evaluate: { value: evaluate } }) as T, calls: () => calls };
}

test("secants find the minimum over the rest that Newton's method finds, in few evaluations", () => {
  withProblem(model.data, model.response, (problem) => {
    const joint = new JointDeviance(problem);
    const start = Float64Array.of(...model.working.theta, Math.log(model.sigma));
    const last = start.length - 1;
    const constraint = constraintOf(
      { kind: "sum", parts: [{ element: last, weight: 1 }], absolute: false },
      model.sigma,
    );
    joint.evaluate(start);
    const { own, calls } = counted(joint);
    const secants = new SecantMinimizer(own, constraint, joint.hessian(start).matrix);
    const path = new Path((point, at) => freePart(constraint, point, at), start, start[last], 2);
    const ats = Array.from({ length: 12 }, (_, i) => start[last] + 0.03 * (i + 1));
    const found = ats.map((at) => {
      const minimum = secants.minimum(path, at)!;
      path.add(at, minimum.point);
      return minimum;
    });
    expect(calls() / ats.length).toBeLessThan(3.5);
    const exact = (at: number): { objective: number; theta: Float64Array } =>
      newtonDescent(new DevianceOfTheta(joint, Math.exp(at)), model.working.theta);
    ats.forEach((at, i) => {
      const { objective, theta } = exact(at);
      expect(Math.abs(found[i].objective - objective)).toBeLessThan(1e-8);
      const slope = (exact(at + 1e-4).objective - exact(at - 1e-4).objective) / 2e-4;
      expect(found[i].slope / slope).toBeCloseTo(1, 4);
      expect(found[i].point[last]).toBe(at);
      theta.forEach((value, k) => expect(found[i].point[k]).toBeCloseTo(value, 3));
    });
  });
});

test("a Hessian that misleads is not trusted", () => {
  withProblem(model.data, model.response, (problem) => {
    const joint = new JointDeviance(problem);
    const start = Float64Array.of(...model.working.theta, Math.log(model.sigma));
    const last = start.length - 1;
    const constraint = constraintOf(
      { kind: "sum", parts: [{ element: last, weight: 1 }], absolute: false },
      model.sigma,
    );
    joint.evaluate(start);
    const flat = joint.hessian(start).matrix.map((value) => 1e-4 * value);
    const path = new Path((point, at) => freePart(constraint, point, at), start, start[last], 2);
    expect(new SecantMinimizer(joint, constraint, flat).minimum(path, start[last] + 0.2)).toBeUndefined();
  });
});

test("a path goes on along the parabola through the last three solutions", () => {
  const at = (u: number): Float64Array => Float64Array.of(3 - u + 0.5 * u * u, u * u);
  const path = new Path((point) => point, at(0), 0, 2);
  expect([...path.guess(1)]).toEqual([...at(0)]);
  path.add(0.4, at(0.4));
  expect(path.guess(1)[1]).toBeCloseTo(0.4, 12);
  path.add(1, at(1));
  [1.5, 2, -0.3].forEach((u) => at(u).forEach((value, k) => expect(path.guess(u)[k]).toBeCloseTo(value, 12)));
});
