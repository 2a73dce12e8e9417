import { createHmac, timingSafeEqual } from "node:crypto";
import { readFileSync } from "node:fs";
import { FileError, reasonOf } from "mixedmodels/cluster";

const LENGTH = 32;
const SHORTEST_KEY = 16;
const NAME_LENGTH = 8;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/**
 * Signs bytes with a key that notebook and workers share (HMAC, RFC 2104, of SHA-256): who gets into the server between
 * them can delay work, but neither feed workers nor forge results. Without a key the bytes are as they are.
 */
export class Signature {
  /**
   * What tells keys apart, and says nothing of them: studies of different keys lie apart on a server, and workers take
   * only those of their own.
   */
  readonly name: string;
  private readonly key: Uint8Array | undefined;

  /** @param keyFile of a key of 16 bytes or more; absent where nothing is signed */
  constructor(keyFile: string | undefined) {
    this.name = "unsigned";
    if (keyFile === undefined) return;
    this.key = readSecret("the key of a queue", keyFile);
    if (this.key.length < SHORTEST_KEY)
      throw new FileError(
        `the key of a queue has ${SHORTEST_KEY} bytes or more (openssl rand -hex 32); '${keyFile}' has ` +
          `${this.key.length}`,
        keyFile,
      );
    this.name = this.digest("the name of a key", new Uint8Array(0)).toString("hex").slice(0, NAME_LENGTH);
  }

  /** Whether there is a key, without which anybody can write what lies on the server. */
  get hasKey(): boolean {
    return this.key !== undefined;
  }

  /** @param use what the bytes are for, so that no other bytes can take their place */
  sign(use: string, bytes: Uint8Array): Uint8Array {
    return this.key === undefined ? bytes : Buffer.concat([this.digest(use, bytes), bytes]);
  }

  /** The bytes that {@link sign} was given. @throws FileError if they are not signed with this key */
  open(use: string, signed: Uint8Array): Uint8Array {
    if (this.key === undefined) return signed;
    const bytes = signed.subarray(LENGTH);
    const own = signed.subarray(0, LENGTH);
    if (own.length !== LENGTH || !timingSafeEqual(own, this.digest(use, bytes)))
      throw new FileError(`what is on a queue's server is signed with its key; ${use} is not`, use);
    return bytes;
  }

  private digest(use: string, bytes: Uint8Array): Buffer {
    return createHmac("sha256", this.key!).update(use).update("\0").update(bytes).digest();
  }
}

/** The bytes that a file holds, without the line ends behind them. @param what it is, for sentences */
export function readSecret(what: string, file: string): Uint8Array {
  try {
    const bytes = readFileSync(file);
    let end = bytes.length;
    while (end > 0 && (bytes[end - 1] === LINE_FEED || bytes[end - 1] === CARRIAGE_RETURN)) end--;
    return bytes.subarray(0, end);
  } catch (error) {
    throw new FileError(`${what} is in a file; '${file}' cannot be read: ${reasonOf(error)}`, file);
  }
}
