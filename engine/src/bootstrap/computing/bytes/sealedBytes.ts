import { FileError } from "../../../errors";
import { sha256 } from "../../../platform/hash";
import { ByteReader, MalformedBytes } from "./byteReader";

/** A kind of bytes: how its files begin, what they are called, and which form of them this release reads. */
export interface SealedKind {
  /** Eight characters. */
  readonly mark: string;
  readonly name: string;
  readonly version: number;
}

/** The mark, the version and the digest stand before the content. */
const DIGEST = 32;

/** Whether bytes begin as those of a kind do. */
export function isSealed({ mark }: SealedKind, bytes: Uint8Array): boolean {
  return String.fromCharCode(...bytes.subarray(0, mark.length)) === mark;
}

/** The content behind a mark, a version and the SHA-256 of all that comes after it. */
export function sealed({ mark, version }: SealedKind, content: Uint8Array): Uint8Array {
  const start = mark.length + 1 + DIGEST;
  const bytes = new Uint8Array(start + content.length);
  bytes.set(Uint8Array.from(mark, (character) => character.charCodeAt(0)));
  bytes[mark.length] = version;
  bytes.set(digestOf(content), mark.length + 1);
  bytes.set(content, start);
  return bytes;
}

/**
 * Reads the content of bytes that {@link sealed} has made.
 * @param source what they are called in sentences: a path
 * @throws FileError if they are of another kind or version, have changed by as much as a bit, or do not hold what they
 * should
 */
export function unsealed<T>(
  kind: SealedKind,
  { buffer, byteOffset, byteLength }: Uint8Array,
  source: string,
  read: (from: ByteReader) => T,
): T {
  const { mark, name, version } = kind;
  // Without the methods of a Buffer, whose `slice` would share its memory.
  const bytes = new Uint8Array(buffer, byteOffset, byteLength);
  if (!isSealed(kind, bytes))
    throw new FileError(`${name} begins with '${mark}'; '${source}' is of another kind`, source);
  if (bytes[mark.length] !== version)
    throw new FileError(
      `this release reads ${name} of version ${version}; '${source}' has version ${bytes[mark.length]}`,
      source,
    );
  const start = mark.length + 1 + DIGEST;
  const content = bytes.subarray(start);
  const digest = bytes.subarray(mark.length + 1, start);
  const expected = digestOf(content);
  if (digest.length !== DIGEST || !expected.every((byte, i) => byte === digest[i]))
    throw new FileError(`${name} is read as it was written; '${source}' has been changed or cut short since`, source);
  try {
    const from = new ByteReader(content);
    const value = read(from);
    if (!from.isAtEnd) throw new MalformedBytes("something follows the last of them");
    return value;
  } catch (error) {
    if (!(error instanceof MalformedBytes)) throw error;
    throw new FileError(`${name} holds numbers that fit together; in '${source}', ${error.message}`, source);
  }
}

function digestOf(content: Uint8Array): Uint8Array {
  return Uint8Array.from(sha256().update(content).hex().match(/../g)!, (digits) => Number.parseInt(digits, 16));
}
