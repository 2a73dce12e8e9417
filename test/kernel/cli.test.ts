import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { pythonPrefix, userDataFolder } from "kernel/node/kernelspec";
import { isPassing, npxModules } from "kernel/node/packageCache";
import { onPosix } from "../setup/command";

const KERNEL = path.join(__dirname, "../../jupyter-extension/kernel");
const CLI = path.join(KERNEL, "dist/node/cli.js");
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "kernelspec-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

function cli(
  args: string[],
  env: Record<string, string> = {},
  file = CLI,
): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [file, ...args], { encoding: "utf8", env: { ...process.env, ...env } });
}

function installed(below: string): { argv: string[]; display_name: string; language: string; interrupt_mode: string } {
  return JSON.parse(readFileSync(path.join(below, "kernels/mixedmodels/kernel.json"), "utf8"));
}

test("install --prefix writes a kernelspec bound to this Node and this kernel", () => {
  const prefix = path.join(folder, "prefix");
  const { status, stdout } = cli(["install", "--prefix", prefix]);
  expect(status).toBe(0);
  expect(stdout).toContain("kernel mixedmodels installed in");
  const spec = installed(path.join(prefix, "share/jupyter"));
  expect(spec).toMatchObject({
    display_name: "TypeScript (MixedModels)",
    language: "typescript",
    interrupt_mode: "message",
  });
  expect(spec.argv[0]).toBe(process.execPath);
  expect(spec.argv[spec.argv.length - 1]).toBe("{connection_file}");
  const main = spec.argv[spec.argv.length - 2]!;
  expect(path.isAbsolute(main) && existsSync(main)).toBe(true);
});

test("install --sys-prefix goes to the active environment, --user and no option to the user's folder", () => {
  const env = { VIRTUAL_ENV: path.join(folder, "venv"), JUPYTER_DATA_DIR: path.join(folder, "user") };
  expect(cli(["install", "--sys-prefix"], env).status).toBe(0);
  expect(installed(path.join(env.VIRTUAL_ENV, "share/jupyter")).language).toBe("typescript");
  expect(cli(["install", "--user"], env).status).toBe(0);
  expect(installed(env.JUPYTER_DATA_DIR).language).toBe("typescript");
  expect(cli(["install"], env).status).toBe(0);
});

