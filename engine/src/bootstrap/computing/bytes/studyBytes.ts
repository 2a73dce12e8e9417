import { sha256 } from "../../../platform/hash";
import type { StreamState } from "../../../random/streamState";
import type { Plan } from "../replicator";
import { ByteWriter } from "./byteWriter";
import { record, size } from "./codec";
import { plan } from "./planCodec";
import { type SealedKind, sealed, unsealed } from "./sealedBytes";
import { streamState } from "./streamCodec";
import { readRelease, writeRelease } from "./studyRelease";

/** What replicates are computed by, wherever that is: they have the same bits everywhere. */
export interface Study {
  readonly plan: Plan;
  /** The stream before the first replicate. */
  readonly state: StreamState;
  /** How many numbers a replicate has. */
  readonly width: number;
}

const KIND: SealedKind = { mark: "mm-study", name: "a study", version: 1 };
const study = record<Study>({ width: size, state: streamState, plan });

/**
 * A study as bytes: numbers, sizes and choices from lists, no code. That of a bootstrap holds no label, and that of a
 * parametric bootstrap or a likelihood-ratio test of linear models holds no response either. That of a power study also
 * holds the formulas, the names of factors and levels, and the points of its grid.
 */
export function studyBytes(value: Study): Uint8Array {
  const out = new ByteWriter();
  writeRelease(out);
  study.write(out, value);
  return sealed(KIND, out.written());
}

/** The name of a study: 32 hexadecimal digits of the SHA-256 of its bytes, and so of all that its numbers depend on. */
export function studyId(bytes: Uint8Array): string {
  return sha256().update(bytes).hex().slice(0, 32);
}

/**
 * Reads a study.
 * @param source what it is called in sentences
 * @throws FileError if it is not one, has changed, or is of another release, which would compute other bits
 */
export function readStudy(bytes: Uint8Array, source: string): Study {
  return unsealed(KIND, bytes, source, (from) => {
    readRelease(from, source);
    return study.read(from);
  });
}
