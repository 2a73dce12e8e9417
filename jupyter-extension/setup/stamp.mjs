import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";

const isOurs = (name) => name !== "node_modules" && !name.startsWith(".");

/** @param {string} file @returns {string[]} the file itself, or all files below a folder */
function filesBelow(file) {
  if (!existsSync(file)) return [];
  if (!statSync(file).isDirectory()) return [file];
  return readdirSync(file).filter(isOurs).sort().flatMap((name) => filesBelow(path.join(file, name)));
}

/** A hash of names and contents of files and folders, and of further words. @param {string[]} paths @param {string[]} words */
export function fingerprint(paths, words = []) {
  const hash = createHash("sha256").update(JSON.stringify(words));
  for (const file of paths.flatMap(filesBelow)) hash.update(`\0${file}\0`).update(createHash("sha256").update(readFileSync(file)).digest());
  return hash.digest("hex");
}

/**
 * Remembers in a file that a step was done. `paths` are what the step reads and what it writes:
 * a change of either makes it due again.
 */
export class Stamp {
  /** @param {string} file @param {string[]} paths @param {string[]} words */
  constructor(file, paths, words = []) {
    this.file = file;
    this.fingerprint = () => fingerprint(paths, words);
  }

  isCurrent() {
    return existsSync(this.file) && readFileSync(this.file, "utf8") === this.fingerprint();
  }

  remove() {
    rmSync(this.file, { force: true });
  }

  write() {
    mkdirSync(path.dirname(this.file), { recursive: true });
    writeFileSync(this.file, this.fingerprint());
  }
}
