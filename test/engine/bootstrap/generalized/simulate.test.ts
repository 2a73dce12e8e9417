import { simulate } from "engine/bootstrap/drawing/simulate";
import { links } from "engine/family/links";
import { fit } from "engine/model/fit";
import type { GeneralizedLinearMixedModel } from "engine/model/generalized/generalizedLinearMixedModel";
import { Bernoulli } from "engine/random/bernoulli";
import { Binomial } from "engine/random/binomial";
import { Gamma } from "engine/random/gamma";
import { InverseGaussian } from "engine/random/inverseGaussian";
import { MersenneTwister } from "engine/random/mersenneTwister";
import { NegativeBinomial } from "engine/random/negativeBinomial";
import { Normal } from "engine/random/normal";
import { Poisson } from "engine/random/poisson";
import { rand } from "engine/random/rand";
import { StableRNG } from "engine/random/stableRng";
import { asTable } from "engine/table/asTable";
import { dataset } from "engine/table/source/dataset";
import { expectClose } from "../../support/expectClose";
import { withColumns } from "../../support/generalizedDesigns";

const cbpp = dataset("cbpp");
const ticks = dataset("grouseticks");
const contra = dataset("contra");
const sleepstudy = withColumns(dataset("sleepstudy"), { w: Array.from({ length: 180 }, (_, i) => 0.5 + (i % 3)) });
const gamma = () => fit("reaction ~ 1 + (1 | subj)", sleepstudy, { family: Gamma(), link: "log" });

/** η of a response that is drawn from a stream by hand: one array of normals per term, in the order of the model. */
function drawnEta(rng: MersenneTwister, model: ReturnType<typeof fit>, fixedPart: Float64Array): Float64Array {
  const eta = fixedPart.slice();
  model.data.terms.forEach(({ refs, levels, columns }, t) => {
    const s = columns.length;
    const u = new Float64Array(levels * s);
    rng.randnFill(u);
    for (let i = 0; i < eta.length; i++)
      for (let c = 0; c < s; c++)
        for (let k = 0; k <= c; k++) eta[i] += columns[c][i] * model.lambda[t][c * s + k] * u[refs[i] * s + k];
  });
  return eta;
}

function fixedPartOf(model: ReturnType<typeof fit>): Float64Array {
  const { columns } = model.data.frame.fixed;
  return model.offset.map((value, i) => columns.reduce((sum, column, j) => sum + column[i] * model.coef[j], value));
}

function drawnFrom(rng: MersenneTwister, family: string, mu: number, w: number, phi: number): number {
  if (family === "Binomial") return rand(rng, Binomial(w, mu)) / w;
  if (family === "Poisson") return rand(rng, Poisson(mu));
  if (family === "Gamma") return rand(rng, Gamma(w / phi, (mu * phi) / w));
  if (family === "InverseGaussian") return rand(rng, InverseGaussian(mu, w / phi));
  if (family === "Normal") return rand(rng, Normal(mu, Math.sqrt(phi / w)));
  if (family === "NegativeBinomial") return rand(rng, Poisson(rand(rng, Gamma(1 / phi, mu * phi))));
  return rand(rng, Bernoulli(mu));
}

test("normals per term, then one draw of the family a row, with the offset", () => {
  const logs = withColumns(ticks, { effort: Array.from({ length: ticks.numRows }, (_, i) => 1 + (i % 4)) });
  const models = [
    fit("use ~ 1 + age + (1 + urban | dist) + (1 | livch)", contra, { family: Bernoulli() }),
    fit("incid / hsz ~ 1 + period + (1 | herd)", cbpp, { family: Binomial() }),
    fit("ticks ~ 1 + year + (1 | brood) + (1 | location) + offset(log(effort))", logs, { family: Poisson() }),
    fit("ticks ~ 1 + year + (1 | brood) + offset(log(effort))", logs, { family: NegativeBinomial() }),
    fit("reaction ~ 1 + days + (1 + days | subj)", sleepstudy, { family: Gamma(), link: "log", weights: "w" }),
    fit("reaction ~ 1 + days + (1 | subj)", sleepstudy, { family: InverseGaussian(), weights: "w" }),
    fit("reaction ~ 1 + days + (1 | subj)", sleepstudy, { family: Normal(), link: "log", weights: "w" }),
  ];
  const out = new Float64Array(5);
  for (const model of models as unknown as (ReturnType<typeof fit> & { family: string; link: keyof typeof links })[]) {
    const rng = new MersenneTwister(42);
    const byHand = Array.from(drawnEta(rng, model, fixedPartOf(model)), (eta, i) => {
      links[model.link].inverse(eta, out);
      const [mu] = out;
      const w = model.weights[i];
      return drawnFrom(rng, model.family, mu, w, (model as unknown as GeneralizedLinearMixedModel).dispersion);
    });
    const drawn = simulate(new MersenneTwister(42), model as never);
    expectClose(drawn, byHand, { relative: 1e-13 });
    const mean = drawn.reduce((a, b) => a + b) / drawn.length;
    expect(mean).toBeGreaterThan(0);
  }
});

