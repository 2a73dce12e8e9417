import { MersenneTwister } from "engine/random/mersenneTwister";
import { Heap } from "engine/wasm/heap";

const rng = new MersenneTwister(2);
const [rows, columns] = [12, 10];
const ends = Int32Array.of(2, 6, 10);
const heap = new Heap();
const normals = (count: number): Float64Array => Float64Array.from({ length: count }, () => rng.randn());
const matrix = heap.float64(normals(rows * columns));
const wide = heap.float64(normals(columns));
const tall = heap.float64(normals(rows));
const out = heap.float64(rows);
const ofFour = heap.int32(ends);
heap.seal();
const start = normals(rows);

/** Even and odd elements are summed apart. */
function dot(row: number, end: number): number {
  const sums = [0, 0];
  for (let j = 0; j < end; j++) sums[j & 1] += matrix.array[row * columns + j] * wide.array[j];
  return sums[0] + sums[1];
}

test("a product adds row by row", () => {
  out.array.set(start);
  heap.kernels.addDenseProduct(out.address, matrix.address, rows, columns, wide.address);
  expect([...out.array]).toEqual(Array.from(start, (value, i) => value + dot(i, columns)));
});

test("a trapezoid's rows end early", () => {
  out.array.set(start);
  heap.kernels.addLowerProduct(out.address, matrix.address, rows, columns, ofFour.address, wide.address);
  expect([...out.array]).toEqual(Array.from(start, (value, i) => value + dot(i, ends[i >> 2])));
});

test("its transpose adds four rows at a time", () => {
  out.array.set(start);
  heap.kernels.addTransposedProduct(out.address, matrix.address, rows, columns, ofFour.address, tall.address);
  const expected = start.slice();
  for (let i = 0; i < rows; i += 4) {
    const part = (row: number, j: number): number => matrix.array[row * columns + j] * tall.array[row];
    for (let j = 0; j < ends[i >> 2]; j++)
      expected[j] += part(i, j) + part(i + 1, j) + (part(i + 2, j) + part(i + 3, j));
  }
  expect([...out.array]).toEqual([...expected]);
});
