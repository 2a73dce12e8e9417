import { fit } from "engine/model/fit";
import type { LinearMixedModel } from "engine/model/linearMixedModel";
import { MersenneTwister } from "engine/random/mersenneTwister";
import { expectClose } from "../../support/expectClose";

/** 20 subjects and 10 items; the effects of subjects have these standard deviations, and their slope this share. */
function data(seed: number, intercept: number, slope: number, share: number): object[] {
  const rng = new MersenneTwister(seed);
  const effects = Array.from({ length: 20 }, () => {
    const [first, second] = [rng.randn(), rng.randn()];
    return [intercept * first, slope * (share * first + Math.sqrt(1 - share * share) * second)];
  });
  return Array.from({ length: 200 }, (_, i) => {
    const [subj, item] = [i % 20, Math.floor(i / 20)];
    const x = (item % 5) - 2;
    return {
      subj: `s${subj}`,
      item: `i${item}`,
      x,
      f: item % 2 === 0 ? "a" : "b",
      y: 3 + x + effects[subj][0] + effects[subj][1] * x + rng.randn(),
    };
  });
}

/** The estimates that a smaller model has too. */
function expectSame(model: LinearMixedModel, smaller: LinearMixedModel): void {
  expectClose([smaller.objective], [model.objective], { absolute: 1e-6 });
  expectClose([...smaller.coef, ...smaller.stderror, smaller.sigma], [...model.coef, ...model.stderror, model.sigma], {
    relative: 1e-5,
  });
}

test.each([
  ["(1 | subj) + (1 | item)", "(1 | item)", "(1 | subj)"],
  ["zerocorr(1 + x | subj) + (1 | item)", "'x' of 'subj', (1 | item)", "(1 | subj)"],
  ["zerocorr(1 + x | subj)", "'x' of 'subj'", "(1 | subj)"],
])("without an effect whose variance is 0 the estimates are the same: %s", (random, named, rest) => {
  let count = 0;
  for (let seed = 1; seed <= 60 && count < 3; seed++) {
    const rows = data(seed, 1, 0, 0);
    const model = fit(`y ~ 1 + x + ${random}`, rows);
    const { converged, statement } = model.certificate;
    if (!statement.includes(`fit: the estimates may be used, and are the same without ${named} – `)) continue;
    count++;
    expect(converged).toBe(true);
    expectSame(model, fit(`y ~ 1 + x + ${rest}`, rows));
  }
  expect(count).toBe(3);
});

test.each([
  ["(1 + x | subj) + (1 | item)", 1, "zerocorr(1 + x | subj)"],
  ["(1 + x | subj) + (1 | item)", -1, "zerocorr(1 + x | subj)"],
  ["(1 + f | subj)", 0, "zerocorr(1 + f | subj)"],
] as const)("correlations that are not told have a formula without: %s %d", (random, share, formula) => {
  let count = 0;
  for (let seed = 1; seed <= 60 && count < 3; seed++) {
    const rows = data(seed, 1, share === 0 ? 0 : 0.6, share);
    const model = fit(`y ~ 1 + x + ${random}`, rows);
    const { singular, statement } = model.certificate;
    const correlation = singular.find((text) => text.includes("correlates"));
    if (correlation === undefined) continue;
    count++;
    if (share !== 0) expect(correlation).toBe("'x' of 'subj' correlates ±1 with '(Intercept)'");
    expect(statement).toContain(
      `the data are too few for all correlations of random effects (${formula} leaves them out)`,
    );
    expect(fit(`y ~ 1 + x + ${formula}`, rows).θ).toHaveLength(2);
  }
  expect(count).toBe(3);
});

test("a long term is written short, and a singular generalized model says the same", () => {
  const long = "a_name_that_takes_a_whole_line_and_more_of_it_for_itself_alone";
  const rows = data(3, 1, 0.6, 1).map((row) => ({ ...row, [long]: (row as { x: number }).x }));
  const found = Array.from({ length: 30 }, (_, i) => i + 1)
    .map((seed) => data(seed, 1, 0, 0).map((row) => ({ ...row, [long]: (row as { x: number }).x })))
    .concat([rows])
    .map((table) => fit(`y ~ 1 + x + (1 + ${long} | subj)`, table).certificate.statement)
    .filter((statement) => statement.includes("too few for all correlations"));
  expect(found.length).toBeGreaterThan(0);
  for (const statement of found) expect(statement).toContain("(zerocorr(… | subj) leaves them out)");
  const counts = Array.from({ length: 60 }, (_, i) => ({ g: `g${i % 10}`, y: Math.floor(i / 10) % 3 }));
  expect(fit("y ~ 1 + (1 | g)", counts, { family: "Poisson", progress: false }).certificate.statement).toBe(
    "converged to a singular fit: the estimates may be used, and are the same without (1 | g) – the variance of " +
      "'(Intercept)' of 'g' is 0",
  );
});
