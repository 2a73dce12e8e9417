import { EffectsCoding, HelmertCoding, SeqDiffCoding } from "engine/formula/coding/contrasts";
import { HypothesisCoding } from "engine/formula/coding/hypothesisCoding";
import { fit } from "engine/model/fit";
import type { LinearMixedModel } from "engine/model/linearMixedModel";
import { sample } from "engine/random/sample";
import { StableRNG } from "engine/random/stableRng";
import { asTable } from "engine/table/asTable";
import { describe } from "engine/table/describe";
import { std } from "engine/table/statistics";
import type { Table } from "engine/table/table";
import type { OwnCell } from "../agrees";
import { type Doubt, printedAbove, stoppedEarly, withoutOptimum } from "../doubt";
import type { PageCheck } from "../pageCheck";
import { rowsOf } from "../rowsOf";
import { fggk21, zWithin } from "./fggk21Data";

const levels = ["Run", "Star_r", "S20_r", "SLJ", "BPT"];
const Sex = EffectsCoding({ levels: ["Girls", "Boys"] });
const hypotheses = (labels: string[], rows: number[][]): Contrasts => ({
  Sex,
  Test: HypothesisCoding(rows, { levels, labels }),
});
type Contrasts = NonNullable<NonNullable<Parameters<typeof fit>[2]>["contrasts"]>;
const differences: Contrasts = { Sex, Test: SeqDiffCoding({ levels }) };
const helmert: Contrasts = { Sex, Test: HelmertCoding({ levels }) };
const hypothesis = hypotheses(
  ["BPT-other", "Star-End", "S20-Star", "SLJ-S20"],
  [
    [-1, -1, -1, -1, 4],
    [-1, 1, 0, 0, 0],
    [0, -1, 1, 0, 0],
    [0, 0, -1, 1, 0],
  ],
);
const steps = hypotheses(
  ["Star-Run", "S20-Star", "SLJ-S20", "BPT-SLJ"],
  [
    [-1, 1, 0, 0, 0],
    [0, -1, 1, 0, 0],
    [0, 0, -1, 1, 0],
    [0, 0, 0, -1, 1],
  ],
);
const components = hypotheses(
  ["c5.1", "c234.15", "c2.34", "c3.4"],
  [
    [-1, 0, 0, 0, 1],
    [-3, 2, 2, 2, -3],
    [0, 2, -1, -1, 0],
    [0, 0, 1, -1, 0],
  ],
);
const loadings = hypotheses(
  ["c5.1", "c234.15", "c12.34", "c3.4"],
  [
    [0.49, -0.04, 0.2, 0.03, -0.85],
    [0.7, -0.56, -0.21, -0.13, 0.37],
    [0.31, 0.68, -0.56, -0.35, 0],
    [0.04, 0.08, 0.61, -0.78, 0.13],
  ],
);

const FULL = "1 + Test * a1 * Sex";
const CORRELATED = `${FULL} + (1 + Test | Child)`;
const UNCORRELATED = `${FULL} + zerocorr(1 + Test | Child)`;

/** The page of 2026, which draws its rows from a stream with a seed. */
export function redo(check: PageCheck): void {
  const whole = fggk21();
  check.leave("how the page writes a table or a formula, no result", 1, 6, 13, 33);
  check.described(2, describe(whole));
  const drawn = sampled(whole);
  check.table(3, drawn);
  const dat = asTable({
    ...columnsOf(drawn),
    zScore: zWithin(drawn.column("Test") as string[], drawn.numeric("score")),
  });
  check.table(4, dat);
  check.table(5, groupMeans(dat));
  ofChildren(check, dat);
  ofTests(check, dat);
  ofSchools(check, dat);
}

type Columns = { [name: string]: string[] };

function columnsOf(table: Table): Columns {
  return Object.fromEntries(table.columnNames.map((name) => [name, table.column(name) as string[]]));
}

/** 500 rows with replacement of each test and sex, in the order in which they come. */
function sampled(whole: Table): Table {
  const sex = (whole.column("Sex") as string[]).map((name) => (name === "female" ? "Girls" : "Boys"));
  const test = whole.column("Test") as string[];
  const groups = new Map<string, number[]>();
  test.forEach((name, i) => {
    const key = `${name} ${sex[i]}`;
    const own = groups.get(key);
    if (own === undefined) groups.set(key, [i]);
    else own.push(i);
  });
  const rows = [...groups.values()].flatMap((own) => sample(new StableRNG(32123), own, 500));
  const { Sex: _, zScore: __, ...columns } = columnsOf(rowsOf(whole, rows));
  return asTable({ ...columns, Sex: rows.map((row) => sex[row]) } as Columns);
}

