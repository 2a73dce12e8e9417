import { randomBytes } from "node:crypto";
import { basename, dirname, isAbsolute, join, resolve, sep } from "node:path";
import type { Files, HostError, Replaced } from "./contract";
import { nameBeside } from "./nameBeside";
import { operations } from "./operations";

/** Links that lead to links are followed so often; the system follows no more either. */
const MOST_LINKS = 40;
/** Bytes that are written at a time: systems take less than 2³¹. */
const PIECE = 2 ** 26;
/** What the name of a draft has behind that of its file. */
const DRAFT = /\.[0-9a-f]{12}\.tmp$/;
/** Folders of Linux that have a link for each open file of a process (proc_pid_fd(5)). */
const OPEN_FILES = /^\/proc\/\d+\/(?:task\/\d+\/)?fd$/;
const NO_NAME = "it stands for a file that is open, and only one with a name can be replaced";
/** The bits of a mode that say who may do what. */
const PERMISSIONS = 0o7777;
const OF_OWNER_AND_OTHERS = 0o707;
/** What systems answer that cannot write a file through to the disk. */
const NO_SYNC = ["EINVAL", "ENOSYS", "ENOTSUP"];

export const files: Files = {
  datasets: join(__dirname, "..", "..", "data"),
  read: (path) => plain(operations.read(path)),
  replace(path, content, size) {
    const target = destination(path);
    checkRoom(target, size ?? (typeof content === "function" ? 0 : content.length));
    const draft = nameBeside(target, `.${randomBytes(6).toString("hex")}.tmp`);
    try {
      const replaced = writeDraft(draft, target, content);
      operations.rename(draft, target);
      syncFolder(dirname(target));
      return replaced;
    } catch (error) {
      removeDraft(draft);
      throw error;
    }
  },
  removeDrafts(path) {
    const target = destination(path);
    removeDrafts(dirname(target), (name, suffix) => basename(nameBeside(target, suffix)) === name);
  },
  removeDraftsIn: (folder) => removeDrafts(folder, () => true),
  create(path, content) {
    try {
      writeNew(path, content);
      return true;
    } catch (error) {
      if ((error as HostError).code === "EEXIST") return false;
      throw error;
    }
  },
  exists(path) {
    try {
      return operations.stat(path) !== undefined;
    } catch (error) {
      if ((error as HostError).code === "ENOTDIR") return false;
      throw error;
    }
  },
  kind(path) {
    const known = operations.stat(path);
    if (known === undefined) return undefined;
    if (known.isFile()) return "file";
    return known.isDirectory() ? "folder" : "device";
  },
  remove: (path) => unless("ENOENT", () => operations.remove(path)),
  rename: (path, to) => operations.rename(path, to),
  changed: (path) => operations.stat(path)?.mtimeMs,
  touch: (path) => operations.changeTimes(path, Date.now() / 1000),
  makeFolder: (path) => operations.makeFolder(path),
  list: (folder) => operations.list(folder),
  join,
  beside: nameBeside,
  absolute: (path) => resolve(path),
  resolved: (path) => {
    // A link with a slash behind it would not be seen as one.
    const target = destination(resolve(path));
    return join(operations.realPath(dirname(target)), basename(target));
  },
};

/** The file that a path stands for, through links; what links lead to need not be there yet. */
function destination(path: string): string {
  let target = path;
  for (let links = 0; links <= MOST_LINKS; links++) {
    const next = linked(target);
    if (next === undefined) return target;
    checkName(target);
    // As it stands: behind a link to a folder, ".." is not the folder that the link lies in.
    target = isAbsolute(next) ? next : `${dirname(target)}${sep}${next}`;
  }
  throw Object.assign(new Error(`links from ${path} lead in a circle`), { code: "ELOOP" });
}

/** @throws for /dev/stdout and its like, which lead to open files: who has one open would not see its successor */
function checkName(link: string): void {
  if (OPEN_FILES.test(operations.realPath(dirname(link))))
    throw Object.assign(new Error(`${link} is no name of a file`), { code: "EBADF", reason: NO_NAME });
}

