import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { IS_LONG } from "../hard/properties/property";
import { until } from "../until";
import { Lines } from "./lines";
import { atHome, type Faults, type NotebookCall, notebook, WORKER, withFaults } from "./processes";
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
): Promise<Lines[]> {
  const own = path.join(folder, `marks${++marks}`);
  mkdirSync(own);
  const env = withFaults({ marks: own, ...faults });
  const secrets = ["--password-file", redis.passwordFile, "--key-file", redis.keyFile];
  const begun = Array.from(
    { length: count },
    () => new Lines(process.execPath, [WORKER, redis.url, "--threads", "1", ...secrets, ...args], env),
  );
  workers.push(...begun);
  await Promise.all(begun.map((worker) => worker.line(/takes work of mixedmodels/)));
  return begun;
}

function ask(call: NotebookCall = {}): Lines {
  const queue = { passwordFile: redis.passwordFile, keyFile: redis.keyFile };
  return notebook({ n: N, where: { url: redis.url, queue }, ...call });
}

async function hasBitsOfHome(run: Lines, call: NotebookCall = {}): Promise<void> {
  expect(await run.line(/^(sample|error) /)).toBe(await atHome({ n: N, ...call }));
}

ifRedis("two workers give the bits of runs at home, of three kinds of bootstraps and a power study", async () => {
  await begin(2);
  for (const call of ["parametric", "conditional", "test", "study"] as const)
    await hasBitsOfHome(ask({ call }), { call });
  expect(redis.says("ttl", redis.says("keys", "mm:parts:*").split("\n")[0])).toMatch(/^1\d{6}$/);
});

ifRedis("a computing process is killed, one hangs: their shards are computed again", async () => {
  const [worker] = await begin(1, { die: [101], hang: [201] }, ["--limit", "3"]);
  await hasBitsOfHome(ask());
  const said = worker.lines.join("\n");
  expect(said).toMatch(/: the computing process ended \(SIGKILL\)/);
  expect(said).toMatch(/: it took longer than 3 s and was ended/);
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
  const [worker] = await begin(1, { lasting: 1200 });
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

ifRedis("what is not signed with the key is not computed, and not taken for a part", async () => {
  const [worker] = await begin(1);
  const run = notebook({ n: N, where: { url: redis.url, queue: { passwordFile: redis.passwordFile } } });
  await worker.line(/studies and parts are signed with the key of this queue; study \w+-400 is not/);
  expect(redis.says("keys", "mm:parts:*")).toBe("");
  run.signal("SIGKILL");
});

ifRedis("a server that does not answer, or not to this password, is told in a sentence", async () => {
  const none = notebook({ n: N, where: { url: "redis://127.0.0.1:1", queue: {} } });
  expect(await none.line(/^error/)).toMatch(
    /^error FileError: a queue's server answers at its address; 127\.0\.0\.1:1 says: .*ECONNREFUSED/,
  );
  const locked = notebook({ n: N, where: { url: redis.url, queue: { passwordFile: redis.keyFile } } });
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

ifLong("the server is killed and comes back after four seconds", async () => {
  await begin(2, { lasting: 1000 });
  const run = ask();
  await run.line(/^part 2$/);
  redis.kill();
  await new Promise((resolve) => setTimeout(resolve, 4000));
  await redis.begin();
  await hasBitsOfHome(run);
});

ifLong("the server loses everything: study and shards are put in again", async () => {
  await begin(2, { lasting: 1000 });
  const run = ask();
  await run.line(/^part 2$/);
  redis.says("flushall");
  await hasBitsOfHome(run);
  await until("the parts are there again", () => expect(redis.says("keys", "mm:parts:*")).toMatch(/^mm:parts:/));
});
