import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { evaluateModule, ROOT } from "../setup/command";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "mixedmodels-lint-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(files: { readonly [file: string]: string }): void {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), text);
  }
}

/** What a check of the text says of the files of the folder. */
const said = (check: string): unknown =>
  evaluateModule("./test/lint/lint.mjs", `m.CHECKS[${JSON.stringify(check)}](${JSON.stringify(folder)})`);

/** Runs a program of the packages on the folder. */
function tool(name: string, ...args: string[]): string {
  const { stdout, stderr } = spawnSync(process.execPath, [path.join(ROOT, "node_modules", name), ...args], {
    cwd: folder,
    encoding: "utf8",
  });
  return stdout + stderr;
}

test("a line has 120 characters, however many units and bytes they take", () => {
  write({ "a.ts": `${"𝟙".repeat(120)}\n`, "b/c.R": `\n${"é".repeat(121)}\n`, "style/d.css": `${"x".repeat(300)}` });
  expect(said("no line is too long")).toBe(
    "b/c.R:2: 121 characters, where a line has 120 at most\n" +
      "style/d.css:1: 300 characters, where a line has 120 at most",
  );
});

test("every kind of source is read, and nothing that is installed, generated or built", () => {
  const line = `${"x".repeat(121)}\n`;
  const read = [".ci/run", "a.cjs", "a.css", "a.js", "a.mjs", "a.ts", "b/a.R", "b/a.jl", "b/a.py", "b/a.sh"];
  const left = [
    "a.md",
    "a.json",
    "node_modules/a.ts",
    "b/dist/a.js",
    "a.generated.ts",
    ".venv/a.py",
    "b/executed/a.ts",
  ];
  write(Object.fromEntries([...read, ...left].map((file) => [file, line])));
  expect(String(said("no line is too long")).replaceAll(/:.*/g, "").split("\n")).toEqual(read);
});

test("marks of an unfinished merge are found within texts and comments", () => {
  const [ours, theirs] = ["<", ">"].map((sign) => sign.repeat(7));
  write({
    "a.ts": `const names = \`\n${ours} HEAD\na\n=======\nb\n${theirs} 61db069 (x)\n\`;\n`,
    "b.ts": `// ${ours} x\n`,
  });
  expect(said("no merge is unfinished")).toBe(
    "a.ts:2: the mark of an unfinished merge\na.ts:6: the mark of an unfinished merge",
  );
});

test.each([
  ["only", true],
  ["each", false],
])("test.%s leaves others out: %s", (method, isFound) => {
  write({
    "test/a.test.ts": `test.${method}("x", () => {});\n`,
    "engine/src/b.ts": "const test = { only: 1 }.only;\n",
  });
  expect(said("no test leaves others out")).toBe(isFound ? "test/a.test.ts:1: a test that leaves the others out" : "");
});

test.each([
  ["", "f();\n\n/**\n * Says.\n */\n  g();\n"],
  ["2: white space at the end of a line", "f();\ng(); \n"],
  ["1: a tab, where two spaces indent", "\tf();\n"],
  ["1: an odd number of spaces, where two indent", "   f();\n"],
  ["3: two empty lines in a row", "f();\n\n\ng();\n"],
  ["1: a file ends with its last line's end", "f();"],
  ["1: a file ends with its last line's end", "f();\n\n"],
])("the layout of a kernel: %s", (problem, text) => {
  write({ "engine/kernels/packed/a.ts": text, "engine/src/b.ts": "\t\n\n\n" });
  expect(said("AssemblyScript: layout")).toBe(problem && `engine/kernels/packed/a.ts:${problem}`);
});

test("a kernel's unused import, variable and parameter are found, behind decorators too", () => {
  const text = `import { at, get } from "./memory";
// @ts-ignore: decorator
@inline
export function f(x: usize, y: i32): f64 {
  const z = 1;
  return get(x, 0);
}
`;
  const extended = path.join(ROOT, "engine", "kernels", "tsconfig.json");
  const memory =
    "export declare function at(a: usize, i: i32): usize;\nexport declare function get(a: usize, i: i32): f64;\n";
  write({
    "tsconfig.json": JSON.stringify({ extends: extended, include: ["*.ts"] }),
    "f.ts": text,
    "memory.ts": memory,
  });
  const found = tool("typescript/bin/tsc", "-p", folder).split("\n");
  expect(found.filter((line) => line.includes("TS6133")).map((line) => /'(\w+)'/.exec(line)![1])).toEqual([
    "at",
    "y",
    "z",
  ]);
});

test.each([
  ["noExplicitAny", "engine/src/a.ts", "export const f = (x: any): unknown => x;"],
  ["noExplicitAny", "jupyter-extension/src/a.ts", "export const f = (x: any): unknown => x;"],
  ["useIterableCallbackReturn", "engine/src/a.ts", "export const f = [1].map((x) => {\n  x.toFixed();\n});"],
  ["noFloatingPromises", "engine/src/a.ts", "const f = async (): Promise<void> => {};\nf();"],
  ["noTemplateCurlyInString", "engine/src/a.ts", 'export const f = "${x}";'],
  ["format", "engine/src/a.ts", "export const f   = 1"],
])("Biome finds %s in %s", (rule, file, text) => {
  for (const name of ["biome.json", ".gitignore"]) copyFileSync(path.join(ROOT, name), path.join(folder, name));
  write({ [file]: `${text}\n` });
  const found = tool("@biomejs/biome/bin/biome", "check", "--error-on-warnings", "--reporter=github", ".");
  expect(found).toMatch(new RegExp(`::(?:error|warning) title=(?:lint/\\w+/)?${rule}`));
});
