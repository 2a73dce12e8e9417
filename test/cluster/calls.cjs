// What notebooks of the tests compute, by name: of a stream, a number of replicates, options and a seed.
const path = require("node:path");

const mm = require(path.join(__dirname, "../../engine/dist/index.js"));

const { dataset, fit } = mm;
const contrasts = Object.fromEntries(["spkr", "prec", "load"].map((name) => [name, mm.EffectsCoding()]));
const kb07 = (random, options) =>
  fit(`rt_trunc ~ 1 + spkr * prec * load + ${random}`, dataset("kb07"), { contrasts, ...options });
const days = (random, options) => fit(`reaction ~ 1 + days + ${random}`, dataset("sleepstudy"), options);
const BY_SUBJECT = "(1 + days | subj)";

/** The rows of sleepstudy with weights, and names of subjects that break code which takes them for keys or markup. */
function oddRows() {
  const names = [
    "__proto__",
    "constructor",
    "a b",
    "it's",
    'say "y"',
    "ünïcödé",
    "数",
    "😀",
    "${x}",
    "a\nb",
    "../x",
    " ",
  ];
  const levels = new Map();
  const rows = dataset("sleepstudy").toRows();
  return rows.map((row, i) => {
    if (!levels.has(row.subj)) levels.set(row.subj, names[levels.size % names.length] + (levels.size >= names.length));
    return { ...row, subj: levels.get(row.subj), weight: 1 + (i % 3) };
  });
}

const models = {
  m0: () => kb07("(1 + spkr + prec + load | subj) + (1 + spkr + prec + load | item)"),
  m1: () => kb07("(1 | subj) + (1 + prec | item)"),
  additive: () => kb07("(1 | subj) + (1 | item)"),
  reml: () => kb07("(1 | subj) + (1 + prec | item)", { REML: true }),
  sleepstudy: () => days(BY_SUBJECT),
  sleepstudyREML: () => days(BY_SUBJECT, { REML: true }),
  zerocorr: () => days("zerocorr(1 + days | subj)"),
  weighted: () => fit(`reaction ~ 1 + days + ${BY_SUBJECT}`, mm.asTable(oddRows()), { weights: "weight" }),
  fixedσ: () => days(BY_SUBJECT, { σ: 25 }),
  dyestuff: () => fit("yield ~ 1 + (1 | batch)", dataset("dyestuff")),
  pastes: () => fit("strength ~ 1 + (1 | batch / cask)", dataset("pastes")),
  infected: () => fit("incid / hsz ~ 1 + period + (1 | herd)", dataset("cbpp"), { family: "binomial" }),
  always: () => fit("incid / hsz ~ 1 + (1 | herd)", dataset("cbpp"), { family: "binomial" }),
  ticks: () => fit("ticks ~ 1 + year + (1 | brood)", dataset("grouseticks"), { family: "Poisson" }),
  gamma: () => days("(1 | subj)", { family: "Gamma", link: "log" }),
};

/** Columns of numbers, as those of a sample. */
const numbersOf = (tbl) =>
  mm.asTable(
    Object.fromEntries(
      tbl.columnNames.flatMap((name) =>
        tbl.kind(name) === "numeric" ? [[name, Float64Array.from(tbl.numeric(name))]] : [],
      ),
    ),
  );

/** Four designs of 100 experiments each, or as many as are told. */
const power = (more) => async (_, n, options, seed) => {
  const own = {
    grid: { subjects: [8, 12], effect: [0, 0.5] },
    design: ({ subjects }) => ({ subjects, items: 4, both_win: { task: ["one", "two"] } }),
    models: { simple: "dv ~ 1 + task + (1 | subj)" },
    truth: ({ effect }) => ({ β: [0, effect], σ: 1, subj: mm.create_re(0.5) }),
    tests: { dof: "satterthwaite" },
    seed,
    ...more,
    n: Math.max(1, Math.floor(n / 4)),
  };
  const { tbl, failures } = await mm.study(own, options);
  const numbers = mm.asTable(tbl.toRows().map(({ subjects, power: p, n: count }) => ({ subjects, p, count })));
  return { tbl: numbers, failures };
};
const parametric = (name, own) => (rng, n, options) =>
  mm.parametricbootstrap(rng, n, models[name](), { ...own, ...options });
const resampled = (name, own) => (rng, n, options) => mm.bootstrap(rng, n, models[name](), { ...own, ...options });
const ratio = (small, large) => (rng, n, options) =>
  mm.likelihoodratiotest(models[small](), models[large](), { method: "bootstrap", n, rng, ...options });
const moved = (name, group) => async (_, __, options) => {
  const tbl = await mm.influence(models[name](), group, options.on && options);
  return { tbl: numbersOf(tbl), failures: tbl.report().notes ?? [] };
};
const profiled = (name, own) => async (_, __, options) => {
  const { tbl, notes } = await mm.profile(models[name](), { ...own, ...options });
  return { tbl: numbersOf(tbl), failures: notes };
};

exports.calls = {
  parametric: parametric("m0"),
  m1: parametric("m1"),
  reml: parametric("reml"),
  sleepstudy: parametric("sleepstudy"),
  sleepstudyREML: parametric("sleepstudyREML", { stderror: true }),
  statistics: parametric("sleepstudy", { draws: "statistics" }),
  weighted: parametric("weighted"),
  fixedσ: parametric("fixedσ"),
  dyestuff: parametric("dyestuff"),
  otherTruth: parametric("sleepstudy", { β: [250, 0], σ: 30 }),
  generalized: parametric("infected"),
  counts: parametric("ticks"),
  gamma: parametric("gamma"),
  conditional: resampled("m0", { method: "conditional" }),
  residual: resampled("sleepstudy", { method: "residual" }),
  wild: resampled("pastes", { method: "wild", weights: "rademacher" }),
  case: resampled("pastes", { method: "case" }),
  weightedCase: resampled("weighted", { method: "case" }),
  generalizedCase: resampled("infected", { method: "case" }),
  test: ratio("additive", "m1"),
  zerocorrTest: ratio("zerocorr", "sleepstudy"),
  generalizedTest: ratio("always", "infected"),
  study: power(),
  generalizedStudy: power({
    models: { one: "dv ~ 1 + task + (1 | subj)", 'the "other"': "dv ~ 1 + (1 | subj)" },
    design: ({ subjects }) => ({ subjects, items: 4, both_win: { task: ["__proto__", "it's 😀"] } }),
    truth: ({ effect }) => ({ β: [0, effect], subj: mm.create_re(0.5) }),
    family: "Bernoulli",
    tests: {},
  }),
  influence: moved("additive", "item"),
  oddInfluence: moved("weighted", "subj"),
  generalizedInfluence: moved("infected", "herd"),
  profile: profiled("sleepstudy"),
  dyestuffProfile: profiled("dyestuff", { threshold: 3 }),
  generalizedProfile: profiled("always"),
};

exports.mm = mm;
