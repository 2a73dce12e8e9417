import { ShardRunner } from "engine/bootstrap/computing/bytes/shardRunner";
import type { Cluster, ClusterStudy, ClusterWatch } from "engine/bootstrap/computing/clusters/cluster";
import { shardsOf } from "engine/bootstrap/computing/clusters/shardsOf";
import { parametricbootstrap } from "engine/bootstrap/parametricbootstrap";
import { bootstrap } from "engine/inference/bootstrap";
import { likelihoodratiotest } from "engine/inference/tests/likelihoodratiotest";
import { fit } from "engine/model/fit";
import { MersenneTwister } from "engine/random/mersenneTwister";
import { dataset } from "engine/table/source/dataset";
import type { Table } from "engine/table/table";
import fc from "fast-check";
import { effort, holds } from "../../../../hard/properties/property";
import { fitted } from "../../../support/fits";

const N = 60;

/** Computes in this process, by two runners, the last shard first, each part twice and one of them broken at first. */
class Here implements Cluster {
  studies: ClusterStudy[] = [];
  constructor(
    private readonly size: number,
    private readonly end: (watch: ClusterWatch, runner: ShardRunner) => void = () => undefined,
  ) {}

  async compute(study: ClusterStudy, watch: ClusterWatch): Promise<void> {
    this.studies.push(study);
    const runners = [new ShardRunner(study.bytes, "a study"), new ShardRunner(study.bytes, "a study")];
    this.end(watch, runners[0]);
    const shards = shardsOf(study.n, 1e9, study.bytesEach, 1).filter(({ first }) => (first - 1) % this.size === 0);
    for (const { first } of shards.reverse()) {
      if (watch.cancelled.aborted || watch.left.aborted) break;
      const bytes = runners[first % 2].run({ first, count: Math.min(this.size, study.n - first + 1) });
      expect(() => watch.part(bytes.subarray(0, -1), "broken")).toThrow("'broken' has been changed or cut short");
      for (const shard of [
        { first, count: this.size + 1 },
        { first: first + 1, count: this.size },
      ])
        expect(() => watch.part(bytes, "moved", shard)).toThrow("a part has the replicates of its shard");
      watch.part(bytes, "whole");
      watch.part(bytes, "whole");
      watch.state(`${first} is there`);
    }
  }
}

interface Result {
  readonly tbl: Table;
  readonly failures: readonly object[];
}

const infected = fit("incid / hsz ~ 1 + period + (1 | herd)", dataset("cbpp"), { family: "binomial" });
type Options = { on?: Cluster; progress: boolean; signal?: AbortSignal };
const calls: { readonly [name: string]: (rng: MersenneTwister, options: Options) => Promise<Result> } = {
  parametric: (rng, options) => parametricbootstrap(rng, N, fitted("kb07_m1"), options),
  statistics: (rng, options) => parametricbootstrap(rng, N, fitted("sleepstudy"), { draws: "statistics", ...options }),
  generalized: (rng, options) => parametricbootstrap(rng, N, infected, { stderror: true, ...options }),
  residual: (rng, options) => bootstrap(rng, N, fitted("sleepstudy"), { method: "residual", ...options }),
  wild: (rng, options) => bootstrap(rng, N, fitted("pastes"), { method: "wild", ...options }),
  conditional: (rng, options) => bootstrap(rng, N, fitted("sleepstudy"), { method: "conditional", ...options }),
  case: (rng, options) => bootstrap(rng, N, fitted("pastes"), { method: "case", ...options }),
  test: (rng, options) =>
    likelihoodratiotest(fitted("sleepstudy_zerocorr"), fitted("sleepstudy"), {
      method: "bootstrap",
      n: N,
      rng,
      ...options,
    }),
};

async function outcome(call: (typeof calls)[string], on?: Cluster) {
  const rng = new MersenneTwister(11);
  rng.randn();
  const { tbl, failures } = await call(rng, { progress: false, ...(on && { on }) });
  return { columns: tbl.columnNames.map((name) => [name, tbl.numeric(name)]), failures, state: rng.state() };
}

test.each(Object.entries(calls))("%s: sample and stream have the bits of a run at home", async (_, call) => {
  const home = await outcome(call);
  for (const size of [1, 37]) expect(await outcome(call, new Here(size))).toEqual(home);
});

