import { fit } from "engine/model/fit";
import { bestOfStarts } from "../support/bestOfStarts";
import { doubtfulModel } from "../support/doubtfulModels";
import { type FitName, fitted } from "../support/fits";

const skewed = {
  y: [
    1.0356, 3.3547, 1.4212, 3.5182, 0.9086, 1.3857, 1.0664, 2.51, 2.6758, 1.4251, 4.219, 3.3677, 1.6145, 26.0312,
    0.8399, -0.0292, 1.6014, 5.8948, -0.065, 4.2283, 1.4603, 0.1937, 2.1998, 2.2006,
  ],
  x: [
    3.3398, 1.055, 1.4688, 0.8747, 0.7052, 0.0244, 4.9918, 1.4034, 1.5295, 0.027, 10.2094, 3.6382, 12.065, 76.2125,
    0.4668, 0.564, 3.3886, 17.8202, 1.8362, 1.5999, 0.5092, 0.1787, 0.3893, 4.4635,
  ],
  g: Array.from({ length: 24 }, (_, j) => `g${j % 6}`),
};

/** The first start comes to a higher minimum, with a slope that varies. */
const trapping = {
  y: [
    1.6174, -0.6571, 1.5589, 1.4145, 4.627, 2.9028, 1.0089, 2.4077, 2.4645, -0.2113, 0.1268, -0.0553, 0.9717, 1.8153,
    1.4959, 0.2709, -0.3494, 2.1901, 3.1863, 1.8946, 4.0744, -0.6207, 1.2337, 0.472,
  ],
  x: [
    0.5317, 0.7181, 1.9539, 0.2409, 22.0425, 0.6198, 4.5923, 0.9963, 1.0279, 1.9432, 1.4191, 2.9238, 2.9893, 0.4618,
    0.6696, 0.9113, 0.1951, 0.378, 1.3566, 0.213, 4.2186, 2.4941, 3.8642, 1.7284,
  ],
  g: skewed.g,
};

describe("slopes of a skewed covariate, whose variance has a minimum at 0 and a lower one beside it", () => {
  const model = fit("y ~ 1 + x + (0 + x | g)", skewed, { log: true });

  test("the lower one is found", () => {
    expect(model.objective).toBeCloseTo(78.6449, 4);
    expect(model.theta[0]).toBeCloseTo(0.1049, 4);
    expect(model.certificate).toMatchObject({ converged: true, singular: [] });
  });

  test("in whatever units the columns are", () => {
    const other = fit("y ~ 1 + x + (0 + x | g)", {
      ...skewed,
      y: skewed.y.map((value) => 1e3 * value),
      x: skewed.x.map((value) => 1e-4 * value),
    });
    expect(other.objective - 24 * 2 * Math.log(1e3)).toBeCloseTo(model.objective, 6);
    expect(other.minimum.starts).toBe(model.minimum.starts);
  });

  test("the certificate tells how many starts there were, and how many agree", () => {
    const trapped = fit("y ~ 1 + x + (0 + x | g)", trapping, { log: true });
    const { starts, agreeing } = trapped.certificate;
    expect(trapped.objective).toBeCloseTo(78.244352, 6);
    expect(trapped.theta[0]).toBe(0);
    expect(starts).toBe(15);
    expect(agreeing).toBeGreaterThan(1);
    expect(agreeing).toBeLessThan(starts);
    expect(new Set(trapped.fitlog.column("start") as string[]).size).toBe(starts);
    expect(trapped.view().certificate!.explanation.at(-2)).toBe(
      "The search began at 15 places, as another one might have led to a better fit: " +
        `${agreeing} of them led to this fit, none to a better one.`,
    );
  });

  test("maxfeval holds for all starts together", () => {
    for (const maxfeval of [5, 20, 100]) {
      const { minimum } = fit("y ~ 1 + x + (0 + x | g)", skewed, { optimizer: { maxfeval } });
      expect(minimum.evaluations).toBeLessThanOrEqual(maxfeval);
    }
  });
});

test.each<FitName>(["sleepstudy", "dyestuff", "dyestuff2", "penicillin", "pastes", "kb07_m0", "kb07_m1"])(
  "%s takes one start",
  (name) => {
    expect(fitted(name).minimum.starts).toBe(1);
  },
);

test("a balanced random intercept with a covariate within and between levels has the lower of its two minima", () => {
  const table = {
    y: [1.2, -0.6, 1.4, 0.7, -2.1, -4, -3.4, -5.5],
    x: [-1.6, -2.5, -1.9, -2.7, -0.8, -1.9, 0.6, -0.1],
    g: ["a", "a", "b", "b", "c", "c", "d", "d"],
  };
  const model = fit("y ~ 1 + x + (1 | g)", table);
  expect(model.objective).toBeCloseTo(29.20584181, 7);
  expect(fit("y ~ 1 + x + (1 | g)", table, { start: [30] }).objective).toBeCloseTo(model.objective, 7);
  expect(model.certificate.explored).toBeGreaterThan(0);
});

test.each([
  ["one of two terms is zero at the lower minimum, which no start of the whole model reaches", 7006503],
  ["a few of many levels have nearly all of the information on slopes", 1583156897],
  ["of many levels one holds an outlier, and all variances are zero at the higher minimum", 1583152916],
  ["… with slopes that do not correlate", 20007668],
  ["effects of single levels are hundreds of times as large as σ at the lower minimum", 9000500],
  ["a minimum that seems sure lies above that of no random effects", 31003919],
  ["… and above one with effects twenty times as large", 31006937],
  ["a narrow valley along effects that correlate −1, which one in 40 scattered starts finds", 58689017],
])("%s", (_, seed) => {
  const { formula, table, options } = doubtfulModel(seed);
  const model = fit(formula, table, { ...options, workers: 1 });
  expect(model.certificate.converged).toBe(true);
  expect(model.certificate.starts).toBeGreaterThan(10);
  expect(model.objective - bestOfStarts(model, seed).objective).toBeLessThan(1e-6);
});
