/** So many bytes become letters in one call, which has one argument for each: a multiple of 3, as base64 has it. */
const PART = 24_576;

/** Bytes as base64. */
export function base64Of(bytes: Uint8Array): string {
  return inParts(bytes, btoa);
}

/** The bytes of a text in base64. */
export function bytesOfBase64(text: string): Uint8Array {
  const letters = atob(text);
  const bytes = new Uint8Array(letters.length);
  for (let i = 0; i < letters.length; i++) bytes[i] = letters.charCodeAt(i);
  return bytes;
}

/** Each byte as the letter of its number. */
export function latin1Of(bytes: Uint8Array): string {
  return inParts(bytes, (letters) => letters);
}

function inParts(bytes: Uint8Array, written: (letters: string) => string): string {
  const parts: string[] = [];
  for (let start = 0; start < bytes.length; start += PART) {
    // The function's own way of taking a list: spreading one goes byte by byte.
    const letters = String.fromCharCode.apply(null, bytes.subarray(start, start + PART) as unknown as number[]);
    parts.push(written(letters));
  }
  return parts.join("");
}
