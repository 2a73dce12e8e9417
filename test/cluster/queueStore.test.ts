import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Queue } from "bullmq";
import { connected, connectionOf } from "cluster/connection";
import { fullServer } from "cluster/fullServer";
import { begin, QueueRun, queue } from "cluster/queue";
import { QueueStore, queueName } from "cluster/queueStore";
import { Signature } from "cluster/signature";
import { until } from "../until";
import { noRedis, RedisHere } from "./redisHere";

const folder = mkdtempSync(path.join(tmpdir(), "mixedmodels-store-"));
let redis: RedisHere;
let client: Awaited<ReturnType<typeof connected>>;

beforeAll(async () => {
  if (noRedis !== undefined) return;
  // The last line has the server look whether its snapshots succeed.
  redis = await RedisHere.start(folder, ["enable-protected-configs local", "save 3600 1"]);
  client = await connected(connectionOf(redis.url, { passwordFile: redis.passwordFile }));
});
afterEach(async () => {
  jest.restoreAllMocks();
  await client?.flushall();
});
afterAll(async () => {
  client?.disconnect();
  await redis?.stop();
  await until("nothing is written any more", () => rmSync(folder, { recursive: true, force: true }));
});

if (noRedis !== undefined) test(`left out: ${noRedis}`, () => expect(noRedis).toMatch(/not installed/));
const ifRedis = noRedis === undefined ? test : test.skip;

function keyFile(name: string, key: Uint8Array | string): string {
  writeFileSync(path.join(folder, name), key);
  return path.join(folder, name);
}
const signature = (name: string, key: Uint8Array | string): Signature => new Signature(keyFile(name, key));
const own = signature("own", "0123456789abcdef\r\n");
const other = signature("other", "fedcba9876543210");
const none = new Signature(undefined);

const study = { id: "a-4", label: "b", bytes: Uint8Array.of(1, 2, 3), n: 4, bytesEach: 8, timeEach: () => 1 };
const [first, second] = [
  { first: 1, count: 1 },
  { first: 2, count: 1 },
];
const storeOf = (signed: Signature): QueueStore => new QueueStore(client, signed);
const place = (kind: string, { name }: Signature = own): string => `mm:${name}:${kind}:${study.id}`;

/** A queue that takes jobs and never has them done. */
function jobsOf() {
  const put: string[][] = [];
  const jobs = {
    put,
    addBulk: async (all: { opts: { jobId: string } }[]) => put.push(all.map(({ opts }) => opts.jobId)),
    getJobCounts: async () => ({ active: 0 }),
    remove: async () => 1,
  };
  return jobs as never as ConstructorParameters<typeof QueueRun>[1] & { readonly put: string[][] };
}

/** Waits for a study as a notebook does, until it is left. */
async function watched(
  store: QueueStore,
  use: (seen: { parts: number[]; missing: string[]; states: string[] }) => unknown,
) {
  const record = await begin(store, study);
  const jobs = jobsOf();
  const left = new AbortController();
  const seen = { parts: [] as number[], missing: [] as string[], states: [] as string[], jobs };
  const run = new QueueRun(store, jobs, record, study, {
    part: (bytes, _source, shard) => {
      if (bytes[0] !== 7) throw Object.assign(new Error("no part"), { name: "FileError" });
      seen.parts.push(shard!.first);
    },
    missing: (shard, reason) => void seen.missing.push(`${shard.first}: ${reason}`),
    state: (text) => void seen.states.push(text),
    left: left.signal,
    cancelled: new AbortController().signal,
  }).wait();
  try {
    await use(seen);
  } finally {
    left.abort();
    await run;
  }
  return seen;
}

ifRedis("studies of different keys, and of none, lie apart on a server", async () => {
  const stores = [own, other, none].map(storeOf);
  for (const [i, store] of stores.entries()) {
    await begin(store, study);
    await store.putPart(study.id, first, Uint8Array.of(i));
  }
  for (const [i, store] of stores.entries()) {
    const [signed] = await store.signedParts(study.id, [first]);
    expect([...store.openPart(study.id, first, signed!)]).toEqual([i]);
    expect(await store.studies()).toEqual([study.id]);
  }
  await stores[1].cancel(study.id);
  expect(await Promise.all(stores.map((store) => store.isCancelled(study.id)))).toEqual([false, true, false]);
});

ifRedis("study, record, parts and marks expire after 14 days", async () => {
  const store = storeOf(own);
  await begin(store, study);
  await store.putPart(study.id, first, Uint8Array.of(7));
  await store.giveUp(study.id, second, "lost");
  await store.cancel(study.id);
  for (const kind of ["study", "record", "parts", "lost", "cancelled"])
    expect([kind, Math.round((await client.ttl(place(kind))) / 86_400)]).toEqual([kind, 14]);
  await client.expire(place("study"), 60);
  await begin(storeOf(own), study);
  expect(Math.round((await client.ttl(place("study"))) / 86_400)).toBe(14);
});

