/** Arguments that a call can have on every host. */
const MOST = 8192;

/** Bytes in base 64 (RFC 4648). */
export function base64(bytes: Uint8Array): string {
  let characters = "";
  for (let at = 0; at < bytes.length; at += MOST) characters += String.fromCharCode(...bytes.subarray(at, at + MOST));
  return btoa(characters);
}
