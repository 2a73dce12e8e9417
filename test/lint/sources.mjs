import { readdirSync } from "node:fs";
import path from "node:path";

const SOURCE = /\.(?:ts|mjs|cjs|js|css|py|sh|R|jl)$|^\.ci\/run$/;
const GENERATED = /\.generated\.ts$/;
/** Folders of what is installed, built or written by a run. */
const NOT_OURS = new Set([".git", ".venv", "node_modules", "dist", "executed", "screenshots", "site", "__pycache__"]);

/** The source files below a folder, as paths from it with `/` between folders, in order. */
export function sources(root, folder = "") {
  return readdirSync(path.join(root, folder), { withFileTypes: true })
    .flatMap((entry) => {
      const name = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) return NOT_OURS.has(entry.name) ? [] : sources(root, name);
      return entry.isFile() && SOURCE.test(name) && !GENERATED.test(name) ? [name] : [];
    })
    .sort();
}
