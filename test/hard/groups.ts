import { MersenneTwister } from "engine/random/mersenneTwister";

/**
 * Columns of a small, well-behaved design: y = 2 + x + b_g + ε in n rows and q groups, and a factor f of three levels.
 */
export interface Groups {
  readonly [column: string]: unknown[];
  readonly y: number[];
  readonly x: number[];
  readonly g: string[];
  readonly f: string[];
}

/** @param scale what x and y are multiplied by */
export function groups(n = 60, q = 6, scale: { x?: number; y?: number } = {}): Groups {
  const rng = new MersenneTwister(20);
  const effects = Array.from({ length: q }, () => rng.randn());
  const x = Array.from({ length: n }, () => rng.randn());
  return {
    x: x.map((value) => (scale.x ?? 1) * value),
    y: x.map((value, i) => (scale.y ?? 1) * (2 + value + effects[i % q] + 0.5 * rng.randn())),
    g: x.map((_, i) => `g${i % q}`),
    f: x.map((_, i) => ["a", "b", "c"][i % 3]),
  };
}

/** A column with one value replaced. */
export function replaced(column: readonly unknown[], row: number, value: unknown): unknown[] {
  return column.map((old, i) => (i === row ? value : old));
}
