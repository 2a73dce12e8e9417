import { Heap } from "./heap";
import type { Kernels } from "./kernels";
import { structure } from "./structure";

/** An array of a {@link Room}: in the memory of the kernels while that is open, a copy otherwise. */
export interface Kept<T extends Float64Array | Int32Array = Float64Array> {
  array: T;
  /** Where it stands while the room is open. */
  address: number;
}

/**
 * Arrays that the kernels work on and that outlive a computation. As a memory of WebAssembly takes 10 GB of addresses,
 * whatever it holds, one is used only while {@link within} computes; in between the arrays are JavaScript's.
 */
export class Room {
  readonly #moves: ((heap: Heap) => void)[] = [];
  readonly #structures: ((heap: Heap) => void)[] = [];
  #leaves: (() => void)[] = [];
  #heap: Heap | undefined;

  /** Zeros, or the numbers of an array, which becomes the room's. */
  float64(source: number | Float64Array): Kept {
    const kept: Kept = { array: typeof source === "number" ? new Float64Array(source) : source, address: NaN };
    this.#moves.push((heap) => {
      const region = heap.float64(kept.array);
      kept.address = region.address;
      heap.whenSealed(() => (kept.array = region.array));
      this.#leaves.push(() => (kept.array = kept.array.slice()));
    });
    return kept;
  }

  /** Zeros, whose numbers nobody needs after a computation. */
  scratch(length: number): Kept {
    const kept: Kept = { array: new Float64Array(0), address: NaN };
    this.#moves.push((heap) => {
      const region = heap.float64(length);
      kept.address = region.address;
      heap.whenSealed(() => (kept.array = region.array));
      this.#leaves.push(() => (kept.array = new Float64Array(0)));
    });
    return kept;
  }

  /** Numbers that never change. */
  int32(source: Int32Array): Kept<Int32Array> {
    const kept = { array: source, address: NaN };
    this.#moves.push((heap) => (kept.address = heap.int32(source).address));
    return kept;
  }

  /** Fields of a structure of the kernels, asked for when the addresses of the arrays are known. */
  structure<Names extends readonly string[]>(
    names: Names,
    values: () => { readonly [name in Names[number]]: number },
  ): { readonly address: number } {
    const kept = { address: NaN };
    this.#structures.push((heap) => (kept.address = structure(heap, names, values())));
    return kept;
  }

  /** The kernels on the memory of the room, which must be open. */
  get kernels(): Kernels {
    if (this.#heap === undefined) throw new Error("a room must be open before kernels work in it");
    return this.#heap.kernels;
  }

  /** Computes with the room open: from the outermost call on until that ends. */
  within<T>(compute: () => T): T {
    if (this.#heap !== undefined) return compute();
    this.open();
    try {
      return compute();
    } finally {
      this.close();
    }
  }

  /** Opens the room for longer than one call; {@link close} ends that. */
  open(): void {
    if (this.#heap !== undefined) return;
    this.#leaves = [];
    const heap = new Heap();
    for (const move of this.#moves) move(heap);
    for (const write of this.#structures) write(heap);
    heap.seal();
    this.#heap = heap;
  }

  close(): void {
    if (this.#heap === undefined) return;
    for (const leave of this.#leaves) leave();
    this.#leaves = [];
    this.#heap.release();
    this.#heap = undefined;
  }
}
