import type { Cluster, ClusterStudy, ClusterWatch } from "engine/bootstrap/computing/clusters/cluster";
import { influence } from "engine/inference/influence";
import type { StudyRunner } from "engine/inference/openStudy";
import { profile } from "engine/inference/profile/profile";
import { TaskRunner } from "engine/inference/taskRunner";
import { readTasks, taskBytes } from "engine/inference/tasks/taskStudy";
import { fit } from "engine/model/fit";
import type { MixedModel } from "engine/model/mixedModel";
import { asTable } from "engine/table/asTable";
import { dataset } from "engine/table/source/dataset";
import type { Table } from "engine/table/table";
import { fitted } from "../../support/fits";

/** What a test changes of a generalized model that has travelled. */
interface GeneralizedTravelling {
  readonly fit: { y: Float64Array; w: Float64Array; nAGQ: number };
}

/** Computes in this process, the last shard first, each part twice and one of them broken at first. */
class Here implements Cluster {
  studies: ClusterStudy[] = [];
  constructor(
    private readonly size: number,
    private readonly begin: (watch: ClusterWatch, runner: StudyRunner, study: ClusterStudy) => void = () => undefined,
  ) {}

  async compute(study: ClusterStudy, watch: ClusterWatch): Promise<void> {
    this.studies.push(study);
    const runners = [new TaskRunner(study.bytes, "a study"), new TaskRunner(study.bytes, "a study")];
    this.begin(watch, runners[0], study);
    const firsts = Array.from({ length: Math.ceil(study.n / this.size) }, (_, i) => 1 + i * this.size);
    for (const first of firsts.reverse()) {
      if (watch.cancelled.aborted || watch.left.aborted) break;
      const shard = { first, count: Math.min(this.size, study.n - first + 1) };
      const bytes = runners[first % 2].run(shard);
      expect(() => watch.part(bytes.subarray(0, -1), "broken")).toThrow("'broken' has been changed or cut short");
      expect(() => watch.part(bytes, "moved", { first: first + 1, count: shard.count })).toThrow(
        "parts belong to one study and shard; 'moved' is of another one",
      );
      watch.part(bytes, "whole", shard);
      watch.part(bytes, "again");
      watch.state(`${first} is there`);
    }
  }
}

const cbpp = dataset("cbpp");
const sized = cbpp.toRows().map((row, i) => ({ ...row, size: Math.log(Number(row.hsz)) + (i % 3) / 10 }));
const weighted = (): MixedModel => {
  const rows = dataset("sleepstudy")
    .toRows()
    .map((row, i) => ({ ...row, w: 1 + (i % 5), o: i / 10 }));
  return fit("reaction ~ 1 + days + (1 + days | subj)", asTable(rows), { weights: "w", offset: "o", progress: false });
};
const models: { readonly [name: string]: () => MixedModel } = {
  sleepstudy: () => fitted("sleepstudy"),
  pastes: () => fitted("pastes"),
  machines: () => fitted("machines"),
  "powers, REML": () =>
    fit("reaction ~ 1 + days + days ^ 2 + (1 + days | subj)", dataset("sleepstudy"), { REML: true, progress: false }),
  "a fixed σ": () => fit("yield ~ 1 + (1 | batch)", dataset("dyestuff"), { σ: 50, progress: false }),
  "weights and an offset": weighted,
  "a binomial response": () =>
    fit("incid / hsz ~ 1 + period + (1 | herd)", cbpp, { family: "binomial", progress: false }),
  "slopes of a binomial response": () =>
    fit("incid / hsz ~ 1 + period + (1 + size | herd)", asTable(sized), { family: "binomial", progress: false }),
  "a dispersion": () =>
    fit("yield ~ 1 + (1 | batch)", dataset("dyestuff"), { family: "Gamma", link: "log", progress: false }),
  quadrature: () =>
    fit("incid / hsz ~ 1 + period + (1 | herd)", cbpp, { family: "binomial", nAGQ: 5, progress: false }),
};

function columnsOf(table: Table) {
  return table.columnNames.map((name) => [
    name,
    table.kind(name) === "numeric" ? [...table.numeric(name)] : [...table.column(name)],
  ]);
}

test.each(Object.entries(models))("influence on a cluster has the bits of home: %s", async (_, model) => {
  const m = model();
  for (const grouping of m.groupings) {
    const home = influence(m, grouping);
    const there = await influence(m, grouping, { on: new Here(3), progress: false });
    expect(columnsOf(there)).toEqual(columnsOf(home));
    expect(there.report()).toEqual(home.report());
  }
});

test.each(Object.entries(models))("profiles on a cluster have the bits of home: %s", async (_, model) => {
  const m = model();
  const parameters = m.coefnames.length > 4 ? ["β2", "σ", "σ2", "ρ1"] : undefined;
  const own = parameters === undefined ? {} : { parameters };
  const home = profile(m, { threshold: 2, ...own });
  const there = await profile(m, { threshold: 2, ...own, on: new Here(1), progress: false });
  expect(there.parameters).toEqual(home.parameters);
  expect(there.notes).toEqual(home.notes);
  expect(columnsOf(there.tbl)).toEqual(columnsOf(home.tbl));
  for (const level of [0.95, 0.8]) expect(columnsOf(there.confint(level))).toEqual(columnsOf(home.confint(level)));
});

test("neither levels nor their names travel", async () => {
  const cluster = new Here(100);
  await influence(fitted("sleepstudy"), "subj", { on: cluster, progress: false });
  const text = Buffer.from(cluster.studies[0].bytes).toString("latin1");
  expect(text).toContain("reaction");
  expect(text).not.toMatch(/S3\d\d/);
});

