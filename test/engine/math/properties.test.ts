import { ArgumentStream } from "./argumentStreams";
import { binary, unary } from "./ownMath";

const { atan, cbrt, cos, exp, expm1, log, log1p, log2, log10, sin, tan } = unary;
const COUNT = 4_000;

function pairs(draw: (stream: ArgumentStream) => number): [number, number][] {
  const stream = new ArgumentStream(5);
  const words = new BigInt64Array(1);
  const double = new Float64Array(words.buffer);
  return Array.from({ length: COUNT }, () => {
    const x = draw(stream);
    double[0] = x;
    // A few last places further from 0.
    words[0] += BigInt(1 + (stream.bits() % 4));
    return [x, double[0]];
  });
}

test.each([
  ["log", log, (s: ArgumentStream) => s.ofSize(-1000, 1000)],
  ["log next to 1", log, (s: ArgumentStream) => s.between(0.6, 1.6)],
  ["log1p", log1p, (s: ArgumentStream) => s.ofSize(-60, 60)],
  ["log2", log2, (s: ArgumentStream) => s.between(0.6, 1.6)],
  ["log10", log10, (s: ArgumentStream) => s.ofSize(-60, 60)],
  ["exp", exp, (s: ArgumentStream) => s.between(0, 700)],
  ["expm1", expm1, (s: ArgumentStream) => s.between(0, 700)],
  ["cbrt", cbrt, (s: ArgumentStream) => s.ofSize(-1000, 1000)],
  ["atan", atan, (s: ArgumentStream) => s.ofSize(-30, 30)],
  ["a root", (x: number) => binary.pow(x, 0.3), (s: ArgumentStream) => s.ofSize(-1000, 1000)],
  ["a power", (x: number) => binary.pow(x, 7.5), (s: ArgumentStream) => s.ofSize(-100, 100)],
  ["an exponential", (x: number) => binary.pow(1.7, x), (s: ArgumentStream) => s.between(0, 1000)],
] as [string, (x: number) => number, (stream: ArgumentStream) => number][])("%s never falls", (_, f, draw) => {
  for (const [below, above] of pairs(draw)) if (!(f(below) <= f(above))) throw new Error(`f(${below}) > f(${above})`);
});

test("odd functions are odd, cos is even", () => {
  const stream = new ArgumentStream(3);
  for (let i = 0; i < COUNT; i++) {
    const x = stream.ofSize(-300, 300);
    for (const f of [cbrt, sin, tan, atan]) expect(f(-x)).toBe(-f(x));
    expect(cos(-x)).toBe(cos(x));
  }
});

test("functions undo their inverses", () => {
  const stream = new ArgumentStream(9);
  for (let i = 0; i < COUNT; i++) {
    const x = stream.between(0.1, 30);
    const close = (value: number, ulps: number): void =>
      expect(Math.abs(value - x)).toBeLessThanOrEqual(ulps * 2.3e-16 * x);
    close(log(exp(x)), 12);
    close(exp(log(x)), 5);
    close(log1p(expm1(x)), 12);
    close(cbrt(x) * cbrt(x) * cbrt(x), 5);
    close(binary.pow(binary.pow(x, 0.2), 5), 6);
    close(binary.pow(10, log10(x)), 6);
    close(tan(atan(x)), 60);
    const angle = stream.between(-1e6, 1e6);
    expect(sin(angle) * sin(angle) + cos(angle) * cos(angle)).toBeCloseTo(1, 15);
  }
});

test("a power of 2 shifts log2, and log by a multiple of log 2", () => {
  const stream = new ArgumentStream(21);
  for (let i = 0; i < COUNT; i++) {
    const x = stream.between(1, 2);
    expect(log2(1024 * x)).toBeCloseTo(10 + log2(x), 14);
    expect(log(1024 * x)).toBeCloseTo(10 * Math.LN2 + log(x), 14);
  }
});
