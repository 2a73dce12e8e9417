import { anyNumber, type Codec, estimates, optional, record, text } from "../bootstrap/computing/bytes/codec";
import type { Deletion } from "./deletion";

const LONGEST_TEXT = 10_000;
const words = text(LONGEST_TEXT);

/** What a cluster answers of a refit. */
export const deletionCodec: Codec<Deletion> = record<Deletion>({
  cook: anyNumber,
  dfbetas: estimates,
  sigma: anyNumber,
  reason: optional(words),
  failure: optional(words),
});
