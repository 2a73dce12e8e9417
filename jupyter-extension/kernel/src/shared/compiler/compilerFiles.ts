import type { SplitLibraries } from "./splitLibraries";

/** The files as the compiler reads them, with slashes on every platform. */
export interface CompilerFiles {
  readonly useCaseSensitiveFileNames: boolean;
  /** Folder of TypeScript's own libraries (lib.es2023.d.ts and so on). */
  readonly libraryFolder: string;
  /** Those of the language by the names that they declare, to be read in parts; undefined where they are not split. */
  splitLibraries(): SplitLibraries | undefined;
  /** The declarations of the host, such as those of Node; empty where there are none. */
  readonly hostDeclarations: readonly string[];
  fileExists(file: string): boolean;
  readFile(file: string): string | undefined;
  directoryExists(folder: string): boolean;
  getDirectories(folder: string): string[];
  realpath(file: string): string;
  /** A text that differs when the file has changed; "" if there is none. */
  version(file: string): string;
  /** Gives declarations their comments, where they are read without them; what cannot be had is an Error. */
  readDocumentation(): void;
  /** Whether a file is the reader's own: neither of a package nor of the kernel. */
  isOwn(file: string): boolean;
}
