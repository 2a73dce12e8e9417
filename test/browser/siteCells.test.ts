import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import { KernelClient } from "../kernel/kernelClient";
import type { NotebookPage } from "./notebookPage";
import { describeOnSite, NOTEBOOK } from "./site";

/** What a cell has shown, apart by kinds. */
interface Shown {
  readonly status: string;
  readonly stdout: string;
  readonly stderr: string;
  readonly results: readonly Record<string, unknown>[];
  readonly traceback: string;
}

/** Cells one after the other in one kernel, which show in a page what they show with Node's. */
const SAME: readonly (readonly [what: string, code: string])[] = [
  [
    "files by the default import, written as text in an encoding that is named",
    `import fs from "node:fs";
import path from "node:path";
fs.writeFileSync("a.txt", "über σ\\n", "utf8");
fs.readFileSync("a.txt").toString()`,
  ],
  ["paths begin in the notebook's folder", 'fs.readFileSync(path.resolve("a.txt"), { encoding: "utf8" }).length'],
  ["bytes of a file", 'fs.readFileSync("a.txt")'],
  [
    "a mark of the order of bytes",
    'fs.writeFileSync("bom.txt", "\\uFEFFx", { encoding: "utf8" });\nfs.readFileSync("bom.txt", "utf8").length',
  ],
  [
    "bytes as text",
    '[fs.readFileSync("a.txt", "base64"), fs.readFileSync("a.txt", "hex"), fs.readFileSync("a.txt", "latin1")]',
  ],
  [
    "a file that grows",
    `fs.appendFileSync("a.txt", "more", "utf8");
fs.writeFileSync("a.txt", "!", { flag: "a" });
fs.readFileSync("a.txt", "utf8")`,
  ],
  [
    "temporary files",
    `import { tmpdir } from "node:os";
const temporary = path.join(tmpdir(), "mixedmodels-cell.txt");
fs.writeFileSync(temporary, "t");
const isThere = fs.existsSync(temporary);
fs.rmSync(temporary);
[isThere, fs.existsSync(temporary)]`,
  ],
  [
    "groups, counters and assertions",
    `console.group("g");
console.log("a\\nb");
console.groupEnd();
console.count();
console.count();
console.assert(1 > 2, "x is %d", 3);`,
  ],
  ["bytes on the standard output", 'process.stdout.write(new TextEncoder().encode("ß\\n"));'],
  ["waiting", 'import { setTimeout as sleep } from "node:timers/promises";\nawait sleep(5, "woken")'],
  [
    "an error within functions, with its lines",
    "function outer(x: number): number {\n  return inner(x) + 1;\n}\nconst inner = (x: number): number => {\n" +
      "  if (x > 1) throw new RangeError(`x is ${x}`);\n  return x;\n};\nouter(2)",
  ],
  [
    "an error behind an await",
    'const later = async () => {\n  await null;\n  throw new TypeError("no");\n};\nawait later();',
  ],
  ["a rejected promise", 'await Promise.reject(new Error("rejected"));'],
  ["what is thrown and is no error", 'throw { code: 7, text: "seven" };'],
  ["several errors in one", 'throw new AggregateError([new Error("a"), new TypeError("b")], "both");'],
  ["a name that nobody knows", "fitt(1)"],
  ["a value of another type", 'const wrong: number = "text";'],
  ["names and texts of other scripts", 'const größe = "日本語 🙂";\n[[...größe].length, größe]'],
  ["a long text", '"x".repeat(150_000)'],
  ["many lines", "for (let i = 0; i < 20_000; i++) console.log(i);"],
  ["a long list", "Array.from({ length: 5000 }, (_, i) => i)"],
  ["danfojs", 'import * as dfd from "danfojs-node";\nnew dfd.DataFrame([[1, 2], [3, 4]], { columns: ["a", "b"] })'],
  ["arquero", 'import * as aq from "arquero";\naq.table({ x: [1, 2, 3] }).derive({ y: (d: any) => d.x * 2 })'],
  [
    "a dynamic import, and a model",
    'const { fit, dataset } = await import("mixedmodels");\nfit("yield ~ 1 + (1 | batch)", dataset("dyestuff"))',
  ],
  [
    "an iteration of promises",
    "const seen: number[] = [];\nfor await (const x of [Promise.resolve(1), 2]) seen.push(x);\nseen",
  ],
  ["a loop of millions of turns", "let sum = 0;\nfor (let i = 0; i < 3e6; i++) sum += Math.sqrt(i);\nsum"],
  ["a module beside the notebook, which changes", 'fs.writeFileSync("own.ts", "export const k: number = 41;");'],
  ["its import", 'import { k } from "./own";\nk + 1'],
  ["data beside the notebook", 'fs.writeFileSync("own.json", JSON.stringify({ n: 3 }));'],
  ["their import", 'import own from "./own.json";\nown.n'],
  ["relative paths", 'path.relative(process.cwd(), path.resolve("b", "c.csv"))'],
  ["a file that is not there", 'import { readcsv } from "mixedmodels";\nreadcsv("nowhere/b.csv")'],
  [
    "enums, private fields, generators",
    `enum C { A, B }
class P { #x = 1; get x() { return this.#x; } }
function* g() { yield* [1, 2]; }
[C, new P(), [...g()], C[0]]`,
  ],
  [
    "values of all kinds",
    "const ring: any = { m: new Map([[1, { a: 1 }]]), s: new Set([1n]), d: new Date(0) };\nring.self = ring;\nring",
  ],
  ["a promise that is not waited for", "new Promise(() => undefined)"],
  ["numbers of other languages", 'new Intl.NumberFormat("de-DE").format(1234.5)'],
  ["a copy of a structure", "structuredClone(new Map([[1, { a: [1, 2] }]]))"],
  ["a name that is declared twice", "let twice = 1;\nlet twice = 2;"],
  [
    "what a microtask says",
    'queueMicrotask(() => console.log("micro"));\nawait null;\nconsole.error("to the other stream");',
  ],
  [
    "a plain specification of Vega-Lite",
    `const x = { field: "a", type: "ordinal" };
const y = { field: "b", type: "quantitative" };
({ data: { values: [{ a: 1, b: 2 }, { a: 2, b: 3 }] }, mark: "bar", encoding: { x, y } })`,
  ],
];

