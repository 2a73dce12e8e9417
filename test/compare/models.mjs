import { createRequire } from "node:module";

const { dataset, Xoshiro } = createRequire(import.meta.url)("mixedmodels");

/** Rows left out by a pattern that no design shares, so that nothing is balanced. */
const ragged = (share) => (_, i) => (i * 7919) % 101 >= share;

/** The data of the models, made when they are first asked for, as columns. */
const data = {
  dyestuff2: () => dataset("dyestuff2").toRows(),
  pastes: () => dataset("pastes").toRows(),
  machines: () => dataset("machines").toRows().filter(ragged(10)),
  oxide: () => dataset("oxide").toRows(),
  grouseticks: () => dataset("grouseticks").toRows(),
  kb07: () =>
    dataset("kb07")
      .toRows()
      .map((row, i) => ({ ...row, trial: ((i * 37) % 101) / 10, w: 1 + ((i * 61) % 13) / 4 }))
      .filter(ragged(41)),
  someOfKb07: () => rowsOf({ data: "kb07" }).filter(({ subj, item }) => subj < "S050" && item < "I25"),
  sleepstudy: () =>
    dataset("sleepstudy")
      .toRows()
      .map((row, i) => ({
        ...row,
        twice: 2 * row.days,
        known: Math.sqrt(row.days),
        site: `s${Number(row.subj.slice(1)) % 3}`,
        phase: `p${row.days % 3}`,
        w: 0.5 + ((i * 31) % 7) / 3,
      }))
      .filter(ragged(21)),
  ratings: () => ratings(),
  oneEmpty: () => withoutCells("s1 p2"),
  diagonalEmpty: () => withoutCells("s0 p0", "s1 p1", "s2 p2"),
  rowEmpty: () => withoutCells("s0 p0", "s0 p1"),
};

/** The rows of sleepstudy but those of some sites in some phases. */
function withoutCells(...cells) {
  return rowsOf({ data: "sleepstudy" }).filter(({ site, phase }) => !cells.includes(`${site} ${phase}`));
}

/**
 * Ratings of 120 lecturers of 6 departments by 300 students, crossed and far from balanced, on a scale without steps.
 */
function ratings() {
  const rng = new Xoshiro(20261124);
  const effects = (count, sd) => Array.from({ length: count }, () => sd * rng.randn());
  const [students, lecturers, departments] = [effects(300, 0.3), effects(120, 0.5), effects(6, 0.1)];
  return Array.from({ length: 2500 }, (_, i) => {
    const s = i < 300 ? i : Math.floor(300 * rng.rand());
    const d = i < 120 ? i : Math.floor(120 * rng.rand() ** 2);
    const service = rng.rand() < 0.4;
    const y = 3.3 - (service ? 0.1 : 0) + students[s] + lecturers[d] + departments[d % 6] + 1.2 * rng.randn();
    return { s: `s${s + 1}`, d: `d${d + 1}`, dept: `D${(d % 6) + 1}`, service: service ? "Y" : "N", y };
  });
}

/**
 * The models that are compared: `formula` as it is written here, `lme4` where R writes it otherwise; `contrasts` by the
 * names of the codings, `weights` a column.
 */
