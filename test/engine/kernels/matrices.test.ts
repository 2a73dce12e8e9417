import { MersenneTwister } from "engine/random/mersenneTwister";
import { Heap } from "engine/wasm/heap";

const rng = new MersenneTwister(20);
const normals = (n: number): Float64Array => Float64Array.from({ length: n }, () => rng.randn());

/** Runs a kernel on copies of arrays and returns what it has made of the first one. */
function run(
  arrays: Float64Array[],
  kernel: (kernels: Heap["kernels"], ...addresses: number[]) => unknown,
): { out: Float64Array; value: unknown } {
  const heap = new Heap();
  const regions = arrays.map((array) => heap.float64(array));
  heap.seal();
  const value = kernel(heap.kernels, ...regions.map((region) => region.address));
  const out = regions[0].array.slice();
  heap.release();
  return { out, value };
}

/** Sums even and odd elements apart, as two lanes do. */
function twoLanes(products: number[]): number {
  const lane = (first: number): number => products.reduce((sum, value, i) => (i % 2 === first ? sum + value : sum), 0);
  return lane(0) + lane(1);
}

test.each([1, 2, 3, 4, 5, 6, 7, 8, 9])("combineRows of %s rows", (count) => {
  const width = 6;
  const rows = normals(8 * count);
  const coefficients = normals(3 * count);
  const expected = Float64Array.from({ length: width }, (_, j) => {
    const x = (i: number): number => coefficients[3 * i] * rows[8 * i + j];
    let sum = NaN;
    for (let first = 0; first < count; first += 4) {
      const left = count - first;
      const part =
        left === 1
          ? x(first)
          : left === 2
            ? x(first) + x(first + 1)
            : left === 3
              ? x(first) + x(first + 1) + x(first + 2)
              : x(first) + x(first + 1) + (x(first + 2) + x(first + 3));
      sum = first === 0 ? part : sum + part;
    }
    return sum;
  });
  expect(
    run([new Float64Array(width), rows, coefficients], (k, out, r, c) => k.combineRows(out, r, 8, count, c, 3, width))
      .out,
  ).toEqual(expected);
});

test("dotRow and subtractRow", () => {
  const x = normals(10);
  const y = normals(10);
  expect(run([x, y], (k, a, b) => k.dotRow(a, b, 10)).value).toBe(twoLanes(Array.from(x, (value, i) => value * y[i])));
  expect(run([y, x], (k, a, b) => k.subtractRow(a, 0.3, b, 10)).out).toEqual(y.map((value, i) => value - 0.3 * x[i]));
});

describe.each([1, 2, 3, 4, 5])("products of %s × %s matrices", (s) => {
  const a = normals(s * s);
  const b = normals(s * s);
  /** Four products at a time are added in pairs where s is even, one by one where it is odd. */
  const sum = (terms: number[]): number => {
    if (s % 2 === 1) return terms.reduce((total, term) => total + term, 0);
    return s === 2 ? terms[0] + terms[1] : terms[0] + terms[1] + (terms[2] + terms[3]);
  };
  const product = (row: (i: number, k: number) => number): Float64Array =>
    Float64Array.from({ length: s * s }, (_, at) =>
      sum(Array.from({ length: s }, (_, k) => row(Math.floor(at / s), k) * b[k * s + (at % s)])),
    );

  test("multiply", () => {
    expect(run([new Float64Array(s * s), a, b], (k, out, x, y) => k.multiply(out, x, y, s)).out).toEqual(
      product((i, k) => a[i * s + k]),
    );
  });
  test("multiplyTransposed", () => {
    expect(run([new Float64Array(s * s), a, b], (k, out, x, y) => k.multiplyTransposed(out, x, y, s)).out).toEqual(
      product((i, k) => a[k * s + i]),
    );
  });
});

test("subtractTile and mirrorTile", () => {
  const c = normals(4 * 9);
  const a = normals(7 * 5);
  const b = normals(7 * 6);
  const expected = c.slice();
  for (let i = 0; i < 4; i++)
    for (let j = 0; j < 4; j++) for (let k = 0; k < 7; k++) expected[i * 9 + j] -= a[k * 5 + i] * b[k * 6 + j];
  expect(run([c, a, b], (k, to, x, y) => k.subtractTile(to, 9, x, 5, y, 6, 7)).out).toEqual(expected);
  const mirrored = new Float64Array(36);
  for (let i = 0; i < 4; i++) for (let j = 0; j < 4; j++) mirrored[i * 9 + j] = c[j * 9 + i];
  expect(run([new Float64Array(36), c], (k, to, from) => k.mirrorTile(to, from, 9)).out).toEqual(mirrored);
});

