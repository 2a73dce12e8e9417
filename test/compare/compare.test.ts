import { evaluateModule } from "../setup/command";

interface Row {
  name: string;
  differences: { [name: string]: number };
  beyond: string[];
}

const evaluate = (module: string, expression: string): unknown =>
  evaluateModule(`./test/compare/${module}`, expression);

test("tests and comparisons agree with lmerTest, pbkrtest and emmeans, where they are installed", () => {
  const { absent, rows = [] } = evaluate("inference.mjs", "m.compareTests()") as { absent?: string; rows?: Row[] };
  if (absent !== undefined) {
    console.warn(`tests are not compared with lmerTest, pbkrtest and emmeans: ${absent}`);
    expect(absent).toMatch(/installed$/);
    return;
  }
  expect(rows.filter(({ beyond }) => beyond.length > 0)).toEqual([]);
  expect(rows.length).toBeGreaterThanOrEqual(40);
});

test.each([
  ["slopes, satterthwaite", "", []],
  ["slopes, satterthwaite", "theirs.df[1] *= 1 + 2e-4", ["df"]],
  ["slopes, satterthwaite", "theirs.estimate[0] += 2e-5 * theirs.stderror[0]", ["estimate"]],
  ["slopes, satterthwaite", "theirs.stderror[1] *= 1 - 2e-5", ["stderror"]],
  ["slopes, satterthwaite", "theirs.p[0] = 2e-5", ["p"]],
  ["sleepstudy, type II, satterthwaite", "theirs.statistic[0] *= 1 + 2e-5", ["statistic"]],
  ["sleepstudy, type II, satterthwaite", "theirs.numdf[1] = 3", ["numdf"]],
  ["sleepstudy, type II, satterthwaite", "theirs.p.pop()", ["p"]],
  ["pairs of phases, tukey, satterthwaite", "theirs.p[2] = null", ["p"]],
])("the tests of %s with %p are apart in %p", (name, change, names) => {
  const expression = `(async () => {
  const { cases } = await import("./test/compare/inferenceCases.mjs");
  const ours = m.testsHere(cases.find(({ name }) => name === ${JSON.stringify(name)}));
  const theirs = structuredClone(ours);
  ${change};
  return m.testsBeyond(m.testDifferences(ours, theirs));
})()`;
  expect(evaluate("inference.mjs", expression)).toEqual(names);
});

test("fits agree with R's lme4, where it is installed", () => {
  const { absent, rows = [] } = evaluate("compare.mjs", "m.compare()") as { absent?: string; rows?: Row[] };
  if (absent !== undefined) {
    console.warn(`fits are not compared with lme4: ${absent}`);
    expect(absent).toMatch(/installed$/);
    return;
  }
  expect(rows.filter(({ beyond }) => beyond.length > 0)).toEqual([]);
  expect(rows.length).toBeGreaterThanOrEqual(20);
});

/** What is found when `change` is done to the numbers of a fit of our own, as lme4 would give them. */
const found = (model: string, change: string): unknown =>
  evaluate(
    "differences.mjs",
    `(async () => {
  const { models } = await import("./test/compare/models.mjs");
  const fit = m.fitHere(models.find(({ name }) => name === ${JSON.stringify(model)}));
  const { predict, VarCorr } = (await import("mixedmodels")).default;
  const { components } = VarCorr(fit);
  const sorted = (values) => values.sort((a, b) => a - b);
  const theirs = {
    objective: fit.objective,
    coef: [...fit.coef].map((value, j) => (Number.isNaN(fit.stderror[j]) ? null : value)),
    se: [...fit.stderror].map((value) => (Number.isNaN(value) ? null : value)),
    sigma: fit.sigma,
    fitted: [...fit.fitted],
    errors: [...predict(fit, undefined, { standardErrors: true }).numeric("stderror")],
    spreads: sorted(components.flatMap(({ stddev }) => [...stddev])),
    correlations: sorted(
      components
        .flatMap(({ correlations }) => correlations.flatMap((row) => [...row]))
        .filter((value) => !Number.isNaN(value)),
    ),
    ranef: Object.fromEntries(
      Object.entries(fit.ranef).map(([grouping, table]) => [
        grouping.split(" & ").reverse().join(":"),
        table.columnNames.slice(1).map((column) => sorted([...table.numeric(column)])),
      ]),
    ),
  };
  ${change};
  return m.beyond(m.differences(fit, theirs));
})()`,
  );

test.each([
  ["nested", "", []],
  ["rank-deficient", "", []],
  ["nested", "theirs.objective -= 2e-6", ["objective"]],
  ["nested", "theirs.objective += 2e-6", ["objective"]],
  ["nested", "theirs.coef[0] += 2e-5 * theirs.se[0]", ["coef"]],
  ["rank-deficient", "theirs.coef[2] = 0", ["coef"]],
  ["rank-deficient", "theirs.se[1] *= 1 + 2e-5", ["se"]],
  ["rank-deficient", "theirs.correlations[0] += 2e-5", ["correlations"]],
  ["nested", "theirs.sigma *= 1 + 2e-5", ["sigma"]],
  ["nested", "theirs.spreads[1] += 1e-4", ["spreads"]],
  ["nested", "theirs.spreads.pop()", ["spreads"]],
  ["nested", "theirs.ranef['cask:batch'][0][3] += 1e-4", ["ranef"]],
  ["nested", "theirs.ranef.other = theirs.ranef.batch", ["ranef"]],
  ["nested", "theirs.fitted[7] += 1e-4", ["fitted"]],
  ["nested", "theirs.errors[7] *= 1 + 2e-5", ["errors"]],
])("%s with %p is apart in %p", (model, change, names) => {
  expect(found(model, change)).toEqual(names);
});

test("a name that there is not is refused with those there are", () => {
  expect(evaluate("compare.mjs", "m.compare(['nestd'])")).toMatch(
    /^--only takes names among nested; .*, not 'nestd'\.$/,
  );
});

test("a table says what agrees and what does not", () => {
  const differences =
    "{ objective: -3e-7, coef: 0, se: 2e-6, sigma: 0, spreads: Infinity, correlations: 0, " +
    "ranef: 0, fitted: 0, errors: 0 }";
  const [, rule, line] = (
    evaluate(
      "compare.mjs",
      `m.table([{ name: "a model", rows: 60, objective: 246.99067, ` +
        `differences: ${differences}, beyond: ["spreads"] }])`,
    ) as string
  ).split("\n");
  expect(rule).toMatch(/^\|-+\|(-+:\|)+-+\|$/);
  expect(line.split("|").map((cell) => cell.trim())).toEqual([
    "",
    "a model",
    "60",
    "246.9907",
    "-3e-7",
    "0",
    "2e-6",
    "0",
    "differs",
    "0",
    "0",
    "0",
    "0",
    "apart: spreads",
    "",
  ]);
});