ifRedis("what is not signed with the key is as if it were not there", async () => {
  const [store, stranger] = [storeOf(own), storeOf(other)];
  await begin(store, study);
  await begin(stranger, study);
  // What another key has signed, and what nobody has, in the places of one's own.
  await stranger.giveUp(study.id, first, "forged");
  await client.copy(place("lost", other), place("lost"));
  await client.hset(place("lost"), "2", "plain");
  await client.set(place("cancelled"), "1");
  await store.putPart(study.id, first, Uint8Array.of(7));
  // A part of one shard in the place of another one.
  const [signed] = await store.signedParts(study.id, [first]);
  await client.hset(place("parts"), "3", signed!, "4", "plain");
  const { isCancelled, lost } = await store.news(study.id);
  expect([isCancelled, [...lost]]).toEqual([false, []]);
  const seen = await watched(store, (now) =>
    until("the strange parts are gone", async () =>
      expect([now.parts, await client.hkeys(place("parts"))]).toEqual([[1], ["1"]]),
    ),
  );
  expect(seen.missing).toEqual([]);
  // They are put in, to be computed.
  expect((seen as never as { jobs: { put: string[][] } }).jobs.put.flat()).toEqual(["a-4-2", "a-4-3", "a-4-4"]);
});

ifRedis("marks of shards that were given up are signed, each for its shard", async () => {
  const store = storeOf(own);
  await begin(store, study);
  await store.giveUp(study.id, first, "it took too long");
  const mark = await client.hgetBuffer(place("lost"), "1");
  await client.hset(place("lost"), "2", mark!);
  expect([...(await store.news(study.id)).lost]).toEqual([[1, "it took too long"]]);
});

ifRedis("a part that cannot be read is computed again", async () => {
  const store = storeOf(own);
  await begin(store, study);
  await store.putPart(study.id, first, Uint8Array.of(9));
  await watched(store, async (now) => {
    await until("it is gone", async () => expect(await store.countParts(study.id)).toBe(0));
    await store.putPart(study.id, first, Uint8Array.of(7));
    await until("it is read", () => expect(now.parts).toEqual([1]));
  });
});

ifRedis("other bytes in the place of a study are told", async () => {
  await client.set(place("study"), Buffer.from(own.sign(`study ${study.id}`, Uint8Array.of(3, 2, 1))));
  await expect(begin(storeOf(own), study)).rejects.toThrow(
    "the study a-4 is on the server already, with other bytes than it has here",
  );
});

ifRedis("a server's error is none of its answers", async () => {
  const store = storeOf(own);
  await begin(store, study);
  await client.config("SET", "maxmemory", "1");
  await expect(store.putPart(study.id, first, Uint8Array.of(7))).rejects.toThrow(/OOM|maxmemory/);
  await expect(store.giveUp(study.id, first, "x")).rejects.toThrow(/OOM|maxmemory/);
  await client.config("SET", "maxmemory", "0");
  expect(await store.countParts(study.id)).toBe(0);
});

ifRedis("a server without room is told in a sentence, and the study can be begun later", async () => {
  await client.config("SET", "maxmemory", "1");
  const lab = queue(redis.url, { passwordFile: redis.passwordFile, keyFile: keyFile("own", "0123456789abcdef") });
  const watch = { part: jest.fn(), missing: jest.fn(), state: jest.fn() };
  const { signal } = new AbortController();
  await expect(lab.compute(study, { ...watch, left: signal, cancelled: signal })).rejects.toThrow(
    "the queue's server takes nothing, as it has no memory left (its maxmemory); " +
      "what is there stays, and the same cell goes on from it once there is room",
  );
  await client.config("SET", "maxmemory", "0");
  expect((await begin(storeOf(own), study)).n).toBe(4);
});

ifRedis("a server whose disk takes nothing is told in a sentence, and the study can be begun later", async () => {
  const watch = { part: jest.fn(), missing: jest.fn(), state: jest.fn() };
  const { signal } = new AbortController();
  const lab = queue(redis.url, { passwordFile: redis.passwordFile, keyFile: keyFile("own", "0123456789abcdef") });
  const snapshot = async (folder: string, state: string): Promise<void> => {
    await client.config("SET", "dir", folder);
    await until("there was a snapshot", async () => {
      await client.bgsave().catch(() => undefined);
      expect(await client.info("persistence")).toMatch(`rdb_last_bgsave_status:${state}`);
    });
  };
  // Where nobody can write.
  await snapshot("/proc", "err");
  try {
    await expect(lab.compute(study, { ...watch, left: signal, cancelled: signal })).rejects.toThrow(
      "the queue's server takes nothing, as it cannot write to its disk, which may be full; what is there stays, and",
    );
  } finally {
    await snapshot(folder, "ok");
  }
  expect((await begin(storeOf(own), study)).n).toBe(4);
});

