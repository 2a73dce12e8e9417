import { EffectsCoding } from "engine/formula/coding/contrasts";
import { leverage } from "engine/model/diagnostics";
import { type FitOptions, fit } from "engine/model/fit";
import type { GeneralizedFitOptions } from "engine/model/generalized/fitGeneralized";
import { predict } from "engine/model/predict";
import { Bernoulli } from "engine/random/bernoulli";
import { Binomial } from "engine/random/binomial";
import { Gamma } from "engine/random/gamma";
import { Poisson } from "engine/random/poisson";
import { asTable, type TableLike } from "engine/table/asTable";
import { dataset } from "engine/table/source/dataset";
import { expectClose } from "../../support/expectClose";
import { withColumns } from "../../support/generalizedDesigns";

const cbpp = dataset("cbpp");
const contra = dataset("contra");
const bernoulli = { family: Bernoulli() };

let state = 1;
function uniform(): number {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return state / 2 ** 32;
}
function normal(): number {
  return Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
}
const indices = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

test("complete separation is proved, and no standard error is given", () => {
  const rows = indices(80).map((i) => ({ g: `g${i % 8}`, x: Math.floor(i / 8) - 4.5 }));
  const table = asTable(rows.map((row) => ({ ...row, y: Number(row.x > 0) })));
  const model = fit("y ~ 1 + x + (1 | g)", table, bernoulli);
  expect(model.certificate.converged).toBe(false);
  expect(model.certificate.summary).toContain("not converged: the response is separated");
  expect(model.certificate.summary).toContain("'x' → +∞");
  expect(model.βs.x).toBe(Infinity);
  expect(model.stderror[1]).toBeNaN();
  expect(Array.from(predict(model, asTable({ x: [-3, 3], g: ["g0", "g1"] })))).toEqual([0, 1]);
});

test("of a cell with ones only its coefficient is infinite, the others stand", () => {
  const rows = indices(160).map((i) => ({ g: `g${i % 8}`, f: Math.floor(i / 8) % 3 === 0 ? "b" : "a" }));
  const table = asTable(rows.map((row) => ({ ...row, y: row.f === "b" ? 1 : Number(uniform() < 0.4) })));
  const model = fit("y ~ 1 + f + (1 | g)", table, bernoulli);
  const { direction, rows: count } = model.separation!;
  expect([direction[0], count]).toEqual([0, rows.filter(({ f }) => f === "b").length]);
  expect(model.certificate.summary).toContain("'f: b' → +∞");
  const rest = rows.flatMap((row, i) => (row.f === "a" ? [{ ...row, y: table.numeric("y")[i] }] : []));
  const without = fit("y ~ 1 + (1 | g)", asTable(rest), bernoulli);
  expectClose([model.coef[0], model.stderror[0]], [without.coef[0], without.stderror[0]], { relative: 1e-4 });
  expectClose([model.loglikelihood], [without.loglikelihood], { relative: 1e-6 });
  expect(model.coef[1]).toBe(Infinity);
});

test.each(["probit", "cloglog", "log", "logit"])("separation of a level is proved with the %s link", (link) => {
  const rows = indices(160).map((i) => ({ g: `g${i % 8}`, f: Math.floor(i / 8) % 3 === 0 ? "b" : "a" }));
  for (const value of link === "log" ? [0] : [0, 1]) {
    const table = asTable(rows.map((row, i) => ({ ...row, y: row.f === "b" ? value : Number((i * 7) % 5 < 2) })));
    const model = fit("y ~ 1 + f + (1 | g)", table, { ...bernoulli, link });
    expect(model.coef[1]).toBe(value === 1 ? Infinity : -Infinity);
    expect(model.stderror[1]).toBeNaN();
    expect(model.stderror[0]).toBeLessThan(1);
    expect(model.certificate.converged).toBe(false);
  }
});

test("where every row is separated no coefficient has a standard error", () => {
  const rows = indices(120).map((i) => ({ g: `g${i % 12}`, x: Math.sin(i * i), z: Math.cos(i) }));
  const table = asTable(rows.map((row) => ({ ...row, y: Number(row.x > row.z) })));
  const model = fit("y ~ 1 + x + z + (1 | g)", table, bernoulli);
  expect([model.βs.x, model.βs.z]).toEqual([Infinity, -Infinity]);
  expect(model.stderror.every(Number.isNaN)).toBe(true);
});

