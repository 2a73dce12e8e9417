import { issingular } from "engine/bootstrap/sample/issingular";
import { SeqDiffCoding } from "engine/formula/coding/contrasts";
import { leverage } from "engine/model/diagnostics";
import { fit } from "engine/model/fit";
import type { LinearMixedModel } from "engine/model/linearMixedModel";
import { size, vcov } from "engine/model/summaries";
import { MersenneTwister } from "engine/random/mersenneTwister";
import { rand } from "engine/random/rand";
import { asTable } from "engine/table/asTable";
import { describe } from "engine/table/describe";
import type { Table } from "engine/table/table";
import type { OwnCell } from "../agrees";
import { type Doubt, printedAbove, stoppedEarly, withoutOptimum } from "../doubt";
import type { PageCheck } from "../pageCheck";
import { principal } from "../principal";
import { ageMeans, fggk21 } from "./fggk21Data";

const TESTS: { readonly [name: string]: string } = {
  Run: "Endurance",
  Star_r: "Coordination",
  S20_r: "Speed",
  SLJ: "PowerLOW",
  BPT: "PowerUP",
};
const SEX: { readonly [name: string]: string } = { male: "Boys", female: "Girls" };
const contrasts = {
  Test: SeqDiffCoding({ levels: ["Run", "Star_r", "S20_r", "SLJ", "BMT"] }),
  Sex: SeqDiffCoding({ levels: ["Boys", "Girls"] }),
};

export function redo(check: PageCheck): void {
  const settings = "a setting of the page, no result";
  check.leave(settings, 1);
  const whole = fggk21();
  const df = renamed(whole, TESTS);
  check.described(2, describe(df), { texts: false });
  check.table(3, df);
  const subset = sampled(df);
  check.table(4, subset);
  check.table(5, ageMeans(df));
  check.table(7, ageMeans(subset));
  check.leave("how many regressions a page prints, which it does not show", 11);
  const dat = renamed(subset, {
    ...Object.fromEntries(Object.entries(TESTS).map(([short, long]) => [long, short === "BPT" ? "BMT" : short])),
  });
  small(check, dat);
  large(check, dat);
}

/** The models of schools and of cohorts. */
function small(check: PageCheck, dat: Table): void {
  const fitted = (rest: string): LinearMixedModel => fit(`zScore ~ 1 + ${rest}`, dat, { contrasts, progress: false });
  const early = (m: LinearMixedModel, cell: number): { doubt: Doubt } => ({
    doubt: stoppedEarly(m, dat, { contrasts }, check.printed(cell)),
  });
  const m_ovi = fitted("Test * Sex * a1 + (1 | School)");
  check.model(12, m_ovi, early(m_ovi, 12));
  check.scalar(13, String(issingular(m_ovi)));
  const m_zcp = fitted("Test * Sex * a1 + zerocorr(1 + Test + Sex + a1 | School)");
  check.model(14, m_zcp, early(m_zcp, 14));
  check.scalar(15, String(issingular(m_zcp)));
  const m_cpx = fitted("Test * Sex * a1 + (1 + Test + Sex + a1 | School)");
  // Singular: effects of small variance and their correlations are loose.
  const loose = { ...early(m_cpx, 17), near: 0.35, free: 0.35 };
  check.model(16, m_cpx, loose);
  check.varcorr(17, m_cpx, loose);
  check.scalar(18, String(issingular(m_cpx)), loose);
  const models = [m_ovi, m_zcp, m_cpx];
  check.tests(19, models, loose);
  const measures = (m: LinearMixedModel): OwnCell[] => [m.dof, m.deviance, m.aic, m.aicc, m.bic];
  check.rows(
    20,
    models.map((m) => [undefined, ...measures(m)]),
    loose,
  );
  const byName = m_ovi.coefnames.map((name) => {
    const at = models.map((m) => m.coefnames.indexOf(name));
    const estimates = models.map((m, i) => m.coef[at[i]]);
    const z = models.map((m, i) => m.coef[at[i]] / m.stderror[at[i]]);
    return [name, ...estimates, ...z] as OwnCell[];
  });
  const order = (check.printed(21).rows as string[][]).map(([name]) => byName.find(([one]) => one === name)!);
  check.rows(21, order, { ...loose, half: 0.005 });
  const cohorts = (effects: string): LinearMixedModel => fitted(`Test * a1 * Sex + ${effects}`);
  const m_cpxCohort = cohorts("(1 + Test | Cohort)");
  const looseCohort = { ...early(m_cpxCohort, 23), near: 0.6, free: 2 };
  check.model(22, m_cpxCohort, { ...looseCohort, near: 0.05, free: 0.02 });
  check.varcorr(23, m_cpxCohort, looseCohort);
  check.scalar(24, String(issingular(m_cpxCohort)));
  const m_zcpCohort = cohorts("zerocorr(1 + Test | Cohort)");
  check.model(25, m_zcpCohort, early(m_zcpCohort, 25));
  check.scalar(26, String(issingular(m_zcpCohort)));
  const m_oviCohort = cohorts("(1 | Cohort)");
  check.model(27, m_oviCohort, early(m_oviCohort, 27));
  check.scalar(28, String(issingular(m_oviCohort)));
  check.tests(29, [m_oviCohort, m_zcpCohort], early(m_zcpCohort, 25));
  check.rows(30, [m_oviCohort, m_zcpCohort, m_cpxCohort].map(measures), looseCohort);
}