test("a full disk and full memory are told from other errors, in scripts too", () => {
  const full = (message: string): string | undefined => fullServer(new Error(message));
  expect(full("MISCONF Errors writing to the AOF file: No space left on device script: 1a, on @user_script:3.")).toBe(
    "the queue's server takes nothing, as it cannot write to its disk, which may be full",
  );
  expect(full("OOM command not allowed when used memory > 'maxmemory'.")).toMatch(/no memory left/);
  for (const other of ["NOAUTH Authentication required.", "ROOM", "Connection is closed."])
    expect(full(other)).toBeUndefined();
  expect(fullServer("OOM")).toBeUndefined();
});

ifRedis("a study that another notebook has cancelled is waited for no longer", async () => {
  const store = storeOf(own);
  const record = await begin(store, study);
  await store.cancel(study.id);
  const watch = { part: jest.fn(), missing: jest.fn(), state: jest.fn() };
  const { signal } = new AbortController();
  await new QueueRun(store, jobsOf(), record, study, { ...watch, left: signal, cancelled: signal }).wait();
  expect(watch.part).not.toHaveBeenCalled();
  expect(watch.missing).not.toHaveBeenCalled();
});

ifRedis.each<[string, string, RegExp]>([
  [
    "of another number of replicates",
    '{"n":3,"shards":[{"first":1,"count":3}],"jobs":[1]}',
    /has 4 replicates; .* says 3/,
  ],
  ["of another study", '{"id":"b-4"}', /the record of the study a-4 cannot be read: it is that of another one/],
  ["of no shards", '{"shards":[]}', /cannot be read: it is not the record of a study/],
  ["with a gap", '{"shards":[{"first":1,"count":1},{"first":3,"count":2}]}', /it is not the record of a study/],
  ["with a shard that is none", '{"shards":[null]}', /it is not the record of a study/],
  ["with jobs of other shards", '{"jobs":[1,1,1]}', /it is not the record of a study/],
  ["with jobs of no shards", '{"jobs":[4,0]}', /it is not the record of a study/],
  ["of a time that no Date has", '{"begun":1e300}', /it is not the record of a study/],
  ["without a time", '{"timeEach":-1}', /it is not the record of a study/],
  ["that is nothing", "null", /it is not the record of a study/],
  ["that is no JSON", "{", /the record of the study a-4 cannot be read/],
])("a record %s is told, and the list of studies goes on", async (_, text, reason) => {
  const store = storeOf(own);
  const record = await begin(store, study);
  const changed = text === "null" || text === "{" ? text : JSON.stringify({ ...record, ...JSON.parse(text) });
  await client.set(place("record"), Buffer.from(own.sign(`record ${study.id}`, Buffer.from(changed))));
  await expect(begin(store, study)).rejects.toThrow(reason);
  const table = await queue(redis.url, {
    passwordFile: redis.passwordFile,
    keyFile: keyFile("own", "0123456789abcdef"),
  }).studies();
  expect(table.numRows).toBe(1);
});

ifRedis(
  "workers are known by the server's clock, whatever those of machines say, and notes that are none are no workers",
  async () => {
    const store = storeOf(own);
    const note = { name: "vm-1", host: "vm", release: "0.1.0", key: own.name, threads: 2 };
    jest.spyOn(Date, "now").mockReturnValue(0);
    await store.greet(note);
    jest.spyOn(Date, "now").mockReturnValue(1e15);
    const [seconds] = await client.time();
    for (const [i, text] of ["", "null", "[]", "{", '{"name":1}', JSON.stringify({ ...note, threads: 1e9 })].entries())
      await client.zadd("mm:workers", 1000 * Number(seconds) + i, text);
    for (const late of [1e300, Infinity, 1000 * Number(seconds) + 120_000])
      await client.zadd("mm:workers", late, JSON.stringify({ ...note, name: `of ${late}` }));
    await client.zadd("mm:workers", 1000 * (Number(seconds) - 60), JSON.stringify({ ...note, name: "long gone" }));
    expect(await store.workers()).toEqual([note]);
    expect((await store.news(study.id)).workers).toEqual([note]);
    await store.greet(note);
    expect((await client.zrange("mm:workers", 0, -1)).join("\n")).not.toMatch(/of |long gone/);
    expect([store.isOfThisKey(note), storeOf(other).isOfThisKey(note)]).toEqual([true, false]);
  },
);