test("a study's id is that of the model and of what is computed", async () => {
  const cluster = new Here(100);
  const ids: string[] = [];
  const of = async (call: () => Promise<unknown>): Promise<void> => {
    await call();
    ids.push(cluster.studies.at(-1)!.id);
  };
  const own = { on: cluster, progress: false };
  await of(() => influence(fitted("pastes"), "batch & cask", own));
  await of(() => influence(fitted("pastes"), "batch", own));
  await of(() => profile(fitted("pastes"), { parameters: ["σ"], ...own }));
  await of(() => profile(fitted("pastes"), { parameters: ["σ"], threshold: 3, ...own }));
  expect(new Set(ids).size).toBe(4);
  await of(() => influence(fitted("pastes"), "batch", own));
  expect(ids[4]).toBe(ids[1]);
});

test("levels whose shards were lost are NaN with the reason", async () => {
  const m = fitted("sleepstudy");
  const home = influence(m, "subj");
  const lost = new Here(3, (watch) => watch.missing({ first: 4, count: 3 }, "four processes were lost with it"));
  const there = await influence(m, "subj", { on: lost, progress: false });
  const expected = [...home.numeric("days")].map((value, i) => (i >= 3 && i < 6 ? NaN : value));
  expect([...there.numeric("days")]).toEqual(expected);
  expect(there.numeric("nobs")).toEqual(home.numeric("nobs"));
  expect(there.report().notes).toEqual(
    ["S330", "S331", "S332"].map((level) => `There is no fit without '${level}': four processes were lost with it.`),
  );
});

test("stopped, what was computed is there and the rest is named", async () => {
  const stop = new AbortController();
  const ending = new Here(1, (watch, runner) => {
    watch.part(runner.run({ first: 2, count: 1 }), "p");
    stop.abort();
  });
  const own = { on: ending, progress: false, signal: stop.signal };
  const m = fitted("sleepstudy");
  const there = await profile(m, { parameters: ["β"], ...own });
  expect([there.parameters, there.missing]).toEqual([["β2"], ["β1"]]);
  const table = await influence(m, "subj", own);
  expect(table.numeric("cook").map((value, i) => (i === 1 ? 1 : Number(Number.isNaN(value))))).toEqual(
    new Float64Array(18).fill(1),
  );
  expect(table.report().notes).toHaveLength(17);
});

test("a profile whose shard was lost says so", async () => {
  const m = fitted("sleepstudy");
  const lost = new Here(1, (watch) => watch.missing({ first: 1, count: 1 }, "it took too long"));
  const there = await profile(m, { parameters: ["β"], on: lost, progress: false });
  expect(there.notes).toEqual(["β1 is not profiled: it took too long"]);
  const [row] = there.confint().toRows();
  expect([row.par, row.lower, row.upper]).toEqual(["β1", NaN, NaN]);
});

test("a cluster that fails is told", async () => {
  const on: Cluster = { compute: () => Promise.reject(new Error("no such partition")) };
  await expect(influence(fitted("dyestuff"), "batch", { on, progress: false })).rejects.toThrow("no such partition");
  await expect(profile(fitted("dyestuff"), { on, progress: false })).rejects.toThrow("no such partition");
});

test.each<[string, object, string]>([
  ["another thing than a cluster", { on: "slurm" }, "on is a cluster, slurm({ … }) or queue(…) of mixedmodels-cluster"],
  ["a signal alone", { signal: new AbortController().signal }, "signal ends what a cluster computes"],
  ["another thing than a signal", { on: new Here(1), signal: 1 }, "signal is that of an AbortController; got 1"],
  ["an unknown option", { in: 1 }, "unknown option"],
])("refused: %s", (_, options, message) => {
  expect(() => influence(fitted("dyestuff"), "batch", options as never)).toThrow(message);
  expect(() => profile(fitted("dyestuff"), options)).toThrow(message);
});

test("a study that has changed anywhere is refused in a sentence, as is what does not fit together", async () => {
  const cluster = new Here(100);
  await influence(fitted("dyestuff"), "batch", { on: cluster, progress: false });
  const { bytes } = cluster.studies[0];
  for (let i = 0; i < bytes.length; i += 1 + Math.floor(bytes.length / 200)) {
    const changed = bytes.slice();
    changed[i] ^= 1 << (i % 8);
    expect(() => new TaskRunner(changed, "x")).toThrow(/'x'/);
  }
  expect(() => new TaskRunner(bytes.subarray(0, 100), "x")).toThrow("'x' has been changed or cut short since");
});

test.each<[string, (model: GeneralizedTravelling) => void, RegExp]>([
  ["a response of 10¹⁵ successes", ({ fit: { y } }) => void (y[0] = 1e15), /a proportion between 0 and 1; one is 1000/],
  ["half a trial", ({ fit: { w } }) => void (w[0] = 0.5), /the trials of a binomial model are positive whole numbers/],
  ["a billion points of quadrature", ({ fit }) => void (fit.nAGQ = 1e9), /there are 1 to 100 points of quadrature/],
])("a generalized study with %s is refused before anything is computed", async (_, change, message) => {
  const cluster = new Here(100);
  const m = fit("incid / hsz ~ 1 + period + (1 | herd)", dataset("cbpp"), { family: "binomial", progress: false });
  await influence(m, "herd", { on: cluster, progress: false });
  const plan = readTasks(cluster.studies[0].bytes, "x");
  change(plan.model as never);
  expect(() => new TaskRunner(taskBytes(plan), "x")).toThrow(message);
});
