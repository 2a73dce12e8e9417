import { OptionError } from "../errors";
import { memberOf } from "../show/strictMembers";
import { shownValue } from "../table/shownValue";
import type { RandomStream } from "./stream";

/** @throws unless an argument is a random stream. @param place of the argument: "the first argument of simulate" */
export function checkStream(place: string, stream: unknown): asserts stream is RandomStream {
  if (typeof memberOf(stream, "randn") !== "function" || typeof memberOf(stream, "state") !== "function")
    throw new OptionError(`${place} is a random stream such as new MersenneTwister(42); got ${shownValue(stream)}`);
}
