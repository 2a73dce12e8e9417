import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { Worker } from "node:worker_threads";
import * as workerPool from "engine/bootstrap/computing/workerPool";
import { parametricbootstrap } from "engine/bootstrap/parametricbootstrap";
import type { MixedModelBootstrap } from "engine/bootstrap/sample/mixedModelBootstrap";
import { threadOf } from "engine/platform/threads";
import { MersenneTwister } from "engine/random/mersenneTwister";
import { bits } from "../../support/bits";
import { fitted } from "../../support/fits";

// Node 20 aborts when a thread ends while V8 compiles for it in the background, which has nothing to do with what is
// tested here.
setFlagsFromString("--no-concurrent-recompilation");

const N = 6000;
const BOOTSTRAP = join(__dirname, "../../../../engine/dist/bootstrap/computing");
const begin = (workers: number, rng = new MersenneTwister(3), n = N): Promise<MixedModelBootstrap> =>
  parametricbootstrap(rng, n, fitted("kb07_m1"), { workers, progress: false });

let whole: Buffer;
let after: unknown;
beforeAll(async () => {
  const rng = new MersenneTwister(3);
  whole = bits(await begin(2, rng));
  after = rng.state();
});
afterEach(() => void jest.restoreAllMocks());

/** The worker's own script with a fault in it: `fault` runs before each refit, which is the k-th of its thread. */
function faulty(fault: string, options: ConstructorParameters<typeof Worker>[1] = {}): workerPool.WorkerThread {
  const script = `
    const { Refitter } = require(${JSON.stringify(join(BOOTSTRAP, "refitter.js"))});
    const { refit } = Refitter.prototype;
    let k = 0;
    Refitter.prototype.refit = function (first, count) { k++; ${fault}; return refit.call(this, first, count); };
    require(${JSON.stringify(join(BOOTSTRAP, "worker.js"))});`;
  return threadOf(new Worker(script, { ...options, eval: true }));
}

/** Hands out threads with a fault, all or the first `some` of them. */
function withFault(
  fault: string,
  some = Infinity,
  options: ConstructorParameters<typeof Worker>[1] = {},
): { started: () => number } {
  let started = 0;
  const { takeWorkers } = workerPool;
  jest
    .spyOn(workerPool, "takeWorkers")
    .mockImplementation((count) =>
      Array.from({ length: count }, () => (++started <= some ? faulty(fault, options) : takeWorkers(1)[0])),
    );
  return { started: () => started };
}

async function expectWhole(workers: number): Promise<void> {
  const rng = new MersenneTwister(3);
  const sample = await begin(workers, rng);
  expect(sample.failures).toEqual([]);
  expect(bits(sample).equals(whole)).toBe(true);
  expect(rng.state()).toEqual(after);
}

describe.each([1, 2, 3])("with %i workers the bits are those of an undisturbed run when", (workers) => {
  test.each([
    ["a thread dies in its third chunk", "if (k === 3) process.exit(3)"],
    ["a thread throws in its second chunk", 'if (k === 2) throw new Error("thrown")'],
    ["a thread throws something that is no error", "if (k === 2) throw null"],
    [
      "a thread runs out of memory in its second chunk",
      "if (k === 2) { const all = []; for (;;) all.push(new Array(1e5).fill(k)); }",
    ],
  ])("%s", async (_, fault) => {
    withFault(fault, 2, { resourceLimits: { maxOldGenerationSizeMb: 40 } });
    await expectWhole(workers);
  });

  test("every thread dies after a few chunks", async () => {
    const { started } = withFault("if (k === 4) process.exit(1)");
    await expectWhole(workers);
    expect(started()).toBeGreaterThan(workers);
  });

  test("no thread survives its first chunk", async () => {
    withFault("process.exit(1)");
    await expectWhole(workers);
  });

  test("every thread throws at every third chunk", async () => {
    withFault("if (k % 3 === 0) throw new Error('again')");
    await expectWhole(workers);
  });

  test("a thread is killed from outside, again and again", async () => {
    const { takeWorkers } = workerPool;
    const all: workerPool.WorkerThread[] = [];
    jest.spyOn(workerPool, "takeWorkers").mockImplementation((count) => {
      const taken = takeWorkers(count);
      all.push(...taken);
      return taken;
    });
    const killer = setInterval(() => void all.at(-1)?.terminate(), 23);
    try {
      await expectWhole(workers);
    } finally {
      clearInterval(killer);
    }
  });
});

test("threads that can do nothing are not asked for long", async () => {
  const asked: number[] = [];
  jest.spyOn(workerPool, "takeWorkers").mockImplementation((count) =>
    Array.from({ length: count }, () => {
      const worker = faulty("throw new Error('nothing')");
      const { post } = worker;
      return { ...worker, post: (order) => (order.kind === "chunk" && asked.push(order.first), post(order)) };
    }),
  );
  await expectWhole(3);
  expect(asked.length).toBeLessThan(20);
});

test("where no threads can be had, this one does all", async () => {
  jest.spyOn(workerPool, "takeWorkers").mockImplementation(() => {
    throw new Error("no threads");
  });
  await expectWhole(2);
});

test("threads that end before they begin", async () => {
  jest
    .spyOn(workerPool, "takeWorkers")
    .mockImplementation((count) =>
      Array.from({ length: count }, () => threadOf(new Worker("process.exit(3)", { eval: true }))),
    );
  await expectWhole(2);
});

test("what can be computed nowhere is missing, and the sample says so", async () => {
  // Memory runs out wherever replicate 3000 is refitted.
  withFault(
    "if (first <= 3000 && 3000 < first + count) { const all = []; for (;;) all.push(new Array(1e5).fill(k)); }",
    Infinity,
    { resourceLimits: { maxOldGenerationSizeMb: 40 } },
  );
  const rng = new MersenneTwister(3);
  const sample = await begin(2, rng);
  const missing = sample.failures.map(({ iter }) => iter);
  expect(sample.length).toBe(N);
  expect(missing).toContain(3000);
  expect(missing.length).toBeLessThan(3000);
  expect(sample.failures[0].reason).toMatch(/^it could not be computed on any thread: .*memory/);
  expect(sample.toString()).toContain("failed");
  for (const iter of missing) expect(sample.σ[iter - 1]).toBeNaN();
  jest.restoreAllMocks();
  const undisturbed = await begin(2);
  undisturbed.σ.forEach((value, i) => {
    if (!missing.includes(i + 1)) expect(Object.is(sample.σ[i], value)).toBe(true);
  });
  expect(rng.state()).toEqual(after);
});

test("two bootstraps at once, of which one loses its threads", async () => {
  withFault("if (k === 2) throw new Error('one')", 3);
  const [first, second] = await Promise.all([begin(2), begin(1, new MersenneTwister(4), 3000)]);
  jest.restoreAllMocks();
  expect(bits(first).equals(whole)).toBe(true);
  expect(bits(second).equals(bits(await begin(2, new MersenneTwister(4), 3000)))).toBe(true);
});
