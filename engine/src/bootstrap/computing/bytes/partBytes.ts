import { FileError } from "../../../errors";
import type { StreamState } from "../../../random/streamState";
import type { Failure } from "../../sample/failure";
import type { Replicates } from "../replicator";
import { mustHold } from "./byteReader";
import { ByteWriter } from "./byteWriter";
import { estimates, integers, list, record, size, text } from "./codec";
import { type SealedKind, sealed, unsealed } from "./sealedBytes";
import { streamState } from "./streamCodec";

/** Some replicates of a study in a row, and the stream after their draws. */
export interface Part {
  /** Of which study: {@link studyId}. */
  readonly study: string;
  readonly replicates: Replicates;
  readonly state: StreamState;
}

const KIND: SealedKind = { mark: "mm-part ", name: "a part of a study", version: 1 };
const ID_LENGTH = 32;
/** Bytes of a reason; a letter of it has three at most. */
const LONGEST_REASON = 10_000;

const reasons = text(LONGEST_REASON);
/** Cut where it would be too long. */
const reason: typeof reasons = {
  write: (out, value) => reasons.write(out, value.slice(0, Math.floor(LONGEST_REASON / 3))),
  read: reasons.read,
};

const part = record<Part>({
  study: text(ID_LENGTH),
  replicates: record<Replicates>({
    first: size,
    count: size,
    columns: estimates,
    evaluations: integers,
    failures: list(record<Failure>({ iter: size, reason })),
  }),
  state: streamState,
});

/** A part as bytes. They depend on the study and on which replicates they are of alone. */
export function partBytes(value: Part): Uint8Array {
  const out = new ByteWriter();
  part.write(out, value);
  return sealed(KIND, out.written());
}

/**
 * Reads a part of a study.
 * @param expected of which study, how many numbers a replicate has, and how many replicates there are in all
 * @param source what it is called in sentences
 * @throws FileError if it is not one, has changed, or is of another study
 */
export function readPart(
  bytes: Uint8Array,
  expected: { readonly study: string; readonly width: number; readonly n: number },
  source: string,
): Part {
  const found = unsealed(KIND, bytes, source, (from) => {
    const value = part.read(from);
    checkReplicates(value.replicates);
    return value;
  });
  const { first, count, columns } = found.replicates;
  const isExpected =
    found.study === expected.study && columns.length === expected.width * count && first + count - 1 <= expected.n;
  if (!isExpected) throw new FileError(`parts belong to one study; '${source}' is of another one`, source);
  return found;
}

function checkReplicates({ first, count, columns, evaluations, failures }: Replicates): void {
  mustHold(first >= 1 && count >= 1, "replicates are counted from 1");
  mustHold(columns.length % count === 0 && evaluations.length === count, "every replicate has as many numbers");
  for (const { iter } of failures) mustHold(iter >= first && iter < first + count, "failures are among the replicates");
}
