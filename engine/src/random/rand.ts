import { OptionError } from "../errors";
import { shownValue } from "../table/shownValue";
import { checkStream } from "./checkStream";
import { type Collection, checkCollection, checkCount, checkNotEmpty, elementsOf } from "./collection";
import { type Distribution, isDistribution } from "./distribution";
import type { IntegerRange } from "./range";
import type { RandomStream } from "./stream";

/**
 * Julia's `rand(rng, S)` and `rand(rng, S, k)`: an element of an array or a range, or `k` of them with replacement, the
 * same as Julia draws from the same stream; or a number from a distribution ({@link Normal}, {@link Bernoulli},
 * {@link Poisson}, {@link Binomial}, {@link Gamma}, {@link InverseGaussian}, {@link NegativeBinomial}), the same as
 * Distributions.jl draws. Without S uniform numbers in [0, 1).
 *
 * `rand(rng, range(1, 10), 3)` is Julia's `rand(rng, 1:10, 3)`; `rand(rng, rows, 1000)` its
 * `rows[rand(rng, 1:length(rows), 1000)]`.
 * @returns without `k` one value; with it `k` of them, of a distribution or uniform as a Float64Array
 */
export function rand(rng: RandomStream): number;
export function rand(rng: RandomStream, k: number): Float64Array;
export function rand(rng: RandomStream, from: Distribution): number;
export function rand(rng: RandomStream, from: Distribution, k: number): Float64Array;
export function rand(rng: RandomStream, from: IntegerRange): number;
export function rand(rng: RandomStream, from: IntegerRange, k: number): number[];
export function rand<T>(rng: RandomStream, from: ArrayLike<T>): T;
export function rand<T>(rng: RandomStream, from: ArrayLike<T>, k: number): T[];
export function rand<T>(
  rng: RandomStream,
  from?: number | Distribution | Collection<T>,
  k?: number,
): number | T | Float64Array | T[] {
  checkStream("the first argument of rand", rng);
  if (from === undefined) return rng.rand();
  if (typeof from === "number") return uniforms(rng, from);
  if (k !== undefined) checkCount("rand", k);
  if (isDistribution(from)) {
    if (k === undefined) return from.draw(rng);
    const drawn = new Float64Array(k);
    from.fill(rng, drawn);
    return drawn;
  }
  checkCollection("rand", from);
  checkNotEmpty("rand", from);
  const element = elementsOf<T>(from as Collection<T>);
  const draw = (): T => element(rng.randBelow(from.length));
  return k === undefined ? draw() : Array.from({ length: k }, draw);
}

function uniforms(rng: RandomStream, k: number): Float64Array {
  if (!(Number.isSafeInteger(k) && k >= 0))
    throw new OptionError(
      `rand draws from an array, a range or a distribution, or a whole number of uniforms; got ${shownValue(k)}`,
    );
  const drawn = new Float64Array(k);
  rng.randFill(drawn);
  return drawn;
}
