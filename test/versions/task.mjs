/**
 * A fixed set of fits, bootstraps, charts and what is inferred from them: what must have the same bits on every host.
 */

/** Crossed factors of which few levels meet: a sparse system. */
function crossed() {
  return Array.from({ length: 400 }, (_, i) => ({
    subj: `s${i % 100}`,
    item: `i${(i * 7919) % 81}`,
    x: i % 7,
    y: ((i * 48271) % 1009) / 100 + (i % 100) / 50 + ((i * 7919) % 81) / 60,
  }));
}

/** Counts by levels, without a stream of random numbers. */
function counts() {
  return Array.from({ length: 300 }, (_, i) => ({
    g: `g${i % 30}`,
    x: ((i * 7919) % 97) / 97,
    y: Math.floor((((i * 48271) % 1009) / 1009) * (2 + (i % 30) / 6)),
  }));
}

/** The models, fitted when they are asked for. */
export function models({ dataset, EffectsCoding, fit, Bernoulli, Poisson, ProbitLink }) {
  const kb07 = { spkr: EffectsCoding(), prec: EffectsCoding(), load: EffectsCoding() };
  const sleepstudy = "reaction ~ 1 + days + (1 + days | subj)";
  return {
    dyestuff: () => fit("yield ~ 1 + (1 | batch)", dataset("dyestuff")),
    dyestuff2: () => fit("yield ~ 1 + (1 | batch)", dataset("dyestuff2")),
    sleepstudy: () => fit(sleepstudy, dataset("sleepstudy")),
    "sleepstudy, REML": () => fit(sleepstudy, dataset("sleepstudy"), { REML: true }),
    "sleepstudy, no correlation": () => fit("reaction ~ 1 + days + (1 + days || subj)", dataset("sleepstudy")),
    penicillin: () => fit("diameter ~ 1 + (1 | plate) + (1 | sample)", dataset("penicillin")),
    pastes: () => fit("strength ~ 1 + (1 | batch / cask)", dataset("pastes")),
    crossed: () => fit("y ~ 1 + x + (1 | subj) + (1 | item)", crossed()),
    kb07: () =>
      fit("rt_trunc ~ 1 + spkr * prec * load + (1 | subj) + (1 + prec | item)", dataset("kb07"), { contrasts: kb07 }),
    contra: () => fit("use ~ 1 + age + age^2 + urban + (1 | dist)", dataset("contra"), { family: Bernoulli() }),
    "contra, quadrature": () =>
      fit("use ~ 1 + age + (1 | dist)", dataset("contra"), { family: Bernoulli(), link: ProbitLink(), nAGQ: 5 }),
    counts: () => fit("y ~ 1 + x + (1 + x | g)", counts(), { family: Poisson() }),
    "counts, intercepts": () => fit("y ~ 1 + x + (1 | g)", counts(), { family: Poisson() }),
  };
}

function bootstraps({ MersenneTwister, Xoshiro }) {
  return {
    dyestuff: [2000, () => new MersenneTwister(1)],
    "sleepstudy, REML": [500, () => new MersenneTwister(2)],
    penicillin: [300, () => new Xoshiro(3)],
    pastes: [300, () => new MersenneTwister(4)],
    crossed: [40, () => new MersenneTwister(6)],
    kb07: [300, () => new MersenneTwister(42)],
    contra: [60, () => new MersenneTwister(7)],
    counts: [30, () => new Xoshiro(8)],
    "counts, intercepts": [100, () => new MersenneTwister(9)],
  };
}

/** Specifications, in which every axis limit, density, bin and ellipse is a number. */
function charts(mm, { sleepstudy, kb07, penicillin }, sample, profile) {
  const { tbl } = sample;
  return {
    "densityplot of one column": mm.densityplot(tbl, "σ"),
    "densityplot of several columns": mm.densityplot(tbl, ["β1", "β2", "σ1"]),
    "histogram, kb07": mm.histogram(mm.dataset("kb07"), "rt_trunc"),
    "plot of a density": mm.plot(tbl, { x: "σ1" }, ["density"]),
    "plot with a smooth line": mm.plot(mm.dataset("sleepstudy"), { x: "days", y: "reaction" }, ["scatter", "smooth"]),
    ridgeplot: mm.ridgeplot(sample),
    ridge2d: mm.ridge2d(sample),
    splom: mm.splom(tbl, { cols: ["σ", "σ1", "σ2"] }),
    coefplot: mm.coefplot(kb07),
    caterpillar: mm.caterpillar(sleepstudy),
    qqcaterpillar: mm.qqcaterpillar(penicillin),
    qqnorm: mm.qqnorm(sleepstudy),
    residualplot: mm.residualplot(kb07),
    shrinkageplot: mm.shrinkageplot(sleepstudy, "subj", { ellipse: true }),
    zetaplot: mm.zetaplot(profile),
    profiledensity: mm.profiledensity(profile),
  };
}

