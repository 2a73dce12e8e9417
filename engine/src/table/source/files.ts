import { FileError, MixedModelsError, OptionError } from "../../errors";
import type { HostError } from "../../platform/contract";
import { environment } from "../../platform/environment";
import { files } from "../../platform/files";
import { inspect } from "../../platform/inspect";
import { listNames, nearest } from "../../words/nearest";

/** What the system says of a file that cannot be used, by its code. */
const REASONS: { readonly [code: string]: string } = {
  ENOENT: "there is no such file or folder",
  EACCES: "this user has no permission",
  EPERM: "this user has no permission",
  EROFS: "it lies on a read-only file system",
  EISDIR: "it is a folder",
  ENOTDIR: "a part of its path is a file, not a folder",
  EEXIST: "something else has its name",
  ENXIO: "nothing is at its other end",
  ETIMEDOUT: "the file server does not answer",
  EHOSTDOWN: "the file server does not answer",
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
  EFBIG: "the file would be larger than the system allows",
  EMFILE: "this process has too many files open (ulimit -n)",
  ENFILE: "the system has too many files open",
  ELOOP: "its links lead in a circle",
  EIO: "the disk or the network failed",
  ENOMEM: "there is no memory for it",
  EBUSY: "the system uses it, as a mount or for another program",
  ERR_ACCESS_DENIED: "Node's permission model does not allow it (--allow-fs-read, --allow-fs-write)",
  ERR_FS_FILE_TOO_LARGE: "it is larger than 2 GB, the most that Node reads at once; split it",
  ERR_BUFFER_TOO_LARGE: "it is larger than 512 MB unpacked",
  ERR_STRING_TOO_LONG: "it has more than 512 million characters, the most that a text has in Node",
  ETXTBSY: "the system uses it",
  ESTALE: "the file server has lost it",
  ENAMETOOLONG: "its name is too long",
};

/** The bytes of a file. @throws {@link FileError} if it cannot be read */
export function readBytes(path: string): Uint8Array {
  checkPath(path);
  try {
    return files.read(path);
  } catch (error) {
    const near = (error as HostError).code === "ENOENT" ? nearNames(path) : "";
    throw new FileError(`the file '${path}' cannot be read: ${reasonOf(error)}${near}`, path, { cause: error });
  }
}

/** Of a path that leads nowhere, what is called nearly so, or is of its kind, where its first part fails. */
function nearNames(path: string): string {
  const parts = absolute(path)?.split(/[\\/]/) ?? [];
  for (let i = parts.length - 1; i > 0; i--) {
    const names = namesIn(parts.slice(0, i).join("/") || "/");
    if (names === undefined) continue;
    const guess = nearest(parts[i], names);
    if (guess !== undefined) return ` (did you mean '${guess}'?)`;
    const extension = /\.\w+(?:\.gz)?$/.exec(parts[i])?.[0].toLowerCase();
    const alike = names.filter((name) => extension !== undefined && name.toLowerCase().endsWith(extension)).sort();
    return alike.length === 0 ? "" : `; its folder has ${listNames(alike)}`;
  }
  return "";
}

/** Undefined where the process runs in a folder that has been removed. */
function absolute(path: string): string | undefined {
  try {
    return files.absolute(path);
  } catch {
    return undefined;
  }
}

/** Undefined of what is no folder; nothing where it may not be looked into. */
function namesIn(folder: string): string[] | undefined {
  try {
    return files.kind(folder) === "folder" ? files.list(folder) : undefined;
  } catch (error) {
    return (error as HostError).code === "ENOTDIR" ? undefined : [];
  }
}

/** What a look at a file or folder gives. @throws {@link FileError} for what the system does not allow */
export function looking<T>(path: string, look: () => T): T {
  try {
    return look();
  } catch (error) {
    throw error instanceof MixedModelsError
      ? error
      : new FileError(`the file '${path}' cannot be read: ${reasonOf(error)}`, path, { cause: error });
  }
}

/**
 * Writes a file as a whole or not at all, through to the disk: readers see the old one or the new one, never a part. It
 * keeps its mode and owner; what cannot be kept is said on standard error.
 * @param content what makes it is called once the file could be begun
 * @param size bytes that it will have at least, where they are not there yet
 * @throws {@link FileError} if it cannot be written; the old one is then as it was
 */
export function atomicWrite(path: string, content: Uint8Array | string | (() => Uint8Array), size?: number): void {
  checkPath(path);
  const { otherNames, ownerLost } = writing(path, () => {
    checkTarget(path);
    return files.replace(path, content, size);
  });
  if (otherNames > 0) {
    const others = otherNames === 1 ? "the other one keeps" : `the other ${otherNames} keep`;
    environment.warn(
      `'${path}' was one of ${otherNames + 1} names of a file (hard links); ${others} what it held`,
      "FileWarning",
    );
  }
  if (ownerLost)
    environment.warn(
      `'${path}' belongs to this user and group now, who may not give it to those that it belonged to`,
      "FileWarning",
    );
}

/** What `write` returns. @throws {@link FileError} for what the system does not allow it */
export function writing<T>(path: string, write: () => T): T {
  try {
    return write();
  } catch (error) {
    throw error instanceof MixedModelsError
      ? error
      : new FileError(`the file '${path}' cannot be written: ${reasonOf(error)}`, path, { cause: error });
  }
}

/** What an error of the system means, in a few words. */
export function reasonOf(error: unknown): string {
  const { code, message, cause, reason } = error as HostError;
  if (reason !== undefined) return reason;
  const known = code !== undefined && Object.hasOwn(REASONS, code) ? REASONS[code] : undefined;
  return known ?? (cause instanceof Error ? cause.message || String((cause as HostError).code) : message);
}

export function checkPath(path: unknown): asserts path is string {
  if (typeof path !== "string" || path === "" || path.includes("\0"))
    throw new OptionError(`the path of a file is text such as "folder/name.arrow"; got ${inspect(path, { depth: 0 })}`);
}

/** A device such as /dev/null must not be replaced by a file. */
function checkTarget(path: string): void {
  const kind = files.kind(path);
  if (kind !== undefined && kind !== "file")
    throw new FileError(`the file '${path}' cannot be written: it is a ${kind}`, path);
}
