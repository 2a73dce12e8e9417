import { createHash } from "node:crypto";

/** How a seal is written in the text of a file: before it is known, and after. */
const OPENING = "sha256 of this file with zeros here: ";
const BLANK = "0".repeat(64);

/** What stands for the seal in bytes that are not sealed yet. */
export const UNSEALED = OPENING + BLANK;
/** The name of the seal among the texts of a file. */
export const SEAL = "mixedmodels.seal";

/** Puts the SHA-256 of the bytes into each of their {@link UNSEALED} places. */
export function seal(bytes: Uint8Array): Buffer {
  const sealed = Buffer.from(bytes);
  const digest = createHash("sha256").update(sealed).digest("hex");
  for (const at of places(sealed, BLANK)) sealed.write(digest, at, "latin1");
  return sealed;
}

/** Whether the bytes are sealed and have not changed since; undefined if there is no seal. */
export function isUnchanged(bytes: Uint8Array): boolean | undefined {
  const copy = Buffer.from(bytes);
  const first = copy.indexOf(OPENING, 0, "latin1");
  if (first < 0) return undefined;
  const digest = copy.toString("latin1", first + OPENING.length, first + OPENING.length + BLANK.length);
  for (const at of places(copy, digest)) copy.write(BLANK, at, "latin1");
  return createHash("sha256").update(copy).digest("hex") === digest;
}

/** Where a digest stands as a seal; an Arrow file has its texts at its beginning and at its end. */
function places(bytes: Buffer, digest: string): number[] {
  const found: number[] = [];
  const text = OPENING + digest;
  for (let at = bytes.indexOf(text, 0, "latin1"); at >= 0; at = bytes.indexOf(text, at + text.length, "latin1"))
    found.push(at + OPENING.length);
  return found;
}
