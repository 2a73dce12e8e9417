import path from "node:path";
import { fileURLToPath } from "node:url";

export const windows = process.platform === "win32";

/** Root of the clone. */
export const ROOT = fileURLToPath(new URL("../..", import.meta.url));
export const SETUP = path.join(ROOT, "jupyter-extension", "setup");
export const KERNEL = path.join(ROOT, "jupyter-extension", "kernel");
export const NOTEBOOKS = path.join(ROOT, "notebooks");
export const EXECUTED = path.join(NOTEBOOKS, "executed");
export const VENV = path.join(ROOT, ".venv");

/** Python of a virtual environment. */
export function venvPython(venv = VENV) {
  return windows ? path.join(venv, "Scripts", "python.exe") : path.join(venv, "bin", "python");
}
