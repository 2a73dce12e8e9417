import { type SpawnSyncReturns, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";

export const ROOT = path.resolve(__dirname, "../..");
const windows = process.platform === "win32";
const SYSTEM_PYTHON = windows ? "python" : "python3";

/** The environment without what npm and a virtual environment tell programs about this clone. */
export function bareEnvironment(): NodeJS.ProcessEnv {
  const keep = /^npm_config_(registry|userconfig|globalconfig|cache|cafile)$/i;
  return Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) =>
        keep.test(name) || !/^(npm_|INIT_CWD$|NODE_PATH$|NODE_OPTIONS$|VIRTUAL_ENV$|PYTHONPATH$|JUPYTER)/i.test(name),
    ),
  );
}

/** Runs a program to its end and returns its standard output; when it fails the error holds all that it said. */
export function run(command: string, args: string[], cwd: string, env: NodeJS.ProcessEnv = bareEnvironment()): string {
  const shell = windows && /^np[mx]$/.test(command);
  const quoted = shell ? args.map((argument) => `"${argument}"`) : args;
  const { status, stdout, stderr, error }: SpawnSyncReturns<string> = spawnSync(command, quoted, {
    cwd,
    env,
    encoding: "utf8",
    maxBuffer: 1e8,
    shell,
  });
  if (status !== 0)
    throw new Error(`${command} ${args.join(" ")}: ${error?.message ?? `status ${status}`}\n${stdout}\n${stderr}`);
  return stdout;
}

export function inVenv(venv: string, program: string): string {
  return windows ? path.join(venv, "Scripts", `${program}.exe`) : path.join(venv, "bin", program);
}

export interface Artifacts {
  wheel: string;
  tarballs: string[];
  /** Paths in the wheel and, by package, in the tarballs. */
  inWheel: string[];
  inTarballs: { [name: string]: string[] };
}

/** Builds the wheel and packs the npm packages into `folder` from what is built. */
export function buildArtifacts(folder: string): Artifacts {
  const python = inVenv(path.join(ROOT, ".venv"), "python");
  run(python, ["-m", "hatchling", "build", "-t", "wheel", "-d", folder], path.join(ROOT, "jupyter-extension"));
  const wheel = path.join(folder, readdirSync(folder).find((file) => file.endsWith(".whl"))!);
  const inWheel = JSON.parse(
    run(
      python,
      ["-c", "import json, sys, zipfile; print(json.dumps(zipfile.ZipFile(sys.argv[1]).namelist()))", wheel],
      folder,
    ),
  ) as string[];
  const packed = JSON.parse(
    run(
      "npm",
      [
        "pack",
        "--json",
        "--silent",
        "--pack-destination",
        folder,
        "-w",
        "engine",
        "-w",
        "jupyter-extension/kernel",
        "-w",
        "jupyter-extension/view",
      ],
      ROOT,
    ),
  ) as { name: string; filename: string; files: { path: string }[] }[];
  return {
    wheel,
    inWheel,
    tarballs: packed.map(({ filename }) => path.join(folder, filename)),
    inTarballs: Object.fromEntries(packed.map(({ name, files }) => [name, files.map((file) => file.path)])),
  };
}

/**
 * Runs the programs that judge packages (requirements.txt), which are installed once, in a place that npm ci empties.
 */
export function judges(): (program: string, ...args: string[]) => string {
  const requirements = path.join(__dirname, "requirements.txt");
  const venv = path.join(ROOT, "node_modules", ".cache", "mixedmodels", "judges");
  const stamp = path.join(venv, "requirements.txt");
  if (!existsSync(stamp) || !readFileSync(stamp).equals(readFileSync(requirements))) {
    run(SYSTEM_PYTHON, ["-m", "venv", "--clear", venv], ROOT);
    pip(venv, ROOT, "-r", requirements);
    cpSync(requirements, stamp);
  }
  return (program, ...args) => run(inVenv(venv, program), args, ROOT);
}

/** Runs a program of an npm package that this clone has, by its path in the package. */
export function runOwn(script: string, ...args: string[]): string {
  const env: NodeJS.ProcessEnv = { ...bareEnvironment(), NO_COLOR: "1", FORCE_COLOR: "0" };
  delete env["CI"];
  return run(process.execPath, [path.join(ROOT, "node_modules", script), ...args], ROOT, env);
}

function pip(venv: string, cwd: string, ...what: string[]): void {
  const quiet = ["--no-input", "--disable-pip-version-check", "--quiet"];
  run(inVenv(venv, "python"), ["-m", "pip", "install", ...quiet, ...what], cwd);
}

export interface Installation {
  venv: string;
  env: NodeJS.ProcessEnv;
  /** The same with a PATH that has the virtual environment's programs alone. */
  alone: NodeJS.ProcessEnv;
  /** The folder that has the npm package of the engine. */
  app: string;
}

/** Installs artifacts as users would, in an empty folder: the wheel with its Node by pip, the engine by npm. */
export function install({ wheel, tarballs }: Artifacts, folder: string, requirements: string[]): Installation {
  const venv = path.join(folder, "venv");
  run(SYSTEM_PYTHON, ["-m", "venv", venv], folder);
  pip(venv, folder, `${wheel}[node]`, ...requirements);
  const app = path.join(folder, "app");
  mkdirSync(app);
  run("npm", ["install", "--no-audit", "--no-fund", "--silent", ...tarballs], app);
  const programs = path.dirname(inVenv(venv, "python"));
  const env = {
    ...bareEnvironment(),
    VIRTUAL_ENV: venv,
    PATH: `${programs}${path.delimiter}${process.env["PATH"]}`,
    JUPYTER_PREFER_ENV_PATH: "1",
  };
  return { venv, env, alone: { ...env, PATH: programs }, app };
}

/** What npx keeps of its own for these packages. */
function npxFolder(tarballs: readonly string[]): string {
  const cache = path.join(run("npm", ["config", "get", "cache"], os.tmpdir()).trim(), "_npx");
  const names = tarballs.map((file) => path.basename(file));
  const ours = readdirSync(cache).filter((name) => {
    const file = path.join(cache, name, "package.json");
    const text = existsSync(file) ? readFileSync(file, "utf8") : "";
    return names.every((tarball) => text.includes(tarball)) && text.includes(path.basename(path.dirname(tarballs[0]!)));
  });
  if (ours.length !== 1) throw new Error(`${ours.length} folders of ${cache} are of ${names.join(", ")}`);
  return path.join(cache, ours[0]!);
}

/**
 * Installs the kernel by npx into `prefix`, as a reader does who has nothing but the tarballs, and empties npx's cache.
 */
export function installByNpx({ tarballs }: Artifacts, prefix: string): void {
  const packages = tarballs.flatMap((file) => ["--package", file]);
  const args = ["--yes", ...packages, "mixedmodels-kernel", "install", "--prefix", prefix];
  run("npx", args, path.dirname(tarballs[0]!));
  rmSync(npxFolder(tarballs), { recursive: true });
}

/** The pinned requirements of the clone, without those that only building needs. */
export function pinnedRequirements(): string[] {
  return readFileSync(path.join(ROOT, "jupyter-extension", "setup", "requirements.txt"), "utf8")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("hatchling"));
}

/** A folder outside of the clone with a copy of a tutorial. */
export function folderWith(notebook: string): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), "mixedmodels somewhere "));
  cpSync(path.join(ROOT, "notebooks", notebook), path.join(folder, notebook));
  return folder;
}
