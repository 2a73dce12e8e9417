import { fileError } from "engine/platform/web/fileError";
import { files } from "engine/platform/web/files";
import { decoded, FileBytes } from "./fileBytes";

interface Options {
  readonly encoding?: string | null;
  readonly flag?: string;
}
type Encoding = string | null | Options | undefined;
type Data = string | Uint8Array;

/** What of Node's `fs` works in a page; @types/browser declares it. */
export const fs = {
  readFileSync(path: string, options?: Encoding): Data {
    const bytes = files.read(path);
    const { encoding } = optionsOf(options);
    return typeof encoding === "string" ? decoded(bytes, encoding) : new FileBytes(bytes);
  },
  writeFileSync(path: string, data: Data, options?: Encoding) {
    const { flag = "w", ...coded } = optionsOf(options);
    if (flag.startsWith("a")) return fs.appendFileSync(path, data, coded);
    if (!/^wx?$/.test(flag)) throw new TypeError(`files are written with the flags w, wx and a here; got '${flag}'`);
    if (flag === "wx" && files.exists(path)) throw fileError("EEXIST", path);
    files.replace(path, contentOf(data, coded));
  },
  appendFileSync(path: string, data: Data, options?: Encoding) {
    const before = files.exists(path) ? files.read(path) : new Uint8Array();
    const content = contentOf(data, optionsOf(options));
    const more = typeof content === "string" ? new TextEncoder().encode(content) : content;
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
  rmdirSync(path: string) {
    const kind = files.kind(path);
    if (kind !== "folder") throw fileError(kind === undefined ? "ENOENT" : "ENOTDIR", path);
    if (files.list(path).length > 0) throw fileError("ENOTEMPTY", path);
    files.remove(path);
  },
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

function optionsOf(options: Encoding): Options {
  return typeof options === "string" ? { encoding: options } : (options ?? {});
}

/** @throws for texts that are not to be written as such */
function contentOf(data: Data, { encoding }: Options): Data {
  if (typeof data !== "string" || typeof encoding !== "string" || /^utf-?8$/i.test(encoding)) return data;
  throw new TypeError(`texts are written in utf8 here; got the encoding '${encoding}'`);
}