function groupMeans(dat: Table): Table {
  const [test, sex] = [dat.column("Test") as string[], dat.column("Sex") as string[]];
  const keys = [...new Set(test.map((name, i) => `${name} ${sex[i]}`))];
  const of = (name: string, statistic: (own: Float64Array) => number): number[] => {
    const values = dat.numeric(name);
    return keys.map((key) => statistic(values.filter((_, i) => `${test[i]} ${sex[i]}` === key)));
  };
  const mean = (own: Float64Array): number => own.reduce((sum, x) => sum + x, 0) / own.length;
  return asTable({
    Test: keys.map((key) => key.split(" ")[0]),
    Sex: keys.map((key) => key.split(" ")[1]),
    score_mean: of("score", mean),
    score_std: of("score", std),
    zScore_mean: of("zScore", mean),
    zScore_std: of("zScore", std),
  });
}

function fitted(dat: Table, rest: string, contrasts: Contrasts): LinearMixedModel {
  return fit(`zScore ~ ${rest}`, dat, { contrasts, progress: false });
}

/** Models of intercepts of children, in several codings. */
function ofChildren(check: PageCheck, dat: Table): void {
  const models: readonly (readonly [cell: number, rest: string, contrasts: Contrasts])[] = [
    [8, "1 + Test", differences],
    [10, "1 + Test * a1", differences],
    [12, "1 + Test * (a1 + Sex)", differences],
    [15, FULL, differences],
    [18, FULL, helmert],
    [21, FULL, hypothesis],
    [24, FULL, steps],
  ];
  const objectives = models.map(([cell, rest, contrasts]) => {
    const m = fitted(dat, `${rest} + (1 | Child)`, contrasts);
    check.model(cell, m, { doubt: stoppedEarly(m, dat, { contrasts }, check.printed(cell)) });
    return m.objective;
  });
  check.rows(51, [[3, undefined], ...objectives.slice(3, 6).map((value) => [value])], {
    doubt: { kind: "early", above: NaN },
    near: 1e-9,
  });
}

/** Models of effects of tests on children: rows drawn twice leave σ and the likelihood without an optimum. */
function ofTests(check: PageCheck, dat: Table): void {
  const none = (rest: string, contrasts: Contrasts): { m: LinearMixedModel; doubt: Doubt } => {
    const m = fitted(dat, rest, contrasts);
    return { m, doubt: withoutOptimum(m) };
  };
  const zcp = none(UNCORRELATED, steps);
  check.model(26, zcp.m, zcp);
  const cells = none(`${FULL} + (0 + Test | Child)`, steps);
  for (const cell of [28, 30]) check.model(cell, cells.m, cells);
  check.varcorr(31, cells.m, cells);
  const cpx = none(CORRELATED, steps);
  check.model(35, cpx.m, cpx);
  const pc = none(CORRELATED, components);
  check.model(39, pc.m, pc);
  check.varcorr(40, pc.m, pc);
  const pc2 = none(CORRELATED, loadings);
  check.model(44, pc2.m, pc2);
  check.varcorr(45, pc2.m, pc2);
  const zcp2 = none(UNCORRELATED, loadings);
  check.model(48, zcp2.m, zcp2);
  check.varcorr(49, zcp2.m, zcp2);
  check.tests(50, [zcp2.m, pc2.m], zcp2);
  check.leave("principal components of a model whose likelihood has no optimum", 32, 36, 41, 46);
  const codings = [differences, helmert, hypothesis, components];
  const correlated = codings.map((contrasts) => none(CORRELATED, contrasts));
  correlated.forEach(({ m, doubt }, i) => {
    check.varcorr(53 + i, m, { doubt });
  });
  const uncorrelated = codings.map((contrasts) => none(UNCORRELATED, contrasts));
  check.model(58, uncorrelated[3].m, uncorrelated[3]);
  uncorrelated.forEach(({ m, doubt }, i) => {
    check.tests(59 + i, [m, correlated[i].m], { doubt });
  });
  check.rows(
    63,
    [3, 1, 2, 0].map((i) => measures(uncorrelated[i].m)),
    uncorrelated[0],
  );
}

/** Models of effects of tests on schools. */
function ofSchools(check: PageCheck, dat: Table): void {
  const codings = [differences, helmert, hypothesis, components];
  const correlated = codings.map((contrasts, i) => {
    const m = fitted(dat, `${FULL} + (1 + Test + a1 | School)`, contrasts);
    check.varcorr(65 + i, m, { doubt: stoppedEarly(m, dat, { contrasts }, check.printed(65 + i)), near: 0.1 });
    return m.objective;
  });
  // They are one model in other codings.
  if (Math.max(...correlated) - Math.min(...correlated) > 1e-6)
    throw new Error(`codings of one model have the objectives ${correlated.join(", ")}`);
  const uncorrelated = codings.map((contrasts) => fitted(dat, `${FULL} + zerocorr(1 + Test + a1 | School)`, contrasts));
  const order = [1, 3, 2, 0];
  const printed = check.printed(70).rows as string[][];
  order.forEach((i, row) => printedAbove(uncorrelated[i], Number(printed[row].at(-3)), 0.05));
  check.rows(
    70,
    order.map((i) => measures(uncorrelated[i])),
    { doubt: { kind: "early", above: NaN }, near: 1e-5 },
  );
}

function measures(m: LinearMixedModel): OwnCell[] {
  return [undefined, m.dof, m.deviance, m.aic, m.bic];
}
