import { OptionError } from "../errors";
import { shownValue } from "../table/shownValue";
import type { RandomStream } from "./stream";

/** @throws unless an argument is a random stream. @param place of the argument: "the first argument of simulate" */
export function checkStream(place: string, stream: unknown): asserts stream is RandomStream {
  const { randn, state } = (stream ?? {}) as Partial<RandomStream>;
  if (typeof randn !== "function" || typeof state !== "function")
    throw new OptionError(`${place} is a random stream such as new MersenneTwister(42); got ${shownValue(stream)}`);
}
