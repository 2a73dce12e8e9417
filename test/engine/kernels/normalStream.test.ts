import type { DrawStep } from "engine/random/drawStep";
import { KernelStream } from "engine/random/kernelStream";
import { MersenneTwister } from "engine/random/mersenneTwister";
import { StableRNG } from "engine/random/stableRng";
import type { RandomStream } from "engine/random/stream";
import { Xoshiro } from "engine/random/xoshiro";
import { Heap } from "engine/wasm/heap";
import { chiSquared } from "../support/chiSquared";

const LONGEST = 100_000;
const heap = new Heap();
const kernel = new KernelStream(heap, [{ kind: "array", count: LONGEST }]);
const out = heap.float64(LONGEST);
heap.seal();

const streams: [string, () => RandomStream][] = [
  ["MersenneTwister since Julia 1.11", () => new MersenneTwister(5)],
  ["MersenneTwister of Julia 1.10", () => new MersenneTwister(5, { julia: "1.10" })],
  ["Xoshiro since Julia 1.11", () => new Xoshiro(5)],
  ["Xoshiro of Julia 1.10", () => new Xoshiro(5, { julia: "1.10" })],
  ["StableRNG", () => new StableRNG(5)],
];

/** Index of the first of the numbers drawn that differs in a bit from the expected ones, −1 when none does. */
function firstDifference(expected: Float64Array): number {
  return expected.findIndex((value, i) => !Object.is(value, out.array[i]));
}

function singles(stream: RandomStream, count: number): Float64Array {
  return Float64Array.from({ length: count }, () => stream.randn());
}

describe.each(streams)("%s", (_, make) => {
  test("single normals, tails among them", () => {
    const stream = make();
    kernel.open(stream.state());
    let beyond = 0;
    for (let k = 0; k < 5; k++) {
      heap.kernels.drawNormals(kernel.address, out.address, LONGEST);
      const expected = singles(stream, LONGEST);
      expect(firstDifference(expected)).toBe(-1);
      beyond += expected.filter((x) => Math.abs(x) > 3.6541528853610088).length;
    }
    expect(beyond).toBeGreaterThan(50);
    expect(kernel.state()).toEqual(stream.state());
  });

  test("arrays of every kind of length, between single draws", () => {
    const stream = make();
    kernel.open(stream.state());
    for (const count of [
      1,
      6,
      7,
      8,
      9,
      12,
      13,
      14,
      15,
      16,
      17,
      100,
      381,
      382,
      383,
      384,
      385,
      386,
      387,
      1001,
      1002,
      1003,
      1004,
      1005,
      2005,
      5000,
      LONGEST,
    ]) {
      for (let repeat = 0; repeat < 4; repeat++) {
        heap.kernels.fillNormals(kernel.address, out.address, count);
        const expected = new Float64Array(count);
        stream.randnFill(expected);
        expect(firstDifference(expected)).toBe(-1);
        heap.kernels.drawNormals(kernel.address, out.address, repeat);
        expect(firstDifference(singles(stream, repeat))).toBe(-1);
      }
    }
    expect(kernel.state()).toEqual(stream.state());
  });

  test("χ² variates follow the same draws", () => {
    const stream = make();
    kernel.open(stream.state());
    for (const degrees of [0, 1, 2, 3, 7, 1000]) {
      for (let k = 0; k < 2000; k++)
        expect(heap.kernels.chiSquared(kernel.address, degrees)).toBe(chiSquared(stream, degrees));
    }
    expect(kernel.state()).toEqual(stream.state());
  });
});

describe.each(streams)("passing over the draws of a %s", (_, make) => {
  const arrays = [1, 6, 7, 12, 13, 16, 383, 384, 1003, 20_000].map((count) => ({ kind: "array" as const, count }));
  test.each<[string, readonly DrawStep[], number]>([
    ["single normals", [{ kind: "normals", count: 20_011 }], 10],
    ["arrays of normals", arrays, 10],
    ["uniforms", [{ kind: "uniforms", count: 2503 }], 3],
    ["χ² variates", [0, 1, 2, 30].map((count) => ({ kind: "χ²", count })), 500],
    [
      "all in turn",
      [
        { kind: "normals", count: 5 },
        { kind: "array", count: 400 },
        { kind: "uniforms", count: 3 },
        { kind: "χ²", count: 4 },
        { kind: "normals", count: 0 },
      ],
      200,
    ],
  ])("%s: the stream is left where drawing leaves it", (__, steps, count) => {
    const stream = make();
    stream.rand();
    const room = new Heap();
    const skipping = new KernelStream(room, steps);
    room.seal();
    skipping.open(stream.state());
    skipping.skip(count);
    for (let r = 0; r < count; r++) for (const step of steps) draw(stream, step);
    expect(skipping.state()).toEqual(stream.state());
  });
});

function draw(stream: RandomStream, { kind, count }: DrawStep): void {
  if (kind === "normals") singles(stream, count);
  else if (kind === "array") stream.randnFill(new Float64Array(count));
  else if (kind === "χ²") chiSquared(stream, count);
  else for (let i = 0; i < count; i++) stream.rand();
}

test("χ² variates have their distribution's moments", () => {
  kernel.open(new MersenneTwister(1).state());
  const n = 100_000;
  for (const degrees of [1, 2, 3, 30]) {
    const values = Float64Array.from({ length: n }, () => heap.kernels.chiSquared(kernel.address, degrees));
    const mean = values.reduce((sum, x) => sum + x, 0) / n;
    const variance = values.reduce((sum, x) => sum + (x - degrees) ** 2, 0) / n;
    expect(Math.abs(mean - degrees)).toBeLessThan(4 * Math.sqrt((2 * degrees) / n));
    expect(Math.abs(variance - 2 * degrees)).toBeLessThan(4 * Math.sqrt((8 * degrees ** 2 + 48 * degrees) / n));
  }
});

test("a stream that has not been opened has no state", () => {
  const other = new Heap();
  const stream = new KernelStream(other, []);
  other.seal();
  expect(() => stream.state()).toThrow("a stream must be opened before its state is asked for");
});
