// A notebook's process: computes what its argument says and tells what happens, a line each.
const { createHash } = require("node:crypto");
const { readFileSync } = require("node:fs");
const path = require("node:path");

const { where, call, n = 400, seed = 42, cancelAfter, id, options = {} } = JSON.parse(process.argv[2]);
const mm = require(path.join(__dirname, "../../engine/dist/index.js"));
const clusters = where === undefined ? undefined : require(path.join(__dirname, "../../engine/cluster/dist/index.js"));

const cluster =
  where?.slurm !== undefined ? clusters.slurm(where.slurm) : where && clusters.queue(where.url, where.queue);
const say = (line) => process.stdout.write(`${line}\n`);
const stop = new AbortController();
let parts = 0;
/** Bytes before the sample. */
let memory = process.memoryUsage().rss;
/** The cluster, telling what it says. */
const on = cluster && {
  compute: (study, watch) =>
    cluster.compute(study, {
      ...watch,
      part(bytes, source, shard) {
        watch.part(bytes, source, shard);
        say(`part ${++parts}`);
        if (parts === cancelAfter) stop.abort();
      },
      missing(shard, reason) {
        watch.missing(shard, reason);
        say(`missing ${shard.first}: ${reason}`);
      },
      state(text) {
        watch.state(text);
        say(`state ${text}`);
      },
    }),
};

const contrasts = Object.fromEntries(["spkr", "prec", "load"].map((name) => [name, mm.EffectsCoding()]));
const kb07 = (random) => mm.fit(`rt_trunc ~ 1 + spkr * prec * load + ${random}`, mm.dataset("kb07"), { contrasts });
const maximal = () => kb07("(1 + spkr + prec + load | subj) + (1 + spkr + prec + load | item)");
/** Four designs of 100 experiments each. */
const power = {
  grid: { subjects: [8, 12], effect: [0, 0.5] },
  design: ({ subjects }) => ({ subjects, items: 4, both_win: { task: ["one", "two"] } }),
  models: { simple: "dv ~ 1 + task + (1 | subj)" },
  truth: ({ effect }) => ({ β: [0, effect], σ: 1, subj: mm.create_re(0.5) }),
  tests: { dof: "satterthwaite" },
  n: 100,
  seed,
};
const numbersOf = (tbl) =>
  mm.asTable(
    Object.fromEntries(
      tbl.columnNames.flatMap((name) =>
        tbl.kind(name) === "numeric" ? [[name, Float64Array.from(tbl.numeric(name))]] : [],
      ),
    ),
  );
const calls = {
  study: async (_, own) => {
    const { tbl, failures } = await mm.study(power, own);
    const numbers = mm.asTable(tbl.toRows().map(({ subjects, power: p, n: count }) => ({ subjects, p, count })));
    return { tbl: numbers, failures };
  },
  influence: async (_, own) => {
    const tbl = await mm.influence(kb07("(1 | subj) + (1 | item)"), "item", own.on && own);
    return { tbl: numbersOf(tbl), failures: tbl.report().notes ?? [] };
  },
  profile: async (_, own) => {
    const m = mm.fit("reaction ~ 1 + days + (1 + days | subj)", mm.dataset("sleepstudy"));
    const { tbl, notes } = await mm.profile(m, own);
    return { tbl: numbersOf(tbl), failures: notes };
  },
  m1: async (rng, own) => {
    const m = kb07("(1 | subj) + (1 + prec | item)");
    await mm.parametricbootstrap(new mm.MersenneTwister(1), 10, m, own);
    // What the process takes for any sample is there.
    memory = process.memoryUsage().rss;
    return mm.parametricbootstrap(rng, n, m, own);
  },
  parametric: (rng, own) => mm.parametricbootstrap(rng, n, maximal(), own),
  conditional: (rng, own) => mm.bootstrap(rng, n, maximal(), { method: "conditional", ...own }),
  test: (rng, own) =>
    mm.likelihoodratiotest(kb07("(1 | subj) + (1 | item)"), kb07("(1 | subj) + (1 + prec | item)"), {
      method: "bootstrap",
      n,
      rng,
      ...own,
    }),
};

/** What a notebook asks of the cluster itself: its studies, and the end of one. */
async function administer() {
  if (call === "cancel") await cluster.cancel(id);
  const rows = (await cluster.studies()).toRows().map(({ since, ...row }) => ({ ...row, since: typeof since }));
  say(`studies ${JSON.stringify(rows)}`);
}

async function main() {
  if (call === "studies" || call === "cancel") return administer();
  const rng = new mm.MersenneTwister(seed);
  const result = await calls[call ?? "parametric"](rng, {
    progress: false,
    ...options,
    ...(on && { on, signal: stop.signal }),
  });
  const most = 1024 * Number(/VmHWM:\s+(\d+)/.exec(readFileSync("/proc/self/status", "utf8"))[1]);
  const hash = createHash("sha256");
  for (const name of result.tbl.columnNames) hash.update(new Uint8Array(result.tbl.numeric(name).slice().buffer));
  hash.update(JSON.stringify(result.failures));
  const size = result.tbl.numRows * (8 * result.tbl.columnNames.length + 4);
  say(`memory ${((most - memory) / size).toFixed(2)} times the sample`);
  say(`replicates ${result.tbl.numRows}`);
  say(`failures ${result.failures.length}`);
  say(`sample ${hash.digest("hex")} next ${rng.rand()}`);
}

main()
  .catch((error) => say(`error ${error.name}: ${error.message}`))
  .finally(() => process.exit());
