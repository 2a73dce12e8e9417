import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";

/** Name under which Jupyter knows the kernel. */
export const KERNEL_NAME = "mixedmodels";

/** Content of `kernel.json`. */
export interface KernelSpec {
  argv: string[];
  display_name: string;
  language: string;
  interrupt_mode: "message";
}

/** Where a kernelspec goes: the user's Jupyter folder, the active Python, or a folder of choice. */
export type InstallTarget = { kind: "user" } | { kind: "sys-prefix" } | { kind: "prefix"; folder: string };

// Ending a cell inside a timer's callback leaves Node's stack of asynchronous contexts unbalanced; Node would abort for
// that.
const NODE_OPTIONS = ["--no-force-async-hooks-checks"];

type Environment = Readonly<Record<string, string | undefined>>;

/** A kernelspec bound to this Node and to this copy of the kernel, so that the notebook's folder does not matter. */
export function kernelSpec(): KernelSpec {
  return {
    argv: [process.execPath, ...NODE_OPTIONS, path.join(__dirname, "main.js"), "{connection_file}"],
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
  if (JUPYTER_DATA_DIR) return JUPYTER_DATA_DIR;
  if (platform === "darwin") return path.join(home, "Library", "Jupyter");
  if (platform === "win32") return path.join(APPDATA || path.join(home, "AppData", "Roaming"), "jupyter");
  return path.join(XDG_DATA_HOME || path.join(home, ".local", "share"), "jupyter");
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

/** Writes the kernelspec and returns its folder. */
export function installKernelSpec(target: InstallTarget): string {
  const folder = path.join(dataFolder(target), "kernels", KERNEL_NAME);
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, "kernel.json"), `${JSON.stringify(kernelSpec(), null, 2)}\n`);
  return folder;
}
