import { fma } from "engine/math/fma";
import { ArgumentStream } from "./argumentStreams";
import { exactly } from "./exactReal";

/** A rational number's nearest double, ties to even, by whole numbers alone. */
function nearest(mantissa: bigint, exponent: number): number {
  if (mantissa === 0n) return 0;
  const size = mantissa < 0n ? -mantissa : mantissa;
  const excess = size.toString(2).length - 53;
  let rounded = excess > 0 ? size >> BigInt(excess) : size << BigInt(-excess);
  if (excess > 0) {
    const rest = size - (rounded << BigInt(excess));
    const half = 1n << BigInt(excess - 1);
    if (rest > half || (rest === half && rounded % 2n === 1n)) rounded += 1n;
  }
  const value = Number(rounded) * 2 ** Math.min(900, exponent + excess) * 2 ** Math.max(0, exponent + excess - 900);
  return mantissa < 0n ? -value : value;
}

function truth(a: number, b: number, c: number): number {
  const [x, y, z] = [a, b, c].map(exactly);
  const exponent = Math.min(x.exponent + y.exponent, z.exponent);
  const product = (x.mantissa * y.mantissa) << BigInt(x.exponent + y.exponent - exponent);
  return nearest(product + (z.mantissa << BigInt(z.exponent - exponent)), exponent);
}

test("a product and a sum are rounded once", () => {
  const stream = new ArgumentStream(31);
  let differs = 0;
  for (let i = 0; i < 20_000; i++) {
    const [a, b] = [stream.ofSize(-30, 30), stream.ofSize(-30, 30)];
    const c = i % 2 === 0 ? stream.ofSize(-60, 60) : -a * b * (1 + stream.between(-1e-15, 1e-15));
    const expected = truth(a, b, c);
    if (fma(a, b, c) !== expected) throw new Error(`fma(${a}, ${b}, ${c}) is ${fma(a, b, c)}, not ${expected}`);
    if (a * b + c !== expected) differs++;
  }
  expect(differs).toBeGreaterThan(2000);
  expect([fma(0, 3, 2), fma(2, 3, 0), fma(2, Infinity, 1), fma(2, 3, -Infinity)]).toEqual([2, 6, Infinity, -Infinity]);
});
