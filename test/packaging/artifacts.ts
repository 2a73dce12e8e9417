import { type SpawnSyncReturns, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";

export const ROOT = path.resolve(__dirname, "../..");
const windows = process.platform === "win32";

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
      ["pack", "--json", "--silent", "--pack-destination", folder, "-w", "engine", "-w", "jupyter-extension/kernel"],
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

export interface Installation {
  venv: string;
  env: NodeJS.ProcessEnv;
}

/** Installs artifacts as a user would, in an empty folder: pip, npm, then the kernel into the virtual environment. */
export function install({ wheel, tarballs }: Artifacts, folder: string, requirements: string[]): Installation {
  const venv = path.join(folder, "venv");
  run(process.platform === "win32" ? "python" : "python3", ["-m", "venv", venv], folder);
  run(
    inVenv(venv, "python"),
    ["-m", "pip", "install", "--no-input", "--disable-pip-version-check", "--quiet", wheel, ...requirements],
    folder,
  );
  const app = path.join(folder, "app");
  mkdirSync(app);
  run("npm", ["install", "--no-audit", "--no-fund", "--silent", ...tarballs], app);
  const env = {
    ...bareEnvironment(),
    VIRTUAL_ENV: venv,
    PATH: `${path.dirname(inVenv(venv, "python"))}${path.delimiter}${process.env["PATH"]}`,
    JUPYTER_PREFER_ENV_PATH: "1",
  };
  run("npx", ["mixedmodels-kernel", "install", "--sys-prefix"], app, env);
  return { venv, env };
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
