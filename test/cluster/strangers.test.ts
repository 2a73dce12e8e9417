import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Job } from "bullmq";
import { connected, connectionOf } from "cluster/connection";
import { begin, QueueRun } from "cluster/queue";
import { QueueStore, type ShardJob } from "cluster/queueStore";
import { ShardWork } from "cluster/shardWork";
import { Signature } from "cluster/signature";
import fc from "fast-check";
import { effort, holdsLater } from "../hard/properties/property";
import { until } from "../until";
import { noRedis, RedisHere } from "./redisHere";

/** Notebooks and workers ask again at once. */
jest.mock("cluster/pause", () => ({ pause: () => new Promise(setImmediate) }));

const folder = mkdtempSync(path.join(tmpdir(), "mixedmodels-strangers-"));
let redis: RedisHere;
let client: Awaited<ReturnType<typeof connected>>;
let own: Signature;

beforeAll(async () => {
  if (noRedis !== undefined) return;
  redis = await RedisHere.start(folder);
  client = await connected(connectionOf(redis.url, { passwordFile: redis.passwordFile }));
  own = new Signature(redis.keyFile);
});
afterEach(() => client?.flushall());
afterAll(async () => {
  client?.disconnect();
  await redis?.stop();
  await until("nothing is written any more", () => rmSync(folder, { recursive: true, force: true }));
});

if (noRedis !== undefined) test(`left out: ${noRedis}`, () => expect(noRedis).toMatch(/not installed/));
const ifRedis = noRedis === undefined ? test : test.skip;

const study = { id: "a-4", label: "b", bytes: Uint8Array.of(1, 2, 3), n: 4, bytesEach: 8, timeEach: () => 1 };
const place = (kind: string, { name }: Signature = own): string => `mm:${name}:${kind}:${study.id}`;

/** What a stranger does to what lies on the server. */
const HARM: Readonly<Record<string, (kind: string) => Promise<unknown>>> = {
  nothing: async () => undefined,
  deletes: (kind) => client.del(place(kind)),
  overwrites: (kind) => client.set(place(kind), "forged bytes that are longer than a digest has"),
  unsigns: async (kind) => client.set(place(kind), (await client.getBuffer(place(kind)))!.subarray(32)),
};
const harm = fc.constantFrom(...Object.keys(HARM));

ifRedis("whatever jobs are forged and studies taken away, workers give nothing up", async () => {
  const store = new QueueStore(client, own);
  const number = fc.oneof(fc.integer({ min: -2, max: 6 }), fc.constantFrom(1e9, NaN, null, "1", {}, undefined));
  const forged = fc.record(
    {
      id: fc.constantFrom<unknown>(study.id, "b-4", "", null, { $: 1 }),
      first: number,
      count: number,
      losses: fc.constantFrom<unknown>({ 1: 9 }, "W1sxLDldXQ==", 9, null),
    },
    { requiredKeys: [] },
  );
  const tries = fc.integer({ min: 0, max: 9 });
  await holdsLater(
    fc.asyncProperty(forged, tries, harm, harm, async (data, attemptsMade, toStudy, toRecord) => {
      await client.flushall();
      await begin(store, study);
      await HARM[toStudy]("study");
      await HARM[toRecord]("record");
      const isThere = toStudy === "nothing" && toRecord === "nothing" && data.id === study.id;
      fc.pre(!(isThere && data.count === 1 && [1, 2, 3, 4].includes(data.first as number)));
      const said: string[] = [];
      const say = (line: string): void => void said.push(line);
      const work = new ShardWork(store, { end: new AbortController().signal, say });
      await work.compute({ data, attemptsMade, attemptsStarted: attemptsMade + 1 } as Job<ShardJob>);
      expect(said.join("\n")).toMatch(/it is no job of the study|is not on the server|is signed with its key/);
      expect(await client.exists(place("lost"))).toBe(0);
      expect(await client.keys("mm:*:lost:*")).toEqual([]);
    }),
    effort(60, 2000),
  );
});

