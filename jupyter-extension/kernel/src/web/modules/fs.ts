import { fileError } from "engine/platform/web/fileError";
import { files } from "engine/platform/web/files";
import { latin1Of } from "../base64";

type Encoding = string | null | { readonly encoding?: string | null } | undefined;
type Data = string | Uint8Array;

/** What of Node's `fs` works in a page; @types/browser declares it. */
export const fs = {
  readFileSync(path: string, encoding?: Encoding): Data {
    return decoded(files.read(path), encoding);
  },
  writeFileSync: (path: string, data: Data) => void files.replace(path, data),
  appendFileSync(path: string, data: Data) {
    const before = files.exists(path) ? files.read(path) : new Uint8Array();
    const more = typeof data === "string" ? new TextEncoder().encode(data) : data;
    const all = new Uint8Array(before.length + more.length);
    all.set(before);
    all.set(more, before.length);
    files.replace(path, all);
  },
  existsSync: (path: string) => files.exists(path),
  mkdirSync(path: string, { recursive = false } = {}) {
    if (!recursive && files.exists(path)) throw fileError("EEXIST", path);
    const above = path.replace(/\/?[^/]*\/*$/, "");
    if (!recursive && above !== "" && files.kind(above) === undefined) throw fileError("ENOENT", path);
    files.makeFolder(path);
  },
  mkdtempSync(prefix: string): string {
    const folder = prefix + Math.random().toString(36).slice(2, 8).padEnd(6, "0");
    files.makeFolder(folder);
    return folder;
  },
  readdirSync: (path: string) => files.list(path).sort(),
  statSync(path: string) {
    const kind = files.kind(path);
    if (kind === undefined) throw fileError("ENOENT", path);
    return {
      isFile: () => kind === "file",
      isDirectory: () => kind === "folder",
      size: kind === "file" ? files.read(path).length : 0,
    };
  },
  copyFileSync: (from: string, to: string) => void files.replace(to, files.read(from)),
  renameSync: (from: string, to: string) => files.rename(from, to),
  unlinkSync: (path: string) => fs.rmSync(path),
  rmSync(path: string, { recursive = false, force = false } = {}) {
    const kind = files.kind(path);
    if (kind === undefined && !force) throw fileError("ENOENT", path);
    if (kind === "folder" && !recursive) throw fileError("EISDIR", path);
    if (kind === "folder") for (const name of files.list(path)) fs.rmSync(files.join(path, name), { recursive });
    files.remove(path);
  },
};

type Sync = typeof fs;
type Promised = {
  readonly [K in keyof Sync as K extends `${infer Name}Sync` ? Name : never]: (
    ...args: Parameters<Sync[K]>
  ) => Promise<ReturnType<Sync[K]>>;
};

/** The same as `fs.promises`: a drive answers at once, so there is nothing to wait for but the reader's await. */
export const promises = Object.fromEntries(
  Object.entries(fs).map(([name, work]) => [
    name.replace(/Sync$/, ""),
    async (...args: unknown[]) => (work as (...args: unknown[]) => unknown)(...args),
  ]),
) as Promised;

function decoded(bytes: Uint8Array, encoding: Encoding): Data {
  const name = typeof encoding === "object" ? encoding?.encoding : encoding;
  return name === undefined || name === null
    ? bytes
    : name === "latin1"
      ? latin1Of(bytes)
      : new TextDecoder(name).decode(bytes);
}
