import path from "node:path";
import { fileURLToPath } from "node:url";

/** Where things lie; all paths are absolute. */
export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
export const inRoot = (...parts) => path.join(root, ...parts);

export const setupFolder = inRoot("jupyter-extension/setup");
export const notebooksFolder = inRoot("notebooks");
export const executedFolder = inRoot("notebooks/executed");
export const venv = inRoot(".venv");
export const venvPython = process.platform === "win32" ? path.join(venv, "Scripts", "python.exe") : path.join(venv, "bin", "python");
