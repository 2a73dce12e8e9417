import { issingular } from "engine/bootstrap/sample/issingular";
import { certify } from "engine/minimizer/certificate";
import { Minimizer } from "engine/minimizer/minimize";
import type { Minimum } from "engine/minimizer/minimum";
import { fit } from "engine/model/fit";
import { MersenneTwister } from "engine/random/mersenneTwister";
import { fitted } from "../support/fits";
import { frames, testProblem } from "../support/problems";

test("m0 reaches its optimum, which is singular in both factors", () => {
  const model = fitted("kb07_m0");
  expect(model.objective).toBeLessThan(28637.12269);
  expect(model.certificate.converged).toBe(true);
  expect(model.certificate.singular).toEqual([
    "'load: yes' of 'subj' is determined by the effects before it",
    "'load: yes' of 'item' is determined by the effects before it",
  ]);
  expect(model.certificate.summary).toMatch(/^converged to a singular fit: /);
  expect(`${model.certificate}`).toBe(model.certificate.summary);
  expect(Object.keys(model.certificate)).not.toContain("toString");
  expect(issingular(model)).toBe(true);
});

test("a variance of 0 is exactly 0", () => {
  const model = fitted("dyestuff2");
  expect([...model.theta]).toEqual([0]);
  expect(model.certificate.summary).toBe(
    "converged to a singular fit: the estimates may be used, and are the same without (1 | batch) – the variance of " +
      "'(Intercept)' of 'batch' is 0",
  );
  expect(issingular(model)).toBe(true);
});

test("a regular fit has positive curvature and no gradient left", () => {
  const { certificate, issingular: singular } = fitted("sleepstudy");
  expect(certificate).toMatchObject({ converged: true, singular: [], summary: "converged" });
  expect(certificate.smallestCurvature).toBeGreaterThan(0);
  expect(certificate.gradientNorm).toBeLessThan(1e-3);
  expect(singular).toBe(false);
});

describe.each(Object.keys(frames))("the certificate of a costly model, asked of %s", (name) => {
  const { data, problem } = testProblem(frames[name](), false);
  const minimizer = new Minimizer(problem);
  minimizer.minimize(data.layout.identity());
  const minimum = minimizer.minimum();
  const costly = (at: Minimum): ReturnType<typeof certify> =>
    certify({ problem, terms: data.terms, minimum: at }, true);

  test("confirms the optimum by one evaluation with derivative, without curvature", () => {
    const factor = jest.spyOn(problem.deviance, "factor");
    const { converged, smallestCurvature, gradientNorm, summary } = costly(minimum);
    expect(factor).toHaveBeenCalledTimes(1);
    factor.mockRestore();
    expect({ converged, smallestCurvature }).toEqual({ converged: true, smallestCurvature: NaN });
    expect(summary).toMatch(/^converged.* \(checked in brief, as the model is large\)/);
    expect(gradientNorm).toBe(certify({ problem, terms: data.terms, minimum }, false).gradientNorm);
  });

  test("refuses a point beside it", () => {
    const beside = { ...minimum, theta: minimum.theta.map((value) => 1.1 * value + 0.01) };
    expect(costly(beside).summary).toMatch(/^not converged: .*another step would lower the objective by about /);
  });
});

test("the certificate of a costly model sees that a variance at 0 ought to grow", () => {
  const { data, problem } = testProblem(frames.sleepstudy(), false);
  const minimizer = new Minimizer(problem);
  minimizer.minimize(Float64Array.of(1, 0, 0));
  const saddle = { ...minimizer.minimum(), theta: Float64Array.of(0, 0, 0) };
  const { converged, summary } = certify({ problem, terms: data.terms, minimum: saddle }, true);
  expect(summary).toContain("there are better ones nearby (the objective curves downwards)");
  expect(converged).toBe(false);
});

/** An unbalanced design with two factors, two covariates and effects of random size, some of them none. */
function randomData(rng: MersenneTwister): {
  y: Float64Array;
  x: Float64Array;
  z: Float64Array;
  g: string[];
  h: string[];
} {
  const n = 60 + Math.floor(rng.rand() * 140);
  const columns = {
    y: new Float64Array(n),
    x: new Float64Array(n),
    z: new Float64Array(n),
    g: new Array<string>(n),
    h: new Array<string>(n),
  };
  const effects = (levels: number, size: number): number[] => Array.from({ length: levels }, () => size * rng.randn());
  const size = (): number => Math.max(0, 3 * rng.rand() - 1);
  const [gIntercept, gSlope] = [effects(12, size()), effects(12, size())];
  const [hIntercept, hSlope] = [effects(7, size()), effects(7, size())];
  for (let i = 0; i < n; i++) {
    const g = Math.floor(rng.rand() * 12);
    const h = Math.floor(rng.rand() ** 2 * 7);
    columns.g[i] = `g${g}`;
    columns.h[i] = `h${h}`;
    columns.x[i] = rng.randn();
    columns.z[i] = rng.rand();
    columns.y[i] =
      10 + columns.x[i] * (1 + gSlope[g]) + gIntercept[g] + hIntercept[h] + hSlope[h] * columns.z[i] + rng.randn();
  }
  return columns;
}

describe.each([
  "y ~ 1 + x + (1 | g)",
  "y ~ 1 + x + z + (1 + x | g) + (1 | h)",
  "y ~ 1 + x * z + (1 + x + z | g) + (1 + z | h)",
  "y ~ 1 + x + z + (1 + x || g) + (1 + x + z || h)",
])("%s on random unbalanced data", (formula) => {
  test.each([true, false])("converges in forty samples, REML %p", (REML) => {
    const rng = new MersenneTwister(20 + formula.length);
    const summaries = Array.from({ length: 40 }, () => fit(formula, randomData(rng), { REML }).certificate)
      .filter(({ converged }) => !converged)
      .map(({ summary }) => summary);
    expect(summaries).toEqual([]);
  });
});