ifRedis("how often processes failed with the shards of a job is believed where the key has signed it", () => {
  const store = new QueueStore(client, own);
  const losses = new Map([
    [1, 3],
    [9, 1],
  ]);
  const signed = store.signedLosses(study.id, losses);
  const job = { id: study.id, first: 1, count: 16, losses: signed };
  expect(store.losses(job)).toEqual(losses);
  const text = (counts: string): string => Buffer.from(`${"0".repeat(16)}${counts}`).toString("base64");
  const plain = text("[[1,3]]");
  for (const forged of [plain, "", undefined, { 1: 3 }, 3, null, signed.slice(4)])
    expect(store.losses({ ...job, losses: forged as string })).toEqual(new Map());
  expect(store.losses({ ...job, id: "b-4" })).toEqual(new Map());
  const stranger = new QueueStore(client, new Signature(undefined));
  expect(stranger.losses({ ...job, losses: plain })).toEqual(new Map([[1, 3]]));
  for (const counts of ["null", "{}", "[[1]]", '[["1",3]]', "[null,[1,0.5]]"])
    expect(stranger.losses({ ...job, losses: text(counts) })).toEqual(new Map());
});

/** What a store makes of the marks of the study: reasons, whether it is ended, and counts of a job. */
async function believed(store: QueueStore, losses: string) {
  const { lost, isCancelled } = await store.news(study.id);
  const job = { id: study.id, first: 1, count: 4, losses };
  return [...lost, isCancelled, await store.isCancelled(study.id), ...store.losses(job)];
}

/** Marks of the study as they lie on the server. */
async function marks(store: QueueStore) {
  await store.giveUp(study.id, { first: 2, count: 1 }, "it took too long");
  await store.cancel(study.id);
  return {
    lost: (await client.hgetBuffer(place("lost"), "2"))!,
    cancelled: (await client.getBuffer(place("cancelled")))!,
    run: (await client.getBuffer(place("run")))!,
    losses: store.signedLosses(study.id, new Map([[1, 3]])),
  };
}

/** Puts marks on the server. */
async function putBack({ lost, cancelled }: Pick<Awaited<ReturnType<typeof marks>>, "lost" | "cancelled">) {
  await client.hset(place("lost"), "2", lost);
  await client.set(place("cancelled"), cancelled);
}

ifRedis("genuine marks of an earlier run that are put back are believed by nobody", async () => {
  const [notebook, worker] = [new QueueStore(client, own), new QueueStore(client, own)];
  await begin(notebook, study);
  expect(await worker.isCancelled(study.id)).toBe(false);
  const old = await marks(worker);
  const said = [[2, "it took too long"], true, true, [1, 3]];
  for (const store of [notebook, worker]) expect(await believed(store, old.losses)).toEqual(said);
  // A worker that was in the midst of a shard, and the one who cancels from another notebook.
  const late = new QueueStore(client, own);
  expect(await late.isCancelled(study.id)).toBe(true);

  await begin(notebook, study);
  await putBack(old);
  for (const store of [notebook, worker]) expect(await believed(store, old.losses)).toEqual([false, false]);
  // What was given up in the run before, by a worker that does not yet know of this one.
  await late.giveUp(study.id, { first: 2, count: 1 }, "of the run before");
  expect(await believed(notebook, old.losses)).toEqual([false, false]);

  // With the run of then, workers may be misled, the notebook is not; it puts its own in again, and they go on.
  await client.set(place("run"), old.run);
  const stranger = new QueueStore(client, own);
  await putBack(old);
  expect(await stranger.isCancelled(study.id)).toBe(true);
  for (const store of [notebook, worker]) expect(await believed(store, old.losses)).toEqual([false, false]);
  await notebook.keepRun(study.id);
  for (const store of [notebook, worker, stranger]) expect(await believed(store, old.losses)).toEqual([false, false]);
  // And those of this run are believed.
  const fresh = await marks(stranger);
  for (const store of [notebook, worker]) expect(await believed(store, fresh.losses)).toEqual(said);
});

