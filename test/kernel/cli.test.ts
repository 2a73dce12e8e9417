import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { userDataFolder } from "kernel/node/kernelspec";

const CLI = path.join(__dirname, "../../jupyter-extension/kernel/dist/node/cli.js");
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "kernelspec-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

function cli(
  args: string[],
  env: Record<string, string> = {},
): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [CLI, ...args], { encoding: "utf8", env: { ...process.env, ...env } });
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

test("the user's folder follows the platform", () => {
  expect(userDataFolder({}, "linux", "/home/u")).toBe(path.join("/home/u", ".local", "share", "jupyter"));
  expect(userDataFolder({ XDG_DATA_HOME: "/data" }, "linux", "/home/u")).toBe(path.join("/data", "jupyter"));
  expect(userDataFolder({}, "darwin", "/Users/u")).toBe(path.join("/Users/u", "Library", "Jupyter"));
  expect(userDataFolder({ APPDATA: "/roaming" }, "win32", "/u")).toBe(path.join("/roaming", "jupyter"));
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
