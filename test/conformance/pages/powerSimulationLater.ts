import { simulate } from "engine/bootstrap/drawing/simulate";
import { parametricbootstrap } from "engine/bootstrap/parametricbootstrap";
import type { MixedModelBootstrap } from "engine/bootstrap/sample/mixedModelBootstrap";
import { EffectsCoding } from "engine/formula/coding/contrasts";
import { create_re } from "engine/inference/planning/createRe";
import { createθ } from "engine/inference/planning/createTheta";
import { simdat_crossed } from "engine/inference/planning/simdatCrossed";
import { fit, refit } from "engine/model/fit";
import type { LinearMixedModel } from "engine/model/linearMixedModel";
import { Bernoulli } from "engine/random/bernoulli";
import { Binomial } from "engine/random/binomial";
import { MersenneTwister } from "engine/random/mersenneTwister";
import { Normal } from "engine/random/normal";
import { Poisson } from "engine/random/poisson";
import { rand } from "engine/random/rand";
import { asTable } from "engine/table/asTable";
import { dataset } from "engine/table/source/dataset";
import { median, quantile } from "engine/table/statistics";
import type { Table } from "engine/table/table";
import type { OwnCell } from "../agrees";
import { type Doubt, stoppedEarly } from "../doubt";
import type { PageCheck } from "../pageCheck";

const BETWEEN = { subj_btwn: { age: ["old", "young"] }, item_btwn: { frequency: ["low", "high"] } };
const FORMULA = "dv ~ 1 + age * frequency + (1 + frequency | subj) + (1 + age | item)";
/** Replicates stop early on the page. */
const EARLY = { kind: "early", above: NaN } as const;

/** The page of 2026, all of which draws from one stream. */
export async function redo(check: PageCheck): Promise<void> {
  check.leave("the text of a manual", 3, 5);
  await first(check);
  const rng = new MersenneTwister(42);
  const design = simdat_crossed(rng, 20, 20, BETWEEN);
  numbered(check, 6, design);
  const m = fit(FORMULA, design);
  // The model of noise: a singular fit.
  check.model(7, m, { doubt: stoppedEarly(m, design, {}, check.printed(7)), near: 0.2, free: 0.05 });
  const β = [250, -25, 10, 0];
  const unfitted = simulate(rng, m, { β });
  // The page prints the model of the noise once more, before it is fitted to what was simulated.
  check.leave("a model that is not fitted to its response", 8);
  const one = refit(m, unfitted);
  const early = (refitted: LinearMixedModel, cell: number): { doubt: Doubt } => ({
    doubt: stoppedEarly(refitted, withResponse(design, refitted.response), {}, check.printed(cell)),
  });
  check.model(9, one, early(one, 9));
  const σ = 25;
  const two = refit(one, simulate(rng, one, { β, σ }));
  check.model(10, two, { ...early(two, 10), near: 0.05 });
  const effects = { subj: create_re(2, 1.3), item: create_re(1.3, 2) };
  [effects.subj, effects.item].forEach(({ lambda }, i) => {
    check.rows(11 + i, [[2, 2], [lambda[0]], [lambda[2], lambda[3]]]);
  });
  const θ = createθ(m, effects);
  check.rows(13, [[6, undefined], ...Array.from(θ, (value) => [value])]);
  const three = refit(two, simulate(rng, two, { β, σ, θ }));
  check.model(14, three, early(three, 14));
  const samp = await parametricbootstrap(rng, 1000, three, { β, σ, θ, progress: false });
  check.rows(15, summary(samp, check.printed(15).rows as string[][]), { doubt: EARLY });
  await grid(check, rng, { β, σ });
  covariates(check, rng);
}

function withResponse(design: Table, dv: ArrayLike<number>): Table {
  const columns = Object.fromEntries(design.columnNames.map((name) => [name, design.column(name)]));
  return asTable({ ...columns, dv: Array.from(dv) } as { [name: string]: number[] });
}

/** The bootstrap of a model of kb07 at the top of the page. */
async function first(check: PageCheck): Promise<void> {
  const contrasts = { spkr: EffectsCoding(), prec: EffectsCoding(), load: EffectsCoding() };
  const m = fit("rt_trunc ~ 1 * spkr * prec * load + (1 | subj) + (1 | item)", dataset("kb07"), { contrasts });
  const samp = await parametricbootstrap(new MersenneTwister(42), 1000, m, { progress: false });
  check.rows(2, summary(samp, check.printed(2).rows as string[][]), { doubt: EARLY });
}

