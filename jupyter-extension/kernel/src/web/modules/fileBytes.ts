import { base64Of, latin1Of } from "../base64";

const INSPECT = Symbol.for("nodejs.util.inspect.custom");
/** Node's Buffer is shown with so many bytes. */
const MOST_SHOWN = 50;

const hexOf = (bytes: Uint8Array, between = ""): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(between);
const unicode =
  (name: string) =>
  (bytes: Uint8Array): string =>
    new TextDecoder(name, { ignoreBOM: true }).decode(bytes);

/** How bytes are texts, by Node's names of it; a mark of the order of bytes stays, as there. */
const ENCODINGS: readonly (readonly [names: RegExp, decode: (bytes: Uint8Array) => string])[] = [
  [/^utf-?8$/i, unicode("utf-8")],
  [/^(?:utf-?16le|ucs-?2)$/i, unicode("utf-16le")],
  [/^(?:latin1|binary)$/i, latin1Of],
  [/^ascii$/i, (bytes) => latin1Of(bytes.map((byte) => byte & 0x7f))],
  [/^hex$/i, (bytes) => hexOf(bytes)],
  [/^base64$/i, base64Of],
  [/^base64url$/i, (bytes) => base64Of(bytes).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "")],
];

/** Bytes as a text. @throws TypeError for an encoding that Node does not have either */
export function decoded(bytes: Uint8Array, encoding: string): string {
  const known = ENCODINGS.find(([names]) => names.test(encoding));
  if (known === undefined)
    throw Object.assign(new TypeError(`Unknown encoding: ${encoding}`), { code: "ERR_UNKNOWN_ENCODING" });
  return known[1](bytes);
}

/** What a file holds, as programs for Node expect it of a Buffer: as a text it is that of the bytes. */
export class FileBytes extends Uint8Array {
  /** Parts and what is computed from them are plain. */
  static get [Symbol.species](): Uint8ArrayConstructor {
    return Uint8Array;
  }

  override toString(encoding = "utf8"): string {
    return decoded(this, encoding);
  }

  [INSPECT](): string {
    const more = this.length - MOST_SHOWN;
    const tail = more > 0 ? ` ... ${more} more byte${more === 1 ? "" : "s"}` : "";
    return `<Buffer ${hexOf(this.subarray(0, MOST_SHOWN), " ")}${tail}>`;
  }
}