export const models = [
  { name: "nested", data: "pastes", formula: "strength ~ 1 + (1 | batch/cask)", REML: true },
  { name: "nested, three levels", data: "oxide", formula: "Thickness ~ 1 + Source + (1 | Lot/Wafer)", REML: true },
  {
    name: "interaction as grouping factor",
    data: "machines",
    formula: "score ~ 1 + Machine + (1 | Worker) + (1 | Worker & Machine)",
    lme4: "score ~ 1 + Machine + (1 | Worker) + (1 | Worker:Machine)",
    REML: true,
  },
  { name: "singular", data: "dyestuff2", formula: "yield ~ 1 + (1 | batch)", REML: true },
  { name: "crossed", data: "kb07", formula: "rt_trunc ~ 1 + spkr + prec + (1 | subj) + (1 | item)" },
  {
    name: "crossed with slope, REML",
    data: "kb07",
    formula: "rt_trunc ~ 1 + spkr*prec*load + (1 | subj) + (1 + prec | item)",
    REML: true,
    contrasts: { spkr: "Effects", prec: "Effects", load: "Effects" },
  },
  { name: "crossed, sparse", data: "ratings", formula: "y ~ 1 + service + (1 | s) + (1 | d) + (1 | dept)" },
  {
    name: "crossed, sparse, slope",
    data: "ratings",
    formula: "y ~ 1 + service + (1 | s) + (1 + service | d)",
    REML: true,
    contrasts: { service: "Effects" },
  },
  {
    name: "three factors, one of combinations",
    data: "kb07",
    formula: "rt_trunc ~ (spkr + prec + load)^2 + trial + (1 | subj) + (1 | item) + (1 | load & prec & subj)",
    lme4: "rt_trunc ~ (spkr + prec + load)^2 + trial + (1 | subj) + (1 | item) + (1 | load:prec:subj)",
  },
  {
    name: "brood in location",
    data: "grouseticks",
    formula: "log1p(ticks) ~ 1 + year + height + (1 | location/brood)",
    REML: true,
    contrasts: { year: "Helmert" },
  },
  {
    name: "zero correlation",
    data: "sleepstudy",
    formula: "reaction ~ 1 + days + zerocorr(1 + days | subj)",
    lme4: "reaction ~ days + (days || subj)",
  },
  {
    name: "two terms of one factor, REML",
    data: "sleepstudy",
    formula: "reaction ~ days + (1 | subj) + (0 + days | subj)",
    REML: true,
  },
  {
    name: "slopes of a factor, no intercept",
    data: "sleepstudy",
    formula: "reaction ~ 0 + phase + (0 + phase | subj)",
  },
  {
    name: "a column for each level",
    data: "machines",
    formula: "score ~ 1 + Machine + (0 + fulldummy(Machine) | Worker)",
    lme4: "score ~ 1 + Machine + (0 + Machine | Worker)",
    REML: true,
  },
  {
    name: "one effect by two factors",
    data: "kb07",
    formula: "rt_trunc ~ 1 + prec + (prec | subj + item)",
    lme4: "rt_trunc ~ 1 + prec + (prec | subj) + (prec | item)",
  },
  {
    name: "slopes, nested",
    data: "sleepstudy",
    formula: "reaction ~ 1 + days + (1 | site) + (1 + days | site & subj)",
    lme4: "reaction ~ 1 + days + (1 | site) + (1 + days | site:subj)",
    REML: true,
  },
  {
    name: "sequential differences",
    data: "sleepstudy",
    formula: "reaction ~ 1 + phase + (1 + phase | subj)",
    REML: true,
    contrasts: { phase: "SeqDiff" },
  },
  { name: "effects nested in a factor", data: "sleepstudy", formula: "reaction ~ phase/days + (1 | subj)" },
  { name: "rank-deficient", data: "sleepstudy", formula: "reaction ~ days + twice + (1 + days | subj)" },
  {
    name: "rank-deficient, REML",
    data: "sleepstudy",
    formula: "reaction ~ days + twice + phase + (1 | subj)",
    REML: true,
  },
  { name: "weights", data: "sleepstudy", formula: "reaction ~ days + (days | subj)", weights: "w" },
  {
    name: "weights, crossed, REML",
    data: "kb07",
    formula: "rt_trunc ~ 1 + spkr*prec + (1 + spkr | subj) + (1 | item)",
    weights: "w",
    REML: true,
  },
  { name: "offset", data: "sleepstudy", formula: "reaction ~ days + offset(20*known) + (1 | subj)" },
  {
    name: "weights, offset, rank-deficient",
    data: "sleepstudy",
    formula: "log(reaction) ~ twice + days + offset(log(1 + known)) + zerocorr(1 + days | subj)",
    lme4: "log(reaction) ~ twice + days + offset(log(1 + known)) + (1 + days || subj)",
    weights: "w",
    REML: true,
  },
  {
    name: "orthogonal polynomial, REML",
    data: "sleepstudy",
    formula: "reaction ~ poly(days, 2) + (1 + days | subj)",
    REML: true,
  },
  {
    name: "power",
    data: "sleepstudy",
    formula: "reaction ~ days + days^2 + (1 | subj)",
    lme4: "reaction ~ days + I(days^2) + (1 | subj)",
  },
  { name: "log response", data: "kb07", formula: "log(rt_trunc) ~ spkr + load + (1 | subj) + (1 | item)" },
  { name: "inverse response", data: "kb07", formula: "1000/rt_trunc ~ prec + (1 | subj) + (1 | item)" },
];

const made = new Map();

/** The rows that a model is fitted to. */
export function rowsOf({ data: name }) {
  if (!made.has(name)) made.set(name, data[name]());
  return made.get(name);
}
