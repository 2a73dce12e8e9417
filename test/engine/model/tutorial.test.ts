import { likelihoodratiotest } from "engine/model/likelihoodRatioTest";
import { VarCorr } from "engine/model/varCorr";
import { fixed } from "engine/show/numbers";
import { expectClose } from "../support/expectClose";
import { fitted } from "../support/fits";
import { tutorial } from "../support/reference";

const { m0, m1, lrt } = tutorial.kb07;

/** The cells of the coefficient table, row by row, without the row of the residual. */
const cells = (name: "kb07_m0" | "kb07_m1"): string[][] =>
  fitted(name)
    .report()
    .rows.slice(0, -1)
    .map((row) => row.cells);

test("m1's coefficients, z and p are the tutorial's, digit by digit", () => {
  const rows = cells("kb07_m1");
  expect(rows.map((row) => row[0])).toEqual(m0.coefnames);
  expect(rows.map((row) => row[1])).toEqual(m1.est.map((value) => fixed(value, 4)));
  expect(rows.map((row) => row[3])).toEqual(m1.z.map((value) => fixed(value, 2)));
  expect(rows.map((row) => row[4])).toEqual(m1.p);
});

// The tutorial's optimizer stops at about 1e-5 of θ: its last digits of SE and σ are not those of the optimum (σ
// 678.9318, ours 678.9319).
test("m1's standard errors and standard deviations", () => {
  const model = fitted("kb07_m1");
  expectClose(model.stderror, m1.se, { relative: 5e-6 });
  expectClose([model.sigma], [m1.residual], { relative: 5e-7 });
  expectClose(Object.values(model.σs.item), m1.sigma_item, { relative: 5e-6 });
  expectClose(Object.values(model.σs.subj), m1.sigma_subj, { relative: 5e-6 });
});

// The deviance of m0 is so flat that the tutorial's parameters, at a higher deviance than ours, have other digits from
// the third on.
test("m0's coefficient table", () => {
  const rows = cells("kb07_m0");
  const model = fitted("kb07_m0");
  expectClose(
    rows.map((row) => Number(row[3])),
    m0.z,
    { absolute: 0.0101 },
  );
  expectClose(model.coef, m0.est, { relative: 2e-4 });
  expectClose(model.stderror, m0.se, { relative: 2e-3 });
  expect(rows.map((row) => row[4]).filter((text) => text.startsWith("<"))).toEqual(
    m0.p.filter((text) => text.startsWith("<")),
  );
  expectClose(rows.map((row) => Number(row[4])).filter(Number.isFinite), m0.p.map(Number).filter(Number.isFinite), {
    absolute: 1e-3,
  });
  expectClose([model.sigma], [m0.residual], { relative: 1e-4 });
  expectClose(Object.values(model.σs.subj), m0.sigma_subj, { relative: 1.2e-2 });
  expectClose(Object.values(model.σs.item), m0.sigma_item, { relative: 1.2e-2 });
});

test("VarCorr of m1", () => {
  const [item, subj] = VarCorr(fitted("kb07_m1")).components;
  expect([item.grouping, subj.grouping]).toEqual(["item", "subj"]);
  expectClose(item.variance, m1.varcorr.item.variance, { relative: 1e-5 });
  expectClose(subj.variance, m1.varcorr.subj.variance, { relative: 1e-5 });
  expect(fixed(item.correlations[1][0], 2)).toBe("-0.70");
  expectClose([VarCorr(fitted("kb07_m1")).residual ** 2], [m1.varcorr.residualVariance], { relative: 1e-6 });
});

test("VarCorr of m0, as far as its flat deviance determines it", () => {
  const { components, residual } = VarCorr(fitted("kb07_m0"));
  for (const grouping of ["subj", "item"] as const) {
    const { variance, correlations } = components.find((component) => component.grouping === grouping)!;
    expectClose(variance, m0.varcorr[grouping].variance, { relative: 2.5e-2 });
    correlations
      .slice(1)
      .forEach((row, i) => expectClose(row, m0.varcorr[grouping].corr![i], { absolute: 0.02 + 0.005 }));
  }
  expectClose([residual ** 2], [m0.varcorr.residualVariance], { relative: 2e-4 });
});

test("the decimals of VarCorr are the tutorial's", () => {
  const decimals = (name: "kb07_m0" | "kb07_m1"): number =>
    VarCorr(fitted(name)).report().rows[0].cells[2].split(".")[1].length;
  expect([decimals("kb07_m0"), decimals("kb07_m1")]).toEqual([4, 3]);
});

test("the likelihood-ratio test, whichever model comes first", () => {
  const comparison = likelihoodratiotest(fitted("kb07_m0"), fitted("kb07_m1"));
  expect(comparison.report().rows.map((row) => row.cells.slice(1))).toEqual([
    ["13", "28658.4867", "", "", ""],
    ["29", "28637.1227", "21.3640", "16", fixed(comparison.pvalues[0], 4)],
  ]);
  // Ours is 0.16494: the tutorial printed 0.1650 for a deviance of m0 that is further from the optimum.
  expectClose([comparison.pvalues[0]], [lrt.p], { absolute: 1e-4 });
  expect([...comparison.chisqDof]).toEqual([lrt.chisqDof]);
  expect(comparison.report().rows[0].cells[0]).toBe(
    "rt_trunc ~ 1 + spkr + prec + load + spkr & prec + spkr & load + prec & load + spkr & prec & load " +
      "+ (1 | subj) + (1 + prec | item)",
  );
  expect(likelihoodratiotest(fitted("kb07_m1"), fitted("kb07_m0")).toString()).toBe(comparison.toString());
});

test("what cannot be compared is refused", () => {
  expect(() => likelihoodratiotest(fitted("kb07_m0"))).toThrow("needs two or more models; got 1");
  expect(() => likelihoodratiotest(fitted("sleepstudy"), fitted("sleepstudy_reml"))).toThrow("by maximum likelihood");
  expect(() => likelihoodratiotest(fitted("sleepstudy"), fitted("penicillin"))).toThrow("180 and 144");
  expect(() => likelihoodratiotest(fitted("dyestuff"), fitted("dyestuff2"))).toThrow("same response");
  expect(() => likelihoodratiotest(fitted("sleepstudy"), fitted("sleepstudy"))).toThrow("6 and 6");
});

test.each(["dyestuff", "sleepstudy"] as const)("%s: estimates and standard errors, digit by digit", (name) => {
  const model = fitted(name);
  const reference = tutorial[name];
  const round = (values: ArrayLike<number>, digits: number): string[] =>
    Array.from(values, (value) => fixed(value, digits));
  expect(round(model.coef, 4)).toEqual(round(reference.est, 4));
  expect(round(model.stderror, 4)).toEqual(round(reference.se, 4));
  expect(
    round(
      model.coef.map((value, j) => value / model.stderror[j]),
      2,
    ),
  ).toEqual(round(reference.z, 2));
  expect(fixed(model.sigma, 4)).toBe(fixed(reference.residual, 4));
});
