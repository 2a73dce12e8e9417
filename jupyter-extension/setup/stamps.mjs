import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

/** Hash of texts; equal lists, and only they, have equal hashes. */
export function hashOf(texts) {
  const hash = createHash("sha256");
  for (const text of texts) hash.update(`${Buffer.byteLength(text)}:`).update(text);
  return hash.digest("hex");
}

/** Name and content of the files below a folder, sorted by name, without those that `leaveOut` names. */
export function contentsBelow(folder, leaveOut) {
  const entries = readdirSync(folder, { withFileTypes: true }).filter((entry) => !leaveOut.test(entry.name));
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  return entries.flatMap((entry) => {
    const file = path.join(folder, entry.name);
    return entry.isDirectory() ? contentsBelow(file, leaveOut) : [entry.name, readFileSync(file, "latin1")];
  });
}

/** Whether the stamp file holds the key of the present inputs. */
export function stamped(file, key) {
  try {
    return readFileSync(file, "utf8") === key;
  } catch {
    return false;
  }
}

/** Writes the key of the inputs that a step has just dealt with. */
export function stamp(file, key) {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, key);
}
