import { integratedDeviance } from "engine/deviance/generalized/integratedDeviance";
import { LaplaceDeviance } from "engine/deviance/generalized/laplaceDeviance";
import { profile } from "engine/inference/profile/profile";
import { fit } from "engine/model/fit";
import type { GeneralizedLinearMixedModel } from "engine/model/generalized/generalizedLinearMixedModel";
import { Bernoulli } from "engine/random/bernoulli";
import { asTable, type TableLike } from "engine/table/asTable";
import { expectClose } from "../../support/expectClose";

const bernoulli = { family: Bernoulli(), progress: false };
const indices = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

/** Levels of `size` rows with the same response, of which so many have ones. */
function pureLevels(levels: number, size: number, ones: number): { g: string; h: string; y: number }[] {
  return indices(levels * size).map((i) => ({
    g: `g${i % levels}`,
    h: `h${Math.floor(i / levels) % 3}`,
    y: Number(i % levels < ones),
  }));
}

/** −2 log-likelihood where the share of levels with ones is the probability of one. */
function ofShare(levels: number, ones: number): number {
  return -2 * (ones * Math.log(ones / levels) + (levels - ones) * Math.log(1 - ones / levels));
}

test.each([
  ["logit", 1],
  ["logit", 9],
  ["logit", 25],
  ["probit", 1],
  ["cloglog", 9],
])("where every level has zeros or ones only its variance has no estimate: %s, nAGQ %p", (link, nAGQ) => {
  for (const [levels, size, ones] of nAGQ === 9 ? [[20, 2, 5]] : [[12, 4, 6]]) {
    const model = fit("y ~ 1 + (1 | g)", asTable(pureLevels(levels, size, ones)), { ...bernoulli, link, nAGQ });
    const { converged, summary } = model.certificate;
    expect(converged).toBe(false);
    expect(summary).toContain("the response is the same in all rows of every level of g");
    expect(summary).toContain(`−2 log-likelihood falls to ${ofShare(levels, ones).toFixed(4)}`);
    expect(() => profile(model)).toThrow("the fit gets better the larger the standard deviation of g is");
  }
});

test("one level in which the response varies bounds the variance", () => {
  const rows = pureLevels(20, 5, 8);
  rows[0].y = 0;
  const model = fit("y ~ 1 + (1 | g)", asTable(rows), { ...bernoulli, nAGQ: 9 });
  expect(model.limit).toBeUndefined();
  expect(model.endless).toBeUndefined();
  expect(model.certificate.converged).toBe(true);
});

test("a response that varies within a level no longer does where trials are all or none", () => {
  const rows = indices(36).map((i) => ({ g: `g${i % 12}`, s: i % 12 < 5 ? 4 : 0, n: 4 }));
  const model = fit("s / n ~ 1 + (1 | g)", asTable(rows), { family: "Binomial", progress: false });
  expect(model.endless).toContain(`falls to ${ofShare(12, 5).toFixed(4)}`);
  rows[3].s = 2;
  expect(fit("s / n ~ 1 + (1 | g)", asTable(rows), { family: "Binomial", progress: false }).limit).toBeUndefined();
});

test("of several terms the one whose levels do not vary is named", () => {
  const model = fit("y ~ 1 + (1 | g) + (1 | h)", asTable(pureLevels(20, 9, 8)), bernoulli);
  expect(model.limit!.pure).toBe("g");
  expectClose([model.limit!.minusTwoLogLikelihood], [ofShare(20, 8)], { relative: 1e-12 });
  expect(model.certificate.summary).toContain("the response is the same in all rows of every level of g");
});

test("levels of one row each say nothing of their variance", () => {
  const rows = indices(60).map((i) => ({ g: `g${i}`, y: Number((i * 7) % 5 < 2) }));
  const { limit, certificate } = fit("y ~ 1 + (1 | g)", asTable(rows), { ...bernoulli, nAGQ: 25 });
  // Every standard deviation has an intercept with the share of ones.
  expectClose([limit!.minusTwoLogLikelihood], [ofShare(60, 24)], { relative: 1e-12 });
  expect(certificate.summary).toMatch(/no upper limit|the response is the same in all rows/);
});

test("counts have their maximum although levels are all zero", () => {
  const rows = indices(80).map((i) => ({ g: `g${i % 16}`, y: i % 16 < 8 ? 0 : 1 + (i % 3) }));
  const model = fit("y ~ 1 + (1 | g)", asTable(rows), { family: "Poisson", nAGQ: 25, progress: false });
  expect(model.limit).toBeUndefined();
  expect(model.certificate.converged).toBe(true);
});

/** Steps: every subject answers 1 beyond its own threshold. */
const steps = indices(120).map((i) => {
  const x = Math.floor(i / 12) - 4.5;
  return { g: `g${i % 12}`, x, y: Number(x > 3 * Math.sin((i % 12) ** 2)) };
});

function multiplied({ devianceFunction, minimum }: GeneralizedLinearMixedModel, times: number): number {
  const deviance = new LaplaceDeviance(devianceFunction.design, false);
  deviance.fixed.take(devianceFunction.fixed);
  deviance.evaluate(
    minimum.x.map((value) => times * value),
    false,
  );
  return integratedDeviance(deviance);
}

test("the limit is where the likelihood goes as all parameters grow", () => {
  const model = fit("y ~ 1 + x + (1 | g)", asTable(steps), { ...bernoulli, nAGQ: 9 });
  expect(model.certificate.summary).toContain("the random effects separate the zeros of every level from its ones");
  const { minusTwoLogLikelihood: limit, pure } = model.limit!;
  expect(pure).toBeUndefined();
  const far = [30, 100, 300].map((times) => multiplied(model, times));
  // The best proportion of the fixed to the random effects is not above that of the estimates.
  expect(limit).toBeLessThan(far[2] + 1e-3);
  expect(limit).toBeGreaterThan(far[2] - 0.5);
});

test("levels with one response beside levels with a step", () => {
  const rows = steps.map((row) => (row.g === "g3" ? { ...row, y: 1 } : row.g === "g4" ? { ...row, y: 0 } : row));
  const model = fit("y ~ 1 + x + (1 | g)", asTable(rows), { ...bernoulli, nAGQ: 9 });
  const far = multiplied(model, 300);
  expect(model.limit!.minusTwoLogLikelihood).toBeLessThan(far + 1e-3);
  expect(model.limit!.minusTwoLogLikelihood).toBeGreaterThan(far - 0.5);
});

test("neither rows' order nor names nor the unit of a covariate change what is said", () => {
  const formula = "y ~ 1 + x + (1 | g)";
  const said = (table: TableLike): string => fit(formula, table, { ...bernoulli, nAGQ: 9 }).endless!;
  const own = said(asTable(steps));
  const limitOf = (text: string): string => /falls to (\d+\.\d{2})/.exec(text)![1];
  expect(limitOf(said(asTable([...steps].reverse())))).toBe(limitOf(own));
  expect(limitOf(said(asTable(steps.map((row) => ({ ...row, x: 1e6 * row.x + 3, g: `z${row.g}` })))))).toBe(
    limitOf(own),
  );
});

test("two effects that separate every level are told from what the Laplace approximation says", () => {
  // Of half of the subjects the answers rise with x, of the others they fall.
  const rows = steps.map((row) => ({ ...row, y: Number(Number(row.g.slice(1)) % 2 === 0 ? row.x > 0 : row.x < 0) }));
  const model = fit("y ~ 1 + x + (1 + x | g)", asTable(rows), bernoulli);
  expect(model.limit).toBeDefined();
  expect(model.certificate.summary).toContain("the random effects separate the zeros of every level from its ones");
});
