import type { HostError } from "../contract";

const MEANINGS = { ENOENT: "no such file or folder", EISDIR: "it is a folder", ENOTDIR: "it is no folder" } as const;

/** The error of a file that cannot be used, with the code that Node's would have. */
export function fileError(code: keyof typeof MEANINGS, path: string): HostError {
  return Object.assign(new Error(`${code}: ${MEANINGS[code]}, '${path}'`), { code });
}
