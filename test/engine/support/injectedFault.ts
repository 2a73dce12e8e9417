import { operations } from "engine/platform/operations";

type Name = keyof typeof operations;
type Operation = (...parameters: never[]) => unknown;

/** What each operation answers when it fails, by the code of the system. */
const CODES: { readonly [name in Name]: string } = {
  open: "EMFILE",
  write: "ENOSPC",
  sync: "EIO",
  close: "EIO",
  changeMode: "EPERM",
  changeOwner: "EPERM",
  statOpen: "EIO",
  stat: "EACCES",
  freeBytes: "ENOSYS",
  read: "EIO",
  rename: "EACCES",
  remove: "EBUSY",
  readLink: "EIO",
  realPath: "ENAMETOOLONG",
  changeTimes: "EPERM",
  list: "EACCES",
  makeFolder: "EROFS",
  startThread: "ERR_WORKER_INIT_FAILED",
  fetch: "ECONNRESET",
};

const NAMES = Object.keys(CODES) as Name[];

/** What has been called while a fault was looked for. */
export interface Calls {
  /** Operations in their order. */
  readonly names: Name[];
}

/**
 * Runs `action` while the call number `point` of the operations of files, threads and network fails, counted from 0; at
 * −1 none. A write that fails has written the half.
 */
export async function withFault<T>(point: number, action: () => T | Promise<T>): Promise<{ result: T; calls: Calls }> {
  const calls: Calls = { names: [] };
  const originals = new Map<Name, Operation>(NAMES.map((name) => [name, operations[name] as Operation]));
  for (const [name, original] of originals) {
    const counted = (...parameters: never[]): unknown => {
      calls.names.push(name);
      if (calls.names.length - 1 !== point) return original(...parameters);
      if (name === "write") {
        const [file, bytes] = parameters as unknown as [number, Uint8Array];
        original(...([file, bytes.subarray(0, bytes.length >> 1)] as never[]));
      }
      const error = Object.assign(new Error(`${CODES[name]}: injected into ${name}`), { code: CODES[name] });
      if (name === "fetch") return Promise.reject(error);
      throw error;
    };
    Object.assign(operations, { [name]: counted });
  }
  try {
    return { result: await action(), calls };
  } finally {
    for (const [name, original] of originals) Object.assign(operations, { [name]: original });
  }
}
