import { captureOutput } from "../../../jupyter-extension/kernel/src/web/output";

const own = { console: { ...console }, process };
let printed: [stream: string, text: string][] = [];
/** The process of a page. */
let page: { cwd(): string; stdout: { write(text: unknown): boolean } };

beforeAll(() => {
  captureOutput((name, text) => printed.push([name, text]), "/drive/workshop");
  page = globalThis.process as never;
});
afterAll(() => {
  Object.assign(console, own.console);
  Object.defineProperty(globalThis, "process", { value: own.process, configurable: true, writable: true });
});
afterEach(() => {
  printed = [];
});

test("the working directory is the notebook's folder", () => {
  expect(page.cwd()).toBe("/drive/workshop");
});

test("bytes are written as the text that they are, also where a letter comes in two parts", () => {
  const bytes = new TextEncoder().encode("ß\n");
  page.stdout.write(bytes.subarray(0, 1));
  page.stdout.write(bytes.subarray(1));
  expect(printed.map(([, text]) => text).join("")).toBe("ß\n");
});

test("a stopwatch that nobody has started says so in place of a time, and one that runs goes on", () => {
  console.timeEnd("never");
  console.time("own");
  console.time("own");
  console.timeLog("own", "so far");
  console.timeEnd("own");
  console.timeEnd("own");
  expect(printed).toEqual([
    ["stderr", "Warning: No such label 'never' for console.timeEnd()\n"],
    ["stderr", "Warning: Label 'own' already exists for console.time()\n"],
    ["stdout", expect.stringMatching(/^own: [\d.]+ms so far\n$/)],
    ["stdout", expect.stringMatching(/^own: [\d.]+ms\n$/)],
    ["stderr", "Warning: No such label 'own' for console.timeEnd()\n"],
  ]);
});

test("groups indent, counters count and begin again, assertions tell what they were given", () => {
  console.groupCollapsed("outer");
  console.log("a\nb");
  console.groupEnd();
  console.count("n");
  console.count("n");
  console.countReset("n");
  console.count("n");
  console.countReset("m");
  console.assert(false, "x is %d", 3);
  console.assert(false);
  console.assert(true, "never");
  expect(printed.map(([, text]) => text)).toEqual([
    "outer\n",
    "  a\n  b\n",
    "n: 1\n",
    "n: 2\n",
    "n: 1\n",
    "Warning: Count for 'm' does not exist\n",
    "Assertion failed: x is 3\n",
    "Assertion failed\n",
  ]);
});
