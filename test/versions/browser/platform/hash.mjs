import { sha256 as digestOf } from "../../../../engine/dist/random/sha256.js";

export function sha256() {
  const all = [];
  const hash = {
    update(part) {
      for (const byte of typeof part === "string" ? new TextEncoder().encode(part) : part) all.push(byte);
      return hash;
    },
    hex: () => Array.from(digestOf(Uint8Array.from(all)), (byte) => byte.toString(16).padStart(2, "0")).join(""),
  };
  return hash;
}
