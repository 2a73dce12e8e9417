import { ArgumentStream, unaryArguments } from "./argumentStreams";
import {
  arctangent,
  cubeRootOf,
  exactly,
  expOf,
  fixed,
  LN2,
  logOf,
  ONE,
  over,
  PI,
  real,
  type Scaled,
  sinCos,
  squareRoot,
  times,
  ulps,
} from "./exactReal";
import { binary, unary } from "./ownMath";

const COUNT = 3000;
const LN10 = logOf(exactly(10));

function atanOf(x: bigint): bigint {
  if (x < 0n) return -atanOf(-x);
  return x <= ONE ? arctangent(x) : (PI >> 1n) - arctangent(over(ONE, x));
}

function signed(x: number, root: Scaled): Scaled {
  return x < 0 ? { ...root, mantissa: -root.mantissa } : root;
}

/**
 * The truth, the largest error allowed in units of the last place, and the sizes that 320 bits behind the point carry.
 */
const UNARY: {
  readonly [name in keyof typeof unary]: { truth: (x: number) => Scaled; most: number; fits: (x: number) => boolean };
} = {
  log: { truth: (x) => real(logOf(exactly(x))), most: 0.9, fits: (x) => x > 0 && x !== 1 },
  log2: { truth: (x) => real(over(logOf(exactly(x)), LN2)), most: 0.9, fits: (x) => x > 0 && x !== 1 },
  log10: { truth: (x) => real(over(logOf(exactly(x)), LN10)), most: 1.8, fits: (x) => x > 0 && x !== 1 },
  log1p: {
    truth: (x) => real(logOf({ mantissa: ONE + fixed(x), exponent: -320 })),
    most: 0.9,
    fits: (x) => x > -1 && Math.abs(x) > 1e-40,
  },
  exp: { truth: (x) => expOf(fixed(x)), most: 0.9, fits: (x) => x > -745.13 && x < 709.78 },
  expm1: {
    truth: (x) => {
      const { mantissa, exponent } = expOf(fixed(x));
      const shift = BigInt(exponent + 320);
      return real((shift >= 0n ? mantissa << shift : mantissa >> -shift) - ONE);
    },
    most: 0.9,
    fits: (x) => x > -60 && x < 709.78 && Math.abs(x) > 1e-40,
  },
  cbrt: {
    truth: (x) => signed(x, cubeRootOf(exactly(Math.abs(x)))),
    most: 0.668,
    fits: (x) => x !== 0,
  },
  sin: { truth: (x) => real(sinCos(x).sin), most: 0.9, fits: (x) => Math.abs(x) > 1e-40 },
  cos: { truth: (x) => real(sinCos(x).cos), most: 0.9, fits: () => true },
  tan: {
    truth: (x) => {
      const { sin, cos } = sinCos(x);
      return real(over(sin, cos));
    },
    most: 1,
    fits: (x) => Math.abs(x) > 1e-40,
  },
  atan: { truth: (x) => real(atanOf(fixed(x))), most: 0.9, fits: (x) => Math.abs(x) > 1e-40 && Math.abs(x) < 1e40 },
};

test.each(Object.entries(UNARY))("the error of %s, in units of the last place", (name, { truth, most, fits }) => {
  const own = unary[name as keyof typeof unary];
  const xs = unaryArguments(name as keyof typeof unary, 2 * COUNT, 7).filter((x) => Number.isFinite(x) && fits(x));
  const errors = Array.from(xs.slice(0, COUNT), (x) => ulps(own(x), truth(x)));
  expect(errors.length).toBeGreaterThan(COUNT / 3);
  expect(Math.max(...errors)).toBeLessThan(most);
  expect(Math.max(...errors)).toBeGreaterThan(0.3);
});

function power(x: number, y: number): Scaled {
  return expOf(times(fixed(y), logOf(exactly(x))));
}

test.each([
  ["everyday arguments", (s: ArgumentStream) => [s.between(0, 100), s.between(-10, 10)]],
  ["cubes", (s: ArgumentStream) => [s.between(0, 100), 3]],
  ["fourth powers", (s: ArgumentStream) => [s.between(0, 100), 4]],
  ["inverse squares", (s: ArgumentStream) => [s.between(0, 100), -2]],
  ["the sizes of bandwidths", (s: ArgumentStream) => [1 + (s.bits() % 100_000), -1 / 5]],
  ["large exponents", (s: ArgumentStream) => [1 + s.sign() * s.ofSize(-45, -35), s.sign() * s.ofSize(30, 44)]],
  ["results of extreme size", (s: ArgumentStream) => [2, s.sign() * s.between(1000, 1022)]],
] as [string, (s: ArgumentStream) => [number, number]][])("powers are all but correctly rounded: %s", (_, draw) => {
  const stream = new ArgumentStream(11);
  const errors = Array.from({ length: COUNT / 2 }, () => {
    const [x, y] = draw(stream);
    return ulps(binary.pow(x, y), power(x, y));
  });
  expect(Math.max(...errors)).toBeLessThan(0.52);
  expect(Math.max(...errors)).toBeGreaterThan(0.3);
});

test("powers that are whole numbers are exact", () => {
  for (let x = -300; x <= 300; x++) {
    for (let y = 1; y <= 53; y++) {
      const exact = BigInt(x) ** BigInt(y);
      if (exact < 9007199254740992n && exact > -9007199254740992n) expect(binary.pow(x, y)).toBe(Number(exact));
    }
  }
  for (let y = -1074; y <= 1023; y++) expect(Math.log2(binary.pow(2, y))).toBe(y);
});

test("the error of atan2 and hypot, in units of the last place", () => {
  const stream = new ArgumentStream(13);
  const errors = { atan2: 0, hypot: 0 };
  for (let i = 0; i < COUNT; i++) {
    const [y, x] = [stream.sign() * stream.ofSize(-20, 20), stream.sign() * stream.ofSize(-20, 20)];
    const angle = atanOf(over(fixed(y), fixed(x))) + (x > 0 ? 0n : y > 0 ? PI : -PI);
    const length = squareRoot(times(fixed(x), fixed(x)) + times(fixed(y), fixed(y)));
    errors.atan2 = Math.max(errors.atan2, ulps(binary.atan2(y, x), real(angle)));
    errors.hypot = Math.max(errors.hypot, ulps(binary.hypot(x, y), real(length)));
  }
  expect(errors.atan2).toBeLessThan(1.2);
  expect(errors.hypot).toBeLessThan(2);
  expect(Math.min(errors.atan2, errors.hypot)).toBeGreaterThan(0.3);
});
