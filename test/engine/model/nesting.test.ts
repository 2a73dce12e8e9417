import { EffectsCoding } from "engine/formula/coding/contrasts";
import { type FitOptions, fit } from "engine/model/fit";
import { likelihoodratiotest } from "engine/model/likelihoodRatioTest";
import { whyNotNested } from "engine/model/nesting";
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

const machines = (random: string) => fit(`score ~ 1 + Machine + ${random}`, dataset("machines"), { REML: true });

test.each([
  ["(1 | Worker) + (1 | Worker & Machine)", "(0 + Machine | Worker)"],
  ["(1 | Worker) + (1 | Worker & Machine)", "(1 + Machine | Worker)"],
  ["(1 | Worker & Machine)", "(0 + Machine | Worker)"],
  ["(1 | Worker & Machine)", "zerocorr(0 + fulldummy(Machine) | Worker)"],
  ["(1 | Worker) + (1 | Worker & Machine)", "zerocorr(1 + fulldummy(Machine) | Worker)"],
  ["zerocorr(1 + fulldummy(Machine) | Worker)", "(0 + Machine | Worker)"],
])("the covariances of %s are among those of %s", (small, large) => {
  const [a, b] = [machines(small), machines(large)];
  const { chisq, chisqDof } = likelihoodratiotest(a, b);
  expect(chisq[0]).toBeCloseTo(a.objective - b.objective, 9);
  expect(chisqDof[0]).toBe(b.dof - a.dof);
});

test("compound symmetry against the unstructured covariance is the test of Pinheiro and Bates (2000, p. 27)", () => {
  const { chisq, pvalues } = likelihoodratiotest(
    machines("(1 | Worker) + (1 | Worker & Machine)"),
    machines("(0 + Machine | Worker)"),
  );
  expect([chisq[0], pvalues[0]]).toEqual([expect.closeTo(7.3763, 3), expect.closeTo(0.1173, 4)]);
});

test.each([
  ["(1 | Worker)", "(1 | Worker & Machine)"],
  ["(1 | Worker) + (1 | Worker & Machine)", "zerocorr(0 + fulldummy(Machine) | Worker)"],
])("the covariances of %s are not among those of %s", (small, large) => {
  const models = [machines(small), machines(large)] as const;
  expect(whyNotNested(...models)).toBeDefined();
});

test("a design whose levels are not all there is judged by what is there", () => {
  const some = dataset("machines")
    .toRows()
    .filter(({ Worker, Machine }, i) => !(Worker === "1" && Machine === "B") && i % 7 !== 0);
  const at = (random: string) => fit(`score ~ 1 + Machine + ${random}`, some, { REML: true });
  const small = at("(1 | Worker) + (1 | Worker & Machine)");
  expect(whyNotNested(small, at("(0 + Machine | Worker)"))).toBeUndefined();
  // With x that varies within Worker & Machine the slopes of its levels are no combination of Worker's effects.
  const x = some.map((row, i) => ({ ...row, x: (i * 5) % 7 }));
  const slopes = (random: string) => fit(`score ~ 1 + Machine + ${random}`, x, { REML: true });
  expect(whyNotNested(slopes("(0 + x | Worker & Machine)"), slopes("(0 + Machine | Worker)"))).toBeDefined();
});

test("a larger model with the larger deviance is refused: it is not at its optimum", () => {
  const small = model("1 + days + (1 | subj)");
  const stopped = model("1 + days + (1 + days | subj)", { start: [0.1, 0, 20], optimizer: { maxfeval: 1 } });
  expect(stopped.objective).toBeGreaterThan(small.objective);
  expect(() => likelihoodratiotest(small, stopped)).toThrow("so the fit of the larger one did not reach its optimum");
});

test("every format shows the statistic with its decimals", () => {
  const test = likelihoodratiotest(model("1 + days + (1 | subj)"), model("1 + x + days + (1 | subj)"));
  for (const text of [String(test), test.toHTML(), test.toMarkdown(), test.toLaTeX()])
    expect(text).toContain(test.chisq[0].toFixed(4));
});
