// A notebook's process: computes what its argument says and tells what happens, a line each.
const { existsSync, readFileSync } = require("node:fs");
const path = require("node:path");

const { bitsOf } = require("./bits.cjs");
const { calls, mm } = require("./calls.cjs");

const {
  where,
  call = "parametric",
  stream = "MersenneTwister",
  n = 400,
  seed = 42,
  size,
  cancelAfter,
  id,
} = JSON.parse(process.argv[2]);
const { RELEASE } = require(path.join(__dirname, "../../engine/dist/release.js"));

/** A module of the package. */
const inCluster = (name) => require(path.join(__dirname, "../../engine/cluster/dist", `${name}.js`));
const clusters = where === undefined ? undefined : inCluster("index");

const cluster =
  where?.slurm !== undefined ? clusters.slurm(where.slurm) : where && clusters.queue(where.url, where.queue);
const say = (line) => process.stdout.write(`${line}\n`);
const stop = new AbortController();
// As the button Stop does.
process.on("SIGUSR2", () => stop.abort());
let parts = 0;
/** Bytes before the sample. */
let memory = process.memoryUsage().rss;
/** The cluster, telling what it says. */
const on = cluster && {
  compute: async (study, watch) => {
    say(`study ${study.n}`);
    await cutInto(study);
    await cluster.compute(study, {
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
    });
  },
};

/** Has a study cut into shards of so many replicates, where the notebook says so. */
async function cutInto({ id, label, n, bytes }) {
  if (size === undefined) return;
  const shards = Array.from({ length: Math.ceil(n / size) }, (_, i) => ({
    first: 1 + i * size,
    count: Math.min(size, n - i * size),
  }));
  const record = { id, label, n, release: RELEASE, begun: Date.now(), timeEach: 1, shards };
  if (where.slurm === undefined) return putOnServer(record, bytes);
  const { StudyFolder } = inCluster("studyFolder");
  const folder = path.resolve(where.slurm.folder, id);
  if (!existsSync(path.join(folder, "study.json"))) new StudyFolder(folder, record).restore(bytes);
}

async function putOnServer(record, bytes) {
  const [{ connected, connectionOf }, { QueueStore }, { Signature }, { jobSizes }] = [
    "connection",
    "queueStore",
    "signature",
    "queueJobs",
  ].map(inCluster);
  const client = await connected(connectionOf(where.url, where.queue));
  const store = new QueueStore(client, new Signature(where.queue.keyFile));
  await store.dropForged(record.id);
  await store.putStudy({ ...record, jobs: jobSizes(record.shards.length, 1, 2) }, bytes);
  client.disconnect();
}

/** What a notebook asks of the cluster itself: its studies, and the end of one. */
async function administer() {
  if (call === "cancel") await cluster.cancel(id);
  const rows = (await cluster.studies()).toRows().map(({ since, ...row }) => ({ ...row, since: typeof since }));
  say(`studies ${JSON.stringify(rows)}`);
}

async function main() {
  if (call === "studies" || call === "cancel") return administer();
  const own = { progress: false, ...(on && { on, signal: stop.signal }) };
  if (call === "m1") {
    await calls.m1(new mm.MersenneTwister(1), 10, own);
    // What the process takes for any sample is there.
    memory = process.memoryUsage().rss;
  }
  const rng = new mm[stream](seed);
  const result = await calls[call](rng, n, own, seed);
  const most = 1024 * Number(/VmHWM:\s+(\d+)/.exec(readFileSync("/proc/self/status", "utf8"))[1]);
  const bytes = result.tbl.numRows * (8 * result.tbl.columnNames.length + 4);
  say(`memory ${((most - memory) / bytes).toFixed(2)} times the sample`);
  say(`replicates ${result.tbl.numRows}`);
  say(`failures ${result.failures.length}`);
  say(bitsOf(result, rng));
}

main()
  .catch((error) => say(`error ${error.name}: ${error.message}`))
  .finally(() => process.exit());
