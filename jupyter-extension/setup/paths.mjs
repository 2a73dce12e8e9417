import path from "node:path";
import { fileURLToPath } from "node:url";

/** Root of the clone. */
export const ROOT = fileURLToPath(new URL("../..", import.meta.url));
export const SETUP = path.join(ROOT, "jupyter-extension", "setup");
export const KERNEL = path.join(ROOT, "jupyter-extension", "kernel");
/** What the wheel has of the kernel: all that it needs, and its kernelspec. */
export const BUNDLED_KERNEL = path.join(ROOT, "jupyter-extension", "dist", "kernel");
export const BUNDLED_KERNELSPEC = path.join(ROOT, "jupyter-extension", "dist", "kernelspec");
export const ENGINE = path.join(ROOT, "engine");
export const NOTEBOOKS = path.join(ROOT, "notebooks");
/** The pages of the workshop SMLP as notebooks. */
export const WORKSHOP = path.join(NOTEBOOKS, "workshop");
export const EXECUTED = path.join(NOTEBOOKS, "executed");
export const VENV = path.join(ROOT, ".venv");

/** Python of a virtual environment, in the form of a platform as `process.platform` names it. */
export function venvPython(venv = VENV, platform = process.platform) {
  return platform === "win32" ? path.win32.join(venv, "Scripts", "python.exe") : path.posix.join(venv, "bin", "python");
}
