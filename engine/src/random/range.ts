import { OptionError } from "../errors";
import { shownValue } from "../table/shownValue";

/** The whole numbers from `first` to `last`, both included, without room for each: Julia's `first:last`. */
export class IntegerRange implements Iterable<number> {
  readonly length: number;

  /** @internal Ranges come from {@link range}. */
  constructor(
    readonly first: number,
    readonly last: number,
  ) {
    this.length = Math.max(0, last - first + 1);
  }

  /** The number at an index from 0. */
  at(index: number): number {
    return this.first + index;
  }

  *[Symbol.iterator](): Iterator<number> {
    for (let value = this.first; value <= this.last; value++) yield value;
  }

  toString(): string {
    return `${this.first}:${this.last}`;
  }
}

/**
 * The whole numbers from `first` to `last`, both included, as Julia's `first:last`; none where `last` is less than
 * `first`. What {@link rand}, {@link sample} and {@link shuffle} draw from: `rand(rng, range(1, 6), 10)`. As indices of
 * arrays, which begin at 0 here, `range(0, n - 1)` gives Julia's `1:n` less 1.
 */
export function range(first: number, last: number): IntegerRange {
  for (const end of [first, last])
    if (!Number.isSafeInteger(end))
      throw new OptionError(`a range is from one whole number to another; got ${shownValue(end)}`);
  if (last - first + 1 > 2 ** 53) throw new OptionError(`a range has at most 2^53 numbers; got ${first}:${last}`);
  return new IntegerRange(first, last);
}
