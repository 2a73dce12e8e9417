import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { RELEASE } from "mixedmodels/cluster";
import { bootstrapStudy } from "./studies.mjs";

const DIST = fileURLToPath(new URL("../../../engine/cluster/dist/", import.meta.url));
const require = createRequire(import.meta.url);
const { connected, connectionOf } = require(path.join(DIST, "connection.js"));
const { queue } = require(path.join(DIST, "queue.js"));
const { jobSizes } = require(path.join(DIST, "queueJobs.js"));
const { QueueStore } = require(path.join(DIST, "queueStore.js"));
const { Signature } = require(path.join(DIST, "signature.js"));

const SERVER = process.env.MIXEDMODELS_QUEUE_SERVER ?? "redis-server";
/** Shards of m1, of so many replicates each. */
const SHARDS = 1000;
const EACH = 20;
/** What short shards take, and long ones, in ms: by it jobs are cut. */
const SHORT = 1;
const LONG = 30_000;
/** Ticks of /proc a second. */
const TICKS = 100;

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.on("listening", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Milliseconds of CPU of a process and its children that run. */
function processCpu(pid) {
  const [user, system] = readFileSync(`/proc/${pid}/stat`, "utf8")
    .replace(/^.*\) /, "")
    .split(" ")
    .slice(11, 13);
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ").filter(Boolean);
  return (1000 * (Number(user) + Number(system))) / TICKS + children.reduce((sum, own) => sum + processCpu(own), 0);
}

async function serverCpu(redis) {
  const text = await redis.info("cpu");
  const [user, system] = ["user", "sys"].map((name) => Number(new RegExp(`used_cpu_${name}:([\\d.]+)`).exec(text)[1]));
  return 1000 * (user + system);
}

/** A connection to a server that has just been begun. */
async function connectedSoon(url) {
  for (let times = 0; ; times++) {
    try {
      return await connected(connectionOf(url, {}));
    } catch (error) {
      if (times === 50) throw error;
      await pause(100);
    }
  }
}

/** Begins a worker and waits until it takes work. */
async function workerOf(url) {
  const child = spawn(process.execPath, [path.join(DIST, "worker.js"), url, "--threads", "1"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await new Promise((resolve) => child.stdout.on("data", (text) => /takes work/.test(text) && resolve()));
  return child;
}

/** Has a study of m1 computed in shards of so many replicates; what it cost server, notebook and worker, in ms. */
async function costOf({ url, redis, worker }, { shards, each, shardTime }) {
  const { id, label, n, bytes, ...study } = await bootstrapStudy("m1", shards * each);
  const cut = Array.from({ length: shards }, (_, i) => ({ first: 1 + i * each, count: each }));
  const record = { id, label, n, release: RELEASE, begun: Date.now(), timeEach: shardTime / each, shards: cut };
  await new QueueStore(redis, new Signature(undefined)).putStudy(
    { ...record, jobs: jobSizes(shards, shardTime, 1) },
    bytes,
  );
  const never = new AbortController().signal;
  const before = [await serverCpu(redis), process.cpuUsage(), processCpu(worker.pid)];
  let parts = 0;
  const part = () => parts++;
  const missing = (_, reason) => {
    throw new Error(reason);
  };
  const watch = { part, missing, state: () => undefined, left: never, cancelled: never };
  await queue(url).compute({ id, label, n, bytes, ...study }, watch);
  if (parts !== shards) throw new Error(`${parts} parts of ${shards}`);
  const { user, system } = process.cpuUsage(before[1]);
  const server = (await serverCpu(redis)) - before[0];
  await redis.flushall();
  return { server, notebook: (user + system) / 1000, worker: processCpu(worker.pid) - before[2] };
}

/** Milliseconds of CPU: of a worker until it is ready, and of a shard for the worker, the notebook and the server. */
export async function queueCosts() {
  const folder = mkdtempSync(path.join(tmpdir(), "mixedmodels-costs-"));
  const port = await freePort();
  const where = ["--port", port, "--bind", "127.0.0.1", "--dir", folder];
  const server = spawn(SERVER, [...where, "--appendonly", "yes", "--save", ""], { stdio: "ignore" });
  const url = `redis://127.0.0.1:${port}`;
  let worker;
  try {
    const redis = await connectedSoon(url);
    worker = await workerOf(url);
    const here = { url, redis, worker };
    const first = await costOf(here, { shards: 1, each: 1, shardTime: SHORT });
    const ready = processCpu(worker.pid);
    const few = await costOf(here, { shards: 4, each: (SHARDS * EACH) / 4, shardTime: SHORT });
    const short = await costOf(here, { shards: SHARDS, each: EACH, shardTime: SHORT });
    const long = await costOf(here, { shards: SHARDS, each: EACH, shardTime: LONG });
    redis.disconnect();
    return {
      ready,
      firstShard: first.worker,
      shard: (short.worker - few.worker) / (SHARDS - 4),
      notebookShard: short.notebook / SHARDS,
      serverShort: short.server / SHARDS,
      serverLong: long.server / SHARDS,
    };
  } finally {
    worker?.kill("SIGKILL");
    server.kill("SIGKILL");
    await pause(500);
    rmSync(folder, { recursive: true, force: true });
  }
}
