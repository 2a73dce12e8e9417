import { LimitError } from "../errors";
import { environment } from "../platform/environment";
import { addressesOfMemory } from "./addressSpace";
import type { Kernels } from "./kernels";
import { SINGLE, THREADS } from "./modules.generated";

/**
 * The part of the WebAssembly interface that is used here; the library's types are compiled without those of a browser.
 */
declare namespace WebAssembly {
  class Module {
    constructor(bytes: Uint8Array);
  }
  class Memory {
    constructor(options: { initial: number; maximum: number; shared?: boolean });
    readonly buffer: ArrayBuffer;
    grow(pages: number): number;
  }
  class Instance {
    constructor(module: Module, imports: { env: { memory: Memory; abort: () => never } });
    readonly exports: object;
  }
}

export type KernelModule = WebAssembly.Module;
export type KernelMemory = WebAssembly.Memory;

/** The kernels and the memory they work on. */
export interface Instance {
  readonly memory: KernelMemory;
  readonly kernels: Kernels;
}

export const PAGE = 65536;
const MAX_PAGES = 65536;
const compiled: { single?: KernelModule; threads?: KernelModule } = {};

/** The compiled module, once a process; the one for threads works on shared memories only. */
export function kernelModule(shared = false): KernelModule {
  if (typeof WebAssembly === "undefined")
    throw new LimitError("the kernels are WebAssembly, which Node does not run with --jitless; start it without that");
  if (shared) return (compiled.threads ??= new WebAssembly.Module(decodeBase64(THREADS)));
  return (compiled.single ??= new WebAssembly.Module(decodeBase64(SINGLE)));
}

/** The kernels on a new memory of so many pages of 64 KiB. @throws LimitError if there is none to be had */
export function newInstance(pages: number, shared = false): Instance {
  const module = kernelModule(shared);
  const memory = newMemory(pages, shared);
  return { memory, kernels: instantiate(module, memory) };
}

function newMemory(pages: number, shared: boolean): KernelMemory {
  if (pages > MAX_PAGES)
    throw new LimitError(`a computation has 4 GB of memory at most; it needs ${size(pages * PAGE)}`);
  try {
    return new WebAssembly.Memory({ initial: pages, maximum: MAX_PAGES, ...(shared ? { shared } : {}) });
  } catch (error) {
    throw withoutMemory(pages, error);
  }
}

/** Gives a memory so many pages more. @throws LimitError if there are none to be had */
export function growMemory(memory: KernelMemory, missing: number): void {
  const pages = memory.buffer.byteLength / PAGE + missing;
  if (pages > MAX_PAGES)
    throw new LimitError(`a computation has 4 GB of memory at most; it needs ${size(pages * PAGE)}`);
  try {
    memory.grow(missing);
  } catch (error) {
    throw withoutMemory(pages, error);
  }
}

function withoutMemory(pages: number, cause: unknown): LimitError {
  const space = environment.addressSpace();
  return new LimitError(
    space === undefined
      ? `a computation needs ${size(pages * PAGE)} of memory, which the system does not give`
      : `a computation needs room for ${size(addressesOfMemory())} of addresses, and this process may have ` +
          `${size(space.limit)}, of which it uses ${size(space.used)} (ulimit -v); raise that limit` +
          (space.trapHandler ? ", or start Node with --disable-wasm-trap-handler" : ""),
    { cause },
  );
}

function size(bytes: number): string {
  return bytes < 1e9 ? `${Math.ceil(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}

/** The kernels on a memory that another thread has made. */
export function instantiate(module: KernelModule, memory: KernelMemory): Kernels {
  return new WebAssembly.Instance(module, { env: { memory, abort } }).exports as Kernels;
}

function abort(): never {
  throw new Error("a kernel has been given something that its caller should have refused");
}

function decodeBase64(text: string): Uint8Array {
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}
