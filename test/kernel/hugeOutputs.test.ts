import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { jsonLength } from "kernel/shared/outputLimit";
import { IS_LONG } from "../hard/properties/property";
import { type Exchange, KernelClient } from "./kernelClient";

/** What is beyond all limits, in `npm test` only beyond that of an output. */
const HUGE = IS_LONG ? "3e8" : "6e7";
/** Texts of JavaScript are shorter than 2²⁹. */
const HUGE_NAME = IS_LONG ? "5e8" : "1.2e8";
const LONG_MESSAGE = IS_LONG ? "3e8" : "1e7";

let folder: string;
let kernel: KernelClient;

beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), "notebook-"));
  kernel = await KernelClient.start(folder);
  await kernel.execute(`
    const kept = 7;
    const shown = (bundle: unknown) => ({ [Symbol.for("Jupyter.display")]: () => bundle });
    const host = (globalThis as any)[Symbol.for("mixedmodels.host")];`);
});
afterAll(async () => {
  await kernel.stop();
  rmSync(folder, { recursive: true });
});
afterEach(async () => expect(await kernel.value("kept")).toBe("7"));

const said = ({ published }: Exchange): string => JSON.stringify(published).slice(0, 100_000);
const LIMIT = "an output holds at most 100 MB, this one has ";

test.each([
  ["line ends", `shown({ "text/html": "\\n".repeat(${HUGE}) })`],
  ["characters that JSON writes as six", `shown({ "text/html": "\\u0001".repeat(${HUGE} / 3) })`],
  ["a picture", `shown({ "image/png": new Uint8Array(1.5 * ${HUGE}) })`],
  ["JSON", `shown({ "application/json": Array.from({ length: ${HUGE} / 5e6 }, () => "x".repeat(1e7)) })`],
  ["a typed array, which JSON would write number by number", `shown({ "application/json": new Float64Array(6e7) })`],
  ["one within others", `shown({ "application/json": { a: [{ b: Buffer.alloc(${HUGE}) }] } })`],
  ["a list of holes", `shown({ "application/json": new Array(2 ** 32 - 1) })`],
  ["a name", `shown({ ["m".repeat(${HUGE_NAME})]: "x" })`],
  ["several parts", `shown({ "text/html": "x".repeat(6e7), "text/markdown": "x".repeat(6e7) })`],
])("a result that is too large ends with a sentence: %s", async (_, code) => {
  const exchange = await kernel.execute(code);
  expect(exchange.reply).toMatchObject({ status: "error", ename: "RangeError" });
  expect(exchange.reply["evalue"].slice(0, LIMIT.length)).toBe(LIMIT);
});

test("a display that is too large is a sentence in its place, and the cell goes on", async () => {
  const exchange = await kernel.execute(`
    host.display({ "text/html": "x".repeat(2e8) });
    host.display({ "text/plain": "small" });
    "done"`);
  expect(exchange.reply["status"]).toBe("ok");
  const texts = exchange.published.map(({ content }) => content["data"]["text/plain"]);
  expect(texts[0]).toContain(LIMIT);
  expect(texts.slice(1)).toEqual(["small", "'done'"]);
});

test.each([
  ["thrown", `throw new Error("\\n".repeat(${LONG_MESSAGE}))`],
  ["thrown with a name", `throw Object.assign(new Error("a"), { name: "n".repeat(${LONG_MESSAGE}) })`],
  ["thrown as a text", `throw "\\n".repeat(${LONG_MESSAGE})`],
  ["as the cause of another", `throw new Error("a", { cause: new Error("\\n".repeat(${LONG_MESSAGE})) })`],
  ["with a stack of its own", `throw Object.assign(new Error("a"), { stack: "\\n".repeat(${LONG_MESSAGE}) })`],
  ["in a rejected promise", `void Promise.reject(new Error("\\n".repeat(${LONG_MESSAGE}))); await 0;`],
  ["as a result", `new Error("\\n".repeat(${LONG_MESSAGE}))`],
  ["within a result", `({ error: new Error("\\n".repeat(${LONG_MESSAGE})) })`],
])("an error with a huge message is cut: %s", async (_, code) => {
  const exchange = await kernel.execute(code);
  expect(JSON.stringify(exchange).length).toBeLessThan(1e6);
});

test.each([
  ["of a result", `({ ["\\n".repeat(1e8)]: 1 })`],
  ["within a result", `[new Map([[1, { [Symbol("\\n".repeat(1e8))]: 1 }]])]`],
  ["of an error", `throw Object.assign(new Error("a"), { ["\\n".repeat(1e8)]: 1 })`],
  ["of what is thrown", `throw { ["\\n".repeat(1e8)]: 1 }`],
])("a name of a property that is too long is not shown, but how long it is: one %s", async (_, code) => {
  const exchange = await kernel.execute(code);
  expect(said(exchange)).toContain("a name of 100,000,000 characters");
});

test.each(["process.stdout.write(new Uint8Array(6e8))", `require("fs").writeSync(1, Buffer.alloc(6e8))`])(
  "more bytes than a text can hold are cut: %s",
  async (code) => {
    const exchange = await kernel.execute(`${code}; "done"`);
    expect(exchange.reply["status"]).toBe("ok");
    expect(exchange.published.map(({ content }) => content["text"] ?? "").join("")).toContain(
      "a cell shows the first 2,000,000 characters",
    );
  },
);

test("the question of a prompt is cut", async () => {
  const cell = kernel.execute(`prompt("\\n".repeat(3e8))`, { allow_stdin: true });
  const [question] = await kernel.enter("answer");
  expect(question!.length).toBeLessThan(20_000);
  expect((await cell).published.at(-1)!.content["data"]["text/plain"]).toBe("'answer'");
});

(IS_LONG ? test : test.skip)("what is too long for any text is answered with a sentence", async () => {
  const expressions = Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`e${i}`, "big"]));
  await kernel.execute(`const big = shown({ "text/html": "x".repeat(9e7) });`);
  const exchange = await kernel.request("execute_request", { code: "1", silent: false, user_expressions: expressions });
  expect(exchange.reply).toMatchObject({ status: "error", ename: "RangeError" });
  expect(exchange.reply["evalue"]).toContain("cannot be sent");
  expect(said(exchange)).toContain('"1"');
});

test("characters are counted as JSON has them", () => {
  for (const text of ["", "abc", 'a"b\\', "\n".repeat(3000), "\u0001é😀".repeat(400_000)])
    expect(jsonLength(text, Infinity)).toBe(JSON.stringify(text).length);
  expect(jsonLength("\n".repeat(3e6), 2e6)).toBeGreaterThan(2e6);
});
