import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Queue } from "bullmq";
import { connected, connectionOf } from "cluster/connection";
import { queue } from "cluster/queue";
import { QueueStore, queueName } from "cluster/queueStore";
import { Signature } from "cluster/signature";
import { dataset, EffectsCoding, fit, MersenneTwister, parametricbootstrap } from "mixedmodels";
import { type Cluster, RELEASE } from "mixedmodels/cluster";
import { IS_LONG } from "../hard/properties/property";
import { until } from "../until";
import { Lines } from "./lines";
import { atHome, clockOff, type Faults, type NotebookCall, notebook, WORKER, withFaults } from "./processes";
import { noRedis, RedisHere } from "./redisHere";

const folder = mkdtempSync(path.join(tmpdir(), "mixedmodels-queue-"));
let redis: RedisHere;
const workers: Lines[] = [];

beforeAll(async () => {
  if (noRedis === undefined) redis = await RedisHere.start(folder);
});
afterEach(async () => {
  for (const worker of workers) worker.signal("SIGKILL");
  await Promise.all(workers.splice(0).map(({ ended }) => ended));
  if (noRedis === undefined) redis.says("flushall");
});
afterAll(async () => {
  await redis?.stop();
  await until("nothing is written any more", () => rmSync(folder, { recursive: true, force: true }));
});

if (noRedis !== undefined) test(`left out: ${noRedis}`, () => expect(noRedis).toMatch(/not installed/));
const ifRedis = noRedis === undefined ? test : test.skip;
/** Those that wait for the patience of the queue are for `npm run test:long`. */
const ifLong = noRedis === undefined && IS_LONG ? test : test.skip;

const N = 400;
let marks = 0;

/** Begins workers and waits until they are there. */
async function begin(
  count: number,
  faults: Omit<Faults, "marks"> = {},
  args: readonly string[] = [],
  clock: number = 0,
): Promise<Lines[]> {
  const own = path.join(folder, `marks${++marks}`);
  mkdirSync(own);
  const env = withFaults({ marks: own, ...faults }, clockOff(clock));
  const secrets = ["--password-file", redis.passwordFile, "--key-file", redis.keyFile];
  const begun = Array.from(
    { length: count },
    () => new Lines(process.execPath, [WORKER, redis.url, "--threads", "1", ...secrets, ...args], env),
  );
  workers.push(...begun);
  await Promise.all(begun.map((worker) => worker.line(/takes work of mixedmodels/)));
  return begun;
}

function ask(call: NotebookCall = {}, clock: number = 0): Lines {
  const queue = { passwordFile: redis.passwordFile, keyFile: redis.keyFile };
  return notebook({ n: N, where: { url: redis.url, queue }, ...call }, clockOff(clock));
}

async function hasBitsOfHome(run: Lines, call: NotebookCall = {}): Promise<void> {
  expect(await run.line(/^(sample|error) /)).toBe(await atHome({ n: N, ...call }));
}

ifRedis("two workers give the bits of runs at home, of a bootstrap, a power study, refits and profiles", async () => {
  await begin(2);
  for (const call of ["parametric", "study", "influence", "profile"]) await hasBitsOfHome(ask({ call }), { call });
  expect(redis.says("ttl", redis.says("keys", "mm:*:parts:*").split("\n")[0])).toMatch(/^1\d{6}$/);
});

/** Puts the study that {@link ask} waits for on the server, cut into jobs of several shards of ten replicates. */
async function cutIntoJobs(jobs: readonly number[]): Promise<void> {
  const secrets = { passwordFile: redis.passwordFile, keyFile: redis.keyFile };
  const client = await connected(connectionOf(redis.url, { passwordFile: redis.passwordFile }));
  const store = new QueueStore(client, new Signature(redis.keyFile));
  const contrasts = Object.fromEntries(["spkr", "prec", "load"].map((name) => [name, EffectsCoding()]));
  const random = "(1 + spkr + prec + load | subj) + (1 + spkr + prec + load | item)";
  const m = fit(`rt_trunc ~ 1 + spkr * prec * load + ${random}`, dataset("kb07"), { contrasts });
  const on: Cluster = {
    async compute({ id, label, n, bytes }) {
      const shards = Array.from({ length: n / 10 }, (_, i) => ({ first: 1 + 10 * i, count: 10 }));
      await store.putStudy({ id, label, n, release: RELEASE, begun: Date.now(), timeEach: 1, shards, jobs }, bytes);
      throw new Error("it is there");
    },
  };
  await expect(parametricbootstrap(new MersenneTwister(42), N, m, { on, progress: false })).rejects.toThrow("is there");
  client.disconnect();
  expect((await queue(redis.url, secrets).studies()).toRows()[0]).toMatchObject({ n: N, all: N / 10 });
}

