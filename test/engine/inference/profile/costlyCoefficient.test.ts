import { userTheta } from "engine/deviance/changeOfBasis";
import { prepareResponse } from "engine/deviance/modelData";
import { CostlyCoefficient } from "engine/inference/profile/costlyCoefficient";
import { HeldCoefficient } from "engine/inference/profile/heldCoefficient";
import { profile } from "engine/inference/profile/profile";
import { ResponseLine } from "engine/inference/profile/responseLine";
import { withoutCoefficient } from "engine/inference/profile/withoutCoefficient";
import { withProblem } from "engine/inference/profile/withProblem";
import { hessianEvaluations } from "engine/minimizer/derivatives";
import { Minimizer } from "engine/minimizer/minimize";
import { fit } from "engine/model/fit";
import { MersenneTwister } from "engine/random/mersenneTwister";

/** Two crossed factors with so many levels that no exact Hessian is computed; weights, and an offset. */
function crossed(rows = 4000): Record<string, Float64Array | string[]> {
  const rng = new MersenneTwister(7);
  const effects = (count: number, sd: number): Float64Array =>
    Float64Array.from({ length: count }, () => sd * rng.randn());
  const [ofA, ofB] = [effects(900, 1), effects(700, 0.5)];
  const a = Array.from({ length: rows }, () => Math.floor(900 * rng.rand()));
  const b = Array.from({ length: rows }, () => Math.floor(700 * rng.rand()));
  const x = Float64Array.from(a, () => rng.randn());
  const z = Float64Array.from(x, (value) => value + rng.randn());
  const w = Float64Array.from(a, () => 0.5 + rng.rand());
  const o = Float64Array.from(a, () => 3 * rng.rand());
  const y = Float64Array.from(
    a,
    (own, i) => 2 + 0.3 * x[i] - 0.2 * z[i] + o[i] + ofA[own] + ofB[b[i]] + 1.5 * rng.randn(),
  );
  return { y, x, z, w, o, a: a.map((own) => `a${own}`), b: b.map((own) => `b${own}`) };
}

const model = fit("y ~ 1 + x + z + offset(o) + (1 | a) + (1 | b)", crossed(), { weights: "w", workers: 1 });
const estimate = model.coef[1];
const scale = model.stderror[1];
const held = withoutCoefficient(model, 1);

/** −2ℓ and θ by the minimizer of fits, from the rows. */
function exactly(value: number): { objective: number; theta: Float64Array } {
  const shifted = model.response.map((own, i) => own - value * held.column[i]);
  return withProblem(held.without, shifted, (problem) => {
    const minimizer = new Minimizer(problem);
    minimizer.minimize(model.working.theta.slice());
    return { objective: minimizer.objective, theta: minimizer.theta.slice() };
  });
}

test("the statistics of responses on a line are those of their rows", () => {
  const line = new ResponseLine(held.without, model.response, held.column);
  for (const t of [-3, 0, 0.7]) {
    const rows = model.response.map((own, i) => own - t * held.column[i]);
    const { statistics, leastSquares } = prepareResponse(held.without, rows);
    const found = { statistics: new Float64Array(statistics.length) };
    line.set(found, t);
    statistics.forEach((value, i) => expect(found.statistics[i]).toBeCloseTo(value, 7));
    leastSquares.forEach((value, i) => expect(line.leastSquaresAt(t)[i]).toBeCloseTo(value, 9));
  }
});

test("the gradient in θ and in the coefficient is that of differences", () => {
  withProblem(held.without, model.response, (problem) => {
    expect(hessianEvaluations(problem)).toBeGreaterThan(0);
    const own = model.response.map((value, i) => value - estimate * held.column[i]);
    const held1 = new HeldCoefficient(problem, new ResponseLine(held.without, own, held.column), scale);
    const at = Float64Array.of(...model.working.theta.map((value) => 1.2 * value), 0.8);
    const { gradient } = held1.evaluate(at);
    const h = 1e-4;
    at.forEach((_, i) => {
      const [above, below] = [h, -h].map(
        (step) => held1.evaluate(at.map((value, j) => (j === i ? value + step : value))).objective,
      );
      expect(gradient[i]).toBeCloseTo((above - below) / (2 * h), 4);
    });
    held1.evaluate(at);
    const information = held1.information(at);
    const n = at.length;
    const [above, below] = [h, -h].map((step) => held1.evaluate(at.map((own1, j) => own1 + (j === n - 1 ? step : 0))));
    const curvature = (above.gradient[n - 1] - below.gradient[n - 1]) / (2 * h);
    expect(information[n * n - 1] / curvature).toBeCloseTo(1, 5);
  });
});

test("the minimum over the rest is that of a fit for each value of a coefficient, in few factorizations", () => {
  withProblem(held.without, model.response, (problem) => {
    let factorizations = 0;
    const { deviance } = problem;
    const counted = Object.create(deviance, {
      factor: {
        value: (derivative: boolean) => {
          factorizations++;
          return deviance.factor(derivative);
        },
      },
    }) as typeof deviance;
    const rest = new CostlyCoefficient(model, held, { ...problem, deviance: counted }, { estimate, scale });
    const values = [0.5, 1, 1.5, 2, 2.5, 3].map((steps) => estimate + steps * scale);
    for (const value of values) {
      const { objective, slope } = rest.at(value);
      const { beta, theta, sigma } = rest.parameters();
      const direct = exactly(value);
      expect(Math.abs(objective - direct.objective)).toBeLessThan(1e-8);
      const h = 1e-3 * scale;
      const rise = (exactly(value + h).objective - exactly(value - h).objective) / (2 * h);
      expect(slope / rise).toBeCloseTo(1, 4);
      expect(beta[1]).toBe(value);
      const { layout, change } = model.data;
      userTheta(layout, change, direct.theta).forEach((own, i) => expect(theta[i] / own).toBeCloseTo(1, 6));
      const rows = crossed();
      const shifted = { ...rows, y: model.response.map((own, i) => own - value * held.column[i]) };
      const apart = fit("y ~ 1 + z + offset(o) + (1 | a) + (1 | b)", shifted, { weights: "w", workers: 1 });
      // Both end where they promise a decrease of 1e-9 or less: σ then has five digits or more.
      expect(sigma / apart.sigma).toBeCloseTo(1, 5);
      [beta[0], beta[2]].forEach((own, j) => expect((own - apart.coef[j]) / apart.stderror[j]).toBeCloseTo(0, 5));
    }
    expect(factorizations).toBeLessThanOrEqual(2 + 1.7 * values.length);
    rest.restart();
    expect(Math.abs(rest.at(estimate - scale).objective - exactly(estimate - scale).objective)).toBeLessThan(1e-8);
  });
});

test("the ends of a large model's interval rise by the quantile", () => {
  const [{ lower, upper }] = profile(model, { parameters: ["β2"], progress: false })
    .confint(0.95)
    .toRows() as {
    lower: number;
    upper: number;
  }[];
  for (const end of [lower, upper]) expect(exactly(end).objective - model.objective).toBeCloseTo(3.841458820694124, 6);
});
