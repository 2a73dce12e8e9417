import {
  anova,
  asTable,
  fit,
  type GeneralizedFitOptions,
  type GeneralizedLinearMixedModel,
  leverage,
  lincom,
  predict,
  sparseL,
  Xoshiro,
} from "engine/index";

const rng = new Xoshiro(9);
const indices = Array.from({ length: 120 }, (_, i) => i);
const noise = indices.map(() => rng.randn());
const answer = indices.map(() => Number(rng.rand() < 0.5));
const level = indices.map((i) => "abc"[Math.floor(i / 12) % 3]);
const g = indices.map((i) => `g${i % 12}`);
const count = indices.map((i) => answer[i] + (i % 3));
const bernoulli = { family: "Bernoulli", progress: false };
const formula = "y ~ 1 + x + (1 | g)";

function fitted(text: string, columns: object, options: object): GeneralizedLinearMixedModel {
  return fit(text, asTable({ g, ...columns } as never), { progress: false, ...options } as GeneralizedFitOptions);
}

test("where every row is separated along x nothing tells the intercept, nor a mean where x is 0", () => {
  const y = noise.map((x) => Number(x > 0));
  const model = fitted(formula, { y, x: noise }, bernoulli);
  expect([...model.coef]).toEqual([NaN, Infinity]);
  expect(model.certificate.summary).toContain("no other row tells '(Intercept)'");
  expect([...predict(model, asTable({ x: [-1, 0, 1], g: ["g0", "g0", "g0"] }))]).toEqual([0, NaN, 1]);
  const tests = lincom(model, { intercept: { "(Intercept)": 1 }, slope: { x: 1 } });
  expect([...tests.numeric("estimate")]).toEqual([NaN, Infinity]);
  expect([...anova(model).numeric("χ²")]).toEqual([NaN]);
});

test("levels that only separated rows have are not told", () => {
  const k = indices.map((i) => (i < 4 ? `k${i}` : "z"));
  const y = answer.map((value, i) => (i < 4 ? 1 : value));
  const model = fitted("y ~ 1 + k + (1 | g)", { y, k }, bernoulli);
  expect([...model.coef]).toEqual([Infinity, NaN, NaN, NaN, -Infinity]);
  const rest = fitted("y ~ 1 + (1 | g)", { y: y.slice(4), g: g.slice(4) }, bernoulli);
  expect(-2 * model.loglikelihood).toBeCloseTo(-2 * rest.loglikelihood, 5);
  // Where the infinite ones cancel, the rows beside tell the mean.
  const [told] = lincom(model, { z: { "(Intercept)": 1, "k: z": 1 } }).numeric("estimate");
  expect(told).toBeCloseTo(rest.coef[0], 4);
});

const separated = answer.map((value, i) => (level[i] === "b" ? 1 : value));

test.each<[string, string, object, object]>([
  [
    "fast finds finite coefficients only; the response is separated",
    "y ~ 1 + f + (1 | g)",
    { y: separated, f: level },
    { ...bernoulli, fast: true },
  ],
  [
    "by those of 'y' it would be by",
    formula,
    { y: noise.map((x) => Math.round(1e16 * Math.exp(x))), x: noise },
    { family: "Poisson" },
  ],
  [
    "by those of 's / n' it would be by",
    "s / n ~ 1 + x + (1 | g)",
    { s: noise.map((x) => Math.round(1e13 / (1 + Math.exp(-x)))), n: indices.map(() => 1e13), x: noise },
    { family: "Binomial" },
  ],
  [
    "a family is one such as Bernoulli() or its name; got undefined",
    formula,
    { y: answer, x: noise },
    { family: undefined },
  ],
  [
    "has 3: '' (null would be missing), no, yes",
    formula,
    { y: answer.map((value, i) => (i % 9 === 0 ? "" : value ? "yes" : "no")), x: noise },
    bernoulli,
  ],
])("refused: %s", (sentence, text, columns, options) => {
  expect(() => fitted(text, columns, options)).toThrow(sentence);
});

const CURVE: [string, number[], object] = [
  "a curve",
  noise.map((x) => Math.exp(1 + 0.2 * x)),
  { family: "Normal", link: "log" },
];
// The curve takes half a minute to be sure of.
test.each<[string, number[], object]>([
  ["shares", noise.map((_, i) => 2.5 + (i % 12)), { family: "Gamma", link: "log" }],
  ...(process.env["MIXEDMODELS_LONG"] ? [CURVE] : []),
])("responses that are their means have no dispersion: %s", (_, y, options) => {
  const { converged, summary } = fitted(formula, { y, x: noise }, options).certificate;
  expect(converged).toBe(false);
  expect(summary).toContain("the fit gets better without end as φ goes to 0");
});

test.each(["identity", "log"])("a level of ones with the %s link lies at the edge of probabilities", (link) => {
  const model = fitted("y ~ 1 + f + (1 | g)", { y: separated, f: level }, { ...bernoulli, link });
  expect(model.certificate.summary).toMatch(
    /standard errors are too small, as the means of \d+ rows lie at the edge of those that a Bernoulli model/,
  );
});

test.each(["sqrt", "identity"])(
  "where the observed curvature is negative leverages are of the expected one: %s",
  (link) => {
    const y = count.map((value, i) => value * (i % 7) + (i % 2));
    const model = fitted(formula, { y, x: noise }, { family: "NegativeBinomial", link });
    for (const value of leverage(model)) expect(value >= 0 && value <= 1).toBe(true);
    expect(String(sparseL(model as never))).not.toContain("NaN");
  },
);

test.each([30, 300])("offsets that are far out in both directions leave a fit: ±%p", (size) => {
  const model = fitted(
    formula,
    { y: answer, x: noise },
    { ...bernoulli, offset: indices.map((i) => (i % 2 ? size : -size)) },
  );
  expect(model.certificate.converged).toBe(true);
  // Half of the rows contradict their offsets, which only large random effects explain.
  expect(model.theta[0]).toBeGreaterThan(size / 2);
});

test("a fit that could not begin has a certificate that says so", () => {
  const y = noise.map((x) => Math.max(0, Math.round(1 + 2 * x)));
  const model = fitted(formula, { y, x: noise }, { family: "Poisson", link: "identity" });
  expect(model.certificate.converged).toBe(false);
  expect(model.certificate.summary).toMatch(/^not converged: /);
});
