import { mustHold } from "../../bootstrap/computing/bytes/byteReader";
import { ByteWriter } from "../../bootstrap/computing/bytes/byteWriter";
import { type Codec, list, record, size, text } from "../../bootstrap/computing/bytes/codec";
import { type SealedKind, sealed, unsealed } from "../../bootstrap/computing/bytes/sealedBytes";
import type { Shard } from "../../bootstrap/computing/bytes/shardRunner";
import { FileError } from "../../errors";

/** The results of some tasks in a row. */
export interface TaskPart<T> {
  /** Of which study. */
  readonly study: string;
  /** The number of the first task, from 1. */
  readonly first: number;
  readonly results: readonly T[];
}

const KIND: SealedKind = { mark: "mm-done ", name: "a part of a study", version: 1 };
const ID_LENGTH = 32;

function codecOf<T>(result: Codec<T>): Codec<TaskPart<T>> {
  return record<TaskPart<T>>({ study: text(ID_LENGTH), first: size, results: list(result) });
}

/** A part as bytes. They depend on the study and on which tasks they are of alone. */
export function taskPart<T>(part: TaskPart<T>, result: Codec<T>): Uint8Array {
  const out = new ByteWriter();
  codecOf(result).write(out, part);
  return sealed(KIND, out.written());
}

/**
 * Reads a part of a study of tasks.
 * @param expected of which study, how many tasks it has, and of which shard; absent where any will do
 * @param source what it is called in sentences
 * @throws FileError if it is not one, has changed, or is another one
 */
export function readTaskPart<T>(
  bytes: Uint8Array,
  result: Codec<T>,
  expected: { readonly study: string; readonly count: number; readonly shard?: Shard | undefined },
  source: string,
): TaskPart<T> {
  const found = unsealed(KIND, bytes, source, (from) => {
    const part = codecOf(result).read(from);
    mustHold(part.first >= 1 && part.results.length >= 1, "tasks are counted from 1");
    return part;
  });
  const { study, count, shard } = expected;
  const { first, results } = found;
  const isExpected = found.study === study && first - 1 + results.length <= count;
  if (isExpected && (shard === undefined || (shard.first === first && shard.count === results.length))) return found;
  throw new FileError(`parts belong to one study and shard; '${source}' is of another one`, source);
}
