import { fit } from "engine/model/fit";
import type { GeneralizedLinearMixedModel } from "engine/model/generalized/generalizedLinearMixedModel";
import { randomModel } from "../../../long/randomGeneralized";

const STARTS = [0.6, 1.5];

// Each has several minima: with a variance of 0 and without, or with moderate and with large variances.
test.each([900, 935])("a fit that ends singular or in doubt is none that other starts undercut (seed %d)", (seed) => {
  const { formula, table, family, link } = randomModel(seed);
  const fitted = (start?: Float64Array): GeneralizedLinearMixedModel =>
    fit(formula, table, { family, link, progress: false, ...(start && { start }) } as never) as never;
  const own = fitted();
  expect(own.minimum.starts).toBeGreaterThan(1);
  const diagonal = own.data.layout.diagonal();
  for (const scale of STARTS) {
    const start = own.theta.map((_, j) => (diagonal.includes(j) ? scale : 0));
    expect(own.minimum.objective).toBeLessThan(fitted(start).minimum.objective + 1e-6);
  }
});