ifRedis("a run is later than those before, whatever the clock of its notebook says", async () => {
  const clock = jest.spyOn(Date, "now");
  let old: Awaited<ReturnType<typeof marks>> | undefined;
  for (const now of [1e12, 1e12, 5, 2e12, 0]) {
    clock.mockReturnValue(now);
    const store = new QueueStore(client, own);
    await begin(store, study);
    if (old !== undefined) {
      await putBack(old);
      expect(await believed(store, old.losses)).toEqual([false, false]);
    }
    old = await marks(store);
    expect(await believed(store, old.losses)).toContain(true);
  }
  clock.mockRestore();
});

ifRedis("two notebooks that wait for a study believe the marks of its latest run", async () => {
  const [first, second, worker] = [1, 2, 3].map(() => new QueueStore(client, own));
  await begin(first, study);
  await begin(second, study);
  expect(await worker.isCancelled(study.id)).toBe(false);
  const { losses } = await marks(worker);
  for (const store of [first, second])
    expect(await believed(store, losses)).toEqual([[2, "it took too long"], true, true, [1, 3]]);
  // The server loses everything but what a stranger has kept.
  await client.flushall();
  await first.keepRun(study.id);
  expect(await client.get(place("run"))).not.toBeNull();
});

/** Waits for a study as a notebook does, with a queue that loses all jobs, until `enough` or it ends by itself. */
async function lostAgainAndAgain(signature: Signature, enough: (puts: number) => Promise<boolean>) {
  const store = new QueueStore(client, signature);
  const record = await begin(store, study);
  const left = new AbortController();
  const seen = { missing: [] as string[], states: [] as string[] };
  let puts = 0;
  const jobs = {
    addBulk: async () => (await enough(++puts)) && left.abort(),
    getJobCounts: async () => ({ active: 0 }),
  };
  await new QueueRun(store, jobs as never, record, study, {
    part: () => undefined,
    missing: (shard, reason) => void seen.missing.push(`${shard.first}: ${reason}`),
    state: (text) => void seen.states.push(text),
    left: left.signal,
    cancelled: new AbortController().signal,
  }).wait();
  return seen;
}

ifRedis("who deletes jobs, parts and studies delays work: with a key, it is put in until it is there", async () => {
  const store = new QueueStore(client, own);
  const others = ["deletes", "overwrites", "unsigns"];
  const { missing, states } = await lostAgainAndAgain(own, async (puts) => {
    // Workers find the study as it was begun, whatever was done to it before.
    if (puts > 2) expect(await store.studyBytes(study.id)).toEqual(Buffer.from(study.bytes));
    if (puts > 2) expect(await store.record(study.id)).toMatchObject({ id: study.id, n: 4 });
    for (const kind of ["study", "record"]) await HARM[others[puts % 3]](kind);
    await client.hset(place("lost"), "1", "forged");
    await client.set(place("cancelled"), "forged");
    return puts === 12;
  });
  expect(missing).toEqual([]);
  expect(states.at(-1)).toMatch(/; 4 jobs were lost with their workers or on the server and put in again, up to \d+ t/);
});

ifRedis("without a key, what the server loses again and again is missing", async () => {
  const { missing } = await lostAgainAndAgain(new Signature(undefined), async () => false);
  expect(missing).toEqual([1, 2, 3, 4].map((first) => `${first}: the queue has lost it 4 times with its workers`));
});

ifRedis("a study that was begun anew with other shards is told to the notebook that waits for the first", async () => {
  const store = new QueueStore(client, own);
  const waiting = lostAgainAndAgain(own, async () => {
    const record = (await store.record(study.id))!;
    await client.del(place("record"));
    await store.putStudy({ ...record, shards: [{ first: 1, count: 4 }], jobs: [1] }, study.bytes);
    return false;
  });
  await expect(waiting).rejects.toThrow("the study a-4 has been begun anew on the server, with other shards: run the");
});

ifRedis("a forged study and record in the place of one's own are replaced when it is begun", async () => {
  for (const kind of ["study", "record"]) await client.set(place(kind), "forged bytes that are longer than a digest");
  const store = new QueueStore(client, own);
  expect(await begin(store, study)).toMatchObject({ id: study.id, n: 4 });
  expect([...(await store.studyBytes(study.id))]).toEqual([...study.bytes]);
});