ifRedis(
  "jobs of several shards: processes are killed, one hangs, and what is there is not computed again",
  async () => {
    await cutIntoJobs([16, 16, 4, 2, 1, 1]);
    const [worker] = await begin(1, { die: [21, 31], hang: [201] }, ["--limit", "3"]);
    await hasBitsOfHome(ask());
    const said = worker.lines.join("\n");
    expect(said.match(/: the computing process ended \(SIGKILL\)/g)).toHaveLength(2);
    expect(said).toMatch(/: it took longer than 3 s and was ended/);
    expect(said.match(/ replicates \d+ to \d+: [\d.]+ s$/gm)).toHaveLength(N / 10);
  },
);

ifRedis("a study that a server has lost may come again with other shards", async () => {
  await begin(1);
  await cutIntoJobs([16, 16, 8]);
  await hasBitsOfHome(ask());
  redis.says("flushall");
  await cutIntoJobs([8, 16, 16]);
  const run = ask();
  await hasBitsOfHome(run);
  expect(run.lines.join()).not.toMatch(/missing/);
});

ifRedis("a shard that kills every process is missing, and the others of its job are there", async () => {
  await cutIntoJobs([16, 16, 8]);
  await begin(2, { always: [31] });
  const run = ask();
  expect(await run.line(/^missing|^error/)).toBe(
    "missing 31: 4 processes failed with it: the computing process ended (SIGKILL)",
  );
  expect(await run.line(/^failures/)).toBe("failures 10");
});

ifRedis("workers of another release take nothing, and the notebook says so", async () => {
  await begin(1, { release: "0.0.9" });
  const run = ask();
  expect(await run.line(/another release/)).toMatch(
    /; 1 of 1 workers \(.*: 0\.0\.9\) have another release than this notebook \(\d.*\) and take none of its work$/,
  );
  await begin(1);
  await hasBitsOfHome(run);
});

ifRedis("cancelled after a part, the study keeps them, and the cell goes on from there", async () => {
  const [worker] = await begin(1, { lasting: 700 });
  const first = ask({ cancelAfter: 1 });
  const line = await first.line(/^replicates|^error/);
  expect(line).toMatch(/^replicates \d+$/);
  expect(Number(line.split(" ")[1])).toBeLessThan(N);
  await hasBitsOfHome(ask());
  const computed = worker.lines
    .filter((said) => /^\S+ replicates .*: [\d.]+ s$/.test(said))
    .map((said) => said.split(" ")[2]);
  expect(new Set(computed).size).toBe(computed.length);
});

ifRedis(
  "studies() lists what is done, waits and runs, and cancel() ends it for the notebook that waits too",
  async () => {
    await begin(1, { lasting: 1000 });
    const lab = queue(redis.url, { passwordFile: redis.passwordFile, keyFile: redis.keyFile });
    expect((await lab.studies()).numRows).toBe(0);
    const run = ask();
    await run.line(/^part 1$/);
    const [{ id, what, n, done, all, waiting, running, since }] = (await lab.studies()).toRows();
    expect([what, n, running, Number(done) + Number(waiting) + Number(running)]).toEqual([
      "parametricbootstrap",
      N,
      1,
      all,
    ]);
    expect(Math.abs(Date.now() - Date.parse(String(since)))).toBeLessThan(600_000);
    await lab.cancel(String(id));
    const line = await run.line(/^(replicates|error) /);
    expect(Number(line.split(" ")[1])).toBeLessThan(N);
    await until("nothing runs any more", async () => {
      const [row] = (await lab.studies()).toRows();
      expect([row.waiting, row.running]).toEqual([0, 0]);
      expect(Number(row.done)).toBeGreaterThanOrEqual(1);
    });
    await expect(lab.cancel("another")).rejects.toThrow("a study is cancelled by its id in studies(); got 'another'");
    await hasBitsOfHome(ask());
  },
);

