/**
 * What the engine asks of its host, by topic: each file beside this one keeps one of these promises for Node. Those in
 * web/ take their places in bundles for browsers, by the field "browser" of package.json; they export the same objects.
 * What is not here, the engine takes from the standards that both have: typed arrays, text encoders, timers, `fetch`,
 * `performance`, `AbortController`, `crypto.getRandomValues`.
 */

/** A failure of the host's files or packages. */
export interface HostError extends Error {
  /** What went wrong, as POSIX names it: "ENOENT", "EACCES", … */
  readonly code?: string;
  /** In a few words, where it is a limit of this host's own. */
  readonly reason?: string;
}

/** Files and folders. @throws {@link HostError} for what cannot be done */
export interface Files {
  /** The folder of the data sets that come with the package. */
  readonly datasets: string;
  read(path: string): Uint8Array;
  /**
   * Makes or replaces a file as a whole or not at all, even if the power fails; of a link, the file that it stands for.
   * One that was there keeps its mode and, where the system allows that, its owner.
   * @param content what makes it is called once the file could be begun
   * @param size bytes that it will have at least; it is not begun where there is no room for them
   */
  replace(path: string, content: Uint8Array | string | (() => Uint8Array), size?: number): Replaced;
  /** Removes what processes that were killed in the middle of {@link replace} have left beside a file. */
  removeDrafts(path: string): void;
  /** The same of all files in a folder. */
  removeDraftsIn(folder: string): void;
  /** Makes a file; false if there is something at its path, which is then as it was. */
  create(path: string, content: string): boolean;
  /** Whether a path leads to something. */
  exists(path: string): boolean;
  /** What a path leads to; undefined if nothing. */
  kind(path: string): "file" | "folder" | "device" | undefined;
  /** Removes a file, if it is there. */
  remove(path: string): void;
  /** Gives a file another name in its folder, and replaces what has that. */
  rename(path: string, to: string): void;
  /** When a file was last written or touched, in ms since 1970; undefined if it is not there. */
  changed(path: string): number | undefined;
  /** Makes now the time of {@link changed}. */
  touch(path: string): void;
  /** Makes a folder, with those that it lies in, unless it is there. */
  makeFolder(path: string): void;
  /** Names of what is in a folder, in no order. */
  list(folder: string): string[];
  join(...parts: string[]): string;
  /** The path of what lies beside a file and is called after it, with a suffix; too long a name is shortened. */
  beside(path: string, suffix: string): string;
  /** The path from the root. */
  absolute(path: string): string;
  /** The path from the root, through links, so that two paths of one file are the same text. */
  resolved(path: string): string;
}

/** What a file that has been replaced lost by that. */
export interface Replaced {
  /** How many other names (hard links) it had, which keep the old content. */
  readonly otherNames: number;
  /** Whether it had an owner or a group that this user may not give to a file. */
  readonly ownerLost: boolean;
}

/** A process, so that another one can tell later whether it runs. */
export interface ProcessName {
  readonly id: number;
  /** When it started, where the system tells: another one may get its number. */
  readonly started?: string;
  /** The computer with its last start, and what of it the process sees. */
  readonly place: string;
  /** What people call the computer. */
  readonly host: string;
}

export interface Processes {
  /** This one. */
  self(): ProcessName;
  /** Whether a process runs; undefined if it cannot be seen from here. */
  runs(process: ProcessName): boolean | undefined;
}

/** Another thread, seen from the one that has started it. */
export interface Thread<Order, Answer> {
  post(order: Order): void;
  /** Calls these from now on, and nobody that was called before. */
  listen(listeners: ThreadListeners<Answer>): void;
  /** Whether the process waits for it; a new one keeps it alive. */
  keepAlive(on: boolean): void;
  terminate(): void;
}

export interface ThreadListeners<Answer> {
  answered?(answer: Answer): void;
  /** The thread has ended, by itself, by an error or because memory ran out; nothing comes after that. */
  lost?(reason: string, outOfMemory: boolean): void;
}

