import { EffectsCoding } from "engine/formula/coding/contrasts";
import { type FitOptions, fit } from "engine/model/fit";
import { likelihoodratiotest } from "engine/model/likelihoodRatioTest";
import { dataset } from "engine/table/source/dataset";

const rows = dataset("sleepstudy")
  .toRows()
  .map((row, i) => ({
    ...row,
    phase: ["p", "q", "r"][(row.days as number) % 3],
    x: ((i * 31) % 17) / 3,
    lab: `L${String(row.subj).charCodeAt(3) % 3}`,
    renamed: `id${row.subj}`,
  }));
const model = (right: string, options: FitOptions = {}) => fit(`reaction ~ ${right}`, rows, options);
const compare =
  (a: string, b: string, options: FitOptions = {}) =>
  () =>
    likelihoodratiotest(model(a, options), model(b, options));

test.each([
  ["1 + (1 | subj)", "1 + days + (1 | subj)"],
  ["1 + days + (1 | subj)", "1 + days + (1 + days | subj)"],
  ["1 + days + zerocorr(1 + days | subj)", "1 + days + (1 + days | subj)"],
  ["1 + days + (1 | renamed)", "1 + days + (1 + days | subj)"],
  ["1 + days + (1 | subj)", "1 + poly(days, 2) + (1 | subj)"],
  ["1 + phase + (1 | subj)", "0 + phase + days + (1 | subj)"],
  ["1 + days + (1 | subj)", "1 + days + (1 | subj) + (1 | lab)"],
])("%s is within %s", (small, large) => {
  expect(compare(small, large)().chisqDof.length).toBe(1);
});

test("another coding of the same factor is the same column span", () => {
  const coded = fit("reaction ~ 1 + phase + (1 | subj)", rows, { contrasts: { phase: EffectsCoding() } });
  expect(likelihoodratiotest(coded, model("1 + phase + days + (1 | subj)")).chisqDof[0]).toBe(1);
});

test.each([
  [
    "1 + x + (1 | subj)",
    "1 + days + phase + (1 | subj)",
    "the fixed effect 'x' of the smaller model is no combination of those of the larger one",
  ],
  [
    "1 + days + (1 | lab)",
    "1 + days + (1 + days | subj)",
    "the grouping factor 'lab' of the smaller model is not in the larger one",
  ],
  [
    "1 + days + (1 + x | subj)",
    "1 + days + (1 + days + phase | subj)",
    "the random effect 'x' of 'subj' in the smaller model is no combination of those of the larger one",
  ],
  [
    "1 + days + (1 + days | subj)",
    "1 + days + zerocorr(1 + days + phase | subj)",
    "the random effects '(Intercept)' and 'days' of 'subj' correlate in the smaller model but not in the larger one",
  ],
])("%s is not within %s", (small, large, reason) => {
  expect(compare(small, large)).toThrow(
    `a likelihood-ratio test needs nested models; 'reaction ~ ${small}' is not within 'reaction ~ ${large}': ${reason}`,
  );
});

test("REML fits are compared when their fixed effects are the same", () => {
  expect(compare("1 + days + (1 | subj)", "1 + days + (1 + days | subj)", { REML: true })().chisqDof[0]).toBe(2);
  expect(compare("1 + (1 | subj)", "1 + days + (1 | subj)", { REML: true })).toThrow(
    "models with different fixed effects are compared by maximum likelihood, not REML",
  );
});
