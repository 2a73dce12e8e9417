import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { Gate } from "./gate";
import { type Exchange, KernelClient } from "./kernelClient";

let folder: string;
let kernel: KernelClient;
let gate: Gate;

beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), "notebook-"));
  kernel = await KernelClient.start(folder);
  await kernel.execute(`
    const kept = 7;
    const sleep = (ms: number) => new Promise((wake) => setTimeout(wake, ms));
    const { Worker } = require("node:worker_threads");
    const trap = () => { throw new Error("trap"); };
    const hostile = () => new Proxy({}, { get: trap, has: trap, getPrototypeOf: trap });
    const display = (bundle: unknown) => ({ [Symbol.for("Jupyter.display")]: () => bundle });`);
  gate = await Gate.in(kernel);
});
afterAll(async () => {
  await kernel.stop();
  rmSync(folder, { recursive: true });
});
// Whatever a cell has done, the next one runs.
afterEach(async () => expect(await kernel.value("await sleep(1);\nkept")).toBe("7"));

/** What is on stderr of a cell that ends when `message` is there. */
async function stderrWith(message: string, code: string): Promise<Exchange> {
  const from = kernel.published.length;
  const cell = kernel.execute(`${code}\nawait gate();`);
  await Promise.race([kernel.printed(message, from), cell]);
  gate.open();
  return cell;
}

function text({ published }: Exchange, name: string): string {
  return published
    .filter(({ type, content }) => type === "stream" && content["name"] === name)
    .map(({ content }) => content["text"])
    .join("");
}

test.each([
  [
    "a proxy whose traps throw",
    "throw hostile()",
    "Thrown value",
    "a value that cannot be shown, because reading it fails",
  ],
  [
    "an object whose message cannot be read",
    `throw { get message() { throw new Error("no"); }, stack: "x" }`,
    "Thrown value",
    "a value that cannot be shown, because reading it fails",
  ],
  [
    "an object that cannot be inspected",
    `throw { [Symbol.for("nodejs.util.inspect.custom")]() { throw new Error("no"); } }`,
    "Thrown value",
    "a value that cannot be shown, because reading it fails",
  ],
  [
    "an error whose name is a symbol",
    `throw Object.assign(new Error("m"), { name: Symbol("n") })`,
    "Thrown value",
    "a value that cannot be shown, because reading it fails",
  ],
  ["an error whose name is a function", `throw Object.assign(new Error("m"), { name: () => 1 })`, "Error", "m"],
  ["null", "throw null", "Thrown value", "null"],
  [
    "a message of 100 MB",
    `throw new Error("x".repeat(1e8))`,
    "Error",
    `${"x".repeat(10_000)}… (99,990,000 more characters)`,
  ],
  [
    "endless recursion",
    "function f(): number { return 1 + f(); }\nf()",
    "RangeError",
    "Maximum call stack size exceeded",
  ],
  [
    "brackets too deep for the compiler",
    `${"(".repeat(20_000)}1${")".repeat(20_000)}`,
    "RangeError",
    "Maximum call stack size exceeded",
  ],
  ["a syntax error", "const = 3", "TypeScriptError", "Variable declaration expected."],
  ["a cell without its end", "const a = `text", "TypeScriptError", "Unterminated template literal."],
])("thrown: %s", async (_, code, ename, evalue) => {
  const { reply } = await kernel.execute(code);
  expect(reply).toMatchObject({ status: "error", ename });
  expect(reply["evalue"].slice(0, evalue.length)).toBe(evalue);
});

test.each([
  [
    "circular",
    "const ring: any = {};\nring.ring = ring;\ndisplay({ 'application/json': ring })",
    "the data of 'application/json' have to be text, bytes or JSON: Converting circular structure to JSON",
  ],
  [
    "a bigint",
    "display({ 'application/json': { n: 3n } })",
    "the data of 'application/json' have to be text, bytes or JSON: Do not know how to serialize a BigInt",
  ],
  ["null", "display(null)", "a display has to be an object of MIME type → data, not null"],
])("a display that cannot be sent: %s", async (_, code, evalue) => {
  expect((await kernel.execute(code)).reply).toMatchObject({ status: "error", ename: "TypeError", evalue });
});

test("what JSON leaves out of a display is left out", async () => {
  const { published } = await kernel.execute(
    "display({ 'application/json': { f: () => 1, n: 2 }, 'text/html': undefined, 'text/plain': 'p' })",
  );
  expect(published).toMatchObject([
    { type: "execute_result", content: { data: { "application/json": { n: 2 }, "text/plain": "p" } } },
  ]);
});

test("an answer over the host that is no JSON is an error of its cell", async () => {
  const { reply } = await kernel.execute(
    `(globalThis as any)[Symbol.for("mixedmodels.host")].display({ "application/json": [1n] })`,
  );
  expect(reply).toMatchObject({ status: "error", ename: "TypeError" });
});

test.each(["process.exit(1)", "process.exit()", "process.abort()", "(process as any).reallyExit(1)"])(
  "%s is refused",
  async (code) => {
    expect((await kernel.execute(code)).reply["evalue"]).toBe(
      `process.${/(\w+)\(\d?\)$/.exec(code)![1]}() would end the kernel and lose its variables; ` +
        "shut the kernel down from the notebook's menu instead",
    );
  },
);