/** Where a link leads; undefined if a path is none. */
function linked(path: string): string | undefined {
  try {
    return operations.readLink(path);
  } catch (error) {
    const { code } = error as HostError;
    // Windows says UNKNOWN of what is no link.
    if (code === "EINVAL" || code === "ENOENT" || code === "ENOTDIR" || code === "UNKNOWN") return undefined;
    throw error;
  }
}

/** @throws if a disk that can be asked has no room for so many bytes */
function checkRoom(target: string, size: number): void {
  if (size === 0) return;
  let free: number;
  try {
    free = operations.freeBytes(dirname(target));
  } catch {
    return;
  }
  if (free < size)
    throw Object.assign(new Error(`${size} bytes do not fit on the disk of ${target}`), { code: "ENOSPC" });
}

/** Writes the draft of a file as the file is to be, through to the disk. */
function writeDraft(draft: string, target: string, content: Uint8Array | string | (() => Uint8Array)): Replaced {
  const old = operations.stat(target);
  // Until it has the mode of the old file, nobody else reads it.
  const file = operations.open(draft, "wx", old === undefined ? 0o666 : 0o600);
  let ownerLost = false;
  try {
    writeAll(file, typeof content === "function" ? content() : content);
    if (old !== undefined) ownerLost = !takeOwnerAndMode(file, old);
    syncFile(file);
  } catch (error) {
    closeQuietly(file);
    throw error;
  }
  operations.close(file);
  return { otherNames: old === undefined ? 0 : Math.max(0, old.nlink - 1), ownerLost };
}

function writeNew(path: string, content: string): void {
  const file = operations.open(path, "wx", 0o666);
  try {
    try {
      writeAll(file, content);
    } catch (error) {
      closeQuietly(file);
      throw error;
    }
    operations.close(file);
  } catch (error) {
    removeDraft(path);
    throw error;
  }
}

function writeAll(file: number, content: Uint8Array | string): void {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  for (let at = 0; at < bytes.length; at += PIECE) operations.write(file, bytes.subarray(at, at + PIECE));
}

/** Whether the owner and the group could be kept; another group than before gets no rights of that. */
function takeOwnerAndMode(file: number, old: { uid: number; gid: number; mode: number }): boolean {
  const own = operations.statOpen(file);
  const give = (user: number, group: number): boolean =>
    (own.uid === user && own.gid === group) || succeeds(() => operations.changeOwner(file, user, group));
  const kept = give(old.uid, old.gid);
  const group = kept || give(own.uid, old.gid);
  const mode = old.mode & (kept ? PERMISSIONS : group ? 0o777 : OF_OWNER_AND_OTHERS);
  if ((operations.statOpen(file).mode & PERMISSIONS) !== mode) operations.changeMode(file, mode);
  return kept;
}

function syncFile(file: number): void {
  try {
    operations.sync(file);
  } catch (error) {
    if (!NO_SYNC.includes((error as HostError).code ?? "")) throw error;
  }
}

/** So that the new name survives a power cut too; the file itself is in place already, whatever comes of this. */
function syncFolder(folder: string): void {
  try {
    const file = operations.open(folder, "r");
    try {
      operations.sync(file);
    } finally {
      operations.close(file);
    }
  } catch {}
}

function removeDrafts(folder: string, isWanted: (name: string, suffix: string) => boolean): void {
  for (const name of operations.list(folder)) {
    const suffix = DRAFT.exec(name)?.[0];
    if (suffix !== undefined && isWanted(name, suffix)) unless("ENOENT", () => operations.remove(join(folder, name)));
  }
}

function removeDraft(draft: string): void {
  succeeds(() => operations.remove(draft));
}

function closeQuietly(file: number): void {
  succeeds(() => operations.close(file));
}

function succeeds(action: () => void): boolean {
  try {
    action();
    return true;
  } catch {
    return false;
  }
}

function unless(code: string, action: () => void): void {
  try {
    action();
  } catch (error) {
    if ((error as HostError).code !== code) throw error;
  }
}

/** The same bytes without the methods of a Buffer, whose `slice` would share them. */
function plain({ buffer, byteOffset, byteLength }: Buffer): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
