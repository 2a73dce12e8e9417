import type { HostError } from "../contract";

const MEANINGS = {
  EEXIST: "there is one already",
  EISDIR: "it is a folder",
  ENOENT: "no such file or folder",
  ENOTDIR: "it is no folder",
  ENOTEMPTY: "the folder is not empty",
  EROFS: "it belongs to the site",
} as const;

/** The error of a file that cannot be used, with the code that Node's would have. */
export function fileError(code: keyof typeof MEANINGS, path: string): HostError {
  return Object.assign(new Error(`${code}: ${MEANINGS[code]}, '${path}'`), { code });
}
