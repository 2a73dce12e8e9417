import type { Heap } from "./heap";

/** Writes a structure of the kernels, 32 bits a field in the order of `names`, and gives its address. */
export function structure<Names extends readonly string[]>(heap: Heap, names: Names, values: { readonly [name in Names[number]]: number }): number {
  return heap.int32(Int32Array.from(names, (name: Names[number]) => values[name])).address;
}
