import { OptionError } from "../errors";
import { checkOptions, checkSwitch } from "../table/options";
import { checkStream } from "./checkStream";
import { type Collection, checkCollection, checkCount, checkNotEmpty, elementsOf } from "./collection";
import type { IntegerRange } from "./range";
import type { RandomStream } from "./stream";

export interface SampleOptions {
  /** Whether an element can be drawn more than once. Default true, as in StatsBase.jl (R's `sample` draws without). */
  replace?: boolean;
  /** Whether the elements come in the order in which they stand. Default false. */
  ordered?: boolean;
}

/**
 * StatsBase.jl's `sample(rng, a)` and `sample(rng, a, k; replace, ordered)`: an element of an array or a range, or `k`
 * of them, the same as there from the same stream. Without replacement few of many are drawn until they differ, others
 * by Fisher and Yates' shuffling, ordered ones by Vitter (1984), "Faster methods for random sampling", Communications
 * of the ACM 27, algorithms A and C. Weights are not taken.
 */
export function sample(rng: RandomStream, from: IntegerRange): number;
export function sample(rng: RandomStream, from: IntegerRange, k: number, options?: SampleOptions): number[];
export function sample<T>(rng: RandomStream, from: ArrayLike<T>): T;
export function sample<T>(rng: RandomStream, from: ArrayLike<T>, k: number, options?: SampleOptions): T[];
export function sample<T>(rng: RandomStream, from: Collection<T>, k?: number, options: SampleOptions = {}): T | T[] {
  checkStream("the first argument of sample", rng);
  checkCollection("sample", from);
  checkOptions("sample", options, ["replace", "ordered"]);
  const { replace = true, ordered = false } = options;
  checkSwitch("replace", replace);
  checkSwitch("ordered", ordered);
  const element = elementsOf<T>(from as Collection<T>);
  const n = from.length;
  if (k === undefined) {
    checkNotEmpty("sample", from);
    return element(rng.randBelow(n));
  }
  checkCount("sample", k);
  if (k === 0) return [];
  checkNotEmpty("sample", from);
  if (!replace && k > n)
    throw new OptionError(`a sample without replacement has at most as many elements as there are; got ${k} of ${n}`);
  return indices(rng, n, k, replace, ordered).map(element);
}

/** `k` indices below `n`. */
function indices(rng: RandomStream, n: number, k: number, replace: boolean, ordered: boolean): number[] {
  if (replace) {
    const drawn = Array.from({ length: k }, () => rng.randBelow(n));
    return ordered ? drawn.sort((a, b) => a - b) : drawn;
  }
  if (ordered) return n > 10 * k * k ? byLeastOfMany(rng, n, k) : bySkipping(rng, n, k);
  if (k === 1) return [rng.randBelow(n)];
  if (k === 2) return pair(rng, n);
  return n < 24 * k ? byShuffling(rng, n, k) : byRejection(rng, n, k);
}

function pair(rng: RandomStream, n: number): number[] {
  const first = rng.randBelow(n);
  const second = rng.randBelow(n - 1);
  return [first, second === first ? n - 1 : second];
}

function byShuffling(rng: RandomStream, n: number, k: number): number[] {
  const order = Array.from({ length: n }, (_, i) => i);
  for (let i = 0; i < k; i++) {
    const j = i + rng.randBelow(n - i);
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order.slice(0, k);
}

function byRejection(rng: RandomStream, n: number, k: number): number[] {
  const drawn = new Set<number>();
  while (drawn.size < k) drawn.add(rng.randBelow(n));
  return [...drawn];
}

/** Vitter's algorithm A: passes over one element after the other. */
function bySkipping(rng: RandomStream, n: number, k: number): number[] {
  const drawn: number[] = [];
  let next = 0;
  while (k > 1) {
    const u = rng.rand();
    let stays = (n - k) / n;
    while (stays > u) {
      next++;
      n--;
      stays *= (n - k) / n;
    }
    drawn.push(next++);
    n--;
    k--;
  }
  drawn.push(next + Math.trunc(n * rng.rand()));
  return drawn;
}

/** Vitter's algorithm C: how many are passed over is the least of many. */
function byLeastOfMany(rng: RandomStream, n: number, k: number): number[] {
  const drawn: number[] = [];
  let next = 0;
  while (k > 1) {
    let least = n - k + 1;
    for (let u = n; u >= n - k + 1; u--) least = Math.min(least, u * rng.rand());
    const passed = Math.trunc(least);
    drawn.push(next + passed);
    next += passed + 1;
    n -= passed + 1;
    k--;
  }
  drawn.push(next + Math.trunc(n * rng.rand()));
  return drawn;
}
