import { randomBytes } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join, resolve } from "node:path";
import type { Files } from "./contract";

export const files: Files = {
  datasets: join(__dirname, "..", "..", "data"),
  read: (path) => plain(readFileSync(path)),
  replace(path, content) {
    const target = existsSync(path) ? realpathSync(path) : path;
    const draft = `${target}.${randomBytes(6).toString("hex")}.tmp`;
    try {
      writeFileSync(draft, content);
      renameSync(draft, target);
    } catch (error) {
      rmSync(draft, { force: true });
      throw error;
    }
  },
  exists: existsSync,
  kind(path) {
    const known = statSync(path, { throwIfNoEntry: false });
    if (known === undefined) return undefined;
    if (known.isFile()) return "file";
    return known.isDirectory() ? "folder" : "device";
  },
  makeFolder: (path) => void mkdirSync(path, { recursive: true }),
  list: (folder) => readdirSync(folder),
  join,
  absolute: (path) => resolve(path),
};

/** The same bytes without the methods of a Buffer, whose `slice` would share them. */
function plain({ buffer, byteOffset, byteLength }: Buffer): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
