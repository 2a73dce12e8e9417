import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { oneWay } from "./oneWay.mjs";

const require = createRequire(import.meta.url);
const { dataset, fit, MersenneTwister, modelmatrix, simulate } = require("../../engine");
const { CholeskyDecomposition, Matrix } = require("ml-matrix");
const lme4 = JSON.parse(readFileSync(new URL("../reference/lme4.json", import.meta.url), "utf8"));

/** Digits that agree: −log10 of the relative difference, 15.9 at most (McCullough 1998's log relative error). */
export function digits(found, exact) {
  if (found === exact) return 15.9;
  return Math.min(15.9, -Math.log10(Math.abs(found - exact) / (exact === 0 ? 1 : Math.abs(exact))));
}

const least = (pairs) => Math.min(...pairs.map(([found, exact]) => digits(found, exact)));

/** −2ℓ of a model by its n × n covariance, at the parameters that the fit has found. */
function denseObjective(model) {
  const n = model.nobs;
  const z = model.Z.mmul(Matrix.eye(model.b.length));
  const lambda = Matrix.zeros(z.columns, z.columns);
  let from = 0;
  model.λ.forEach((block, t) => {
    const levels = Object.values(model.ranef)[t].numRows;
    for (let l = 0; l < levels; l++, from += block.rows)
      for (let i = 0; i < block.rows; i++)
        for (let k = 0; k < block.rows; k++) lambda.set(from + i, from + k, block.get(i, k));
  });
  const zl = z.mmul(lambda);
  const v = Matrix.eye(n)
    .add(zl.mmul(zl.transpose()))
    .mul(model.σ ** 2);
  const x = modelmatrix(model);
  const residual = Matrix.columnVector(Array.from(model.response)).sub(
    x.mmul(Matrix.columnVector(Array.from(model.β))),
  );
  const factor = new CholeskyDecomposition(v);
  let logdet = 0;
  for (let i = 0; i < n; i++) logdet += 2 * Math.log(factor.lowerTriangularMatrix.get(i, i));
  return n * Math.log(2 * Math.PI) + logdet + residual.transpose().mmul(factor.solve(residual)).get(0, 0);
}

const row = (problem, reference, what, value) => ({ problem, reference, what, value });

function nist() {
  return oneWay.map(({ name, groups, fRatio, residual }) => {
    const data = {
      y: groups.flat(),
      g: groups.flatMap((values, i) => values.map(() => `g${i}`)),
    };
    const model = fit("y ~ 1 + (1 | g)", data, { REML: true });
    const f = 1 + groups[0].length * model.θ[0] ** 2;
    return row(
      name,
      "certified by NIST",
      "residual SD, F",
      least([
        [model.σ, residual],
        [f, fRatio],
      ]),
    );
  });
}

function textbooks() {
  const dyestuff = dataset("dyestuff");
  const reml = fit("yield ~ 1 + (1 | batch)", dyestuff, { REML: true });
  const ml = fit("yield ~ 1 + (1 | batch)", dyestuff);
  // Mean squares of Davies & Goldsmith (1972): 11271.50 between, 2451.25 within, of 6 batches of 5.
  const [between, within] = [11271.5, 2451.25];
  return [
    row(
      "Dyestuff, REML",
      "from its mean squares",
      "σ², σ₁²",
      least([
        [reml.σ ** 2, within],
        [(reml.σ * reml.θ[0]) ** 2, (between - within) / 5],
      ]),
    ),
    row(
      "Dyestuff, ML",
      "from its mean squares",
      "σ², σ₁²",
      least([
        [ml.σ ** 2, within],
        [(ml.σ * ml.θ[0]) ** 2, ((5 / 6) * between - within) / 5],
      ]),
    ),
  ];
}

function dense() {
  const cases = [
    ["random slopes (sleepstudy)", "reaction ~ 1 + days + (1 + days | subj)", "sleepstudy"],
    ["crossed (penicillin)", "diameter ~ 1 + (1 | plate) + (1 | sample)", "penicillin"],
    ["nested (pastes)", "strength ~ 1 + (1 | batch / cask)", "pastes"],
  ];
  return cases.map(([name, formula, data]) => {
    const model = fit(formula, dataset(data));
    return row(name, "dense n × n likelihood", "−2ℓ", digits(model.objective, denseObjective(model)));
  });
}

function far() {
  const sleepstudy = dataset("sleepstudy");
  const formula = "reaction ~ 1 + days + (1 + days | subj)";
  const model = fit(formula, sleepstudy);
  const moved = Array.from(sleepstudy.numeric("days"), (day) => 1e6 + day);
  const other = fit(formula, { ...sleepstudy.columns(), days: moved });
  const y = simulate(new MersenneTwister(1), model);
  const [one, large] = [1, 1e9].map((unit) =>
    fit(formula, { ...sleepstudy.columns(), reaction: Array.from(y, (value) => unit * value) }),
  );
  return [
    row(
      "days from 1,000,000 on",
      "the same fit at 0",
      "slope, its SE, −2ℓ",
      least([
        [other.β[1], model.β[1]],
        [other.stderror[1], model.stderror[1]],
        [other.objective, model.objective],
      ]),
    ),
    row(
      "response times 10⁹",
      "the same fit in its unit",
      "β, σ",
      least([
        [large.β[0] / 1e9, one.β[0]],
        [large.β[1] / 1e9, one.β[1]],
        [large.σ / 1e9, one.σ],
      ]),
    ),
  ];
}

/** The criterion, and the estimates, which two optimizers leave open to half of the criterion's digits. */
function others() {
  const names = ["dyestuff", "dyestuff_reml", "sleepstudy", "sleepstudy_reml", "penicillin", "pastes"];
  const list = (value) => (Array.isArray(value) ? value : [value]);
  return names.flatMap((name) => {
    const { formula, REML, objective, beta, se, sigma } = lme4[name];
    const own = fit(formula, dataset(name.replace(/_reml$/, "")), { REML });
    const estimates = [
      ...list(beta).map((one, j) => [own.β[j], one]),
      ...list(se).map((one, j) => [own.stderror[j], one]),
      [own.σ, sigma],
    ];
    const problem = name.replace("_reml", ", REML");
    return [
      row(problem, "lme4", REML ? "REML criterion" : "−2ℓ", digits(own.objective, objective)),
      row(problem, "lme4", "β, SE, σ", least(estimates)),
    ];
  });
}

/** Digits by class of problem, as Markdown. */
export function digitsTable() {
  const rows = [...nist(), ...textbooks(), ...dense(), ...far(), ...others()];
  return [
    "| problem | reference | what | digits |",
    "|---|---|---|---:|",
    ...rows.map(
      ({ problem, reference, what, value }) => `| ${problem} | ${reference} | ${what} | ${value.toFixed(1)} |`,
    ),
  ].join("\n");
}
