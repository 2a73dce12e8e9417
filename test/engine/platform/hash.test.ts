import { sha256 } from "engine/platform/hash";
import { sha256 as digest } from "engine/random/sha256";
import * as fc from "fast-check";

const hex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

test("the host's SHA-256 of parts is the engine's own of all of them", () => {
  expect(sha256().hex()).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  const part = fc.oneof(fc.uint8Array({ maxLength: 300 }), fc.string({ unit: "grapheme", maxLength: 100 }));
  fc.assert(
    fc.property(fc.array(part), (parts) => {
      const hash = sha256();
      for (const one of parts) hash.update(one);
      const bytes = parts.map((one) => (typeof one === "string" ? new TextEncoder().encode(one) : one));
      expect(hash.hex()).toBe(hex(digest(Uint8Array.from(bytes.flatMap((one) => Array.from(one))))));
    }),
  );
});
