import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { parseSync } from "@swc/core";

const ROOT = path.resolve(__dirname, "../..");

/** What Node has and a browser has not. */
const NODE = ["process", "Buffer", "NodeJS", "global", "require", "__dirname", "__filename"];
const TIMERS = ["setImmediate", "clearImmediate"];
const GLOBALS: ReadonlySet<unknown> = new Set([...NODE, ...TIMERS]);

/** Folders whose files name none of these, and the rooms in them that may, as what gives cells a `process` does. */
const HOUSES: readonly (readonly [folder: string, door: string | undefined])[] = [
  ["engine/src", "platform"],
  ["engine/src/platform/web", undefined],
  ["jupyter-extension/kernel/src/shared", undefined],
  ["jupyter-extension/kernel/src/web", "output.ts"],
  ["jupyter-extension/view/src", undefined],
  ["jupyter-extension/vscode/src", undefined],
  ["jupyter-extension/src", undefined],
  ["notebooks/docs/live", undefined],
];
/** A package that is loaded when it is first used, by a call that a bundler sees. */
const LAZY = [
  "engine/src/linalg/mlMatrix.ts: require",
  "engine/src/table/arrow/flechette.ts: require",
  "engine/src/table/matrixOf.ts: require",
  "engine/src/table/source/papaparse.ts: require",
  "jupyter-extension/kernel/src/web/bundler.d.ts: require",
  "jupyter-extension/kernel/src/web/settle.ts: require",
  "jupyter-extension/kernel/src/web/worker.ts: require",
];

/** Fields of the syntax tree that hold the name of a property, unless it is computed. */
const PROPERTY_NAMES = ["property", "key", "imported", "exported"];

/** The names of {@link GLOBALS} that a text uses, for a value or for a type; those of properties are others. */
function hostNames(text: string): string[] {
  const found = new Set<string>();
  const visit = (node: unknown): void => {
    if (typeof node !== "object" || node === null) return;
    if (Array.isArray(node)) return node.forEach(visit);
    const { type, value, object, computed } = node as { [field: string]: unknown };
    if (type === "Identifier" && GLOBALS.has(value)) found.add(String(value));
    const isOfGlobal = (object as { value?: unknown } | undefined)?.value === "globalThis";
    for (const [field, child] of Object.entries(node)) {
      const isName = PROPERTY_NAMES.includes(field) && (child as { type?: unknown } | null)?.type === "Identifier";
      if (!isName || computed === true || isOfGlobal) visit(child);
    }
  };
  visit(parseSync(text, { syntax: "typescript", target: "es2022" }).body);
  return [...found].sort();
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(folder, entry.name);
    return entry.isDirectory() ? filesBelow(file) : entry.name.endsWith(".ts") ? [file] : [];
  });
}

test("only the doors to Node use its globals", () => {
  const used = HOUSES.flatMap(([folder, door]) => {
    const files = filesBelow(path.join(ROOT, folder)).map((file) => path.relative(ROOT, file).replaceAll("\\", "/"));
    expect(files.length).toBeGreaterThan(0);
    return files
      .filter((file) => door === undefined || !`${file}/`.startsWith(`${folder}/${door}/`))
      .flatMap((file) => hostNames(readFileSync(path.join(ROOT, file), "utf8")).map((name) => `${file}: ${name}`));
  });
  expect(used).toEqual(LAZY);
});

test.each([
  ["export const x = process.env;", ["process"]],
  ["export const x = { process };", ["process"]],
  ["export const x = globalThis.process.pid;", ["process"]],
  ["export function f(bytes: Buffer): void { bytes.fill(0); }", ["Buffer"]],
  ["let timer: NodeJS.Timeout | undefined;", ["NodeJS"]],
  ["type Timer = ReturnType<typeof setImmediate>;", ["setImmediate"]],
  ["setImmediate(() => clearImmediate(0 as never));", ["clearImmediate", "setImmediate"]],
  ["export const x = (): unknown => require('package');", ["require"]],
  ["export const x = `${__dirname}/${__filename}`;", ["__dirname", "__filename"]],
  ["export const x = { [process.pid]: 1 };", ["process"]],
  ["export class X extends Buffer {}", ["Buffer"]],
  ["export const x = (global as { y?: number }).y;", ["global"]],
])("%s is found", (text, names) => expect(hostNames(text)).toEqual(names));

test.each([
  "export const x = worker.process;",
  "export const x = { process: 1, require: 2 };",
  "interface X { readonly global: boolean; process(): void }",
  "export class X { private process = 1; get require(): number { return this.process; } }",
  'import { process as run } from "./run";\nrun();',
  "// process, Buffer\nexport const x = 'process';",
])("%s is another name", (text) => expect(hostNames(text)).toEqual([]));