test.each<[string, object, number, number]>([
  ["an offset far out", { o: -800 }, 1, 800],
  ["another", { o: 700 }, 1, -700],
  ["a covariate in tiny units", { scale: 1e-9 }, 1e9, 0],
  ["a covariate in huge units", { scale: 1e9 }, 1e-9, 0],
])(
  "counts do not depend on the origin or the unit: %s",
  (_, { o = 0, scale = 1 }: { o?: number; scale?: number }, times, shift) => {
    const rows = indices(120).map((i) => ({ g: `g${i % 12}`, x: Math.sin(i * i), o, y: (i * i) % 5 }));
    const formula = "y ~ 1 + x + offset(o) + (1 + x | g)";
    const plain = fit(formula, asTable(rows.map((row) => ({ ...row, o: 0 }))), { family: Poisson() });
    const model = fit(formula, asTable(rows.map((row) => ({ ...row, x: scale * row.x }))), { family: Poisson() });
    expectClose([model.loglikelihood], [plain.loglikelihood], { relative: 1e-9 });
    expectClose([model.coef[0], model.coef[1]], [plain.coef[0] + shift, times * plain.coef[1]], { relative: 1e-5 });
    expectClose([model.stderror[1]], [times * plain.stderror[1]], { relative: 1e-5 });
  },
);

test("zeros of one level only make its log mean −∞", () => {
  const rows = indices(90).map((i) => ({ g: `g${i % 9}`, f: i % 3 === 0 ? "b" : "a" }));
  const table = asTable(rows.map((row, i) => ({ ...row, y: row.f === "b" ? 0 : (i * 7) % 5 })));
  const model = fit("y ~ 1 + f + (1 | g)", table, { family: Poisson() });
  expect(model.certificate.summary).toContain("'f: b' → −∞");
});

test("far linear predictors without separation are no separation", () => {
  const rows = indices(400).map((i) => ({ g: `g${i % 4}`, x: (i - 200) / 5 }));
  const table = asTable(rows.map((row) => ({ ...row, y: Number(uniform() < 1 / (1 + Math.exp(-row.x))) })));
  const model = fit("y ~ 1 + x + (1 | g)", table, bernoulli);
  expect(model.η.some((value) => value > 20)).toBe(true);
  expect(model.separation).toBeUndefined();
  expect(model.certificate.converged).toBe(true);
});

test("half of the groups may be all zero", () => {
  const table = asTable(
    indices(400)
      .map((i) => ({ g: i % 40, y: Number((i % 40) % 2 === 0 && uniform() < 0.3) }))
      .map(({ g, y }) => ({ g: `g${g}`, y })),
  );
  for (const nAGQ of [1, 25]) {
    const model = fit("y ~ 1 + (1 | g)", table, { ...bernoulli, nAGQ });
    expect(model.certificate.converged).toBe(true);
    expect(model.θ[0]).toBeGreaterThan(1);
  }
});

test("where Laplace is far off the certificate says so", () => {
  const b = indices(500).map(() => 2.5 * normal());
  const table = asTable(
    indices(2000).map((i) => {
      const x = normal();
      return { g: `g${i % 500}`, x, y: Number(uniform() < 1 / (1 + Math.exp(-(0.5 + x + b[i % 500])))) };
    }),
  );
  const laplace = fit("y ~ 1 + x + (1 | g)", table, bernoulli);
  expect(laplace.certificate.warnings.join()).toMatch(/−2 log-likelihood by Laplace is off by \d+\.\d/);
  const quadrature = fit("y ~ 1 + x + (1 | g)", table, { ...bernoulli, nAGQ: 25 });
  expect(quadrature.certificate.warnings).toEqual([]);
  expect(laplace.θ[0]).toBeLessThan(quadrature.θ[0] - 0.1);
  expectClose([fit("y ~ 1 + x + (1 | g)", table, { ...bernoulli, nAGQ: 15 }).θ[0]], [quadrature.θ[0]], {
    absolute: 2e-3,
  });
});

