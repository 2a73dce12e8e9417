/** Arguments for functions of a double, the same on every host: only exact operations make them. */
export class ArgumentStream {
  private state: number;
  private readonly double = new Float64Array(1);
  private readonly words = new Uint32Array(this.double.buffer);

  constructor(seed: number) {
    this.state = seed;
  }

  /** 32 bits by Marsaglia's (2003) xorshift. */
  bits(): number {
    let x = this.state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.state = x;
    return x >>> 0;
  }

  sign(): number {
    return this.bits() % 2 === 0 ? 1 : -1;
  }

  /** Any double: subnormal, infinite or no number as its bits will have it. */
  any(): number {
    this.words[0] = this.bits();
    this.words[1] = this.bits();
    return this.double[0];
  }

  /** Uniform between two numbers. */
  between(low: number, high: number): number {
    return low + (high - low) * ((this.bits() * 2097152 + (this.bits() >>> 11)) / 9007199254740992);
  }

  /** 1 to 2 times a power of 2 between 2^low and 2^high. */
  ofSize(low: number, high: number): number {
    this.words[0] = this.bits();
    this.words[1] = ((1023 + low + (this.bits() % (high - low))) << 20) | (this.bits() >>> 12);
    return this.double[0];
  }
}

/** Where a function of one argument is most often asked. */
export const usual = {
  log: [0.001, 1000],
  exp: [-750, 720],
  log1p: [-1, 10],
  expm1: [-60, 720],
  cbrt: [-1000, 1000],
  log2: [0, 100],
  log10: [0, 1e6],
  sin: [-100, 100],
  cos: [-100, 100],
  tan: [-100, 100],
  atan: [-10, 10],
} as const;

export type UnaryName = keyof typeof usual;

/** A fifth each: anything, the usual, of every moderate size, close to 1 or 0 (where a logarithm vanishes), below 2. */
export function unaryArguments(name: UnaryName, count: number, seed = 1): Float64Array {
  const stream = new ArgumentStream(seed);
  const [low, high] = usual[name];
  const near = name === "log" || name === "log2" || name === "log10" ? 1 : 0;
  return Float64Array.from({ length: count }, (_, i) => {
    switch (i % 5) {
      case 0:
        return stream.any();
      case 1:
        return stream.between(low, high);
      case 2:
        return stream.sign() * stream.ofSize(-30, 30);
      case 3:
        return near + stream.sign() * stream.ofSize(-60, 0);
      default:
        return stream.between(-2, 2);
    }
  });
}

export type BinaryName = "atan2" | "pow" | "hypot";

/** A third each: anything, moderate numbers, numbers and whole exponents. */
export function binaryArguments(count: number, seed = 1): [number, number][] {
  const stream = new ArgumentStream(seed);
  return Array.from({ length: count }, (_, i) => {
    switch (i % 3) {
      case 0:
        return [stream.any(), stream.any()];
      case 1:
        return [stream.ofSize(-60, 60), stream.between(-20, 20)];
      default:
        return [stream.between(-1000, 1000), (stream.bits() % 25) - 12];
    }
  });
}
