import { boxcoxplot } from "engine/charts/boxcoxplot";
import { boxcox, yeojohnson } from "engine/inference/transformation/boxcox";
import { fit, refit } from "engine/model/fit";
import { dataset } from "engine/table/source/dataset";
import { expectClose } from "../../support/expectClose";
import { fitted } from "../../support/fits";

const sleepstudy = dataset("sleepstudy");
const reaction = sleepstudy.numeric("reaction");
const days = sleepstudy.numeric("days");
const subj = sleepstudy.column("subj");
const model = fitted("sleepstudy");

/** lme4 1.1-31 gives these deviances of the scaled response too, to three decimals. */
test("the marginal likelihood is highest at −0.7316", () => {
  const found = boxcox(model);
  expectClose([found.λ], [-0.7316], { absolute: 5e-5 });
  expectClose([-2 * found.loglikelihood, -2 * found.at(-1)], [1728.338, 1728.903], { absolute: 1e-3 });
  expect(found.at(1)).toBeCloseTo(model.loglikelihood, 7);
});

/** BoxCox.jl, on refits that stop early, prints −1.0747 and −1.0700. */
test("the conditional criterion is that of BoxCox.jl", () => {
  expectClose([boxcox(model, { criterion: "conditional" }).λ], [-1.074], { absolute: 1e-3 });
  expectClose([yeojohnson(model, { criterion: "conditional" }).λ], [-1.0808], { absolute: 1e-3 });
});

test("the likelihood is that of the response: the density of transformed values times the Jacobian", () => {
  const found = boxcox(model);
  const yj = yeojohnson(model);
  for (const lambda of [-1.5, -0.3, 0, 0.7, 2]) {
    const own = refit(model, found.transform(reaction, lambda));
    const logs = reaction.reduce((sum, y) => sum + Math.log(y), 0);
    expect(found.at(lambda)).toBeCloseTo(own.loglikelihood + (lambda - 1) * logs, 6);
    const shifted = refit(model, yj.transform(reaction, lambda));
    const logs1 = reaction.reduce((sum, y) => sum + Math.log(y + 1), 0);
    expect(yj.at(lambda)).toBeCloseTo(shifted.loglikelihood + (lambda - 1) * logs1, 6);
  }
});

test("negative numbers too, by Yeo and Johnson", () => {
  const y = reaction.map((value, i) => value / 100 - 3 + (i % 3));
  const signed = fit("y ~ 1 + days + (1 | subj)", { y, days, subj });
  const found = yeojohnson(signed);
  const logs = y.reduce((sum, value) => sum + Math.sign(value) * Math.log(Math.abs(value) + 1), 0);
  for (const lambda of [-0.5, 0, 1, 1.4, 2, 2.5]) {
    const own = refit(signed, found.transform(y, lambda));
    expect(found.at(lambda)).toBeCloseTo(own.loglikelihood + (lambda - 1) * logs, 6);
  }
  expect(found.at(1)).toBeCloseTo(signed.loglikelihood, 8);
});

test("λ does not depend on the unit of the response, the order of rows or what REML is asked for", () => {
  const expected = boxcox(model).λ;
  const turned = { y: reaction.map((value) => 1e3 * value).reverse(), days: days.slice().reverse() };
  const other = fit("y ~ 1 + days + (1 + days | subj)", { ...turned, subj: [...subj].reverse() }, { REML: true });
  expectClose([boxcox(other).λ], [expected], { absolute: 1e-5 });
});

test("a response that is a power of normal ones is brought back", () => {
  const plain = boxcox(model).transform(reaction);
  const [least, most] = [Math.min(...plain), Math.max(...plain)];
  const y = plain.map((z) => 1 + (4 * (z - least)) / (most - least));
  const again = fit("y ~ 1 + days + (1 + days | subj)", { y, days, subj });
  const [lower, upper] = boxcox(again).interval(0.99);
  expect(lower).toBeLessThan(1);
  expect(upper).toBeGreaterThan(1);
});

test("at the ends of an interval twice the log-likelihood is χ² lower", () => {
  const found = boxcox(model);
  const [row] = found.confint(0.95).toRows() as { lower: number; upper: number }[];
  for (const end of [row.lower, row.upper])
    expect(2 * (found.loglikelihood - found.at(end))).toBeCloseTo(3.841458820694124, 5);
  expect(String(found)).toContain("λ = -0.7316");
});

test("what has no transformation is refused in a sentence", () => {
  const y = reaction.map((value, i) => (i === 4 ? -1 : value));
  expect(() => boxcox(fit("y ~ 1 + (1 | subj)", { y, subj }))).toThrow(
    "a Box–Cox transformation takes positive numbers; 'y' is -1 in row 5, which yeojohnson takes",
  );
  expect(() => boxcox(fit("reaction ~ 0 + days + (1 | subj)", sleepstudy))).toThrow(
    "boxcox needs a model with an intercept, without which λ has units",
  );
  expect(() => boxcox(fit("reaction ~ 1 + days + (1 | subj)", sleepstudy, { σ: 25 }))).toThrow("has a fixed σ");
  expect(() => boxcox(model, { criterion: "reml" as "marginal" })).toThrow(
    'the criterion of boxcox is "marginal" or "conditional"; got "reml"',
  );
  expect(() => boxcoxplot(model as never)).toThrow("boxcoxplot needs what boxcox(m) or yeojohnson(m) has found");
});

test("cells for all levels instead of an intercept serve as well", () => {
  const cells = fit("reaction ~ 0 + fulldummy(phase) + (1 | subj)", {
    reaction,
    subj,
    phase: Array.from(days, (day) => (day < 5 ? "early" : "late")),
  });
  expect(Number.isFinite(boxcox(cells).λ)).toBe(true);
});