// Goldstein's counts, in a comment of MixedModels.jl's tests; glmmTMB has −2ℓ 623.529939393.
test("counts up to 950 come to their optimum", () => {
  const y = [
    83, 3, 8, 78, 901, 21, 4, 1, 1, 39, 82, 3, 2, 82, 874, 18, 5, 1, 3, 50, 87, 7, 3, 67, 914, 18, 0, 1, 1, 38, 86, 13,
    5, 65, 913, 13, 2, 0, 0, 48, 90, 5, 5, 71, 886, 19, 3, 0, 2, 32, 96, 1, 1, 87, 860, 21, 3, 0, 1, 54, 83, 2, 4, 70,
    874, 19, 5, 0, 4, 36, 100, 11, 3, 71, 950, 21, 6, 0, 1, 40, 89, 5, 5, 73, 859, 29, 3, 0, 2, 38, 78, 13, 6, 100, 852,
    24, 5, 0, 1, 39,
  ];
  const table = asTable({ y, g: y.map((_, i) => `g${i % 10}`) });
  const [one, eleven] = [1, 11].map((nAGQ) => fit("y ~ 1 + (1 | g)", table, { family: Poisson(), nAGQ }));
  expectClose(
    [-2 * one.loglikelihood, one.objective, eleven.objective, one.θ[0], one.coef[0]],
    [623.529939393, 185.80714359, 185.75119586, 2.1860465, 2.623082],
    { relative: 1e-7 },
  );
});

test("the square-root link stays where it is monotone", () => {
  const ticks = dataset("grouseticks");
  const heights = Array.from(ticks.numeric("height"));
  const centred = withColumns(ticks, { ch: heights.map((h) => h - heights.reduce((a, b) => a + b) / heights.length) });
  const model = fit("ticks ~ 1 + year + ch + (1 | brood)", centred, { family: Poisson(), link: "sqrt" });
  expectClose([-2 * model.loglikelihood], [2068.06948486], { relative: 1e-9 });
  expect(model.η.every((value, i) => value > 0 || model.response[i] === 0)).toBe(true);
});

test("leverages of the working model lie between 0 and 1, and sum up to no more than the effects", () => {
  const model = fit("incid / hsz ~ 1 + period + (1 | herd)", cbpp, { family: Binomial() });
  const h = leverage(model);
  expect(h.every((value) => value > 0 && value < 1)).toBe(true);
  expect(h.reduce((a, b) => a + b)).toBeLessThan(19);
});

const counts = { y: [0, 1, 2, 0, 3, 1], g: ["a", "b", "c", "a", "b", "c"], n: [1, 2, 3, 1, 4, 2] };
const plain = "y ~ 1 + (1 | g)";
const zeroOne = { y: [0, 1, 1, 0, 1, 0], g: counts.g };

