/**
 * What a kernel in a browser declares besides the language and its packages: of pages what computations use, and of
 * Node's modules what kernel/src/web/modules has.
 */
export const BROWSER_DECLARATIONS = `
declare function setTimeout(callback: (...args: any[]) => void, ms?: number, ...args: any[]): number;
declare function clearTimeout(timer: number | undefined): void;
declare function setInterval(callback: (...args: any[]) => void, ms?: number, ...args: any[]): number;
declare function clearInterval(timer: number | undefined): void;
declare function atob(data: string): string;
declare function btoa(data: string): string;
interface Performance { readonly timeOrigin: number; now(): number; }
declare var performance: Performance;
interface Crypto {
  readonly subtle: { digest(algorithm: string, data: ArrayBufferView | ArrayBuffer): Promise<ArrayBuffer> };
  randomUUID(): string;
  getRandomValues<T extends ArrayBufferView>(array: T): T;
}
declare var crypto: Crypto;
declare class TextEncoder { encode(text?: string): Uint8Array<ArrayBuffer>; }
declare class TextDecoder {
  constructor(encoding?: string, options?: { fatal?: boolean; ignoreBOM?: boolean });
  decode(bytes?: ArrayBufferView | ArrayBuffer): string;
}
declare class URLSearchParams {
  constructor(init?: string | Record<string, string> | Iterable<[string, string]>);
  get(name: string): string | null;
  set(name: string, value: string): void;
  append(name: string, value: string): void;
  toString(): string;
}
declare class URL {
  constructor(url: string, base?: string | URL);
  href: string; origin: string; protocol: string; host: string; hostname: string; port: string; pathname: string;
  search: string; hash: string;
  readonly searchParams: URLSearchParams;
  toString(): string;
}
interface Event { readonly type: string; }
declare class AbortSignal {
  readonly aborted: boolean;
  readonly reason: any;
  addEventListener(type: "abort", listener: (event: Event) => void, options?: { once?: boolean }): void;
  removeEventListener(type: "abort", listener: (event: Event) => void): void;
  throwIfAborted(): void;
  static abort(reason?: any): AbortSignal;
  static timeout(ms: number): AbortSignal;
}
declare class AbortController { readonly signal: AbortSignal; abort(reason?: any): void; }
declare class Headers { constructor(init?: Record<string, string>); get(name: string): string | null; }
declare class Response {
  readonly ok: boolean; readonly status: number; readonly statusText: string; readonly url: string;
  readonly headers: Headers;
  text(): Promise<string>;
  json(): Promise<any>;
  arrayBuffer(): Promise<ArrayBuffer>;
}
interface RequestInit {
  method?: string;
  headers?: Record<string, string>;
  body?: string | Uint8Array;
  signal?: AbortSignal;
}
declare function require(name: string): any;
declare function fetch(url: string | URL, init?: RequestInit): Promise<Response>;
interface Console {
  countReset(label?: string): void;
  dirxml(...data: any[]): void;
  groupCollapsed(...label: any[]): void;
}
interface ProcessStream { readonly isTTY: boolean; write(text: unknown): boolean; }
declare var process: {
  readonly platform: string;
  readonly env: Record<string, string | undefined>;
  readonly argv: string[];
  readonly stdout: ProcessStream;
  readonly stderr: ProcessStream;
  cwd(): string;
  exit(code?: number): never;
  nextTick(work: (...args: any[]) => void, ...args: any[]): void;
};
declare module "node:fs" {
  type Data = string | Uint8Array;
  interface Stats { isFile(): boolean; isDirectory(): boolean; readonly size: number; }
  interface FileBytes extends Uint8Array<ArrayBuffer> { toString(encoding?: string): string; }
  type Written = string | null | { encoding?: string | null; flag?: string };
  function readFileSync(path: string, encoding: string | { encoding: string }): string;
  function readFileSync(path: string, encoding?: null | { encoding?: null }): FileBytes;
  function writeFileSync(path: string, data: Data, options?: Written): void;
  function appendFileSync(path: string, data: Data, options?: Written): void;
  function existsSync(path: string): boolean;
  function mkdirSync(path: string, options?: { recursive?: boolean }): void;
  function mkdtempSync(prefix: string): string;
  function readdirSync(path: string): string[];
  function statSync(path: string): Stats;
  function copyFileSync(from: string, to: string): void;
  function renameSync(from: string, to: string): void;
  function unlinkSync(path: string): void;
  function rmdirSync(path: string): void;
  function rmSync(path: string, options?: { recursive?: boolean; force?: boolean }): void;
  const promises: typeof import("node:fs/promises");
}
declare module "node:fs/promises" {
  import type { FileBytes, Stats, Written } from "node:fs";
  type Data = string | Uint8Array;
  function readFile(path: string, encoding: string | { encoding: string }): Promise<string>;
  function readFile(path: string, encoding?: null | { encoding?: null }): Promise<FileBytes>;
  function writeFile(path: string, data: Data, options?: Written): Promise<void>;
  function appendFile(path: string, data: Data, options?: Written): Promise<void>;
  function mkdir(path: string, options?: { recursive?: boolean }): Promise<void>;
  function mkdtemp(prefix: string): Promise<string>;
  function readdir(path: string): Promise<string[]>;
  function stat(path: string): Promise<Stats>;
  function copyFile(from: string, to: string): Promise<void>;
  function rename(from: string, to: string): Promise<void>;
  function unlink(path: string): Promise<void>;
  function rmdir(path: string): Promise<void>;
  function rm(path: string, options?: { recursive?: boolean; force?: boolean }): Promise<void>;
}
declare module "node:path" {
  interface ParsedPath { root: string; dir: string; base: string; ext: string; name: string; }
  const sep: string;
  function join(...parts: string[]): string;
  function resolve(...parts: string[]): string;
  function normalize(path: string): string;
  function relative(from: string, to: string): string;
  function dirname(path: string): string;
  function basename(path: string, suffix?: string): string;
  function extname(path: string): string;
  function parse(path: string): ParsedPath;
  function isAbsolute(path: string): boolean;
}
declare module "node:os" {
  const EOL: string;
  function tmpdir(): string;
  function homedir(): string;
  function platform(): string;
  function availableParallelism(): number;
  function cpus(): { readonly model: string; readonly speed: number }[];
}
declare module "node:util" {
  function inspect(value: unknown, options?: Record<string, unknown>): string;
  function format(format?: unknown, ...values: unknown[]): string;
}
/** Its own declarations are larger than the compiler. */
declare module "apache-arrow";
declare module "node:timers/promises" {
  function setTimeout<T = void>(delay?: number, value?: T): Promise<T>;
}
declare module "node:perf_hooks" { const performance: Performance; }
declare module "timers/promises" { export * from "node:timers/promises"; }
declare module "perf_hooks" { export * from "node:perf_hooks"; }
declare module "fs" { export * from "node:fs"; }
declare module "fs/promises" { export * from "node:fs/promises"; }
declare module "path" { export * from "node:path"; }
declare module "os" { export * from "node:os"; }
declare module "util" { export * from "node:util"; }
`;
