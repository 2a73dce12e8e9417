import { isUnchanged, SEAL, seal, UNSEALED } from "engine/table/seal";
import * as fc from "fast-check";

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
/** Bytes with so many seals between parts that look like the beginning of one. */
const sealed = fc
  .array(fc.oneof(fc.uint8Array({ maxLength: 80 }), fc.constantFrom("s", "sha2", "sha256 of this", SEAL).map(utf8)), {
    minLength: 2,
    maxLength: 6,
  })
  .map((parts) => {
    const bytes = parts.flatMap((part, i) => [...(i > 0 ? utf8(UNSEALED) : []), ...part]);
    return seal(Uint8Array.from(bytes));
  });

test("sealed bytes are unchanged, and changed by every bit and every cut", () => {
  fc.assert(
    fc.property(sealed, fc.nat(), fc.integer({ min: 0, max: 7 }), (bytes, at, bit) => {
      expect(isUnchanged(bytes)).toBe(true);
      const other = bytes.slice();
      other[at % other.length] ^= 1 << bit;
      expect(isUnchanged(other)).not.toBe(true);
      expect(isUnchanged(bytes.slice(0, at % bytes.length))).not.toBe(true);
    }),
  );
});

test("bytes without a seal have none, however much of one they hold", () => {
  expect(isUnchanged(new Uint8Array(0))).toBeUndefined();
  const opening = UNSEALED.slice(0, -64);
  for (let length = 0; length < opening.length; length++)
    expect(isUnchanged(utf8(opening.slice(0, length)))).toBeUndefined();
  for (let length = opening.length; length < UNSEALED.length; length++)
    expect(isUnchanged(utf8(UNSEALED.slice(0, length)))).toBe(false);
});
