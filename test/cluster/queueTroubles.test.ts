import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { connected, connectionOf } from "cluster/connection";
import type { Redis } from "ioredis";
import { IS_LONG } from "../hard/properties/property";
import { until } from "../until";
import { Chance } from "./chance";
import { Lines } from "./lines";
import { type Faults, type NotebookCall, notebook, WORKER, withFaults } from "./processes";
import { noRedis, RedisHere } from "./redisHere";
import {
  anyScenario,
  computingNow,
  damaged,
  haveEnded,
  playScenarios,
  processesWith,
  type Scenario,
  Stage,
  signalAll,
  type Trouble,
} from "./troubles";

const folder = mkdtempSync(path.join(tmpdir(), "mixedmodels-troubles-"));
const SCENARIOS = Number(process.env.MIXEDMODELS_SCENARIOS ?? 24);
const SEED = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));
let redis: RedisHere;
let client: Redis;

beforeAll(async () => {
  if (noRedis !== undefined || !IS_LONG) return;
  redis = await RedisHere.start(folder, ["enable-protected-configs local", "save 3600 1"]);
  client = await connected(connectionOf(redis.url, { passwordFile: redis.passwordFile }));
  client.on("error", () => undefined);
});
afterAll(async () => {
  client?.disconnect();
  await redis?.stop();
  await until("nothing is written any more", () => rmSync(folder, { recursive: true, force: true }));
});

if (noRedis !== undefined) test(`left out: ${noRedis}`, () => expect(noRedis).toMatch(/not installed/));
const ifLong = noRedis === undefined && IS_LONG ? test : test.skip;

let stages = 0;

class QueueStage extends Stage {
  readonly marks = path.join(folder, `marks${++stages}`);
  readonly workers: Lines[] = [];

  constructor(scenario: Scenario, chance: Chance) {
    super(scenario, chance);
    mkdirSync(this.marks);
  }

  protected notebookOf(more: Partial<NotebookCall>): Lines {
    const own = { passwordFile: redis.passwordFile, keyFile: redis.keyFile };
    return notebook({ ...this.scenario.call, where: { url: redis.url, queue: own }, ...more });
  }

  worker({ faults, args = [] }: { faults?: Partial<Faults>; args?: readonly string[] } = {}): Lines {
    const env = withFaults({ marks: this.marks, lasting: this.scenario.lasting, ...faults });
    const secrets = ["--password-file", redis.passwordFile, "--key-file", redis.keyFile];
    const own = [WORKER, redis.url, "--threads", "1", "--limit", "5", ...secrets, ...args];
    const worker = new Lines(process.execPath, own, env);
    this.workers.push(worker);
    return worker;
  }

  /** One of the processes that compute. */
  computing(): number[] {
    return this.oneOf(computingNow(this.marks));
  }

  /** The keys of the server that match. */
  async keys(pattern: string): Promise<string[]> {
    return (await client.keys(pattern)).sort();
  }

  async end(): Promise<void> {
    for (const run of [...this.notebooks, ...this.workers]) {
      run.signal("SIGCONT");
      run.signal("SIGKILL");
    }
    await Promise.all([...this.notebooks, ...this.workers].map(({ ended }) => ended));
    signalAll(processesWith(/computingProcess/, this.marks), "SIGCONT");
    await haveEnded(this.marks);
  }
}

