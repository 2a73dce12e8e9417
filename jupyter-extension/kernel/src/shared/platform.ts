import type { CompilerHost } from "./compiler/cellCompiler";
import type { ModuleHost } from "./modules/notebookModules";

/** What the kernel asks of where it runs; each entry (node/main.ts) hands in its own. */
export interface Platform extends CompilerHost, ModuleHost {
  /** The notebook's folder, where imports are resolved. */
  readonly folder: string;
  /** A file as it is called in the notebook's folder. */
  pathInFolder(file: string): string;
  /** The kernel's own mixedmodels: what the notebook's folder brings runs only when a cell imports it. */
  library(): object;
  /** A data set that comes with the engine; undefined if there is none of this name. */
  dataset(name: string): object | undefined;
  datasetNames(): string[];
  /** Names of packages that the notebook can import, such as "node:fs". */
  packageNames(): string[];
  /** What is in a folder, as the notebook's folder sees it; folders end with a slash. */
  listFolder(folder: string): string[];
  /** A value as Node's `util.inspect` writes it. */
  inspect(value: unknown): string;
  isPromise(value: unknown): boolean;
  /** Whether asking a value would run code; false where that cannot be told. */
  isProxy(value: unknown): boolean;
  base64(bytes: Uint8Array): string;
  /** Does something as a task of its own, after the events that have come by now. */
  afterEvents(task: () => void): void;
  /** Frees what nothing refers to any more if memory is nearly full. */
  collectWhenNearlyFull(): void;
  /** The value of a script, in the realm of the cells. */
  evaluate(script: string): unknown;
  /** Runs a script that declares bindings for all later ones. */
  declare(script: string): void;
  /** Does work that a signal of the system may end. */
  interruptible<T>(work: () => T): T;
  /** Declarations of the names that programs in pages know. */
  pageDeclarations(): string;
}
