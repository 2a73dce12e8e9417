import type { Files } from "../contract";

/** Files as {@link Files} has them, by absolute paths such as "/data/mine.csv"; empty folders can be removed too. */
export interface Drive extends Pick<Files, "read" | "kind" | "remove" | "makeFolder" | "list"> {
  /** Makes or replaces a file as a whole or not at all. */
  replace(path: string, content: Uint8Array | string): void;
  /** Makes a file where there is none, whoever else tries to at the same time; whether it did. */
  create?(path: string, content: Uint8Array | string): boolean;
  /** Gives a file another name on this drive in one step, in the place of what has that name. */
  move?(path: string, to: string): void;
}

/**
 * What a page tells the engine about where things are, before it loads it: it puts this at
 * `globalThis[Symbol.for("mixedmodels.web")]`, in each worker that loads the engine.
 */
export interface WebSettings {
  /**
   * The addresses of the scripts that run on threads, by their names in the engine: "bootstrap/computing/worker",
   * "inference/planning/studyWorker" and "wasm/teamThread", each bundled like the engine itself. What has none is
   * computed on one thread.
   */
  readonly threads?: { readonly [name: string]: string };
  /** The addresses of the data sets that come with the package, by their files: "kb07.arrow". */
  readonly datasets?: { readonly [file: string]: string };
  /** Where the reader's files are, by the folders that they lie in; what is elsewhere lasts as long as the page. */
  readonly drives?: { readonly [folder: string]: Drive };
  /** The folder that relative paths begin in; default "/". */
  readonly folder?: string;
  /** This page among others of the browser that use the same drives, and whether one of a name runs. */
  readonly pages?: { readonly own: string; runs(name: string): boolean | undefined };
  /** Bytes of objects and texts beyond which the browser would end the page, where its window tells. */
  readonly heapLimit?: number;
  /** A package that need not be there, such as "apache-arrow"; undefined if it is not. */
  readonly packages?: (name: string) => unknown;
}

const KEY = Symbol.for("mixedmodels.web");

/** Those of this page or worker. */
export function webSettings(): WebSettings {
  return (globalThis as { [key: symbol]: WebSettings | undefined })[KEY] ?? {};
}
