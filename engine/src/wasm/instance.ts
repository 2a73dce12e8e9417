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
  if (shared) return (compiled.threads ??= new WebAssembly.Module(decodeBase64(THREADS)));
  return (compiled.single ??= new WebAssembly.Module(decodeBase64(SINGLE)));
}

/** The kernels on a new memory of so many pages of 64 KiB. */
export function newInstance(pages: number, shared = false): Instance {
  const memory = new WebAssembly.Memory({ initial: pages, maximum: MAX_PAGES, ...(shared ? { shared } : {}) });
  return { memory, kernels: instantiate(kernelModule(shared), memory) };
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