/** The models with children, in which σ and the effects of children cannot be told apart, and what is asked of m1. */
function large(check: PageCheck, dat: Table): void {
  const fitted = (rest: string): LinearMixedModel => fit(`zScore ~ 1 + ${rest}`, dat, { contrasts, progress: false });
  const terms = (one: 0 | 1): string =>
    `(${one} + Test + a1 + Sex | School) + (${one} + Test | Child) + zerocorr(${one} + Test | Cohort)`;
  const m1 = fitted(`Test * a1 * Sex + ${terms(1)}`);
  const m2 = fitted(`Test * a1 * Sex + ${terms(0)}`);
  const nested = fitted(`Test + Test & (a1 * Sex) + ${terms(0)}`);
  const early = { doubt: printedAbove(m1, 24467.67212380971, 1e-6) };
  for (const m of [m2, nested]) printedAbove(m, 24463.1, 0.05);
  const none = { doubt: withoutOptimum(m1) };
  const none2 = { doubt: withoutOptimum(m2) };
  check.model(31, m1, none);
  check.varcorr(32, m1, none);
  check.scalar(33, String(issingular(m1)));
  check.model(34, m2, none2);
  check.scalar(35, String(issingular(m2)));
  check.varcorr(36, m2, none2);
  check.rows(37, principal(m1, check, 37), none);
  check.rows(38, principal(m2, check, 38), none2);
  check.model(39, nested, { doubt: withoutOptimum(nested) });
  check.rows(
    40,
    [m1, m2, nested].map((m) => [undefined, m.dof, m.deviance, m.aic, m.aicc, m.bic]),
    early,
  );
  check.scalar(41, size(m1));
  const geometric = [m1, m2, nested].map((m) => leverage(m).reduce((sum, x) => sum + x, 0));
  geometric.forEach((value, i) => {
    check.scalar(42 + i, value, none);
  });
  check.scalar(45, m1.nobs - geometric[0], none);
  check.scalar(46, m1.rank);
  const tail = "the mark of the end of a printed matrix";
  check.scalar(47, m1.dof);
  check.leave(tail, 47);
  check.scalar(49, m1.loglikelihood, early);
  check.scalar(50, m1.deviance, early);
  check.scalar(51, m1.objective, early);
  check.scalar(52, m1.nobs);
  check.scalar(53, size(m1));
  check.scalar(54, m1.dof);
  check.scalar(55, geometric[0], none);
  check.scalar(56, m1.nobs - geometric[0], none);
  check.scalar(57, m1.aic, early);
  check.scalar(58, m1.bic, early);
  check.leave(tail, 58);
  const pvalues = m1.pvalues;
  const coefficients = m1.coefnames.map((name, j): OwnCell[] => [
    name,
    m1.coef[j],
    m1.stderror[j],
    m1.coef[j] / m1.stderror[j],
    pvalues[j],
  ]);
  check.rows(59, coefficients, early);
  for (const cell of [61, 62, 63])
    check.rows(cell, [[20, undefined], ...Array.from(m1.coef, (x) => [x])], { ...early, free: 1e-4 });
  check.leave("names of the coefficients", 64);
  [vcov(m1), vcov(m1, { corr: true })].forEach((matrix, i) => {
    const shown = check.printed(65 + i).rows as string[][];
    const rows = matrix.to2DArray().map((row): OwnCell[] => [...row.slice(0, 3), ...row.slice(18)]);
    const marked = rows.map((row, k) =>
      shown[k + 1]?.includes("…") ? [...row.slice(0, 3), undefined, ...row.slice(3)] : row,
    );
    check.rows(65 + i, [[20, 20, undefined], ...marked], { ...early, free: i === 0 ? 1e-6 : 1e-3 });
  });
  check.rows(67, [[20, undefined], ...Array.from(m1.stderror, (x) => [x])], early);
  check.leave("names of the model's properties", 68);
  check.scalar(69, String(issingular(m1)));
  check.scalar(70, String(issingular(m2)));
  check.varcorr(71, m1, none);
  check.varcorr(72, m2, none2);
  [m1, m2].forEach((m, i) => {
    const cell = 74 + 2 * i;
    const shown = check.printed(cell).rows as string[][];
    const cut = shown.findIndex(([text]) => text === "⋮");
    const own = Array.from(m.θ, (x) => [x]);
    check.rows(
      cell,
      [[48, undefined], ...own.slice(0, cut - 1), [], ...own.slice(48 - (shown.length - cut - 1))],
      i === 0 ? none : none2,
    );
  });
  // Blocks of rows: the random effects of each grouping factor, the coefficients and the response.
  const effects = m1.data.terms.map(({ levels, names }) => levels * names.length);
  for (const cell of [75, 77])
    check.rows(
      cell,
      [...effects, 21].map((count) => [count]),
    );
}

