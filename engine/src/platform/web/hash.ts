import { sha256 as sha256OfNoble } from "@noble/hashes/sha2.js";
import type { Hash } from "../contract";

/** A new SHA-256; a browser's own answers later, whoever seals a file needs it at once. */
export function sha256(): Hash {
  const hash = sha256OfNoble.create();
  const parts: Hash = {
    update(part) {
      hash.update(typeof part === "string" ? new TextEncoder().encode(part) : part);
      return parts;
    },
    hex: () => Array.from(hash.digest(), (byte) => byte.toString(16).padStart(2, "0")).join(""),
  };
  return parts;
}
