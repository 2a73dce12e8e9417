import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { until } from "../until";
import { KernelClient } from "./kernelClient";

const LONG = process.env["MIXEDMODELS_LONG"] !== undefined;

/**
 * What a kernel holds: live heap and buffers in MB after a collection, handles of the event loop, open files, threads.
 */
interface Held {
  heap: number;
  handles: number;
  files: number;
  threads: number;
}

let folder: string;
let kernel: KernelClient;

beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), "notebook-"));
  kernel = await KernelClient.start(folder);
  await kernel.value(`
    import { dataset, fit, MersenneTwister, parametricbootstrap } from "mixedmodels";
    const m1 = fit("reaction ~ 1 + days + (1 + days | subj)", dataset("sleepstudy"));
    require("node:v8").setFlagsFromString("--expose-gc");
    const collect: () => void = require("node:vm").runInNewContext("gc");
    async function held() {
      // Twice, because finalizers run between collections.
      for (let i = 0; i < 2; i++) { await new Promise((wake) => setTimeout(wake, 200)); collect(); }
      const { heapUsed, arrayBuffers } = process.memoryUsage();
      const handles = (process as any).getActiveResourcesInfo().length;
      return JSON.stringify({ heap: (heapUsed + arrayBuffers) / 1e6, handles });
    }`);
});
afterAll(async () => {
  await kernel.stop();
  rmSync(folder, { recursive: true });
});

async function held(): Promise<Held> {
  const process = `/proc/${kernel.kernel.pid}`;
  const count = (of: string): number => (os.platform() === "linux" ? readdirSync(`${process}/${of}`).length : 0);
  const own = JSON.parse((await kernel.value("await held()"))!.slice(1, -1));
  return { ...own, files: count("fd"), threads: count("task") };
}

/** Runs `cell(0…)` as cells and gives what is held after a third, two thirds and all of them. */
async function thirds(count: number, cell: (i: number) => string): Promise<[Held, Held, Held]> {
  const seen: Held[] = [];
  for (let i = 0; i < count; i++) {
    await kernel.value(cell(i));
    if ((i + 1) % (count / 3) === 0) seen.push(await held());
  }
  if (LONG) console.log(seen.map((one) => JSON.stringify(one)).join("\n"));
  return seen as [Held, Held, Held];
}

/** Waits until no more is held than after the first third: workers are ended behind a result, in their own time. */
async function levelled([first]: [Held, Held, Held], growth: number): Promise<void> {
  await until("what is held has levelled", async () => {
    const last = await held();
    expect(last.handles).toBeLessThanOrEqual(first.handles);
    expect(last.files).toBeLessThanOrEqual(first.files);
    expect(last.threads).toBeLessThanOrEqual(first.threads);
    expect(last.heap - first.heap).toBeLessThan(growth);
  });
}

const CELLS = LONG ? 300 : 60;
const BOOTSTRAPS = LONG ? 360 : 15;
/** Results shown that the kernel holds for their views at most. */
const MOST_HELD = 200;

test(`${CELLS} cells in a row`, async () => {
  const seen = await thirds(
    CELLS,
    (i) =>
      `const x = Array.from({ length: 1e5 }, (_, j) => j + ${i});\nfit("yield ~ 1 + (1 | batch)", dataset("dyestuff"))`,
  );
  // A cell keeps its text and its positions for errors that come later: some kB each.
  await levelled(seen, 0.05 * CELLS);
});

test(`${BOOTSTRAPS} bootstraps in a row`, async () => {
  const seen = await thirds(
    BOOTSTRAPS,
    (i) => `const samp = await parametricbootstrap(new MersenneTwister(${i}), 2000, m1);\nsamp.tbl`,
  );
  // Results shown are held for their views until these close, the last 200 of them: about 0.2 MB of σ, θ and β each.
  await levelled(seen, 0.3 * Math.min(BOOTSTRAPS, MOST_HELD));
  const [, second, last] = seen;
  if ((2 * BOOTSTRAPS) / 3 > MOST_HELD) expect(last.heap - second.heap).toBeLessThan(0.05 * (BOOTSTRAPS / 3));
});
