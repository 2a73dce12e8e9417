import { growMemory, type Instance, type KernelMemory, newInstance, PAGE } from "./instance";
import type { Kernels } from "./kernels";
import { HEAP_BASE } from "./modules.generated";

/** An array in the memory of the kernels; its numbers are there once the heap is sealed. */
export interface Region<T extends Float64Array | Int32Array> {
  /** First byte, a multiple of 32. */
  readonly address: number;
  readonly length: number;
  readonly array: T;
}

export type Floats = Region<Float64Array>;
export type Integers = Region<Int32Array>;

const ALIGNMENT = 32;
/** Memories that are larger than this are left to the garbage collector. */
export const LARGEST_KEPT = 32 * 1024 * 1024;

const free: { readonly single: Instance[]; readonly shared: Instance[] } = { single: [], shared: [] };

/**
 * Memory for one computation by the kernels. Its parts ask for arrays, then {@link seal} makes them all at once; so no
 * array moves later. {@link release} hands the memory to the next computation.
 */
export class Heap {
  #end = align(HEAP_BASE);
  #regions: {
    region: { array: Float64Array | Int32Array };
    make: (buffer: ArrayBuffer) => Float64Array | Int32Array;
  }[] = [];
  #whenSealed: (() => void)[] = [];
  #instance: Instance | undefined;

  /** @param shared whether other threads work on the memory too */
  constructor(private readonly shared = false) {}

  /** An array of `length` zeros, or a copy of `source`. */
  float64(source: number | Float64Array): Floats {
    return this.#region(source, 8, Float64Array) as Floats;
  }

  int32(source: number | Int32Array): Integers {
    return this.#region(source, 4, Int32Array) as Integers;
  }

  /** Calls back as soon as the arrays are there. */
  whenSealed(callback: () => void): void {
    this.#whenSealed.push(callback);
  }

  /** The kernels on this memory; only after {@link seal}. */
  get kernels(): Kernels {
    if (this.#instance === undefined) throw new Error("the heap must be sealed before its kernels are used");
    return this.#instance.kernels;
  }

  /** The memory itself, to share it with other threads; only after {@link seal}. */
  get memory(): KernelMemory {
    if (this.#instance === undefined) throw new Error("the heap must be sealed before its memory is shared");
    return this.#instance.memory;
  }

  /** Makes the arrays; no more can be asked for. */
  seal(): void {
    const pages = Math.ceil(this.#end / PAGE);
    const reused = this.#free.pop();
    this.#instance = reused ?? this.#newInstance(pages);
    const { memory } = this.#instance;
    const missing = pages - memory.buffer.byteLength / PAGE;
    if (missing > 0) growMemory(memory, missing);
    if (reused !== undefined) new Uint8Array(memory.buffer, HEAP_BASE, this.#end - HEAP_BASE).fill(0);
    for (const { region, make } of this.#regions) region.array = make(memory.buffer);
    this.#regions = [];
    for (const callback of this.#whenSealed) callback();
    this.#whenSealed = [];
  }

  /** Ends the use of the arrays: the next heap may get their memory. */
  release(): void {
    if (this.#instance !== undefined && this.#instance.memory.buffer.byteLength <= LARGEST_KEPT)
      this.#free.push(this.#instance);
    this.#instance = undefined;
  }

  /** Ends the use of arrays that another thread may still be writing to: their memory is not used again. */
  abandon(): void {
    this.#instance = undefined;
  }

  /** Memories that wait for the next computation are given up for one that cannot be had otherwise. */
  #newInstance(pages: number): Instance {
    try {
      return newInstance(pages, this.shared);
    } catch (error) {
      const kept = [...free.single.splice(0), ...free.shared.splice(0)];
      if (kept.length === 0) throw error;
    }
    return newInstance(pages, this.shared);
  }

  get #free(): Instance[] {
    return this.shared ? free.shared : free.single;
  }

  #region(
    source: number | Float64Array | Int32Array,
    width: number,
    View: typeof Float64Array | typeof Int32Array,
  ): Region<Float64Array | Int32Array> {
    if (this.#instance !== undefined) throw new Error("a sealed heap has no room for another array");
    const length = typeof source === "number" ? source : source.length;
    const address = this.#end;
    this.#end = align(address + width * length);
    const region = { address, length, array: NOTHING };
    const make = (buffer: ArrayBuffer): Float64Array | Int32Array => {
      const array = new View(buffer, address, length);
      if (typeof source !== "number") array.set(source);
      return array;
    };
    this.#regions.push({ region, make });
    return region;
  }
}

const NOTHING = new Float64Array(0);

function align(address: number): number {
  return Math.ceil(address / ALIGNMENT) * ALIGNMENT;
}
