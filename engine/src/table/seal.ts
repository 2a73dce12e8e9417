import { sha256 } from "../platform/hash";

/** How a seal is written in the text of a file: before it is known, and after. */
const OPENING = "sha256 of this file with zeros here: ";
const BLANK = "0".repeat(64);

/** What stands for the seal in bytes that are not sealed yet. */
export const UNSEALED = OPENING + BLANK;
/** The name of the seal among the texts of a file. */
export const SEAL = "mixedmodels.seal";

/** Puts the SHA-256 of the bytes into each of their {@link UNSEALED} places. */
export function seal(bytes: Uint8Array): Uint8Array {
  const sealed = bytes.slice();
  const digest = sha256().update(sealed).hex();
  const blank = ascii(BLANK);
  for (const at of places(sealed).filter((one) => holds(sealed, one, blank))) sealed.set(ascii(digest), at);
  return sealed;
}

/** Whether the bytes are sealed and have not changed since; undefined if there is no seal. */
export function isUnchanged(bytes: Uint8Array): boolean | undefined {
  const openings = places(bytes);
  if (openings.length === 0) return undefined;
  const digest = bytes.slice(openings[0], openings[0] + BLANK.length);
  if (digest.length < BLANK.length) return false;
  const hash = sha256();
  let from = 0;
  for (const at of openings.filter((one) => holds(bytes, one, digest))) {
    hash.update(bytes.subarray(from, at)).update(ascii(BLANK));
    from = at + BLANK.length;
  }
  return hash.update(bytes.subarray(from)).hex() === String.fromCharCode(...digest);
}

/** Where seals stand or may stand; an Arrow file has its texts at its beginning and at its end. */
function places(bytes: Uint8Array): number[] {
  const found: number[] = [];
  const text = ascii(OPENING);
  for (let at = find(bytes, text, 0); at >= 0; at = find(bytes, text, at + text.length))
    found.push(at + OPENING.length);
  return found;
}

/**
 * Where `text` begins in the bytes, at `from` or later; −1 if nowhere (Horspool 1980, Software: Practice and Experience
 * 10, 501: a byte that ends no match tells how far the next one is at least).
 */
function find(bytes: Uint8Array, text: Uint8Array, from: number): number {
  const last = text.length - 1;
  const steps = new Uint8Array(256).fill(text.length);
  for (let i = 0; i < last; i++) steps[text[i]] = last - i;
  for (let at = from; at + last < bytes.length; at += steps[bytes[at + last]]) if (holds(bytes, at, text)) return at;
  return -1;
}

function holds(bytes: Uint8Array, at: number, text: Uint8Array): boolean {
  for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text[i]) return false;
  return true;
}

/** A byte for each character. */
function ascii(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}