ifRedis("whoever writes workers' notes, a few are named", async () => {
  const note = { host: "vm", release: "0.0.9", key: own.name, threads: 1 };
  await Promise.all(Array.from({ length: 40 }, (_, i) => storeOf(own).greet({ ...note, name: `vm-${i}` })));
  const { states } = await watched(storeOf(own), (now) =>
    until("it is told", () => expect(now.states).not.toEqual([])),
  );
  expect(states[0]).toMatch(/; 40 of 40 workers \((vm: 0\.0\.9, ){4}vm: 0\.0\.9 and 35 more\) have another release/);
});

ifRedis("jobs that are none, and a study that expires meanwhile, leave the list of studies as it is", async () => {
  const store = storeOf(own);
  await begin(store, study);
  const secrets = { passwordFile: redis.passwordFile, keyFile: keyFile("own", "0123456789abcdef") };
  const jobs = new Queue(queueName(own), {
    connection: connectionOf(redis.url, { passwordFile: redis.passwordFile }),
  });
  for (const data of [null, 1, "text", [], { id: null }]) await jobs.add("shard", data);
  await jobs.close();
  expect((await queue(redis.url, secrets).studies()).toRows()).toMatchObject([
    { id: study.id, waiting: 0, running: 0 },
  ]);
  jest.spyOn(QueueStore.prototype, "record").mockResolvedValue(undefined);
  expect((await queue(redis.url, secrets).studies()).toRows()).toMatchObject([
    { what: "the study a-4 has just expired", all: 0 },
  ]);
});

ifRedis("jobs that can never be done are put in again: other data, in no list", async () => {
  const store = storeOf(own);
  const jobs = new Queue(queueName(own), {
    connection: connectionOf(redis.url, { passwordFile: redis.passwordFile }),
  });
  const all = [1, 2, 3, 4].map((number) => ({ id: study.id, first: number, count: 1 }));
  const put = (): Promise<unknown> =>
    jobs.addBulk(all.map((data) => ({ name: "shard", data, opts: { jobId: `${data.id}-${data.first}` } })));
  const at = (name: string): string => `bull:${queueName(own)}:${name}`;
  expect(await store.known(all)).toEqual([false, false, false, false]);
  await put();
  expect(await store.known(all)).toEqual([true, true, true, true]);
  await client.hset(at("a-4-1"), "data", "{");
  await client.hset(at("a-4-2"), "data", JSON.stringify({ ...all[1], count: 1e9 }));
  // How often processes failed stands beside what was put in.
  await client.hset(at("a-4-3"), "data", JSON.stringify({ ...all[2], losses: "x" }));
  // Jobs move while they are looked at, hence the second look.
  expect(await store.known(all)).toEqual([true, true, true, true]);
  expect(await store.known(all)).toEqual([false, false, true, true]);
  expect(await client.keys(at("a-4-*"))).toHaveLength(2);
  expect((await client.lrange(at("wait"), 0, -1)).sort()).toEqual(["a-4-3", "a-4-4"]);
  await put();
  expect(await store.known(all)).toEqual([true, true, true, true]);
  await client.del(at("wait"));
  expect(await store.known(all)).toEqual([true, true, true, true]);
  expect(await store.known(all)).toEqual([false, false, false, false]);
  await put();
  expect((await client.lrange(at("wait"), 0, -1)).sort()).toEqual(["a-4-1", "a-4-2", "a-4-3", "a-4-4"]);
  await jobs.close();
});

ifRedis("a study that has expired is listed no longer", async () => {
  const store = storeOf(own);
  await begin(store, study);
  await client.del(place("record"));
  expect(await store.studies()).toEqual([]);
  expect(await client.exists(`mm:${own.name}:studies`)).toBe(0);
});

test("a key is bytes, without the line ends behind it, and its name tells nothing of it", () => {
  const bytes = Uint8Array.of(1);
  const signed = own.sign("x", bytes);
  expect(signature("plain", "0123456789abcdef").open("x", signed)).toHaveLength(1);
  expect(() => signature("spaced", "0123456789abcdef ").open("x", signed)).toThrow("x is not");
  const [high, higher] = [0xfe, 0xff].map((byte) => signature(`binary${byte}`, Buffer.alloc(16, byte)));
  expect(() => higher.open("x", high.sign("x", bytes))).toThrow("x is not");
  const names = [own, other, high, higher, none].map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(names.slice(0, 4).join(" ")).toMatch(/^([0-9a-f]{8} ?){4}$/);
});
