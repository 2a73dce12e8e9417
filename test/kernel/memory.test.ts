import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { kernelSpec } from "kernel/node/kernelspec";
import { KernelClient } from "./kernelClient";

/** Fills sooner than the usual 2 to 4 GB, but leaves time to see it coming. */
const LIMIT_MB = 2500;

let folder: string;
let kernel: KernelClient;

beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), "notebook-"));
  kernel = await KernelClient.start(folder, {
    ...kernelSpec(),
    env: { NODE_OPTIONS: `--max-old-space-size=${LIMIT_MB}` },
  });
  await kernel.value(`
    const kept: unknown[] = [7];
    const sleep = (ms: number) => new Promise((wake) => setTimeout(wake, ms));`);
});

afterAll(async () => {
  await kernel.stop();
  rmSync(folder, { recursive: true });
});

const LONG = process.env["MIXEDMODELS_LONG"] !== undefined;

const fillers: [string, string][] = [
  ["arrays", "for (;;) all.push(new Array(1e5).fill(1.5));"],
  ["arrays between timers", "for (;;) { await sleep(1); all.push(new Array(1e6).fill(1.5)); }"],
  [
    "arrays after an await, and catches everything",
    "await sleep(1);\nfor (;;) { try { all.push(new Array(1e5).fill(1.5)); } catch {} }",
  ],
];
const moreFillers: [string, string][] = [
  ["large arrays", "for (;;) all.push(new Array(1e6).fill(1.5));"],
  ["objects", "for (let i = 0; ; i++) all.push({ i, half: i / 2 });"],
  ["texts", "for (let i = 0; ; i++) all.push(`text ${i}`);"],
  ["maps", "for (;;) { const map = new Map(); all.push(map); for (let i = 0; i < 1e5; i++) map.set(i, { i }); }"],
  ["arrays between awaits", "for (;;) { await null; all.push(new Array(1e5).fill(1.5)); }"],
];

test.each(LONG ? [...fillers, ...moreFillers] : fillers)(
  "a cell that fills the memory with %s is ended, and the kernel goes on with what there was",
  async (_, code) => {
    const { reply } = await kernel.execute(`const all: unknown[] = [];\n${code}`);
    expect(reply).toMatchObject({ status: "error", ename: "MemoryError" });
    expect(reply["evalue"]).toMatch(
      new RegExp(
        "^a cell may not fill the kernel's memory of [\\d,]+ MB, so this one was ended; " +
          "variables of earlier cells are kept \\(the environment variable " +
          "NODE_OPTIONS=--max-old-space-size=\\d+ gives kernels twice as much\\)$",
      ),
    );
    expect(await kernel.value("await sleep(1);\nkept[0]")).toBe("7");
  },
);

test("what an earlier cell holds stays, and can be freed", async () => {
  const { reply } = await kernel.execute("for (;;) kept.push(new Array(1e5).fill(1.5));");
  expect(reply).toMatchObject({ ename: "MemoryError" });
  expect(Number(await kernel.value("kept.length"))).toBeGreaterThan(500);
  expect(await kernel.value("kept.length = 1;\nawait sleep(300);\nkept[0]")).toBe("7");
  expect(await kernel.value("Array.from({ length: 500 }, () => new Array(1e5).fill(1.5)).length")).toBe("500");
});

test("garbage is collected, not taken for a full memory", async () => {
  expect(
    await kernel.value(`
    const live = Array.from({ length: 1700 }, () => new Array(1e5).fill(1.5));
    let sum = 0;
    for (const start = Date.now(); Date.now() - start < 4000; ) sum += new Array(1e5).fill(1).length;
    live.length + Math.sign(sum)`),
  ).toBe("1701");
});
