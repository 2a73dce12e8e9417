import { createHash } from "node:crypto";
import { freshSeed, hashedSeed, seedWords } from "engine/random/seed";
import { sha256 } from "engine/random/sha256";

const bytesOf = (words: Uint32Array): Buffer => Buffer.from(words.buffer, words.byteOffset, words.byteLength);
const digest = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

test("a seed's words are little-endian, at least one", () => {
  expect([...seedWords(0)]).toEqual([0]);
  expect([...seedWords(2 ** 32 + 5)]).toEqual([5, 1]);
  expect([...seedWords(2n ** 64n)]).toEqual([0, 0, 1]);
});

test("a non-negative seed is hashed by its words", () => {
  for (const seed of [0, 42, 2 ** 40, 2n ** 200n + 7n]) {
    expect(bytesOf(hashedSeed(seed)).toString("hex")).toBe(digest(bytesOf(seedWords(seed))));
  }
});

test("a negative seed is hashed by its complement's words and a byte 1", () => {
  expect(bytesOf(hashedSeed(-1)).toString("hex")).toBe(digest(Buffer.from([0, 0, 0, 0, 1])));
  expect(bytesOf(hashedSeed(-6n)).toString("hex")).toBe(digest(Buffer.from([5, 0, 0, 0, 1])));
});

test("other seeds are refused in one sentence", () => {
  expect(() => hashedSeed(1.5)).toThrow("a seed is an integer, not 1.5");
  expect(() => hashedSeed(NaN)).toThrow("a seed is an integer, not NaN");
  expect(() => hashedSeed("7" as unknown as number)).toThrow("a seed is an integer, not 7");
  expect(() => hashedSeed(2 ** 60)).toThrow("must be a bigint to be exact, such as 1152921504606846976n");
  expect(() => seedWords(-3)).toThrow("the seed is -3");
});

test("fresh seeds are safe integers", () => {
  const seeds = Array.from({ length: 20 }, freshSeed);
  expect(seeds.every((seed) => Number.isSafeInteger(seed) && seed >= 0)).toBe(true);
  expect(new Set(seeds).size).toBe(20);
});

test("SHA-256 agrees with the system's at every padding", () => {
  for (const length of [0, 1, 3, 55, 56, 63, 64, 65, 119, 120, 1000]) {
    const message = Uint8Array.from({ length }, (_, i) => (i * 31 + length) & 0xff);
    expect(Buffer.from(sha256(message)).toString("hex")).toBe(digest(message));
  }
});