test("a study's id is that of its plan, stream and number of replicates", async () => {
  const cluster = new Here(N);
  const ids = async (seed: number, n: number, σ?: number): Promise<string> => {
    const options = { progress: false, on: cluster, ...(σ !== undefined && { σ }) };
    await parametricbootstrap(new MersenneTwister(seed), n, fitted("dyestuff"), options);
    return cluster.studies.at(-1)!.id;
  };
  const first = await ids(1, 10);
  expect(await ids(1, 10)).toBe(first);
  for (const other of [await ids(2, 10), await ids(1, 11), await ids(1, 10, 30)]) expect(other).not.toBe(first);
});

test("missing shards are NaN with the reason, and the stream is left after them", async () => {
  const home = await outcome(calls.parametric);
  const missing = new Here(20, (watch) => watch.missing({ first: 21, count: 20 }, "four processes were lost with it"));
  const found = await outcome(calls.parametric, missing);
  expect(found.state).toEqual(home.state);
  expect(found.failures).toEqual(
    Array.from({ length: 20 }, (_, i) => ({ iter: 21 + i, reason: "four processes were lost with it" })),
  );
  found.columns.forEach(([, values], c) => {
    const expected = (home.columns[c][1] as Float64Array).slice().fill(NaN, 20, 40);
    expect(values).toEqual(expected);
  });
});

test("stopped, the sample holds the replicates that come first, and the stream is after them", async () => {
  const stop = new AbortController();
  const cluster = new Here(60, (watch, runner) => {
    watch.part(runner.run({ first: 1, count: 7 }), "p");
    watch.part(runner.run({ first: 11, count: 7 }), "p");
    stop.abort();
  });
  const rng = new MersenneTwister(11);
  const whole = new MersenneTwister(11);
  const sample = await parametricbootstrap(rng, N, fitted("dyestuff"), {
    progress: false,
    on: cluster,
    signal: stop.signal,
  });
  const seven = await parametricbootstrap(whole, 7, fitted("dyestuff"), { progress: false });
  expect(sample.tbl.numeric("σ")).toEqual(seven.tbl.numeric("σ"));
  expect(rng.state()).toEqual(whole.state());
});

test("a cluster that fails leaves the stream as it was", async () => {
  const rng = new MersenneTwister(11);
  const on: Cluster = { compute: () => Promise.reject(new Error("no such partition")) };
  await expect(parametricbootstrap(rng, N, fitted("dyestuff"), { progress: false, on })).rejects.toThrow(
    "no such part",
  );
  expect(rng.state()).toEqual(new MersenneTwister(11).state());
});

test.each<[string, object, string]>([
  ["another thing than a cluster", { on: "slurm" }, "on is a cluster, slurm({ … }) or queue(…) of mixedmodels-cluster"],
  ["threads of this machine", { on: new Here(1), workers: 2 }, "workers is the number of threads of this machine"],
  ["an own statistic", { on: new Here(1), statistic: () => 1 }, "an own statistic is code of this process"],
  ["a checkpoint beside it", { on: new Here(1), checkpoint: "x" }, "a cluster keeps the parts of a study itself"],
])("refused: %s", async (_, options, message) => {
  await expect(parametricbootstrap(new MersenneTwister(1), 5, fitted("dyestuff"), options)).rejects.toThrow(message);
});

test("shards follow one another from 1 to n, of half a minute, a quarter of a worker's share or 2 MB at most", () => {
  holds(
    fc.property(
      fc.integer({ min: 1, max: 2_000_000 }),
      fc.double({ min: 1e-4, max: 1e5, noNaN: true }),
      fc.integer({ min: 12, max: 2000 }),
      fc.integer({ min: 1, max: 1000 }),
      (n, each, bytes, workers) => {
        const shards = shardsOf(n, each, bytes, workers);
        let next = 1;
        const follows = shards.every(({ first, count }) => first === next && (next += count) > first);
        expect([follows, next]).toEqual([true, n + 1]);
        expect(shards.length).toBeLessThanOrEqual(5000);
        const [{ count }] = shards;
        if (count > Math.ceil(n / 5000))
          expect(count === 1 || (count * each <= 30_000 && count * bytes <= 2 ** 21)).toBe(true);
      },
    ),
    effort(100, 3000),
  );
});
