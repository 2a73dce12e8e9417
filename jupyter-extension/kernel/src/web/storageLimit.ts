/**
 * A file goes to the browser's storage and comes from there in one message, in base64 or with its escapes: more would
 * not fit into the longest text that browsers have, 2²⁹ letters.
 */
export const MOST_BYTES = 256e6;

/** The error of a file that is too large for the browser's storage, with the code that Node's would have. */
export function tooLarge(path: string, bytes: number): Error & { readonly code: string; readonly reason: string } {
  // Rounded upwards, so that it is not told to have what is allowed.
  const has = Math.ceil(bytes / 1e6);
  const reason = `a file in the browser's storage has at most ${MOST_BYTES / 1e6} MB, this one has ${has} MB`;
  return Object.assign(new Error(`EFBIG: ${reason}, '${path}'`), { code: "EFBIG", reason });
}
