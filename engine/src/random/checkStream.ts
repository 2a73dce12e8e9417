import { OptionError } from "../errors";
import { shownValue } from "../table/shownValue";
import type { RandomStream } from "./stream";

/** @throws unless the first argument of a function is a random stream */
export function checkStream(where: string, stream: unknown): asserts stream is RandomStream {
  const { randn, state } = (stream ?? {}) as Partial<RandomStream>;
  if (typeof randn !== "function" || typeof state !== "function") throw new OptionError(`the first argument of ${where} is a random stream such as new MersenneTwister(42); got ${shownValue(stream)}`);
}