test("the offset raises the mean of what is drawn", () => {
  const logs = withColumns(ticks, { ten: Array.from({ length: ticks.numRows }, () => 10) });
  const formula = "ticks ~ 1 + year + (1 | brood)";
  const plain = fit(formula, logs, { family: Poisson() });
  const shifted = fit(`${formula} + offset(log(ten))`, logs, { family: Poisson() });
  // The intercept is lower by log 10 and the offset higher, so the draws are the same ones.
  expectClose([shifted.coef[0]], [plain.coef[0] - Math.log(10)], { absolute: 1e-5 });
  expectClose(simulate(new StableRNG(3), shifted), simulate(new StableRNG(3), plain), { absolute: 1.5 });
});

test("other data bring their trials, levels and missing values", () => {
  const model = fit("incid / hsz ~ 1 + period + (1 | herd)", cbpp, { family: Binomial() });
  const newdata = asTable({ period: ["1", "2", "4", null], herd: ["1", "new", "other", "1"], hsz: [10, 4, 1, 7] });
  const drawn = simulate(new StableRNG(1), model, { newdata });
  expect(drawn[3]).toBeNaN();
  [10, 4, 1].forEach((trials, i) => expect(Number.isInteger(Math.round(1e9 * drawn[i] * trials) / 1e9)).toBe(true));
  expect(() =>
    simulate(new StableRNG(1), model, { newdata: asTable({ period: ["1"], herd: ["1"], hsz: [2.5] }) }),
  ).toThrow("the trials of a binomial response are positive whole numbers; hsz is 2.5 in row 1");
});

test("moments of the draws are those of the model", () => {
  const model = fit("incid / hsz ~ 1 + period + (1 | herd)", cbpp, { family: Binomial() });
  const rng = new StableRNG(7);
  const n = 4000;
  const means = new Float64Array(model.nobs);
  for (let k = 0; k < n; k++) simulate(rng, model, { θ: [0] }).forEach((value, i) => (means[i] += value / n));
  const z = means.map((mean, i) => {
    const mu = 1 / (1 + Math.exp(-fixedPartOf(model as never)[i]));
    return (mean - mu) / Math.sqrt((mu * (1 - mu)) / (n * model.weights[i]));
  });
  expect(Math.max(...z.map(Math.abs))).toBeLessThan(4.5);
});

test.each<[string, () => unknown]>([
  [
    "φ is the dispersion of other families; a Poisson model has none",
    () => simulate(new StableRNG(1), fit("ticks ~ 1 + (1 | brood)", ticks, { family: Poisson() }), { φ: 2 }),
  ],
  ["φ must be a positive number; got -1", () => simulate(new StableRNG(1), gamma(), { φ: -1 })],
  ["φ and dispersion are one parameter", () => simulate(new StableRNG(1), gamma(), { φ: 1, dispersion: 1 })],
  ["a Gamma model has φ", () => simulate(new StableRNG(1), gamma(), { σ: 1 })],
  [
    "φ is a parameter of generalized models",
    () => simulate(new StableRNG(1), fit("reaction ~ 1 + (1 | subj)", sleepstudy), { φ: 1 }),
  ],
  [
    "weights of a Poisson model say how often a row counts",
    () =>
      simulate(
        new StableRNG(1),
        fit("ticks ~ 1 + (1 | brood)", ticks, {
          family: Poisson(),
          weights: Array.from({ length: ticks.numRows }, (_, i) => 1 + (i % 2)),
        }),
      ),
  ],
  [
    "σ is a parameter of linear mixed models",
    () => simulate(new StableRNG(1), fit("incid / hsz ~ 1 + (1 | herd)", cbpp, { family: "binomial" }), { σ: 1 }),
  ],
  [
    "bulk draws the errors of linear mixed models",
    () => simulate(new StableRNG(1), fit("incid / hsz ~ 1 + (1 | herd)", cbpp, { family: "binomial" }), { bulk: true }),
  ],
])("refused: %s", (sentence, call) => {
  expect(call).toThrow(sentence);
});