const FORMULAS = [
  ...["log", "log2", "log10", "log1p", "exp", "expm1", "cbrt", "sin", "cos", "tan"].map((name) => `${name}(x)`),
  ...["x^3", "x^0.3", "x^-2", "1.1^x"],
];

/** Models of which one column is a function of another. */
function calculated({ fit }) {
  const rows = Array.from({ length: 240 }, (_, i) => ({
    g: `g${i % 12}`,
    x: 0.013 + ((i * 48271) % 1009) / 97,
    y: ((i * 7919) % 499) / 50 + (i % 12) / 3,
  }));
  return Object.fromEntries(FORMULAS.map((formula) => [formula, fit(`y ~ 1 + ${formula} + (1 | g)`, rows)]));
}

/** Columns of tables, by name. */
function inferred(mm, fits, sample, profile) {
  const { sleepstudy, kb07 } = fits;
  const reml = fits["sleepstudy, REML"];
  const test = mm.likelihoodratiotest(fits["sleepstudy, no correlation"], sleepstudy);
  const columns = (table, ...names) => names.map((name) => table.numeric(name));
  const tTests = (dof) => columns(mm.coeftable(reml, { dof }), "Std. Error", "df", "t", "Pr(>|t|)");
  const digits = mm.reportabledigits(sample);
  return {
    "profile of sleepstudy": columns(profile.tbl, "value", "zeta", "objective"),
    "effects of kb07": columns(mm.effects({ spkr: ["new", "old"] }, kb07), "estimate", "stderror", "lower", "upper"),
    "t tests by Satterthwaite": tTests("satterthwaite"),
    "t tests by Kenward and Roger": tTests("kenward-roger"),
    "likelihood-ratio test": [test.chisq, test.pvalues],
    "reportable digits": [...columns(digits, "lower_error", "upper_error", "replicates"), digits.toString()],
  };
}

/**
 * @param mm - the engine
 * @param sha256 - of texts and arrays of numbers
 * @param divisor - above 1, divides the numbers of replicates, and charts and what is inferred are left out
 * @returns a SHA-256 by name
 */
export async function numbersOf(mm, sha256, divisor = 1) {
  const numbers = {};
  const fits = Object.fromEntries(Object.entries(models(mm)).map(([name, model]) => [name, model()]));
  for (const [name, m] of Object.entries(fits))
    numbers[`fit of ${name}`] = sha256([m.objective, m.σ], m.θ, m.coef, m.stderror, m.fitted);
  for (const [name, [n, rng]] of Object.entries(bootstraps(mm))) {
    for (const workers of [1, 2, 7]) {
      const options = { workers, progress: false };
      const { tbl } = await mm.parametricbootstrap(rng(), Math.ceil(n / divisor), fits[name], options);
      numbers[`bootstrap of ${name}, ${workers} workers`] = sha256(
        ...tbl.columnNames.map((column) => tbl.numeric(column)),
      );
    }
  }
  if (divisor > 1) return numbers;
  for (const [formula, m] of Object.entries(calculated(mm))) numbers[`fit with ${formula}`] = sha256(m.coef, m.fitted);
  const sample = await mm.parametricbootstrap(new mm.MersenneTwister(9), 500, fits.sleepstudy, { progress: false });
  const profile = mm.profile(fits.sleepstudy);
  for (const [name, parts] of Object.entries(inferred(mm, fits, sample, profile))) numbers[name] = sha256(...parts);
  for (const [name, chart] of Object.entries(charts(mm, fits, sample, profile)))
    numbers[`chart: ${name}`] = sha256(JSON.stringify(chart.spec));
  return numbers;
}
