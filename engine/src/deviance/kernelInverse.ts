import { Heap } from "../wasm/heap";
import { Team } from "../wasm/team";

const TILE_NUMBERS = 16;
/** Row groups that packedGram takes at a time. */
const GROUPS_AT_A_TIME = 8;

/**
 * The inverse of a symmetric positive definite matrix by the kernels of the sparse deviance: A = LLᵀ in packed tiles,
 * L⁻ᵀ and its product with itself. Undefined when a pivot is not positive.
 * @param a n × n, row-major; its lower triangle is read
 */
export function kernelInverse(a: Float64Array, n: number): Float64Array | undefined {
  const groups = Math.ceil(n / 4);
  const tiles = (groups * (groups + 1)) / 2;
  const heap = new Heap();
  const triangle = heap.float64(tiles * TILE_NUMBERS);
  const upper = heap.float64(tiles * TILE_NUMBERS);
  const reciprocals = heap.float64(4 * groups);
  const panel = heap.float64(GROUPS_AT_A_TIME * groups * TILE_NUMBERS);
  /** Numbers before tile (r, 0) of the lower triangle and before tile (c, 0) of the upper one, were it stored. */
  const below = Float64Array.from({ length: groups }, (_, r) => ((r * (r + 1)) / 2) * TILE_NUMBERS);
  const above = Float64Array.from({ length: groups }, (_, c) => (c * (groups - 1) - (c * (c - 1)) / 2) * TILE_NUMBERS);
  const rows = (address: number, offsets: Float64Array): number =>
    heap.int32(Int32Array.from(offsets, (offset) => address + 8 * offset)).address;
  const first = heap.int32(groups);
  const last = heap.int32(new Int32Array(groups).fill(groups));
  const lower = heap.int32(
    Int32Array.of(groups, groups, rows(triangle.address, below), first.address, reciprocals.address),
  );
  const inverse = heap.int32(Int32Array.of(groups, rows(upper.address, above), last.address, first.address));
  const team = new Team(heap, 1);
  heap.seal();
  try {
    for (let i = 0; i < 4 * groups; i++) {
      const from = below[i >> 2] + (i & 3);
      if (i >= n) triangle.array[from + 4 * i] = 1;
      else for (let j = 0; j <= i; j++) triangle.array[from + 4 * j] = a[i * n + j];
    }
    team.run("packedCholesky", lower.address);
    if (!reciprocals.array.every((value) => value > 0 && value < Infinity)) return undefined;
    team.run("packedInverse", lower.address, inverse.address);
    team.run("packedGram", inverse.address, panel.address);
    const result = new Float64Array(n * n);
    for (let i = 0; i < n; i++) {
      const from = above[i >> 2] + (i & 3);
      for (let j = i; j < n; j++) result[i * n + j] = result[j * n + i] = upper.array[from + 4 * j];
    }
    return result;
  } finally {
    heap.release();
  }
}
