import { checkStream } from "./checkStream";
import { type Collection, checkCollection, elementsOf } from "./collection";
import type { IntegerRange } from "./range";
import type { RandomStream } from "./stream";

/**
 * Julia's `shuffle(rng, a)`: the elements of an array or a range in random order, the same as there from the same
 * stream (Fisher & Yates 1938). Julia has changed its way: a stream with `{ julia: "1.10" }` shuffles as that release
 * and those before, one with `{ julia: "1.13" }` as that release, others as 1.11 and 1.12; a `StableRNG` shuffles as
 * StableRNGs.jl does in all. Arrays of booleans have a way of their own since 1.11, there as here.
 * @returns a new array
 */
export function shuffle(rng: RandomStream, values: IntegerRange): number[];
export function shuffle<T>(rng: RandomStream, values: ArrayLike<T>): T[];
export function shuffle<T>(rng: RandomStream, values: Collection<T>): T[] {
  checkStream("the first argument of shuffle", rng);
  checkCollection("shuffle", values);
  const element = elementsOf<T>(values as Collection<T>);
  const shuffled = Array.from({ length: values.length }, (_, i) => element(i));
  if (rng.julia === undefined || rng.julia === "1.10") fromTheEnd(rng, shuffled);
  else if (areBooleans(shuffled)) placeTheRarer(rng, shuffled);
  else if (rng.julia === "1.11") fromTheBeginning(rng, shuffled);
  else inRanges(rng, shuffled);
  return shuffled;
}

function fromTheEnd(rng: RandomStream, values: unknown[]): void {
  let power = 1;
  while (power < values.length) power *= 2;
  for (let i = values.length; i >= 2; i--) {
    if (power / 2 - 1 === i) power /= 2;
    swap(values, i - 1, maskedBelow(rng, i, power));
  }
}

function fromTheBeginning(rng: RandomStream, values: unknown[]): void {
  let power = 4;
  for (let i = 2; i <= values.length; i++) {
    if (i > power) power *= 2;
    swap(values, i - 1, maskedBelow(rng, i, power));
  }
}

function inRanges(rng: RandomStream, values: unknown[]): void {
  for (let i = 2; i <= values.length; i++) swap(values, i - 1, rng.randBelow(i));
}

/** A whole number in [0, n): of 52 bits those below a power of 2, until they are such a number. */
function maskedBelow(rng: RandomStream, n: number, power: number): number {
  for (;;) {
    const drawn = rng.rand52() % power;
    if (drawn < n) return drawn;
  }
}

function swap(values: unknown[], i: number, j: number): void {
  [values[i], values[j]] = [values[j], values[i]];
}

function areBooleans(values: readonly unknown[]): values is boolean[] {
  return values.every((value) => typeof value === "boolean");
}

/** Puts those of the value that is rarer in places that are drawn until they differ. */
function placeTheRarer(rng: RandomStream, values: boolean[]): void {
  const trues = values.filter((value) => value).length;
  const rarer = 2 * trues <= values.length;
  let left = rarer ? trues : values.length - trues;
  values.fill(!rarer);
  while (left > 0) {
    const place = rng.randBelow(values.length);
    if (values[place] !== rarer) left--;
    values[place] = rarer;
  }
}
