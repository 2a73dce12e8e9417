import type { Heap } from "./heap";

/** Writes a structure of the kernels, 32 bits a field in the order of `names`, and gives its address. */
export function structure<Names extends readonly string[]>(
  heap: Heap,
  names: Names,
  values: { readonly [name in Names[number]]: number },
): number {
  return heap.int32(Int32Array.from(fieldsOf(names, values))).address;
}

/** The fields of a structure in the order of `names`. */
export function fieldsOf<Names extends readonly string[]>(
  names: Names,
  values: { readonly [name in Names[number]]: number },
): number[] {
  return names.map((name: Names[number]) => values[name]);
}

/** The least multiple of `multiple` from `value` on. */
export function roundUp(value: number, multiple: number): number {
  return Math.ceil(value / multiple) * multiple;
}
