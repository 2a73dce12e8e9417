import { EffectsCoding, SeqDiffCoding } from "engine/formula/coding/contrasts";
import { type FitOptions, fit } from "engine/model/fit";
import { childTests } from "../support/childTests";

const contrasts = { test: SeqDiffCoding(), sex: EffectsCoding() };
const FIXED = "y ~ 1 + test * age * sex";

/** A fit, and how far it is above one from another start. */
function compared(formula: string, data: ReturnType<typeof childTests>, options: FitOptions = {}) {
  const model = fit(formula, data, { contrasts, workers: 1, ...options });
  const start = model.data.layout.identity().map((value) => 0.3 * value);
  const other = fit(formula, data, { contrasts, workers: 1, start, ...options });
  return { model, excess: model.objective - other.objective };
}

test.each([5, 9])(
  "a surrogate whose own minimum is lost in the rounding of 40,000 rows is not the end: seed %i",
  (seed) => {
    const formula = `${FIXED} + zerocorr(1 + test + age + sex | school) + zerocorr(1 + test | child)`;
    const { model, excess } = compared(formula, childTests(8000, seed));
    expect(model.certificate.converged).toBe(true);
    expect(excess).toBeLessThan(1e-5);
  },
);

test.each<[string, FitOptions]>([
  ["(1 + test + age + sex | school) + (1 + test | child)", {}],
  ["(1 + test + age + sex | school) + (1 + test | child)", { REML: true }],
  ["zerocorr(1 + test + age + sex | school) + (1 + test | child)", {}],
])("few evaluations settle many parameters: %s, %p", (random, options) => {
  const { model, excess } = compared(`${FIXED} + ${random}`, childTests(1500, 2), options);
  expect(model.minimum.evaluations).toBeLessThanOrEqual(20);
  expect(model.certificate.converged).toBe(true);
  expect(excess).toBeLessThan(1e-6);
});
