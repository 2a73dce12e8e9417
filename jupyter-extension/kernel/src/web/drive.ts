import { fileError } from "engine/platform/web/fileError";
import { absolutePath, folderOf } from "engine/platform/web/paths";
import type { Drive } from "engine/platform/web/settings";
import { ask } from "./ask";
import { base64Of, bytesOfBase64 } from "./base64";
import type { DriveQuestion, Questions } from "./protocol";
import { MOST_BYTES, tooLarge } from "./storageLimit";

/** Modes of POSIX, as JupyterLite writes them. */
const FOLDER_MODE = 0o40777;
const IS_FOLDER = 0o40000;

/** JSON writes a control character with six letters: a longer text with some might not fit into one. */
const LONG_TEXT = MOST_BYTES / 3;
const CONTROL = /(?![\b\t\n\f\r])\p{Cc}/u;

/** JupyterLite's answers to questions about files. */
interface Found {
  readonly ok: boolean;
  readonly mode?: number;
}

interface Content {
  readonly content: unknown;
  readonly format: "text" | "base64" | "json";
}

/** The files of JupyterLite, which its page answers for: those of the site, and those in the browser's storage. */
export function liteDrive(root: string, { address, page }: Questions): Drive {
  const own = (path: string): string => path.slice(root.length).replace(/^\//, "");
  const asked = <T>(method: DriveQuestion["method"], path: string, data?: object): T =>
    ask<T>(`${address}api/drive`, page, { method, path: asNamed(own(path)), ...(data && { data }) });
  const kind = (path: string): "file" | "folder" | undefined => {
    if (own(path) === "") return "folder";
    const { ok, mode = 0 } = asked<Found>("lookup", path);
    return ok ? ((mode & IS_FOLDER) !== 0 ? "folder" : "file") : undefined;
  };
  const check = (path: string, wanted: "file" | "folder"): void => {
    const found = kind(path);
    if (found === undefined) throw fileError("ENOENT", path);
    if (found !== wanted) throw fileError(wanted === "file" ? "EISDIR" : "ENOTDIR", path);
  };
  const makeFolder = (path: string): void => {
    const found = kind(path);
    if (found === "file") throw fileError("ENOTDIR", path);
    if (found === "folder") return;
    makeFolder(folderOf(path));
    asked("mknod", path, { mode: FOLDER_MODE });
  };
  return {
    kind,
    makeFolder: (path) => makeFolder(absolutePath(path, root)),
    read(path) {
      check(path, "file");
      const content = asked<Content | null>("get", path);
      // Another page may have removed it meanwhile.
      if (content === null) throw fileError("ENOENT", path);
      return bytesOf(content);
    },
    replace(path, content) {
      const found = kind(path);
      if (found === "folder") throw fileError("EISDIR", path);
      check(folderOf(path), "folder");
      asked("put", path, contentOf(path, content));
    },
    remove(path) {
      if (kind(path) === undefined) return;
      asked("rmdir", path);
      // What came with the site is there again.
      if (kind(path) !== undefined) throw fileError("EROFS", path);
    },
    create(path, content) {
      check(folderOf(path), "folder");
      return asked<boolean>("create", path, contentOf(path, content));
    },
    move(path, to) {
      check(path, "file");
      check(folderOf(to), "folder");
      if (kind(to) === "folder") throw fileError("EISDIR", to);
      if (!asked<boolean>("move", path, { newPath: asNamed(own(to)) })) throw fileError("ENOENT", path);
      if (kind(path) !== undefined) throw fileError("EROFS", path);
    },
    list(folder) {
      check(folder, "folder");
      return asked<string[]>("readdir", folder);
    },
  };
}

/** JupyterLite takes paths for parts of addresses, in which % begins the number of a character. */
function asNamed(path: string): string {
  return path.replaceAll("%", "%25");
}

function bytesOf({ content, format }: Content): Uint8Array {
  if (format === "base64") return bytesOfBase64(String(content));
  return new TextEncoder().encode(typeof content === "string" ? content : JSON.stringify(content));
}

/**
 * Text stays text, so that it can be opened in the page.
 * @throws what is too large, before any of it is sent
 */
function contentOf(path: string, content: Uint8Array | string): { readonly format: string; readonly data: string } {
  const bytes = typeof content === "string" && content.length > LONG_TEXT ? new TextEncoder().encode(content) : content;
  if (bytes.length > MOST_BYTES) throw tooLarge(path, bytes.length);
  const text = typeof content === "string" ? content : textOf(content);
  if (text !== undefined && (text.length <= LONG_TEXT || !CONTROL.test(text))) return { format: "text", data: text };
  return { format: "base64", data: base64Of(typeof bytes === "string" ? new TextEncoder().encode(bytes) : bytes) };
}

/** Undefined for what is no text in UTF-8. */
function textOf(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