/** Cells that cannot be what they are with Node, and how the site says so. */
const TOLD: readonly (readonly [what: string, code: string, told: RegExp])[] = [
  [
    "a package that the site does not have",
    'import _ from "lodash";',
    /Cannot find module 'lodash'\. \(This notebook runs in a browser, which [^]*; it has [^]*in-the-browser\.md/,
  ],
  ["the same, dynamically", 'const name = "lodash";\nawait import(name);', /Cannot find (?:module|package) 'lodash'/],
  ["an address in place of a package", 'import _ from "https://esm.sh/lodash";', /https:\/\/esm\.sh\/lodash/],
  [
    "a module of Node that pages have not",
    'import { createHash } from "node:crypto";',
    /Cannot find module 'node:crypto'\. \(This notebook runs in a browser/,
  ],
  ["the page", "document.title", /Cannot find name 'document'/],
  ["the end of the process", "process.exit(0)", /process\.exit\(\) would end the kernel/],
  ["streams of files", 'import { createReadStream } from "node:fs";', /no exported member 'createReadStream'/],
  [
    "more memory than there is",
    "new Float64Array(2 ** 40)",
    /RangeError: Invalid typed array length|Array buffer allocation failed/,
  ],
  ["a stopwatch that nobody has started", 'console.timeEnd("never")', /No such label 'never'/],
  ["spreadsheets", 'import { readxlsx } from "mixedmodels";\nawait readxlsx("a.xlsx")', /xlsx/],
];

describeOnSite("cells in a page and with Node's kernel", (site) => {
  const folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), "cells-")));
  let notebook: NotebookPage;
  let kernel: KernelClient;
  let other: Server;

  beforeAll(async () => {
    other = createServer((_, response) => response.end("not for other sites"));
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    [notebook, kernel] = await Promise.all([
      site().open("03-sleepstudy.ipynb", { app: NOTEBOOK }),
      KernelClient.start(folder),
    ]);
  });
  afterAll(async () => {
    other.close();
    await kernel?.stop();
    rmSync(folder, { recursive: true });
    await notebook?.close();
  });

  const inPage = (code: string): Promise<Shown> => shownInPage(notebook, code);

  async function withNode(code: string): Promise<Shown> {
    const { reply, published } = await kernel.execute(code);
    const of = (type: string) => published.filter((one) => one.type === type).map(({ content }) => content);
    const printed = (stream: string): string =>
      of("stream")
        .filter(({ name }) => name === stream)
        .map(({ text }) => String(text))
        .join("");
    return {
      status: String(reply["status"]),
      stdout: printed("stdout"),
      stderr: printed("stderr"),
      results: of("execute_result").map(({ data }) => data as Record<string, unknown>),
      traceback: ((reply["traceback"] ?? []) as string[]).join("\n"),
    };
  }

  test.each(SAME)("%s", async (_, code) => {
    const [page, node] = [comparable(await inPage(code)), comparable(await withNode(code))];
    expect(page).toEqual(node);
  });

  test.each(TOLD)("%s: the page says what is not there", async (_, code, told) => {
    const { traceback, stderr } = await inPage(code);
    expect(traceback + stderr).toMatch(told);
    expect(traceback).not.toMatch(/undefined|\[object/);
  });

  test("an address that other sites may not read is named", async () => {
    const { port } = other.address() as AddressInfo;
    const { traceback } = await inPage(`await fetch("http://127.0.0.1:${port}/a.csv")`);
    expect(traceback).toMatch(`http://127.0.0.1:${port}/a.csv gives this page no answer: there is no network, or`);
    expect(traceback).toMatch(/Cell \[\d+\], line 1/);
  });
});

/** Without what names a kernel, its folder or its time, and in one system's words for a file that is not there. */
function comparable(shown: Shown): unknown {
  const text = JSON.stringify(shown)
    .replace(/"(?:ask|control|id|source)":"[^"]*",?/g, "")
    .replace(/"seconds":[\d.e-]+,?/g, "")
    .replace(/no such file or directory, open/g, "no such file or folder,")
    .replace(/'(?:\/[^'\s]*)?\/(?:cells-\w+|drive)\//g, "'");
  return JSON.parse(text.replace(/,\}/g, "}"));
}

function shownInPage(notebook: NotebookPage, code: string): Promise<Shown> {
  return notebook.page.evaluate(async (source) => {
    const panel = window.jupyterapp.shell.currentWidget as NotebookPanel;
    await panel.sessionContext.ready;
    const future = panel.sessionContext.session!.kernel!.requestExecute({ code: source, stop_on_error: true });
    const streams: Record<string, string> = { stdout: "", stderr: "" };
    const results: Record<string, unknown>[] = [];
    let traceback = "";
    future.onIOPub = ({ header, content }) => {
      const { name = "stdout" } = content as { readonly name?: string };
      if (header.msg_type === "stream") streams[name] += content.text;
      if (header.msg_type === "execute_result") results.push(content.data!);
      if (content.traceback !== undefined) traceback = content.traceback.join("\n");
    };
    const { content } = await future.done;
    return { status: content.status, stdout: streams["stdout"]!, stderr: streams["stderr"]!, results, traceback };
  }, code);
}