function renamed(table: Table, tests: { readonly [name: string]: string }): Table {
  const columns = Object.fromEntries(table.columnNames.map((name) => [name, table.column(name)]));
  const test = (table.column("Test") as string[]).map((name) => tests[name]);
  const sex = (table.column("Sex") as string[]).map((name) => SEX[name] ?? name);
  return asTable({ ...columns, Test: test, Sex: sex } as { [name: string]: string[] });
}

/** 1,000 draws of children of each sex with replacement, and all rows of those that were drawn. */
function sampled(df: Table): Table {
  const children = new Map<string, string>();
  const [child, sex] = [df.column("Child") as string[], df.column("Sex") as string[]];
  child.forEach((name, i) => {
    if (!children.has(name)) children.set(name, sex[i]);
  });
  const rng = new MersenneTwister(42);
  const drawn = new Set<string>();
  for (const group of ["Boys", "Girls"]) {
    const names = [...children.keys()].filter((name) => children.get(name) === group);
    for (const name of rand(rng, names, 1000) as string[]) drawn.add(name);
  }
  const rows = child.flatMap((name, i) => (drawn.has(name) ? [i] : []));
  return asTable(
    Object.fromEntries(df.columnNames.map((name) => [name, rows.map((row) => df.column(name)[row])])) as {
      [name: string]: string[];
    },
  );
}
