import { readFileSync } from "node:fs";
import { join } from "node:path";
import { compression } from "engine/platform/compression";
import { arrowBytes } from "engine/table/arrow/arrowBytes";
import { parseArrow, readarrow } from "engine/table/arrow/arrowFile";
import { decompressLZ4 } from "engine/table/arrow/lz4";
import { asTable } from "engine/table/asTable";

const file = (codec: string): string => join(__dirname, "..", "..", "..", "reference", `compressed-${codec}.arrow`);
/** The rows that test/reference/compressed.py writes. */
const expected = Array.from({ length: 9000 }, (_, k) => ({
  y: ((k * 7) % 13) / 4,
  g: `level ${(k * k) % 17}`,
  i: k % 10 === 3 ? NaN : k % 300,
  text: `row ${k % 50}`,
}));

test("a file compressed by LZ4 is read", () => {
  expect(readarrow(file("lz4")).toRows()).toEqual(expected);
});

test("a file compressed by Zstandard is read, with a decoder of the host and without", () => {
  expect(readarrow(file("zstd")).toRows()).toEqual(expected);
  const host = compression as { unzstd: typeof compression.unzstd };
  const { unzstd } = host;
  host.unzstd = undefined;
  try {
    expect(readarrow(file("zstd")).toRows()).toEqual(expected);
  } finally {
    host.unzstd = unzstd;
  }
});

const bytes = (...parts: (number | number[] | string)[]): Uint8Array =>
  Uint8Array.from(parts.flatMap((part) => (typeof part === "string" ? [...Buffer.from(part)] : part)));
const begin = [0x04, 0x22, 0x4d, 0x18, 0x60, 0x40, 0x82];
const end = [0, 0, 0, 0];
const text = (frames: Uint8Array, length: number): string => Buffer.from(decompressLZ4(frames, length)).toString();

test("literals, matches that overlap what they make, and blocks that are stored", () => {
  expect(text(bytes(begin, [5, 0, 0, 0], 0x40, "abcd", end), 4)).toBe("abcd");
  expect(text(bytes(begin, [7, 0, 0, 0], 0x23, "ab", [2, 0], 0x10, "!", end), 10)).toBe("ababababa!");
  expect(text(bytes(begin, [3, 0, 0, 0x80], "xyz", end), 3)).toBe("xyz");
});

test("long counts, matches into the block before, several frames, sizes and checksums", () => {
  expect(text(bytes(begin, [5, 0, 0, 0], 0x1f, "a", [1, 0], 0, end), 20)).toBe("a".repeat(20));
  expect(text(bytes(begin, [3, 0, 0, 0], 0x20, "ab", [4, 0, 0, 0], 0x00, [2, 0], 0x00, end), 6)).toBe("ababab");
  expect(text(bytes(begin, [2, 0, 0, 0], 0x10, "a", end, begin, [2, 0, 0, 0], 0x10, "b", end), 2)).toBe("ab");
  expect(
    text(
      bytes(
        [0x04, 0x22, 0x4d, 0x18, 0x7c, 0x40],
        [1, 0, 0, 0, 0, 0, 0, 0],
        0x00,
        [2, 0, 0, 0],
        0x10,
        "a",
        [9, 9, 9, 9],
        end,
        [7, 7, 7, 7],
      ),
      1,
    ),
  ).toBe("a");
});

test.each<[string, Uint8Array, number]>([
  ["a frame begins with other bytes", bytes("no LZ4 at all"), 3],
  ["they are of version 0", bytes([0x04, 0x22, 0x4d, 0x18, 0x00, 0x40, 0x82]), 3],
  ["they need a dictionary", bytes([0x04, 0x22, 0x4d, 0x18, 0x61, 0x40, 0x82]), 3],
  ["they end too early", bytes(begin, [9, 0, 0, 0], 0x10, "a"), 3],
  ["they end too early", bytes(begin, [2, 0, 0, 0], 0x10, "a"), 1],
  ["a block ends too early", bytes(begin, [2, 0, 0, 0], 0x40, "a", end), 4],
  ["a block ends too early", bytes(begin, [2, 0, 0, 0], 0xf0, 255, end), 4],
  ["a match lies before the beginning", bytes(begin, [4, 0, 0, 0], 0x10, "a", [2, 0], end), 9],
  ["they hold more than 3 bytes", bytes(begin, [4, 0, 0, 0], 0x10, "a", [1, 0], end), 3],
  ["they hold more than 0 bytes", bytes(begin, [2, 0, 0, 0], 0x10, "a", end), 0],
  ["they hold 1 bytes instead of 2", bytes(begin, [2, 0, 0, 0], 0x10, "a", end), 2],
])("%s", (reason, frames, length) => {
  expect(() => decompressLZ4(frames, length)).toThrow(`bytes that are said to be LZ4 frames are not: ${reason}`);
});

test("other files are refused by their name", () => {
  expect(() => readarrow(__filename)).toThrow(`the file '${__filename}' cannot be read as an Arrow file`);
  expect(readFileSync(file("lz4")).length).toBeLessThan(9000 * 8);
});

test("a dictionary that claims more texts than its file has bits is refused before they are made", () => {
  const whole = Buffer.from(arrowBytes(asTable({ g: Array.from({ length: 90 }, (_, i) => `level ${i % 61}`) })));
  const reasons = new Set<string>();
  for (let at = 0; at + 8 <= whole.length; at += 8) {
    if (whole.readBigInt64LE(at) !== 61n) continue;
    const claims = Buffer.from(whole);
    claims.writeBigInt64LE(2n ** 32n - 1n, at);
    try {
      parseArrow(claims, "g.arrow");
    } catch (error) {
      reasons.add((error as Error & { cause: Error }).cause.message);
    }
  }
  expect([...reasons]).toEqual([`a column of ${2 ** 32 - 1} rows in ${whole.length} bytes`]);
});
