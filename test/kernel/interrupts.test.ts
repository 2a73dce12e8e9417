import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { type Exchange, KernelClient } from "./kernelClient";

let folder: string;
let kernel: KernelClient;
let cells = 0;

beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), "notebook-"));
  kernel = await KernelClient.start(folder);
  await kernel.execute(
    `const kept = 7;\nconst host = (globalThis as any)[Symbol.for("mixedmodels.host")];\n` +
      "const sleep = (ms: number) => new Promise((wake) => setTimeout(wake, ms));",
  );
});

afterAll(async () => {
  await kernel.stop();
  rmSync(folder, { recursive: true });
});

/** Runs a cell and interrupts it once it has begun. */
async function interrupted(code: string, interrupt: () => unknown = () => kernel.interrupt()): Promise<Exchange> {
  const began = `cell ${++cells} began`;
  const execution = kernel.execute(`console.log("${began}");\n${code}`);
  await kernel.printed(began);
  interrupt();
  return execution;
}

const KEYBOARD_INTERRUPT = { status: "error", ename: "KeyboardInterrupt" };

test.each([
  ["a synchronous loop", "while (true) {}"],
  ["a loop that catches everything", "for (;;) { try { JSON.parse('{'); } catch {} finally {} }"],
  ["a loop after an await", "await null; while (true) {}"],
  ["a loop after a timer", "await sleep(1); while (true) {}"],
  ["a loop of settled awaits", "while (true) await null;"],
  ["a loop of timers", "while (true) await sleep(5);"],
  ["a promise that never settles", "await new Promise(() => {})"],
  ["a blocked wait", "Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)"],
])("%s ends and the kernel goes on", async (_, code) => {
  const { reply, published } = await interrupted(code);
  expect(reply).toMatchObject(KEYBOARD_INTERRUPT);
  expect(published.filter(({ type }) => type === "error")).toHaveLength(1);
  expect(await kernel.value("await sleep(1);\nkept")).toBe("7");
});

test("what looped over awaits does not go on behind the next cells", async () => {
  await interrupted(
    "const tally = globalThis as any;\ntally.rounds = 0;\nwhile (true) { await sleep(1); tally.rounds++; }",
  );
  const rounds = await kernel.value(
    "const before = (globalThis as any).rounds;\nawait sleep(50);\n(globalThis as any).rounds - before",
  );
  expect(rounds).toBe("0");
});

test("a worker is ended by its listener, which may say how far it came", async () => {
  const { reply } = await interrupted(`
    const { Worker } = require("node:worker_threads");
    const worker = new Worker("for (;;) {}", { eval: true });
    await new Promise((_, fail) => {
      const remove = host.onInterrupt(() => {
        remove();
        worker.terminate().then(() => fail(new Error("stopped after 12 of 100")));
      });
    });`);
  expect(reply).toMatchObject({ ...KEYBOARD_INTERRUPT, evalue: "stopped after 12 of 100" });
});

test("a cell that ends by itself keeps what it has", async () => {
  const { reply } = await interrupted(
    "const partial = await new Promise<number[]>((done) => { " +
      "const remove = host.onInterrupt(() => { remove(); done([1, 2]); }); });",
  );
  expect(reply).toMatchObject(KEYBOARD_INTERRUPT);
  expect(await kernel.value("partial")).toBe("[ 1, 2 ]");
});

test("a loop in a timer, after its cell, ends too", async () => {
  await kernel.execute(`setTimeout(() => { console.log("timer began"); while (true) {} }, 1);`);
  await kernel.printed("timer began");
  await kernel.interrupt();
  expect(await kernel.value("kept")).toBe("7");
});

test("an interrupt between cells changes nothing", async () => {
  await kernel.interrupt();
  expect(await kernel.value("kept")).toBe("7");
});

if (process.platform !== "win32") {
  test.each([
    ["a synchronous loop", "while (true) {}"],
    ["a pending await", "await new Promise(() => {})"],
  ])("the signal SIGINT ends %s", async (_, code) => {
    expect((await interrupted(code, () => kernel.kernel.kill("SIGINT"))).reply).toMatchObject(KEYBOARD_INTERRUPT);
    expect(await kernel.value("kept")).toBe("7");
  });
}

test("a kernel that computes can be shut down", async () => {
  const busy = await KernelClient.start(folder);
  const began = busy.execute(`console.log("busy"); while (true) {}`).catch((error: Error) => error.message);
  await busy.printed("busy");
  await busy.stop();
  expect(await began).toBe("the kernel has ended");
});