test("a kernelspec has logos", () => {
  const prefix = path.join(folder, "with logos");
  expect(cli(["install", "--prefix", prefix]).status).toBe(0);
  const kernelspec = path.join(prefix, "share/jupyter/kernels/mixedmodels");
  expect(readdirSync(kernelspec).sort()).toEqual(["kernel.json", "logo-64x64.png", "logo-svg.svg"]);
  const png = readFileSync(path.join(kernelspec, "logo-64x64.png"));
  expect([png.subarray(1, 4).toString("latin1"), png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual(["PNG", 64, 64]);
  expect(readFileSync(path.join(kernelspec, "logo-svg.svg"), "utf8")).toMatch(/^<svg [^]*<\/svg>\n$/);
});

/** A copy of the kernel's package among the packages of a cache, beside another one and what npm writes for itself. */
function cachedKernel(modules: string): string {
  for (const part of ["package.json", "dist", "logos"])
    cpSync(path.join(KERNEL, part), path.join(modules, "mixedmodels-kernel", part), { recursive: true });
  for (const name of ["needed", "@scope/needed", ".bin"]) {
    mkdirSync(path.join(modules, name), { recursive: true });
    writeFileSync(path.join(modules, name, "index.js"), "");
  }
  writeFileSync(path.join(modules, ".package-lock.json"), "{}");
  return path.join(modules, "mixedmodels-kernel/dist/node/cli.js");
}

test("from npx's cache the kernel is installed as a copy, with its packages, that stays when the cache goes", () => {
  const prefix = path.join(folder, "copied");
  const cache = path.join(folder, "cache");
  const kernelspec = path.join(prefix, "share/jupyter/kernels/mixedmodels");
  const modules = path.join(kernelspec, "node_modules");
  mkdirSync(path.join(modules, "of an earlier version"), { recursive: true });
  const cached = cachedKernel(path.join(cache, "_npx/0a1b2c3d/node_modules"));
  expect(cli(["install", "--prefix", prefix], {}, cached)).toMatchObject({ status: 0, stderr: "" });
  rmSync(cache, { recursive: true });

  const main = installed(path.join(prefix, "share/jupyter")).argv.at(-2)!;
  expect(main).toBe(path.join(modules, "mixedmodels-kernel/dist/node/main.js"));
  expect(existsSync(main)).toBe(true);
  expect(readdirSync(modules).sort()).toEqual(["@scope", "mixedmodels-kernel", "needed"]);
  expect(existsSync(path.join(modules, "@scope/needed/index.js"))).toBe(true);
  expect(readdirSync(kernelspec).sort()).toEqual(["kernel.json", "logo-64x64.png", "logo-svg.svg", "node_modules"]);

  const copy = path.join(path.dirname(main), "cli.js");
  expect(cli(["install", "--prefix", prefix], {}, copy)).toMatchObject({ status: 0, stderr: "" });
  expect(existsSync(main)).toBe(true);
  expect(cli(["install", "--prefix", prefix]).status).toBe(0);
  expect(existsSync(modules)).toBe(false);
});

test("where a package manager forgets what it has run, nothing is installed and a sentence says what to do", () => {
  const prefix = path.join(folder, "refused");
  const cached = cachedKernel(path.join(folder, "pnpm/dlx/0a1b2c/19-5/node_modules"));
  const { status, stderr } = cli(["install", "--prefix", prefix], {}, cached);
  expect(status).toBe(2);
  expect(stderr).toMatch(
    new RegExp(
      "^mixedmodels-kernel: this copy of the kernel will not stay where it is \\(.*mixedmodels-kernel\\); " +
        "add its package to a folder of yours, and run mixedmodels-kernel install there\n$",
    ),
  );
  expect(existsSync(prefix)).toBe(false);
});

test.each([
  ["/home/u/.npm/_npx/0a1b/node_modules/mixedmodels-kernel", "/home/u/.npm/_npx/0a1b/node_modules"],
  ["/_npx/b/_npx/0a1b/node_modules/a/node_modules/mixedmodels-kernel", "/_npx/b/_npx/0a1b/node_modules"],
  [
    "C:\\Users\\u\\AppData\\Local\\npm-cache\\_npx\\0a1b\\node_modules\\mixedmodels-kernel",
    "C:\\Users\\u\\AppData\\Local\\npm-cache\\_npx\\0a1b\\node_modules",
  ],
  ["/home/u/_npx/node_modules/mixedmodels-kernel", undefined],
  ["/home/u/my_npx/0a1b/node_modules/mixedmodels-kernel", undefined],
  ["/usr/lib/node_modules/mixedmodels-kernel", undefined],
])("the packages that npx keeps beside %s are found", (kernel, modules) => {
  expect(npxModules(kernel)).toBe(modules);
});

test.each([
  ["/home/u/.cache/pnpm/dlx/0a1b/19-5/node_modules/.pnpm/k@1/node_modules/mixedmodels-kernel", true],
  ["C:\\Users\\u\\AppData\\Local\\pnpm-cache\\dlx\\0a1b\\node_modules\\mixedmodels-kernel", true],
  ["/tmp/xfs-0a1b/dlx-4711/node_modules/mixedmodels-kernel", true],
  ["/tmp/bunx-1000-mixedmodels-kernel@latest/node_modules/mixedmodels-kernel", true],
  ["/home/u/dlx/node_modules/mixedmodels-kernel", false],
  ["/home/u/study/node_modules/.pnpm/k@1/node_modules/mixedmodels-kernel", false],
])("whether the kernel in %s is of a program that is run once: %s", (kernel, passing) => {
  expect(isPassing(kernel)).toBe(passing);
});

test.each([
  ["linux", "/home/u", {}, "/home/u/.local/share/jupyter"],
  ["linux", "/home/u", { XDG_DATA_HOME: "/data" }, "/data/jupyter"],
  ["darwin", "/Users/u", {}, "/Users/u/Library/Jupyter"],
  ["win32", "C:\\Users\\u", {}, "C:\\Users\\u\\AppData\\Roaming\\jupyter"],
  ["win32", "C:\\Users\\u", { APPDATA: "D:\\roaming" }, "D:\\roaming\\jupyter"],
  ["win32", "C:\\Users\\u", { JUPYTER_DATA_DIR: "D:\\jupyter" }, "D:\\jupyter"],
])("on %s the Jupyter folder of the user %s with %j is %s", (platform, home, env, expected) => {
  expect(userDataFolder(env, platform, home)).toBe(expected);
});

onPosix.each([
  ["win32", "python", "C:\\Users\\u\\miniconda3"],
  ["darwin", "python3", "/opt/homebrew/opt/python@3.13"],
  ["linux", "python3", "/usr"],
])("on %s the active Python is asked by the name %s", (platform, name, prefix) => {
  const programs = mkdtempSync(path.join(folder, "programs-"));
  for (const [file, answer] of [
    ["python", "python"],
    ["python3", "python3"],
    [name, prefix],
  ])
    writeFileSync(path.join(programs, file!), `#!/bin/sh\necho '${answer}'\n`, { mode: 0o755 });
  expect(pythonPrefix({ PATH: programs }, platform)).toBe(prefix);
  expect(pythonPrefix({ PATH: programs, VIRTUAL_ENV: "/env" }, platform)).toBe("/env");
  expect(() => pythonPrefix({ PATH: "/nowhere" }, platform)).toThrow(
    `--sys-prefix needs Python, but '${name}' does not run; use --user or --prefix DIR`,
  );
});

test("--help and --version", () => {
  expect(cli(["--help"]).stdout).toContain("Usage: mixedmodels-kernel install");
  expect(cli(["--version"]).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
});

test.each([
  [["install", "--nonsense"], "--nonsense"],
  [["remove"], "unknown command 'remove'; the only command is install"],
  [["install", "--user", "--sys-prefix"], "exclude each other"],
  [["install", "--prefix"], "--prefix"],
])("%j is refused with one sentence", (args, sentence) => {
  const { status, stderr } = cli(args);
  expect(status).toBe(2);
  expect(stderr).toContain(sentence);
  expect(stderr.trim().split("\n")).toHaveLength(1);
});
