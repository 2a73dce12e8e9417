import { MersenneTwister } from "engine/random/mersenneTwister";
import { Heap } from "engine/wasm/heap";

/** A positive definite matrix of order 4·groups without elements before column group first[r] of row group r. */
function envelopeMatrix(first: readonly number[]): number[][] {
  const rng = new MersenneTwister(first.length);
  const n = 4 * first.length;
  return Array.from({ length: n }, (_, i) =>
    Array.from({ length: i + 1 }, (_, j) => (i === j ? 2 * n : j < 4 * first[i >> 2] ? 0 : rng.randn())),
  );
}

/** L of A = LLᵀ, its reciprocal diagonal, L⁻ᵀ and A⁻¹, every sum in the order of the columns. */
function twins(a: number[][]): { l: number[][]; reciprocals: number[]; u: number[][]; inverse: number[][] } {
  const n = a.length;
  const l = a.map((row) => row.slice());
  const reciprocals: number[] = [];
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = a[i][j];
      for (let k = 0; k < j; k++) sum -= l[i][k] * l[j][k];
      if (i === j) reciprocals.push(1 / Math.sqrt(sum));
      l[i][j] = i === j ? Math.sqrt(sum) : sum * reciprocals[j];
    }
  }
  const u = a.map(() => new Array<number>(n).fill(0));
  for (let i = 0; i < n; i++) {
    for (let j = i; j < n; j++) {
      let sum = i === j ? 1 : 0;
      for (let k = i; k < j; k++) sum -= u[i][k] * l[j][k];
      u[i][j] = sum * reciprocals[j];
    }
  }
  const inverse = u.map((row, i) =>
    row.map((_, j) => {
      let sum = 0;
      for (let k = j; k < n; k++) sum += u[i][k] * u[j][k];
      return sum;
    }),
  );
  return { l, reciprocals, u, inverse };
}

/** L⁻¹x, each sum in the order of the columns. */
function forward(l: number[][], reciprocals: number[], x: Float64Array): Float64Array {
  const out = x.slice();
  l.forEach((row, i) => {
    let sum = out[i];
    for (let k = 0; k < i; k++) sum -= row[k] * out[k];
    out[i] = sum * reciprocals[i];
  });
  return out;
}

/** L⁻ᵀx: four elements at a time from the end, then what they take from those before them, even and odd rows apart. */
function backward(l: number[][], reciprocals: number[], x: Float64Array): Float64Array {
  const out = x.slice();
  for (let r = out.length - 4; r >= 0; r -= 4) {
    for (let j = r + 3; j >= r; j--) {
      let sum = out[j];
      for (let i = j + 1; i < r + 4; i++) sum -= l[i][j] * out[i];
      out[j] = sum * reciprocals[j];
    }
    const product = (i: number, j: number): number => l[r + i][j] * out[r + i];
    for (let j = 0; j < r; j++) out[j] -= product(0, j) + product(2, j) + (product(1, j) + product(3, j));
  }
  return out;
}

const envelopes: { readonly [name: string]: readonly number[] } = {
  "one group": [0],
  "full, more than a block": new Array<number>(37).fill(0),
  "diagonal, then full rows": Array.from({ length: 41 }, (_, r) => (r < 34 ? r : 0)),
  "a band": Array.from({ length: 45 }, (_, r) => Math.max(0, r - 3)),
};

test.each(Object.keys(envelopes))(
  "packedCholesky, packedForward, packedBackward, packedInverse and packedGram: %s",
  (name) => {
    const first = envelopes[name];
    const groups = first.length;
    const a = envelopeMatrix(first);
    const heap = new Heap();
    const triangle = heap.float64(16 * groups * groups);
    const upper = heap.float64(16 * groups * groups);
    const reciprocals = heap.float64(4 * groups);
    const scratch = heap.float64(8 * groups * 16);
    const x = Float64Array.from({ length: 4 * groups }, (_, i) => Math.sin(i + 1));
    const side = heap.float64(x);
    const rows = (address: number): number =>
      heap.int32(Int32Array.from({ length: groups }, (_, r) => address + 128 * groups * r)).address;
    const l = heap.int32(
      Int32Array.of(
        groups,
        groups,
        rows(triangle.address),
        heap.int32(Int32Array.from(first)).address,
        reciprocals.address,
      ),
    ).address;
    const u = heap.int32(
      Int32Array.of(
        groups,
        rows(upper.address),
        heap.int32(new Int32Array(groups).fill(groups)).address,
        heap.int32(Int32Array.from(first)).address,
      ),
    ).address;
    const team = heap.int32(Int32Array.of(1, 0, 0)).address;
    heap.seal();
    const cell = (i: number, j: number): number => 16 * groups * (i >> 2) + 4 * j + (i & 3);
    a.forEach((row, i) => row.forEach((value, j) => (triangle.array[cell(i, j)] = value)));
    const expected = twins(a);
    heap.kernels.packedCholesky(l, 0, team);
    expect(a.map((row, i) => row.map((_, j) => triangle.array[cell(i, j)] + 0))).toEqual(
      expected.l.map((row) => row.map((value) => value + 0)),
    );
    expect([...reciprocals.array]).toEqual(expected.reciprocals);
    heap.kernels.packedForward(l, groups, side.address);
    expect(side.array).toEqual(forward(expected.l, expected.reciprocals, x));
    side.array.set(x);
    heap.kernels.packedBackward(l, groups, side.address);
    expect(side.array).toEqual(backward(expected.l, expected.reciprocals, x));
    const upperHalf = (value: (i: number, j: number) => number): number[] =>
      a.flatMap((_, i) => a.flatMap((_, j) => (j < i ? [] : [value(i, j) + 0])));
    heap.kernels.packedInverse(l, u, 0, team);
    expect(upperHalf((i, j) => upper.array[cell(i, j)])).toEqual(upperHalf((i, j) => expected.u[i][j]));
    heap.kernels.packedGram(u, scratch.address, 0, team);
    // Of each column group the rows from the first that is wanted on.
    expect(upperHalf((i, j) => upper.array[cell(i, j)])).toEqual(
      upperHalf((i, j) => (i >> 2 < first[j >> 2] ? 0 : expected.inverse[i][j])),
    );
    heap.release();
  },
);