/** What a page prints of a sample: least, quartiles, median, mean and greatest of each parameter, as far as shown. */
function summary(samp: MixedModelBootstrap, printed: readonly (readonly string[])[]): OwnCell[][] {
  const names = samp.tbl.columnNames.filter((name) => name !== "obj");
  return printed.map((row, i) => {
    if (i < 3 || row.length < 3) return [];
    const name = names[i - 3];
    const values = samp.tbl.numeric(name);
    const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
    const own = [
      Math.min(...values),
      quantile(values, 0.25),
      median(values),
      mean,
      quantile(values, 0.75),
      Math.max(...values),
    ];
    // The numbers of a row begin with its own and that in the parameter's name.
    const before = /\d$/.test(name) ? 2 : 1;
    return [...Array<OwnCell>(before).fill(undefined), ...own].slice(0, row.length);
  });
}

/** Power in 42 designs. */
async function grid(
  check: PageCheck,
  rng: MersenneTwister,
  truth: { readonly β: number[]; readonly σ: number },
): Promise<void> {
  const rows: { coefname: string; subj_n: number; item_n: number; power: number; power_se: number }[] = [];
  for (const subj_n of [20, 40, 60, 80, 100, 120, 140])
    for (const item_n of [40, 60, 80, 100, 120, 140]) {
      const m = fit(FORMULA, simdat_crossed(rng, subj_n, item_n, BETWEEN), { progress: false });
      const θ = createθ(m, { subj: create_re(2, 1.3), item: create_re(1.3, 2) });
      const samp = await parametricbootstrap(rng, 100, m, { ...truth, θ, stderror: true, progress: false });
      rows.push(...powers(samp, m).map((own) => ({ ...own, subj_n, item_n })));
    }
  const table = asTable(
    rows.map((row) => ({
      ...row,
      lower: row.power - 1.96 * row.power_se,
      upper: row.power + 1.96 * row.power_se,
    })),
  );
  // One replicate in a hundred may have its p on the other side of 0.05.
  const options = { doubt: EARLY, free: 0.011 };
  check.table(19, table, options);
  check.table(20, table, options);
  check.table(21, table, options);
}

function powers(
  samp: MixedModelBootstrap,
  m: LinearMixedModel,
): { coefname: string; power: number; power_se: number }[] {
  const p = samp.coefpvalues;
  const [names, values] = [p.column("coefname") as string[], p.numeric("p")];
  return m.coefnames.map((coefname) => {
    const own = values.filter((_, i) => names[i] === coefname);
    const power = own.filter((value) => value < 0.05).length / own.length;
    return { coefname, power, power_se: Math.sqrt((power * (1 - power)) / (own.length - 1)) };
  });
}

/** A covariate of the items and other responses. */
function covariates(check: PageCheck, rng: MersenneTwister): void {
  const design = simdat_crossed(rng, 20, 20, BETWEEN);
  check.table(23, design);
  const items = [...new Set(design.column("item") as string[])];
  check.table(24, asTable({ item: items }));
  const chaos = rand(rng, Normal(5, 2), items.length);
  check.rows(25, [[20, undefined], ...Array.from(chaos, (value) => [value])]);
  const columns = Object.fromEntries(design.columnNames.map((name) => [name, design.column(name)]));
  const place = new Map(items.map((name, i) => [name, chaos[i]]));
  const withChaos = asTable({
    ...columns,
    chaos: (design.column("item") as string[]).map((name) => place.get(name)!),
  } as { [name: string]: number[] });
  check.table(26, withChaos);
  const m = fit("dv ~ 1 + age * frequency * chaos + (1 + frequency | subj) + (1 + age | item)", withChaos);
  check.model(27, m, { doubt: stoppedEarly(m, withChaos, {}, check.printed(27)), free: 0.05 });
  const n = design.numRows;
  column(check, 28, rand(rng, Bernoulli(), n), [400]);
  column(check, 29, rand(rng, Poisson(), n), [400, undefined]);
  const trials = rand(rng, Poisson(), n).map((value) => value + 3);
  column(check, 30, trials, [400, undefined]);
  column(
    check,
    31,
    trials.map((count) => rand(rng, Binomial(count)) / count),
    [400, undefined],
  );
}

/** A long column, of which a page shows both ends. */
function column(check: PageCheck, cell: number, values: Float64Array, size: OwnCell[]): void {
  const printed = check.printed(cell).rows as string[][];
  const cut = printed.findIndex(([text]) => text === "⋮");
  const own = Array.from(values, (value) => [value]);
  check.rows(cell, [size, ...own.slice(0, cut - 1), [], ...own.slice(own.length - (printed.length - cut - 1))]);
}

/** A table with numbered rows, of which a page shows those of both ends. */
function numbered(check: PageCheck, cell: number, table: Table): void {
  const columns = check.printed(cell).columns!.map((name) => table.column(name));
  const rows = Array.from({ length: table.numRows }, (_, i): OwnCell[] => [
    i + 1,
    ...columns.map((values) => values[i] as OwnCell),
  ]);
  check.rows(
    cell,
    (check.printed(cell).rows as string[][]).map(([at]) => rows[Number(at) - 1] ?? []),
  );
}