const TROUBLES: { readonly [name: string]: Trouble<QueueStage> } = {
  async "a computing process is killed"(stage) {
    signalAll(stage.computing(), "SIGKILL");
  },
  async "a computing process hangs"(stage) {
    signalAll(stage.computing(), "SIGSTOP");
  },
  async "a worker is killed"(stage) {
    stage.chance.of(stage.workers).signal("SIGKILL");
    stage.worker();
  },
  async "all workers are killed"(stage) {
    for (const worker of stage.workers) worker.signal("SIGKILL");
    await sleep(stage.anyTime(4000));
    stage.worker();
  },
  async "a worker is told to end"(stage) {
    stage.workers[0].signal("SIGTERM");
  },
  async "a worker is stopped and comes back"(stage) {
    const worker = stage.chance.of(stage.workers);
    worker.signal("SIGSTOP");
    await sleep(500 + stage.anyTime(15_000));
    worker.signal("SIGCONT");
  },
  async "the notebook is killed"(stage) {
    await stage.killNotebook();
  },
  async "two notebooks ask"(stage) {
    await stage.askBeside();
  },
  async "the study is cancelled"(stage) {
    stage.notebook.signal("SIGKILL");
    stage.ask({ cancelAfter: 1 });
    await Promise.race([stage.notebook.line(/^(sample|error) /, 400_000), stage.notebook.ended]);
    const old = await Promise.all(["cancelled", "run"].map(async (kind) => (await stage.keys(`mm:*:${kind}:*`))[0]));
    const marks = await Promise.all(old.map((key) => key && client.getBuffer(key)));
    stage.ask();
    await sleep(stage.anyTime(1500));
    // Somebody puts back what was there.
    for (const [i, mark] of marks.entries()) if (mark) await client.set(old[i], mark);
  },
  async "the server is killed"(stage) {
    redis.kill();
    await sleep(stage.anyTime(5000));
    await redis.begin();
  },
  async "the server is stopped"(stage) {
    redis.signal("SIGSTOP");
    await sleep(500 + stage.anyTime(8000));
    redis.signal("SIGCONT");
  },
  async "the server loses everything"() {
    await client.flushall();
  },
  async "the server has no memory"(stage) {
    await client.config("SET", "maxmemory", "1");
    await sleep(stage.anyTime(6000));
    await client.config("SET", "maxmemory", "0");
  },
  async "the server's disk takes nothing"(stage) {
    await client.config("SET", "dir", "/proc");
    await client.bgsave().catch(() => undefined);
    await sleep(500 + stage.anyTime(6000));
    await client.config("SET", "dir", folder);
    await until("it is written again", async () => {
      await client.bgsave().catch(() => undefined);
      expect(await client.info("persistence")).toMatch(/rdb_last_bgsave_status:ok/);
    });
  },
  async "connections are cut"(stage) {
    for (let times = 0; times < 1 + stage.chance.below(4); times++) {
      redis.says("client", "kill", "type", "normal");
      await sleep(stage.anyTime(800));
    }
  },
  async "what lies on the server is changed"(stage) {
    for (const key of await stage.keys("mm:*:study:*"))
      if (stage.chance.below(2) === 0) await client.set(key, damaged((await client.getBuffer(key))!, stage.chance));
    for (const key of await stage.keys("mm:*:record:*"))
      if (stage.chance.below(2) === 0) await client.set(key, damaged((await client.getBuffer(key))!, stage.chance));
    for (const key of await stage.keys("mm:*:parts:*")) {
      const fields = await client.hkeys(key);
      for (const field of fields) {
        const part = (await client.hgetBuffer(key, field))!;
        const other = (await client.hgetBuffer(key, stage.chance.of(fields)))!;
        if (stage.chance.below(2) === 0)
          await client.hset(key, field, stage.chance.of([damaged(part, stage.chance), other]));
      }
    }
  },
  async "things are taken from the server"(stage) {
    for (const key of await stage.keys("*")) if (stage.chance.below(3) === 0) await client.del(key);
  },
  async "jobs are forged"(stage) {
    for (const key of await stage.keys("bull:mixedmodels-*"))
      if ((await client.type(key)) === "hash" && /-\d+$/.test(key))
        await client.hset(key, "data", stage.chance.of(["null", "{", '{"id":1}', '{"first":1,"count":1000000000}']));
  },
  async "marks are forged"(stage) {
    const { call } = stage.scenario;
    for (const key of await stage.keys("mm:*:record:*"))
      for (const kind of ["lost", "cancelled", "run"]) {
        const place = key.replace(":record:", `:${kind}:`);
        if (kind === "lost") await client.hset(place, "1", "forged", String(call.n), Buffer.alloc(80, 1));
        else await client.set(place, "9999999999999999");
      }
  },
  async "a worker of another release joins"(stage) {
    stage.worker({ faults: { release: "0.0.9" } });
  },
  async "a worker of another key joins"(stage) {
    stage.worker({ args: ["--key-file", redis.passwordFile] });
  },
};

ifLong(
  "whatever happens to a study on a queue, it has the bits of home when its cell ends, and nothing is left",
  async () => {
    const seeds = Array.from({ length: SCENARIOS }, (_, i) => SEED + i);
    await playScenarios(seeds, TROUBLES, async (seed, during) => {
      const chance = new Chance(seed);
      const stage = new QueueStage(anyScenario(chance, process.env.MIXEDMODELS_CALL), chance);
      try {
        for (let i = 0; i < 2; i++) stage.worker();
        stage.ask();
        await stage.notebook.line(/^(state|part|sample|error) /);
        await during(stage);
        // Whoever was to end has a successor.
        stage.worker();
        await stage.hasBitsOfHome();
        // Parts are those of the shards, each once.
        const [parts] = await stage.keys("mm:*:parts:*");
        if (parts !== undefined) {
          const fields = (await client.hkeys(parts)).map(Number).sort((a, b) => a - b);
          const { size } = stage.scenario.call as { size: number };
          // A power study has so many replicates at each point of its grid.
          const n = Number((await stage.notebook.line(/^study /)).slice("study ".length));
          for (const first of fields) expect([first, (first - 1) % size, first <= n]).toEqual([first, 0, true]);
        }
      } finally {
        await stage.end();
        await client.flushall();
      }
    });
  },
  60_000 * SCENARIOS,
);
