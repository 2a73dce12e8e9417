import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { copyPackages, isPassing, npxModules, removePackages } from "./packageCache";
import { SOURCE } from "./provenance";

/** Name under which Jupyter knows the kernel. */
export const KERNEL_NAME = "mixedmodels";

/** Content of `kernel.json`. */
export interface KernelSpec {
  argv: string[];
  display_name: string;
  language: string;
  interrupt_mode: "message";
  env?: { [name: string]: string };
}

/** Where a kernelspec goes: the user's Jupyter folder, the active Python, or a folder of choice. */
export type InstallTarget = { kind: "user" } | { kind: "sys-prefix" } | { kind: "prefix"; folder: string };

// Ending a cell inside a timer's callback leaves Node's stack of asynchronous contexts unbalanced; Node would abort for
// that.
const NODE_OPTIONS = ["--no-force-async-hooks-checks"];

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The folder of this package, and within it that of this file. */
const PACKAGE = path.resolve(__dirname, "../..");
const HERE = path.relative(PACKAGE, __dirname);
/** The script that is a kernel. */
const MAIN = "main.js";

/**
 * A kernelspec bound to this Node and to one copy of the kernel, so that the notebook's folder does not matter.
 * @param folder that of the copy's scripts; by default of this one
 * @param source the folder of the package mixedmodels that the copy was built of, where notebooks may find it
 */
export function kernelSpec(folder: string = __dirname, source?: string): KernelSpec {
  const spec = specOf([process.execPath, ...NODE_OPTIONS, path.join(folder, MAIN)]);
  return source === undefined ? spec : { ...spec, env: { [SOURCE]: source } };
}

/** The kernelspec of a Python package that finds a Node itself, for the Python that Jupyter runs with. */
export function pythonKernelSpec(module: string): KernelSpec {
  return specOf(["python", "-m", module, ...NODE_OPTIONS]);
}

function specOf(command: readonly string[]): KernelSpec {
  return {
    argv: [...command, "{connection_file}"],
    display_name: "TypeScript (MixedModels)",
    language: "typescript",
    interrupt_mode: "message",
  };
}

/** Jupyter's data folder of the current user. */
export function userDataFolder(
  env: Environment = process.env,
  platform: string = process.platform,
  home: string = os.homedir(),
): string {
  const { JUPYTER_DATA_DIR, APPDATA, XDG_DATA_HOME } = env;
  const { join } = platform === "win32" ? path.win32 : path.posix;
  if (JUPYTER_DATA_DIR) return JUPYTER_DATA_DIR;
  if (platform === "darwin") return join(home, "Library", "Jupyter");
  if (platform === "win32") return join(APPDATA || join(home, "AppData", "Roaming"), "jupyter");
  return join(XDG_DATA_HOME || join(home, ".local", "share"), "jupyter");
}

/** The prefix of the active Python: its virtual environment, or what `python3` on the PATH says. */
export function pythonPrefix(env: Environment = process.env, platform: string = process.platform): string {
  if (env["VIRTUAL_ENV"]) return env["VIRTUAL_ENV"];
  const python = platform === "win32" ? "python" : "python3";
  const asked = spawnSync(python, ["-c", "import sys; print(sys.prefix)"], { encoding: "utf8", env: { ...env } });
  if (asked.status !== 0)
    throw new Error(`--sys-prefix needs Python, but '${python}' does not run; use --user or --prefix DIR`);
  return asked.stdout.trim();
}

function dataFolder(target: InstallTarget): string {
  if (target.kind === "user") return userDataFolder();
  return path.join(target.kind === "prefix" ? path.resolve(target.folder) : pythonPrefix(), "share", "jupyter");
}

/** Ends with a sentence where this copy of the kernel will be gone before it is needed. */
function requireLasting(): void {
  if (!isPassing(PACKAGE)) return;
  throw new Error(
    `this copy of the kernel will not stay where it is (${PACKAGE}); ` +
      "add its package to a folder of yours, and run mixedmodels-kernel install there",
  );
}

/**
 * The kernel that a kernelspec in `folder` is to start: this copy, or, as npx would take this one away, a copy in
 * `folder` with all that it needs.
 */
function kernelFor(folder: string): string {
  const modules = path.join(folder, "node_modules");
  const cached = npxModules(PACKAGE);
  if (cached !== undefined) {
    copyPackages(cached, modules);
    return path.join(modules, path.relative(cached, PACKAGE));
  }
  if (!PACKAGE.startsWith(modules + path.sep)) removePackages(modules);
  return PACKAGE;
}

/** Writes a kernelspec with its logos. */
export function writeKernelSpec(folder: string, spec: KernelSpec): void {
  mkdirSync(folder, { recursive: true });
  cpSync(path.join(PACKAGE, "logos"), folder, { recursive: true });
  writeFileSync(path.join(folder, "kernel.json"), `${JSON.stringify(spec, null, 2)}\n`);
}

/** Writes the kernelspec of this copy with its logos and returns its folder. */
export function installKernelSpec(target: InstallTarget): string {
  requireLasting();
  const folder = path.join(dataFolder(target), "kernels", KERNEL_NAME);
  mkdirSync(folder, { recursive: true });
  writeKernelSpec(folder, kernelSpec(path.join(kernelFor(folder), HERE)));
  return folder;
}