const refused: [string, string, TableLike, FitOptions | GeneralizedFitOptions][] = [
  ["every value of 'y' is 0", plain, { ...counts, y: [0, 0, 0, 0, 0, 0] }, bernoulli],
  ["every value of 'y' is 1", plain, { ...counts, y: [1, 1, 1, 1, 1, 1] }, bernoulli],
  ["every value of 'y' is 0", plain, { ...counts, y: [0, 0, 0, 0, 0, 0] }, { family: Poisson() }],
  ["the response of a Bernoulli model is 0 or 1; in row 3 'y' is 2", plain, counts, bernoulli],
  [
    "the response of a Bernoulli model has two levels; 'livch' has 4: 0, 1, 2, 3+",
    "livch ~ 1 + (1 | dist)",
    contra,
    bernoulli,
  ],
  ["a binomial model needs the trials of every row", "incid ~ 1 + (1 | herd)", cbpp, { family: Binomial() }],
  [
    "a binomial response counts successes among trials; 'use' has two",
    "use ~ 1 + (1 | dist)",
    contra,
    { family: Binomial() },
  ],
  [
    "in row 2 'y / n' is 0.4 of 2.5 trials",
    "y / n ~ 1 + (1 | g)",
    { ...counts, n: [1, 2.5, 3, 1, 4, 2] },
    { family: Binomial() },
  ],
  [
    "the response of a binomial model is a proportion between 0 and 1; in row 5",
    "y / n ~ 1 + (1 | g)",
    { ...counts, n: [1, 2, 3, 1, 2, 2] },
    { family: Binomial() },
  ],
  [
    "proportion times trials is a whole number of successes",
    "y ~ 1 + (1 | g)",
    { ...counts, y: [0.5, 0.5, 0.3, 0, 1, 0] },
    { family: Binomial(), weights: [2, 2, 5, 1, 1, 1] },
  ],
  [
    "the trials of a binomial row are given once, or twice alike; in row 1 n is 1 and the weight 2",
    "y / n ~ 1 + (1 | g)",
    counts,
    { family: Binomial(), weights: [2, 2, 2, 2, 4, 2] },
  ],
  [
    "the response of a Poisson model is a whole number from 0 on; in row 2 'y' is -1",
    plain,
    { ...counts, y: [0, -1, 2, 0, 3, 1] },
    { family: Poisson() },
  ],
  ["in row 3 'y' is 2.5", plain, { ...counts, y: [0, 1, 2.5, 0, 3, 1] }, { family: Poisson() }],
  ["the response of gamma models is positive; in row 1", plain, counts, { family: "Gamma" }],
  [
    "cbind(successes, failures) is the response of a binomial model; got the family Poisson",
    "cbind(y, n) ~ 1 + (1 | g)",
    counts,
    { family: Poisson() },
  ],
  ["cbind(successes, failures) is the response of a binomial model; name it", "cbind(y, n) ~ 1 + (1 | g)", counts, {}],
  ["expected ',' between the successes and the failures", "cbind(y) ~ 1 + (1 | g)", counts, { family: "binomial" }],
  ["this model has (1 + age | dist)", "use ~ 1 + (1 + age | dist)", contra, { ...bernoulli, nAGQ: 9 }],
  [
    "this model has (1 | herd) and (1 | period)",
    "incid / hsz ~ 1 + (1 | herd) + (1 | period)",
    cbpp,
    { family: Binomial(), nAGQ: 2 },
  ],
  [
    "the response of a Bernoulli model is 0 or 1; in row 1 'y' is 2",
    plain,
    { ...counts, y: [2, 1, 2, 1, 2, 1] },
    bernoulli,
  ],
  [
    "the response of a Bernoulli model is 0 or 1; in row 2 'y' is -1",
    plain,
    { ...counts, y: [1, -1, 1, 1, -1, 1] },
    bernoulli,
  ],
  [
    "cbind(successes, failures) takes counts from 0 on; in row 3 successes are 2 and failures -1",
    "cbind(y, n) ~ 1 + (1 | g)",
    { ...counts, n: [1, 2, -1, 1, 4, 2] },
    { family: Binomial() },
  ],
  [
    "in row 3 'y' is 2 (two other numbers, 1 and 2, are coded by I(y == 2))",
    plain,
    { ...counts, y: [1, 1, 2, 1, 2, 1] },
    bernoulli,
  ],
  [
    "in row 2 'y' is 0.5 (proportions are binomial, with their trials as weights)",
    plain,
    { ...counts, y: [0, 0.5, 1, 0, 1, 0.25] },
    bernoulli,
  ],
  [
    "in row 2 'y' is 50 of 2 trials (percentages are divided by 100)",
    plain,
    { ...counts, y: [0, 50, 100, 0, 25, 50] },
    { family: Binomial(), weights: "n" },
  ],
  ["has two levels; 'y' has 1: yes", plain, { ...counts, y: counts.y.map(() => "yes") }, bernoulli],
  [
    "must be finite; 'y' is Infinity in row 3",
    plain,
    { ...counts, y: [0, 1, Infinity, 0, 1, 2] },
    { family: Poisson() },
  ],
  [
    "a binomial row has one trial or more; in row 2 n is 0 (to leave the row out, make its trials missing)",
    "y / n ~ 1 + (1 | g)",
    { ...counts, n: [1, 0, 3, 1, 4, 2] },
    { family: Binomial() },
  ],
  [
    "a binomial row has one trial or more; in row 2 n is -2",
    "y / n ~ 1 + (1 | g)",
    { ...counts, n: [1, -2, 3, 1, 4, 2] },
    { family: Binomial() },
  ],
  [
    "column 'n' must hold numbers",
    "y / n ~ 1 + (1 | g)",
    { ...counts, n: ["1", "2", "3", "1", "4", "2"] },
    { family: Binomial() },
  ],
  [
    "weights must be positive and finite; 'n' of row 3 is -3",
    plain,
    { ...counts, n: [1, 2, -3, 1, 4, 2] },
    { family: Poisson(), weights: "n" },
  ],
  [
    "'offset(log(n))' is -Infinity in row 1",
    "y ~ 1 + offset(log(n)) + (1 | g)",
    { ...counts, n: [0, 2, 3, 1, 4, 2] },
    { family: Poisson() },
  ],
  [
    "a grouping factor needs two levels or more",
    "y ~ 1 + (1 | h)",
    { ...zeroOne, h: counts.g.map(() => "h") },
    bernoulli,
  ],
  [
    "a fit needs more rows than coefficients",
    "y ~ 1 + a + b + c + d + (1 | g)",
    {
      ...zeroOne,
      a: [1, 2, 3, 5, 9, 4],
      b: [2, 1, 4, 3, 3, 8],
      c: [5, 1, 2, 8, 0, 1],
      d: [1, 3, 9, 2, 2, 7],
      y: [0, 1, 1, null, null, 0],
    } as TableLike,
    bernoulli,
  ],
  ["unknown family 'quasibinomial'", plain, zeroOne, { family: "quasibinomial" }],
  ["unknown link 'logitt' (did you mean 'logit'?)", plain, zeroOne, { ...bernoulli, link: "logitt" }],
  ["link is an option of models with a family", plain, zeroOne, { link: "logit" } as FitOptions],
  ["nAGQ is a whole number from 1 to 100; got '9'", plain, zeroOne, { ...bernoulli, nAGQ: "9" as unknown as number }],
  ["nAGQ is a whole number from 1 to 100; got 2.5", plain, zeroOne, { ...bernoulli, nAGQ: 2.5 }],
  ["a family stands without parameters", plain, counts, { family: Gamma(2) }],
  ["a family is a call such as Bernoulli()", plain, zeroOne, { family: Bernoulli as unknown as string }],
  ["no constant linear predictor is", plain, { ...counts, y: [3, 1, 2, 5, 3, 1] }, { family: "Gamma", link: "logit" }],
  ["the response of inverse Gaussian models is positive", plain, counts, { family: "inverse.gaussian" }],
  ["nAGQ is a whole number from 1 to 100; got 0", plain, zeroOne, { ...bernoulli, nAGQ: 0 }],
  ["fast finds a point of the Laplace approximation", plain, zeroOne, { ...bernoulli, nAGQ: 3, fast: true }],
  ["REML is a criterion of linear mixed models", plain, zeroOne, { ...bernoulli, REML: true }],
  ["σ is the residual standard deviation of linear mixed models", plain, zeroOne, { ...bernoulli, σ: 1 }],
  ["nAGQ is an option of models with a family", plain, zeroOne, { nAGQ: 9 } as FitOptions],
  [
    'curvature is "expected" or "observed"; got \'fisher\'',
    plain,
    zeroOne,
    { ...bernoulli, curvature: "fisher" as "expected" },
  ],
  [
    "a family with a dispersion takes the observed curvature",
    plain,
    counts,
    { family: "NegativeBinomial", curvature: "expected" },
  ],
  [
    "unknown option of fit 'nagq' (did you mean 'nAGQ'?)",
    plain,
    zeroOne,
    { ...bernoulli, nagq: 9 } as GeneralizedFitOptions,
  ],
  ["fast is true or false; got 1", plain, zeroOne, { ...bernoulli, fast: 1 as unknown as boolean }],
  ["starting values are a θ of 1 elements", plain, zeroOne, { ...bernoulli, start: [1, 2] }],
];
test.each(refused)("refused: %s", (sentence, formula, table, options) => {
  expect(() => fit(formula, table, options as GeneralizedFitOptions)).toThrow(sentence);
});

test("contrasts recode the fixed effects and nothing else", () => {
  const dummy = fit("use ~ 1 + age + urban + (1 | dist)", contra, bernoulli);
  const effects = fit("use ~ 1 + age + urban + (1 | dist)", contra, {
    ...bernoulli,
    contrasts: { urban: EffectsCoding() },
  });
  expectClose([effects.objective], [dummy.objective], { relative: 1e-11 });
  expectClose([2 * effects.coef[2]], [dummy.coef[2]], { absolute: 1e-6 });
});
