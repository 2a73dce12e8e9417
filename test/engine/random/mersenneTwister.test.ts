import { MersenneTwister } from "engine/random/mersenneTwister";
import { normalFromBits } from "engine/random/ziggurat";

const filled = (n: number, fill: (out: Float64Array) => void): number[] => {
  const out = new Float64Array(n);
  fill(out);
  return [...out];
};
const times = (n: number, draw: () => number): number[] => Array.from({ length: n }, draw);

describe("MersenneTwister draws Julia's numbers", () => {
  test("uniforms since Julia 1.11", () => {
    const a = new MersenneTwister(123);
    expect([a.rand(), a.rand()]).toEqual([0.37453777969575874, 0.8735343642013971]);
  });

  test("a seed whose raw state is off the full period", () => {
    const a = new MersenneTwister(1234321);
    expect([a.rand(), a.rand()]).toEqual([0.941956706729612, 0.07727875449745647]);
  });

  test("uniforms and normals up to Julia 1.10", () => {
    const uniform = new MersenneTwister(1234, { julia: "1.10" });
    expect(times(5, () => uniform.rand())).toEqual([
      0.5908446386657102, 0.7667970365022592, 0.5662374165061859, 0.4600853424625171, 0.7940257103317943,
    ]);
    const normal = new MersenneTwister(1234, { julia: "1.10" });
    expect(times(5, () => normal.randn())).toEqual([
      0.8673472019512456, -0.9017438158568171, -0.4944787535042339, -0.9029142938652416, 0.8644013132535154,
    ]);
  });

  test("the release decides the seeding and the tail", () => {
    expect(new MersenneTwister(1).rand()).not.toBe(new MersenneTwister(1, { julia: "1.10" }).rand());
    const since = new MersenneTwister(1);
    const before = new MersenneTwister(1);
    before.restore({ ...before.state(), julia: "1.10" });
    let draw: number;
    do draw = since.randn();
    while (draw === before.randn());
    expect(Math.abs(draw)).toBeGreaterThan(3.6541528853610088);
  });
});

describe("array fills", () => {
  test.each([1, 12, 383, 1002, 1003, 4000])("%i uniforms below dSFMT's block are the scalar ones", (n) => {
    const scalar = new MersenneTwister(7);
    const vector = new MersenneTwister(7);
    const block = n < 384 ? n : 2 * Math.floor((n - 2) / 2);
    const drawn = filled(n, (out) => vector.randFill(out));
    expect(drawn.slice(0, block)).toEqual(times(block, () => scalar.rand()));
  });

  test("a direct fill leaves the cache for later", () => {
    const scalar = new MersenneTwister(7);
    const vector = new MersenneTwister(7);
    const cached = times(1002, () => scalar.rand());
    expect(vector.rand()).toBe(cached[0]);
    const direct = filled(400, (out) => vector.randFill(out));
    expect(direct.slice(0, 398)).toEqual(times(398, () => scalar.rand()));
    expect(direct.slice(398)).toEqual(cached.slice(1, 3));
    expect(vector.rand()).toBe(cached[3]);
  });

  test("up to 12 normals are scalar draws; from 13 on all bits come before the rejections' extra draws", () => {
    const scalar = new MersenneTwister(42);
    const short = new MersenneTwister(42);
    expect(filled(12, (out) => short.randnFill(out))).toEqual(times(12, () => scalar.randn()));

    const long = new MersenneTwister(42);
    const source = new MersenneTwister(42);
    const bits = new Uint32Array(
      Float64Array.from(
        filled(1000, (out) => source.randFill(out)),
        (u) => u + 1,
      ).buffer,
    );
    const resolved = times(1000, () => 0).map((_, i) => normalFromBits(bits[2 * i], bits[2 * i + 1], source));
    expect(filled(1000, (out) => long.randnFill(out))).toEqual(resolved);
    expect(long.rand()).toBe(source.rand());
  });

  test("n fills only the beginning", () => {
    const out = new Float64Array(20);
    new MersenneTwister(1).randnFill(out, 15);
    expect([...out.subarray(0, 15)]).toEqual(filled(15, (a) => new MersenneTwister(1).randnFill(a)));
    expect([...out.subarray(15)]).toEqual([0, 0, 0, 0, 0]);
  });
});

test("normals have the moments and the tails of the normal distribution", () => {
  const rng = new MersenneTwister(2025);
  const n = 200_000;
  const x = filled(n, (out) => rng.randnFill(out));
  const moment = (k: number): number => x.reduce((sum, v) => sum + v ** k, 0) / n;
  expect(Math.abs(moment(1))).toBeLessThan(4 / Math.sqrt(n));
  expect(Math.abs(moment(2) - 1)).toBeLessThan(4 * Math.sqrt(2 / n));
  expect(Math.abs(moment(4) - 3)).toBeLessThan(4 * Math.sqrt(96 / n));
  const beyond = x.filter((v) => Math.abs(v) > 3.6541528853610088).length;
  const expected = n * 2.5807e-4;
  expect(Math.abs(beyond - expected)).toBeLessThan(4 * Math.sqrt(expected));
});

test("without a seed the seed is fresh, and repeats the stream", () => {
  const fresh = new MersenneTwister();
  expect(Number.isSafeInteger(fresh.seed)).toBe(true);
  expect(fresh.seed).not.toBe(new MersenneTwister().seed);
  expect(new MersenneTwister(fresh.seed).rand()).toBe(fresh.rand());
});

test("options are checked", () => {
  expect(() => new MersenneTwister(1, { julia: "1.9" as "1.10" })).toThrow(
    'julia is "1.10", "1.11" (for 1.11 and later) or "1.13", not "1.9"',
  );
  expect(() => new MersenneTwister(1, { Julia: "1.10" } as object)).toThrow("julia");
});