ifRedis("workers take studies of their own key alone, and the notebook says so", async () => {
  await begin(1);
  const where = { url: redis.url, queue: { passwordFile: redis.passwordFile } };
  const run = notebook({ call: "dyestuff", where });
  expect(await run.line(/another key/)).toMatch(
    /^state 0 shards running on 0 workers, \d+ waiting; 1 of 1 workers \(.+\) have another key than this notebook and/,
  );
  run.signal("SIGKILL");
  await run.ended;
  expect(redis.says("keys", "mm:*:parts:*")).toBe("");
});

ifRedis("who gets into the server feeds workers nothing", async () => {
  const { name } = new Signature(redis.keyFile);
  const client = await connected(connectionOf(redis.url, { passwordFile: redis.passwordFile }));
  const jobs = new Queue(queueName(new Signature(redis.keyFile)), {
    connection: connectionOf(redis.url, { passwordFile: redis.passwordFile }),
  });
  try {
    const run = ask();
    await until("its shards are there", async () => expect(await jobs.getWaitingCount()).toBeGreaterThan(0));
    const id = redis.says("smembers", `mm:${name}:studies`);
    // A shard that the study has not, as one of the whole memory of a worker, before there is any part.
    await jobs.add("shard", { id, first: 1, count: 1e9 }, { lifo: true });
    const [worker] = await begin(1);
    await worker.line(/it is no job of the study/);
    await hasBitsOfHome(run);
    expect(await client.exists(`mm:${name}:lost:${id}`)).toBe(0);
    await jobs.add("shard", { id, first: -1, count: 0 });
    await worker.line(/replicates -1 to -2: it is no job of the study/);
    // A study with its record, both unsigned.
    for (const kind of ["study", "record"]) {
      const bytes = await client.getBuffer(`mm:${name}:${kind}:${id}`);
      await client.set(`mm:${name}:${kind}:forged`, bytes!.subarray(32));
    }
    await jobs.add("shard", { id: "forged", first: 1, count: 1 });
    await worker.line(/what is on a queue's server is signed with its key; record forged is not/);
    // Jobs that are none.
    await jobs.add("shard", null);
    await jobs.add("shard", { id: { $: 1 }, first: "x", count: null });
    await jobs.add("another", "text");
    await until("all are over", async () => expect(await jobs.getJobCountByTypes("wait", "active", "delayed")).toBe(0));
  } finally {
    await jobs.close();
    client.disconnect();
  }
  // And the worker goes on.
  await hasBitsOfHome(ask({ seed: 7 }), { seed: 7 });
});

ifRedis("a server that does not answer, or not to this password, is told in a sentence", async () => {
  const none = notebook({ call: "dyestuff", where: { url: "redis://127.0.0.1:1", queue: {} } });
  expect(await none.line(/^error/)).toMatch(
    /^error FileError: a queue's server answers at its address; 127\.0\.0\.1:1 says: .*ECONNREFUSED/,
  );
  const where = { url: redis.url, queue: { passwordFile: redis.keyFile } };
  const locked = notebook({ call: "dyestuff", where });
  expect(await locked.line(/^error/)).toMatch(
    /^error FileError: a queue's server answers at its address; .* says: .*WRONGPASS/,
  );
});

ifLong("a worker is killed: its shard goes to another one", async () => {
  const [, second] = await begin(2, { lasting: 1000 });
  const run = ask();
  await run.line(/^part 2$/);
  second.signal("SIGKILL");
  await hasBitsOfHome(run);
});

ifLong("a worker is stopped for 16 s and comes back: nothing is doubled", async () => {
  const [, second] = await begin(2, { lasting: 1000 });
  const run = ask();
  await run.line(/^part 2$/);
  second.signal("SIGSTOP");
  setTimeout(() => second.signal("SIGCONT"), 16_000);
  await hasBitsOfHome(run);
});

ifLong("the notebook is killed, and its cell attaches to the study that went on", async () => {
  await begin(2, { lasting: 500 });
  const first = ask();
  await first.line(/^part 2$/);
  first.signal("SIGKILL");
  await hasBitsOfHome(ask());
});

ifLong("two live notebooks wait for one study, and no shard of it is computed twice", async () => {
  const workers = await begin(2, { lasting: 300 });
  const [first, second] = [ask(), ask()];
  await hasBitsOfHome(first);
  await hasBitsOfHome(second);
  const computed = workers.flatMap(({ lines }) =>
    lines.flatMap((line) => / (replicates .*): [\d.]+ s$/.exec(line)?.[1] ?? []),
  );
  expect(new Set(computed).size).toBe(computed.length);
});

ifLong("left by one notebook and stopped by another, the study ends for both", async () => {
  await begin(1, { lasting: 1000 });
  const waits = ask();
  await waits.line(/^part 1$/);
  const stops = ask({ cancelAfter: 1 });
  for (const run of [waits, stops])
    expect(Number((await run.line(/^(replicates|error) /)).split(" ")[1])).toBeLessThan(N);
  await hasBitsOfHome(ask());
});

ifLong("the server is killed and comes back after four seconds", async () => {
  await begin(2, { lasting: 1000 });
  const run = ask();
  await run.line(/^part 2$/);
  redis.kill();
  await new Promise((resolve) => setTimeout(resolve, 4000));
  await redis.begin();
  await hasBitsOfHome(run);
});

ifLong("Stop ends a cell whose server is away, with what was there, and the study is cancelled later", async () => {
  await begin(1, { lasting: 1000 });
  const run = ask();
  await run.line(/^part 2$/);
  redis.kill();
  await run.line(/^state the queue's server has gone away and is waited for$/);
  run.signal("SIGUSR2");
  const replicates = Number((await run.line(/^(replicates|error) /, 20_000)).split(" ")[1]);
  expect(replicates).toBeGreaterThan(0);
  expect(replicates).toBeLessThan(N);
  await redis.begin();
  const id = redis.says("keys", "mm:*:record:*").split(":").at(-1)!;
  expect(await ask({ call: "cancel", id }).line(/^(studies|error) /)).toMatch(/"waiting":0/);
  await hasBitsOfHome(ask());
});

ifLong("clocks of notebooks and workers may differ by years", async () => {
  await begin(1, { lasting: 300 }, [], -400);
  await begin(1, { lasting: 300 }, [], 4000);
  const ahead = ask({ cancelAfter: 1 }, 1000);
  expect(await ahead.line(/^(replicates|error) /)).toMatch(/^replicates/);
  await hasBitsOfHome(ask({}, -20_000));
  await hasBitsOfHome(ask({ seed: 7 }, -20_000), { seed: 7 });
});

ifLong("a worker can be ended while its server is away", async () => {
  const [worker] = await begin(1, { lasting: 3000 });
  const run = ask();
  await run.line(/^part 1$/);
  redis.kill();
  worker.signal("SIGTERM");
  expect(await worker.ended).toBe(0);
  await redis.begin();
  await begin(1);
  await hasBitsOfHome(run);
});

ifLong("the server has no memory left for a while: parts are kept by their worker, and nothing is lost", async () => {
  const [worker] = await begin(1, { lasting: 500 });
  const run = ask();
  await run.line(/^part 1$/);
  redis.says("config", "set", "maxmemory", "1");
  try {
    await worker.line(
      /: the queue's server takes nothing, as it has no memory left .*; it is kept here until there is/,
    );
    await run.line(/^state .*; the queue's server takes nothing, as it has no memory left/);
  } finally {
    redis.says("config", "set", "maxmemory", "0");
  }
  await hasBitsOfHome(run);
});

ifLong("the server loses everything: study and shards are put in again", async () => {
  await begin(2, { lasting: 1000 });
  const run = ask();
  await run.line(/^part 2$/);
  redis.says("flushall");
  await hasBitsOfHome(run);
  await until("the parts are there again", () => expect(redis.says("keys", "mm:*:parts:*")).toMatch(/^mm:.*:parts:/));
});

ifLong(
  "a million replicates by two workers take the memory of the sample and little more, and have its bits",
  async () => {
    await begin(2);
    const call = { call: "m1", n: 1_000_000 } as const;
    const run = ask(call);
    const line = await run.line(/^memory|^error/, 3_600_000);
    expect(Number(line.split(" ")[1])).toBeLessThan(1.3);
    const home = notebook(call);
    expect(await run.line(/^sample /)).toBe(await home.line(/^sample /, 3_600_000));
  },
  7_200_000,
);
