import os from "node:os";
import { Worker } from "bullmq";
import { RELEASE } from "mixedmodels/cluster";
import { connected, type ServerConnection } from "./connection";
import { fullServer } from "./fullServer";
import { FOREVER, pause } from "./pause";
import { QueueStore, queueName, type ShardJob } from "./queueStore";
import { MOST_LOSSES } from "./shards";
import { ShardWork, type ShardWorkOptions } from "./shardWork";
import type { Signature } from "./signature";
import { FAREWELL, silenceOf } from "./silence";
import type { WorkerNote } from "./workerNote";

export interface QueueWork extends ShardWorkOptions {
  /** Shards that are computed at once. */
  readonly threads: number;
}

/** A worker that has not been heard of for so many ms has lost its shards, which are looked for so often. */
const LOCK = 10_000;
const LOOK_FOR_STALLED = 3000;
const GREETING = 10_000;
/** The same complaint is told again after so many ms. */
const AGAIN = 60_000;

/**
 * Takes shards of studies of this release from a queue until it is told to end, and then until those that are under way
 * are there. A server that has gone away does not keep it from ending: its connections are left to the end of the
 * process.
 */
export async function workOnQueue(connection: ServerConnection, signature: Signature, work: QueueWork): Promise<void> {
  const redis = await connected(connection);
  const store = new QueueStore(redis, signature);
  const note: WorkerNote = {
    name: `${os.hostname()}-${process.pid}`,
    host: os.hostname(),
    release: RELEASE,
    key: signature.name,
    threads: work.threads,
  };
  const shards = new ShardWork(store, work);
  const worker = new Worker<ShardJob>(queueName(signature), (job) => shards.compute(job), {
    connection,
    concurrency: work.threads,
    lockDuration: LOCK,
    stalledInterval: LOOK_FOR_STALLED,
    maxStalledCount: MOST_LOSSES - 1,
    name: note.name,
  });
  // Servers that go away come back: the worker waits for them, and says so.
  const complain = complaints(work.say);
  worker.on("error", complain);
  work.say(`takes work of mixedmodels ${RELEASE} on ${work.threads} threads`);
  const gone = new AbortController();
  const greetings = greet(store, note, gone.signal, complain);
  await pause(FOREVER, work.end);
  const isClosed = await Promise.race([
    worker.close().then(
      () => true,
      () => true,
    ),
    silenceOf(redis, gone.signal).then(() => false),
  ]);
  gone.abort();
  shards.stop();
  const left = greetings.then(() => store.leave(note)).catch(() => undefined);
  if (isClosed) await Promise.race([left, pause(FAREWELL)]);
  else work.say("the server does not answer: what has not been put there is computed again by other workers");
  redis.disconnect();
}

/** Tells notebooks of a worker, time and again. */
async function greet(
  store: QueueStore,
  note: WorkerNote,
  gone: AbortSignal,
  complain: (error: Error) => void,
): Promise<void> {
  while (!gone.aborted) {
    await store.greet(note).catch((error: Error) => gone.aborted || complain(error));
    await pause(GREETING, gone);
  }
}

/** Tells errors, each kind once a minute. */
function complaints(say: (line: string) => void): (error: Error) => void {
  const told = new Map<string, number>();
  return (error) => {
    const line = fullServer(error) ?? error.message;
    const now = performance.now();
    if (now - (told.get(line) ?? -Infinity) < AGAIN) return;
    if (told.size > 100) told.clear();
    told.set(line, now);
    say(line);
  };
}
