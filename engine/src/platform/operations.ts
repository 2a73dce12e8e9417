import {
  closeSync,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  renameSync,
  type Stats,
  statfsSync,
  statSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { Worker } from "node:worker_threads";
import { readWhole } from "./readWhole";

/**
 * Every operation by which the engine changes or asks the system: its files, its threads, the network. Files beside
 * this one call them by this object only, so that tests can let each of them fail, once, at any count.
 */
export const operations = {
  open: (path: string, flags: string, mode?: number): number => openSync(path, flags, mode),
  write: (file: number, bytes: Uint8Array): void => writeFileSync(file, bytes),
  sync: (file: number): void => fsyncSync(file),
  close: (file: number): void => closeSync(file),
  changeMode: (file: number, mode: number): void => fchmodSync(file, mode),
  changeOwner: (file: number, user: number, group: number): void => fchownSync(file, user, group),
  statOpen: (file: number): Stats => fstatSync(file),
  stat: (path: string): Stats | undefined => statSync(path, { throwIfNoEntry: false }),
  /** Infinity of file systems that do not know their size. */
  freeBytes(folder: string): number {
    const { bavail, bfree, blocks, bsize } = statfsSync(folder);
    if (blocks === 0) return Infinity;
    return (process.getuid?.() === 0 ? bfree : bavail) * bsize;
  },
  read: (path: string): Buffer => readWhole(path),
  rename: (from: string, to: string): void => renameSync(from, to),
  remove: (path: string): void => unlinkSync(path),
  readLink: (path: string): string => readlinkSync(path),
  realPath: (path: string): string => realpathSync.native(path),
  changeTimes: (path: string, seconds: number): void => utimesSync(path, seconds, seconds),
  list: (folder: string): string[] => readdirSync(folder),
  makeFolder: (path: string): void => void mkdirSync(path, { recursive: true }),
  startThread: (file: string, data: unknown): Worker => new Worker(file, { workerData: data }),
  fetch: (address: string): Promise<Response> => fetch(address, { redirect: "manual" }),
};
