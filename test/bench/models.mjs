/**
 * The models of the bench.
 * @typedef {object} BenchModel
 * @property {string} data see data.mjs
 * @property {string} formula
 * @property {string} [lme4] the formula in lme4's words, where it differs
 * @property {string[]} [effects] factors with effects coding
 * @property {string[]} [helmert] factors with Helmert coding, not for the peers
 * @property {Record<string, string[]>} [differences] levels of factors with coding by differences, not for the peers
 * @property {boolean} [REML]
 * @property {string} [weights] column of the weights; such a model is not for the peers
 * @property {boolean} [bobyqa] lme4 with lmerControl(optimizer = "bobyqa", calc.derivs = FALSE), needed to reach the
 * optimum
 * @property {string} [smaller] formula of the model that a likelihood-ratio test compares with, not for the peers
 * @property {number} [reference] best objective known where no peer of the bench fits the model
 */
const effects = ["spkr", "prec", "load"];
const kb07m1 = {
  data: "kb07",
  formula: "rt_trunc ~ 1 + spkr * prec * load + (1 | subj) + (1 + prec | item)",
  smaller: "rt_trunc ~ 1 + spkr * prec * load + (1 | subj) + (1 | item)",
  effects,
};
const kb07m0 = {
  data: "kb07",
  formula: "rt_trunc ~ 1 + spkr * prec * load + (1 + spkr + prec + load | subj) + (1 + spkr + prec + load | item)",
  effects,
  bobyqa: true,
};
const sleepstudy = {
  data: "sleepstudy",
  formula: "reaction ~ 1 + days + (1 + days | subj)",
  smaller: "reaction ~ 1 + days + (1 | subj)",
};
const zerocorr = {
  data: "sleepstudy",
  formula: "reaction ~ 1 + days + zerocorr(1 + days | subj)",
  lme4: "reaction ~ 1 + days + (1 + days || subj)",
};
const pastes = { data: "pastes", formula: "strength ~ 1 + (1 | batch / cask)" };
const penicillin = { data: "penicillin", formula: "diameter ~ 1 + (1 | plate) + (1 | sample)" };

const mrk17 = (subj, item) => ({
  data: "mrk17_exp1",
  formula: `1000 / rt ~ 1 + F * P * Q * lQ * lT + (${subj} | subj) + (${item} | item)`,
  lme4: `I(1000 / rt) ~ 1 + F * P * Q * lQ * lT + (${subj} | subj) + (${item} | item)`,
  effects: ["F", "P", "Q", "lQ", "lT"],
});
const fggk21 = "(1 + Test + a1 + Sex | School) + (1 + Test | Child) + zerocorr(1 + Test | Cohort)";
const kwdyz11 = "1 + c1 + c2 + c3";

const MODELS = {
  dyestuff: { data: "dyestuff", formula: "yield ~ 1 + (1 | batch)" },
  sleepstudy: sleepstudy,
  "kb07 m1": kb07m1,
  "kb07 m0": kb07m0,
  "kb07 m1, 10 % deleted": { ...kb07m1, data: "kb07 less 10 %" },
  "kb07 m1, 50 % deleted": { ...kb07m1, data: "kb07 less 50 %" },
  "kb07 m0, 10 % deleted": { ...kb07m0, data: "kb07 less 10 %" },
  "kb07 m0, 50 % deleted": { ...kb07m0, data: "kb07 less 50 %" },
  "kb07 m1, weighted": { ...kb07m1, data: "kb07 weighted", weights: "w" },
  "kb07 m0, weighted": { ...kb07m0, data: "kb07 weighted", weights: "w" },
  pastes: pastes,
  "pastes, 40 % deleted": { ...pastes, data: "pastes less 40 %" },
  penicillin: penicillin,
  "penicillin, 40 % deleted": { ...penicillin, data: "penicillin less 40 %" },
  "sleepstudy REML": { ...sleepstudy, REML: true },
  "sleepstudy REML, 40 % deleted": { ...sleepstudy, data: "sleepstudy less 40 %", REML: true },
  "sleepstudy zerocorr": zerocorr,
  "sleepstudy zerocorr, 40 % deleted": { ...zerocorr, data: "sleepstudy less 40 %" },
  "kb07 m1 REML, 10 % deleted": { ...kb07m1, data: "kb07 less 10 %", REML: true },
  "three crossed factors": { data: "three factors", formula: "y ~ 1 + x1 + (1 | g) + (1 | h) + (1 | i)" },
  insteval: {
    data: "insteval",
    formula: "y ~ 1 + service + (1 | s) + (1 | d) + (1 | dept)",
    reference: 237721.7687745,
  },
  d3: { data: "d3", formula: "y ~ 1 + u + (1 | g) + (1 | h) + (1 | i)", reference: 962173.5639496 },
  "mrk17, 36 θ": {
    ...mrk17("1 + F + P + Q + lQ + lT", "1 + P + Q + lQ + lT"),
    reference: 7147.518976791,
  },
  "mrk17, 42 θ": {
    ...mrk17("1 + F + P + Q + lQ + lT", "1 + F + P + Q + lQ + lT"),
    reference: 7119.840368,
  },
  "kkl15, 36 θ": {
    data: "kkl15",
    formula:
      "lrt ~ 1 + sze * (spt + obj + grv) * orn + (1 + spt + obj + grv + orn + spt_orn + obj_orn + grv_orn | subj)",
    reference: -24644.830101,
  },
  "kwdyz11, 20 θ": {
    data: "kwdyz11",
    formula: `lrt ~ ${kwdyz11} + (${kwdyz11} | subj) + (${kwdyz11} | item)`,
    reference: -13656.557067,
  },
  "fggk21, 48 θ": {
    data: "fggk21",
    formula: `zScore ~ 1 + Test * a1 * Sex + ${fggk21}`,
    differences: { Test: ["BPT", "Run", "S20_r", "SLJ", "Star_r"] },
    helmert: ["Sex"],
    reference: 1314077.541575,
  },
  ml1m: { data: "ml1m", formula: "y ~ 1 + (1 | g) + (1 | h)", reference: 2663972.0116169 },
};

/** Models of the cost curves; the size is in the name, such as "rows 1000". */
const SIZED = {
  rows: "y ~ 1 + x1 + (1 + x1 | g) + (1 | h)",
  levels: "y ~ 1 + x1 + (1 | g) + (1 | h)",
  crossed: "y ~ 1 + x1 + (1 | g) + (1 | h)",
};

/** "y ~ 1 + x1 + x2 + (1 + x1 + x2 | g)": S columns have S(S + 1)/2 elements of θ. */
function slopes(columns) {
  const effects = ["1", ...Array.from({ length: columns - 1 }, (_, i) => `x${i + 1}`)].join(" + ");
  return `y ~ ${effects} + (${effects} | g)`;
}

/** @returns {BenchModel} */
export function modelNamed(name) {
  if (Object.hasOwn(MODELS, name)) return MODELS[name];
  const [kind, size] = name.split(" ");
  if (kind === "slopes") return { data: name, formula: slopes(Number(size)) };
  if (Object.hasOwn(SIZED, kind)) return { data: name, formula: SIZED[kind] };
  throw new RangeError(`no model of the bench is called '${name}'`);
}

/** Names of the columns that a model needs. */
export function variables({ formula, weights }) {
  const named = [...new Set(formula.match(/\b[a-z]\w*/gi))].filter((word) => word !== "zerocorr");
  return weights === undefined ? named : [...named, weights];
}
