import fc from "fast-check";

/** Ways to damage bytes: some changed, some left out, some put in, the rest missing. */
export type Damage = {
  readonly kind: "change" | "leave out" | "put in" | "cut";
  readonly at: number;
  readonly bytes: Uint8Array;
};
export const damage: fc.Arbitrary<Damage> = fc.record({
  kind: fc.constantFrom("change", "leave out", "put in", "cut"),
  at: fc.nat(),
  bytes: fc.uint8Array({ minLength: 1, maxLength: 16 }),
});

export function damaged(original: Buffer, { kind, at, bytes }: Damage): Buffer {
  const place = at % original.length;
  const [before, after] = [original.subarray(0, place), original.subarray(place)];
  switch (kind) {
    case "change":
      return Buffer.concat([before, bytes, after.subarray(bytes.length)]);
    case "leave out":
      return Buffer.concat([before, after.subarray(bytes.length)]);
    case "put in":
      return Buffer.concat([before, bytes, after]);
    case "cut":
      return Buffer.from(before);
  }
}
