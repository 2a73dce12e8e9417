import { Xoshiro } from "mixedmodels";

/** Choices that a seed repeats. */
export class Chance {
  private readonly stream: Xoshiro;

  constructor(readonly seed: number) {
    this.stream = new Xoshiro(seed);
  }

  /** A whole number from 0 to below a limit. */
  below(limit: number): number {
    return Math.floor(limit * this.stream.rand());
  }

  of<T>(list: readonly T[]): T {
    return list[this.below(list.length)];
  }
}