/** The way from a thread to the one that has started it. */
export interface ThreadPort<Order, Answer> {
  /** @param moved - buffers that go over instead of being copied */
  post(answer: Answer, moved?: readonly ArrayBuffer[]): void;
  listen(listener: (order: Order) => void): void;
  /** Ends this thread. */
  end(): void;
}

export interface Threads {
  /** How many can compute at once. */
  available(): number;
  /** Whether this is one that nobody has started. */
  readonly isMain: boolean;
  /** Whether memory can be shared with other threads. */
  readonly canShareMemory: boolean;
  /**
   * Starts a thread that runs a file of the engine, "wasm/teamThread", which calls {@link serve}.
   * @param data what that is given, copied or shared
   */
  start<Order, Answer>(file: string, data?: unknown): Thread<Order, Answer>;
  /** In a thread that has been started: calls `work` once, with the data of its start. Elsewhere nothing. */
  serve<Order, Answer, Data = undefined>(work: (port: ThreadPort<Order, Answer>, data: Data) => void): void;
}

/** A SHA-256 that is fed in parts. */
export interface Hash {
  /** Texts count as UTF-8. */
  update(part: Uint8Array | string): Hash;
  /** 64 hexadecimal digits; nothing can be added after them. */
  hex(): string;
}

export interface Compression {
  /** @param most - bytes that may come out */
  gunzip(bytes: Uint8Array, most: number): Uint8Array;
  /** The same for Zstandard, where the host has it. */
  readonly unzstd: ((bytes: Uint8Array, most: number) => Uint8Array) | undefined;
}

export interface InspectOptions {
  readonly depth?: number;
  readonly maxArrayLength?: number;
  readonly maxStringLength?: number;
  readonly breakLength?: number;
  readonly compact?: boolean;
}

/** A value as Node's `util.inspect` writes it. */
export type Inspect = (value: unknown, options?: InspectOptions) => string;

/**
 * What a package that need not be there exports: the user's copy or else one beside the engine; undefined if neither.
 */
export type LoadPackage = (name: string) => unknown;

export interface Environment {
  /** The host with its version: "Node 20.20.2". */
  readonly name: string;
  /** The operating system with its release, and the architecture: "linux 6.8.0, x64". */
  readonly system: string;
  /** What the processor calls itself. */
  processor(): string;
  /** What the system allows this process of addresses; undefined where it sets no limit, or none that is known. */
  addressSpace(): AddressSpace | undefined;
  /** Bytes of objects and texts beyond which the process would end; undefined where the host does not tell. */
  heapLimit(): number | undefined;
  /** Bytes of memory that the machine, or the part of it that this process may use, has; undefined where unknown. */
  memory(): number | undefined;
  /** What a reader does who needs a larger heap: an imperative. */
  readonly forMoreHeap: string;
  /** A variable of the environment; undefined where there is none, or no environment. */
  variable(name: string): string | undefined;
  /** Where this user's programs keep what they can fetch again. */
  cacheFolder(): string;
  /** Tells the user what needs not stop the computation. @param kind - its name, "CheckpointWarning" */
  warn(message: string, kind: string): void;
  /** Where lines can be written over; undefined if nobody sees any. */
  terminal(): Terminal | undefined;
  /** Does something after the events that have come by now. */
  afterEvents(action: () => void): void;
  /** Does something after so many ms, if the process lives so long; returns what calls it off. */
  inBackground(action: () => void, ms: number): () => void;
}

/** In bytes. */
export interface AddressSpace {
  readonly limit: number;
  /** By now. */
  readonly used: number;
  /** Whether V8 finds wrong addresses of WebAssembly by traps, for which it reserves much beside each memory. */
  readonly trapHandler: boolean;
}

export interface Terminal {
  write(text: string): void;
}

/**
 * What is at an address.
 * @param check - throws for an address that must not be asked; it gets every one on the way, redirections included
 */
export type FetchBytes = (url: string, check: (url: URL) => void) => Promise<Uint8Array>;