test.each(["process.kill(process.pid)", `process.kill(process.pid, "SIGKILL")`])("%s is refused", async (code) => {
  expect((await kernel.execute(code)).reply["evalue"]).toContain(
    "process.kill() of the kernel's own process would end the kernel",
  );
});

test("process.exit in a timer is refused", async () => {
  const refusal = "process.exit() would end the kernel";
  expect(text(await stderrWith(refusal, "setTimeout(() => process.exit(1), 1);"), "stderr")).toContain(refusal);
});

test.each([
  ["a timer", `setTimeout(() => { throw new Error("late"); }, 1);`, "Error: late"],
  ["a microtask", `queueMicrotask(() => { throw new Error("late"); });`, "Error: late"],
  ["a tick", `process.nextTick(() => { throw new Error("late"); });`, "Error: late"],
  ["a rejected promise", `void Promise.reject(new Error("late"));`, "Error: late"],
  ["a promise rejected with null", "void Promise.reject(null);", "Thrown value: null"],
  [
    "a value that cannot be read",
    "void Promise.reject(hostile()); setTimeout(() => { throw hostile(); }, 1);",
    "Thrown value: a value that cannot be shown",
  ],
  ["a stream", `require("node:fs").createReadStream("no such file");`, "ENOENT"],
  ["a socket", `require("node:net").connect(1, "127.0.0.1");`, "ECONNREFUSED"],
  ["a worker", `new Worker("throw new Error('late')", { eval: true });`, "Error: late"],
])("an error in %s is written to stderr", async (_, code, message) => {
  expect(text(await stderrWith(message, code), "stderr")).toContain(message);
});

test("also after a cell has removed all listeners of the process", async () => {
  await kernel.execute("process.removeAllListeners();");
  const exchange = await stderrWith(
    "Error: thrown",
    `void Promise.reject(new Error("rejected")); setTimeout(() => { throw new Error("thrown"); }, 1);`,
  );
  expect(text(exchange, "stderr")).toContain("Error: rejected");
  expect(text(exchange, "stderr")).toContain("Error: thrown");
});

test("a cell's own listener for errors is called, and may throw", async () => {
  const exchange = await stderrWith(
    "Error: in the listener",
    `process.once("uncaughtException", (error) => {
      console.log("heard " + error.message);
      throw new Error("in the listener");
    });
    setTimeout(() => { throw new Error("thrown"); }, 1);`,
  );
  expect(text(exchange, "stdout")).toBe("heard thrown\n");
  expect(text(exchange, "stderr")).toContain("Error: in the listener");
});

test("workers may exit, throw and run out of memory", async () => {
  expect(
    await kernel.value(
      `await new Promise((exited) => new Worker("process.exit(3)", { eval: true }).on("exit", exited))`,
    ),
  ).toBe("3");
  expect(
    await kernel.value(`
    await new Promise((failed) => {
      const code = "const all = []; for (;;) all.push(new Array(1e5).fill(1.5))";
      const worker = new Worker(code, { eval: true, resourceLimits: { maxOldGenerationSizeMb: 40 } });
      worker.on("error", (error: any) => failed(error.code));
    })
  `),
  ).toBe("'ERR_WORKER_OUT_OF_MEMORY'");
});

test.each([
  ["in one piece", `console.log("x".repeat(1e8));`],
  ["in lines", `for (let i = 0; i < 1_000_000; i++) console.log("x".repeat(99));`],
  ["in bytes", `process.stdout.write(Buffer.alloc(1e8, 65));`],
])("of 100 MB printed %s a notebook gets the beginning, and results and errors all the same", async (_, code) => {
  const exchange = await kernel.execute(`${code}\n"done"`);
  const printed = text(exchange, "stdout");
  expect(printed.length).toBeLessThan(2_000_200);
  expect(printed).toMatch(
    /… a cell shows the first 2,000,000 characters that it prints; write longer text to a file\n$/,
  );
  expect(exchange.published.pop()!.content["data"]).toEqual({ "text/plain": "'done'" });
  expect(text(await kernel.execute(`console.log("the next cell prints");`), "stdout")).toBe("the next cell prints\n");
});

test("a value with a million properties is cut", async () => {
  const shown = (await kernel.value("Object.fromEntries(Array.from({ length: 1e6 }, (_, i) => ['k' + i, i]))"))!;
  expect(shown.length).toBeLessThan(100_100);
  expect(shown).toMatch(/… \([\d,]+ more characters\)$/);
});

describe("names of the library may be used for other things", () => {
  const FIT = `import { fit, dataset } from "mixedmodels";\nfit("yield ~ 1 + (1 | batch)", dataset("dyestuff")).dof`;

  test.each([
    "const fit = 3;\nfit",
    "let fit = 3;\nfit",
    "function fit(): number { return 3; }\nfit()",
    "class fit { static n = 3; }\nfit.n",
  ])("%s", async (code) => {
    expect(await kernel.value(FIT)).toBe("3");
    expect(await kernel.value(code)).toBe("3");
    expect(await kernel.value(FIT)).toBe("3");
  });

  test("the library itself cannot be changed by an assignment", async () => {
    expect((await kernel.execute(`import { fit } from "mixedmodels";\nfit = 3;`)).reply["evalue"]).toContain(
      "Cannot assign to 'fit'",
    );
    await kernel.execute(`try { require("mixedmodels").fit = 3; } catch {}`);
    expect(await kernel.value(FIT)).toBe("3");
  });
});
