import { base64 } from "engine/show/base64";
import * as fc from "fast-check";

test("bytes of every number are in base 64 what Node makes of them", () => {
  for (const length of [0, 1, 2, 8191, 8192, 8193, 100_000]) {
    const bytes = Uint8Array.from({ length }, (_, i) => (i * 197) & 255);
    expect(base64(bytes)).toBe(Buffer.from(bytes).toString("base64"));
  }
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 50 }), (bytes) => {
      expect(base64(bytes)).toBe(Buffer.from(bytes).toString("base64"));
    }),
  );
});
