import { fileError } from "./fileError";
import { absolutePath, folderOf } from "./paths";
import type { Drive } from "./settings";

/** Files that last as long as the page. */
export function memoryDrive(): Drive {
  const contents = new Map<string, Uint8Array>();
  const folders = new Set(["/"]);
  const kind = (path: string): "file" | "folder" | undefined =>
    contents.has(path) ? "file" : folders.has(path) ? "folder" : undefined;
  const makeFolder = (path: string): void => {
    for (let at = absolutePath(path, "/"); !folders.has(at); at = folderOf(at)) {
      if (contents.has(at)) throw fileError("ENOTDIR", path);
      folders.add(at);
    }
  };
  return {
    read(path) {
      const content = contents.get(path);
      if (content === undefined) throw fileError(folders.has(path) ? "EISDIR" : "ENOENT", path);
      return content.slice();
    },
    replace(path, content) {
      if (folders.has(path)) throw fileError("EISDIR", path);
      if (!folders.has(folderOf(path))) throw fileError("ENOENT", path);
      contents.set(path, typeof content === "string" ? new TextEncoder().encode(content) : content.slice());
    },
    kind,
    makeFolder,
    remove(path) {
      if (contents.delete(path)) return;
      if (!folders.has(path)) return;
      if (this.list(path).length > 0) throw fileError("ENOTEMPTY", path);
      folders.delete(path);
    },
    list(folder) {
      if (!folders.has(folder)) throw fileError(contents.has(folder) ? "ENOTDIR" : "ENOENT", folder);
      const within = [...contents.keys(), ...folders].filter((path) => path !== "/" && folderOf(path) === folder);
      return within.map((path) => path.slice(path.lastIndexOf("/") + 1));
    },
  };
}