describe("elimination", () => {
  const pivots = 12;
  const stride = 22;
  const width = 20;
  const system = positiveDefinite({ pivots, stride });

  interface Size {
    readonly pivots: number;
    readonly stride: number;
    readonly width: number;
  }

  function positiveDefinite({ pivots, stride }: Omit<Size, "width">): Float64Array {
    const rows = normals(pivots * stride);
    for (let i = 0; i < pivots; i++) {
      for (let j = 0; j <= i; j++) rows[i * stride + j] = rows[j * stride + i];
      rows[i * stride + i] += 20 + pivots;
    }
    return rows;
  }

  /** Row operations one after the other, in the order of the kernel. */
  function plainEliminate(
    u: Float64Array,
    narrowFrom: number,
    narrowWidth: number,
    { pivots, stride, width }: Size,
  ): Float64Array {
    const inverse = new Float64Array(pivots);
    for (let first = 0; first < pivots; first += 4) {
      const columns = first < narrowFrom ? width : narrowWidth;
      for (let i = first; i < first + 4; i++) {
        for (let j = i; j < columns; j++) {
          for (let k = 0; k < i; k++) u[i * stride + j] -= u[k * stride + i] * u[k * stride + j];
          if (j === i) inverse[i] = 1 / Math.sqrt(u[i * stride + i]);
        }
        for (let j = i; j < columns; j++) u[i * stride + j] *= inverse[i];
      }
    }
    return u;
  }

  const upper = (
    u: Float64Array,
    narrowFrom: number,
    narrowWidth: number,
    { stride, width }: Omit<Size, "pivots">,
  ): Float64Array =>
    u.filter(
      (_, at) =>
        at % stride >= Math.floor(at / stride) &&
        at % stride < (Math.floor(at / stride) < narrowFrom ? width : narrowWidth),
    );

  test.each([
    [12, 20],
    [8, 12],
    [4, 16],
  ])("with blocks from row %s on working on %s columns", (narrowFrom, narrowWidth) => {
    const { out } = run([system], (k, u) => k.eliminate(u, stride, pivots, width, narrowFrom, narrowWidth));
    expect(upper(out, narrowFrom, narrowWidth, { stride, width })).toEqual(
      upper(
        plainEliminate(system.slice(), narrowFrom, narrowWidth, { pivots, stride, width }),
        narrowFrom,
        narrowWidth,
        { stride, width },
      ),
    );
  });

  test("in several panels, the last of them short", () => {
    const size = { pivots: 148, stride: 602, width: 600 };
    const large = positiveDefinite(size);
    const [narrowFrom, narrowWidth] = [140, 152];
    const { out } = run([large], (k, u) =>
      k.eliminate(u, size.stride, size.pivots, size.width, narrowFrom, narrowWidth),
    );
    const expected = plainEliminate(large.slice(), narrowFrom, narrowWidth, size);
    expect(upper(out, narrowFrom, narrowWidth, size)).toEqual(upper(expected, narrowFrom, narrowWidth, size));
  });

  const u = plainEliminate(system.slice(), 12, 20, { pivots, stride, width });

  test.each([9, 12])("solveTransposed with %s unknowns", (unknowns) => {
    const z = normals(12);
    const expected = z.slice();
    for (let i = 0; i < unknowns; i++) {
      expected[i] /= u[i * stride + i];
      for (let j = i + 1; j < 12; j++) expected[j] -= expected[i] * u[i * stride + j];
    }
    expect(run([z, u], (k, x, rows) => k.solveTransposed(rows, stride, unknowns, 12, x)).out).toEqual(expected);
  });

  test.each([
    [9, 0],
    [12, 0],
    [12, 5],
  ])("solveUpper with %s unknowns down to number %s", (unknowns, from) => {
    const z = normals(12);
    const x = z.slice();
    for (let i = unknowns - 1; i >= from; i--) {
      const product = (j: number): number => u[i * stride + j] * x[j];
      const begin = i + 1 + ((i + 1) % 2);
      const end = unknowns - ((unknowns - begin) % 2);
      let sum = x[i];
      if (begin > i + 1 && i + 1 < unknowns) sum -= product(i + 1);
      const pairs = begin < end ? Array.from({ length: end - begin }, (_, k) => product(begin + k)) : [];
      if (unknowns > end && end >= begin) sum -= product(end);
      x[i] = (sum - twoLanes(pairs)) / u[i * stride + i];
    }
    expect(run([z, u], (k, at, rows) => k.solveUpper(rows, stride, unknowns, from, at)).out).toEqual(x);
  });
});
