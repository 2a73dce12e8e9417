import type { Header, RequestChannel, Watch } from "../shared/wire";

/** Where the site has what the kernel needs: addresses. */
export interface KernelFiles {
  /** The worker's script. */
  readonly kernel: string;
  /** For the compiler: a JSON of `BareDeclarations`, and one of texts with their comments by file. */
  readonly declarations: string;
  readonly documentation: string;
  /** Scripts of the engine's threads, data sets, and packages that are loaded when imported, by their names. */
  readonly threads: { readonly [name: string]: string };
  readonly datasets: { readonly [file: string]: string };
  readonly packages: { readonly [name: string]: string };
}

/** A message of Jupyter's as pages have it. */
export interface PageMessage {
  readonly header: Header;
  readonly parent_header: Header | Record<string, never>;
  readonly metadata: Record<string, unknown>;
  readonly content: Record<string, unknown>;
}

/** What a kernel is told first. */
export interface Start {
  readonly kind: "start";
  readonly version: string;
  readonly files: KernelFiles;
  /** The notebook's folder in the browser's storage, such as "" or "data". */
  readonly folder: string;
  /** How the page is asked while JavaScript computes; undefined where nobody passes questions on. */
  readonly questions: Questions | undefined;
  /** The number of the latest interrupt, where memory can be shared. */
  readonly interrupts: Int32Array | undefined;
  /** Bytes of objects that the browser gives a heap, where the page is told: workers are not. */
  readonly heapLimit: number | undefined;
}

/** The way of synchronous questions: a service worker takes them and hands them to the page. */
export interface Questions {
  /** Where the questions go, with a slash at the end. */
  readonly address: string;
  /** Names the page. */
  readonly page: string;
  readonly kernel: string;
  /** Whether the page answers for files too; else those of the kernel last as long as it does. */
  readonly hasFiles: boolean;
}

/** Page → kernel. */
export type ToKernel =
  | Start
  | { readonly kind: "request"; readonly channel: RequestChannel; readonly message: PageMessage }
  /** @param number - 1, 2, … */
  | { readonly kind: "interrupt"; readonly number: number };

/** Kernel → page. */
export type FromKernel =
  | { readonly kind: "ready" }
  | { readonly kind: "failed"; readonly reason: string }
  | { readonly kind: "message"; readonly channel: RequestChannel | "iopub" | "stdin"; readonly message: PageMessage }
  /** The page answers the views of a computation that holds the kernel. */
  | { readonly kind: "watch"; readonly watch: Watch };

/**
 * What a kernel asks its page while its JavaScript computes: the number of the latest interrupt, the next line, whether
 * a view has stopped a computation, or whether another kernel of this browser runs.
 */
export interface Question {
  readonly kernel: string;
  readonly asks: "interrupts" | "input" | "stopped" | "runs";
  /** Which line is asked for, or which computation: 1, 2, … */
  readonly number?: number;
  /** The lock that the other kernel holds. */
  readonly name?: string;
  /** What the reader is asked with for the next line. */
  readonly prompt?: string;
}

/** What a kernel asks of the files in the browser's storage, as JupyterLite's drive is asked, and two words more. */
export interface DriveQuestion {
  readonly method: "lookup" | "get" | "put" | "mknod" | "rmdir" | "readdir" | "create" | "move";
  readonly path: string;
  readonly data?: unknown;
}

/** The path of questions below the address of the site. */
export const QUESTIONS = "api/stdin/mixedmodels";
