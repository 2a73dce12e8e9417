import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { KernelClient } from "../kernelClient";

const ROOT = path.join(__dirname, "../../..");

/** What happens to the notebook: a cell runs, or the disk changes behind its back. */
interface Step {
  readonly cell?: string;
  /** What it shows; `COUNT` stands for the number of the cell. */
  readonly value?: string;
  readonly prints?: string;
  /** A part of the report of its error. */
  readonly error?: string;
  /** The first Node that does not end in this error. */
  readonly since?: number;
  readonly write?: string;
  readonly text?: string;
  readonly remove?: string;
  /** A package that is installed: its main file, declarations, and more of its package.json. */
  readonly package?: string;
  readonly main?: string;
  readonly types?: string;
  readonly files?: { readonly [name: string]: string };
  readonly json?: object;
  /** A package of this repository. */
  readonly link?: string;
}

const CASES = JSON.parse(readFileSync(path.join(__dirname, "notebookCases.json"), "utf8")) as {
  id: string;
  steps: Step[];
}[];

let folder: string;
let kernel: KernelClient;

beforeAll(async () => {
  folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), "notebook-")));
  write("package.json", `{ "name": "notebooks", "private": true }`);
  kernel = await KernelClient.start(folder);
});

afterAll(async () => {
  await kernel.stop();
  rmSync(folder, { recursive: true });
});

function write(file: string, text: string): void {
  mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
  writeFileSync(path.join(folder, file), text);
}

function install(name: string, { main, types, files = {}, json = {} }: Step): void {
  const entry = main === undefined ? {} : { main: "index.js" };
  const all = { ...files, ...(main === undefined ? {} : { "index.js": main }) };
  if (types !== undefined) Object.assign(all, { "index.d.ts": types });
  write(`node_modules/${name}/package.json`, JSON.stringify({ name, version: "1.0.0", ...entry, ...json }));
  for (const [file, text] of Object.entries(all)) write(`node_modules/${name}/${file}`, text);
}

function link(name: string): void {
  const target = path.join(folder, "node_modules", name);
  mkdirSync(path.dirname(target), { recursive: true });
  symlinkSync(realpathSync(path.join(ROOT, "node_modules", name)), target, "junction");
}

async function run(cell: string, step: Step): Promise<void> {
  const { reply, published } = await kernel.execute(cell);
  const report = ((reply["traceback"] ?? []) as string[]).join("\n");
  const old = step.since !== undefined && Number(process.versions.node.split(".")[0]) < step.since;
  const counted = (text: string | undefined): string | undefined =>
    text?.replaceAll("COUNT", String(reply["execution_count"]));
  if (step.error !== undefined && (step.value === undefined || old)) {
    expect(report).toContain(step.error);
    expect(report).not.toMatch(/node:|node_modules|\/dist\//);
    return;
  }
  expect(report).toBe("");
  const of = (kind: string): any => published.filter(({ type }) => type === kind).map(({ content }) => content);
  expect(of("execute_result")[0]?.["data"]["text/plain"]).toBe(counted(step.value));
  const printed = of("stream").filter(({ name }: any) => name === "stdout");
  expect(printed.map(({ text }: any) => text).join("")).toBe(counted(step.prints) ?? "");
}

test.each(CASES.map((one) => [one.id, one.steps] as const))("%s", async (_, steps) => {
  for (const step of steps) {
    if (step.cell !== undefined) await run(step.cell, step);
    else if (step.write !== undefined) write(step.write, step.text!);
    else if (step.remove !== undefined) rmSync(path.join(folder, step.remove));
    else if (step.package !== undefined) install(step.package, step);
    else link(step.link!);
  }
});

test("a module without types is said to be taken as any, once", async () => {
  install("untyped-one", { main: "exports.u = 1" });
  const first = await kernel.execute("import { u } from 'untyped-one'; u");
  expect(first.published.map(({ content }) => content["text"])).toContain(
    "'untyped-one' says nothing of its types: what comes from it is taken as any\n",
  );
  const second = await kernel.execute("import { u as v } from 'untyped-one'; v");
  expect(second.published.filter(({ type }) => type === "stream")).toEqual([]);
});

test("cells of thousands of numbers and names are compiled", async () => {
  expect(await kernel.value(`const big1 = [${Array.from({ length: 60_000 }, (_, i) => i)}];\nbig1.length`)).toBe(
    "60000",
  );
  expect(await kernel.value("big1[59_999]")).toBe("59999");
  const lines = Array.from({ length: 1500 }, (_, i) => `const many${i} = ${i};`);
  expect(await kernel.value(`${lines.join("\n")}\nmany1499`)).toBe("1499");
  expect(await kernel.value(`/* ${"x".repeat(500_000)} */ many7 + many8`)).toBe("15");
});

test("a loop that is interrupted leaves its variables where it was", async () => {
  await kernel.execute("let rounds = 0, twice = 0;");
  const cell = kernel.execute('console.log("looping");\nwhile (true) { rounds++; twice = rounds * 2; }');
  await kernel.printed("looping");
  await kernel.interrupt();
  expect((await cell).reply["ename"]).toBe("KeyboardInterrupt");
  expect(await kernel.value("[rounds > 0, twice === rounds * 2]")).toBe("[ true, true ]");
});

test("what is asked while a cell waits does not change what the cell has declared", async () => {
  const cell = kernel.execute("const waitedFor: number = 3; await new Promise((wake) => setTimeout(wake, 300));");
  await kernel.request("complete_request", { code: "Math.", cursor_pos: 5 }, "shell", false);
  await cell;
  expect(await kernel.value("waitedFor.toFixed(1)")).toBe("'3.0'");
});
