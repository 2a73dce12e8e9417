import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DataError } from "engine/errors";
import { decompressZstandard } from "engine/table/arrow/zstandard/decompressZstandard";
import { xxHash64 } from "engine/table/arrow/zstandard/xxHash64";

/** What test/reference/zstandard.py has compressed, in several ways each. */
const reference = JSON.parse(readFileSync(join(__dirname, "../../../reference/zstandard.json"), "utf8")) as {
  readonly [content: string]: { readonly length: number; readonly frames: { readonly [way: string]: string } };
};

/** Numbers from 0 to 32767. */
function noise(count: number, seed: number): number[] {
  let state = seed;
  return Array.from({ length: count }, () => {
    state = Number((BigInt(state) * 1103515245n + 12345n) % 2n ** 31n);
    return state >> 16;
  });
}

const words = (count: number): Buffer =>
  Buffer.from(Array.from({ length: count }, (_, k) => `level ${(k * k) % 17} of ${k ** 3 % 101}\n`).join(""));
const bytes = (numbers: number[], modulus: number): Buffer => Buffer.from(numbers.map((number) => number % modulus));
const beginning = Buffer.concat([words(300), bytes(noise(6000, 6), 16), Buffer.alloc(900)]);

const quarters = noise(16_000, 2).map((number) => number % 256);

const contents: { readonly [name: string]: Uint8Array } = {
  empty: Buffer.alloc(0),
  short: Buffer.from("level 1"),
  noise: bytes(noise(1000, 1), 256),
  constant: Buffer.alloc(300_000, 7),
  skewed: Buffer.from(Array.from({ length: 4000 }, (_, i) => Math.min(...quarters.slice(4 * i, 4 * i + 4)))),
  few: bytes(noise(9000, 5), 5),
  words: words(9000),
  doubles: new Uint8Array(Float64Array.from(noise(1200, 3), (number) => number / 64).buffer),
  integers: new Uint8Array(Int32Array.from(noise(2000, 4), (number) => number % 300).buffer),
  mixed: Buffer.concat([beginning, beginning, words(9000)]),
};

const frameOf = (content: string, way: string): Buffer => Buffer.from(reference[content]!.frames[way]!, "base64");

test.each(Object.keys(reference))("frames of %s are read", (name) => {
  const content = contents[name]!;
  for (const way of Object.keys(reference[name]!.frames)) {
    const out = decompressZstandard(frameOf(name, way), content.length);
    expect([way, Buffer.from(out).equals(content)]).toEqual([way, true]);
  }
});

test("several frames follow each other, those to be skipped among them", () => {
  const skipped = Buffer.from([0x5a, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3]);
  const frames = Buffer.concat([frameOf("short", "1"), skipped, frameOf("few", "3"), skipped]);
  const content = Buffer.concat([contents["short"]!, contents["few"]!]);
  expect(Buffer.from(decompressZstandard(frames, content.length)).equals(content)).toBe(true);
});

// By xxhsum, and of its documentation for the empty input.
test.each<[string, bigint]>([
  ["", 0xef46db3751d8e999n],
  ["a", 0xd24ec4f1a98c6e5bn],
  ["abc", 0x44bc2cf5ad770999n],
])("the hash of %p", (text, hash) => expect(xxHash64(Buffer.from(text))).toBe(hash));

const MAGIC = [0x28, 0xb5, 0x2f, 0xfd];
/** A frame of one segment with a size of one byte and these blocks. */
const framed = (size: number, ...blocks: number[][]): Buffer => Buffer.from([...MAGIC, 0x20, size, ...blocks.flat()]);
function block(kind: number, size: number, ...content: number[]): number[] {
  const head = 1 | (kind << 1) | (size << 3);
  return [head & 255, (head >> 8) & 255, head >> 16, ...content];
}
const compressed = (...content: number[]): number[] => block(2, content.length, ...content);
/** Literals of a size in a prefix code, in one stream. */
function coded(size: number, ...content: number[]): number[] {
  const head = 2 | (size << 4) | (content.length << 14);
  return [head & 255, (head >> 8) & 255, head >> 16, ...content];
}
/** Three literals as they are. */
const abc = [3 << 3, 97, 98, 99];

test("blocks of all kinds, by hand", () => {
  const text = (frame: Buffer, length: number): string => Buffer.from(decompressZstandard(frame, length)).toString();
  expect(text(framed(3, block(0, 3, 97, 98, 99)), 3)).toBe("abc");
  expect(text(framed(9, block(1, 9, 97)), 9)).toBe("aaaaaaaaa");
  expect(text(framed(3, compressed(...abc, 0)), 3)).toBe("abc");
  // One sequence of three codes without bits: 3 literals, an offset of 4 − 3 = 1, a match of 5.
  expect(text(framed(8, compressed(...abc, 1, 0x54, 3, 2, 2, 0b100)), 8)).toBe("abcccccc");
});

const few = frameOf("few", "3");
const changed = (at: number, value: number): Buffer =>
  Buffer.concat([few.subarray(0, at), Buffer.from([value]), few.subarray(at + 1)]);
const last = few.length - 1;

test.each<[reason: string, frames: Uint8Array, length: number]>([
  ["a frame begins with other bytes", Buffer.from("no frame at all"), 3],
  ["they end too early", few.subarray(0, 3), 9000],
  ["they end too early", few.subarray(0, 100), 9000],
  ["they end too early", few.subarray(0, last), 9000],
  ["they end too early", Buffer.from([0x50, 0x2a, 0x4d, 0x18, 9, 0, 0, 0, 1]), 0],
  ["a frame has another checksum", changed(last, few[last]! ^ 1), 9000],
  ["they are of another version", Buffer.from([...MAGIC, 0x28, 3]), 3],
  ["they need a dictionary", Buffer.from([...MAGIC, 0x21, 7, 3, ...block(0, 0)]), 3],
  ["they are of another version", framed(3, block(3, 0)), 3],
  ["they hold more than 2 bytes", framed(3, block(0, 3, 1, 2, 3)), 2],
  ["they hold more than 2 bytes", framed(200, block(1, 200, 1)), 2],
  ["they hold 3 bytes instead of 4", framed(3, block(0, 3, 1, 2, 3)), 4],
  ["a frame holds 3 bytes instead of 5", framed(5, block(0, 3, 1, 2, 3)), 3],
  ["a block of 131073 bytes", framed(5, block(1, 131_073, 1)), 300_000],
  ["a block ends too early", framed(3, compressed()), 3],
  ["literals are longer than their block", framed(9, compressed(9 << 3, 1, 2)), 9],
  ["a block goes on behind its end", framed(3, compressed(...abc, 0, 0)), 3],
  ["a block uses the code of one before it, and there is none", framed(9, compressed(0x93, 0x40, 0, 1, 0)), 9],
  ["a code is not complete", framed(9, compressed(...coded(9, 128, 0x00, 1), 0)), 9],
  // Weights whose only state takes no bits: they would never end.
  ["a code has too many symbols", framed(10, compressed(...coded(10, 4, 0xf0, 0x03, 0xff, 0x80, 1, 1, 1), 0)), 10],
  ["a table of accuracy 20 instead of at most 6", framed(10, compressed(...coded(10, 3, 0x0f, 0x03, 0xff, 1), 0)), 10],
  ["bits have no end", framed(9, compressed(...coded(9, 128, 0x10, 0), 0)), 9],
  ["literals do not end with their bits", framed(9, compressed(...coded(9, 128, 0x10, 0x80), 0)), 9],
  ["sequences do not end with their bits", framed(8, compressed(...abc, 1, 0x54, 3, 2, 2, 0b1000)), 8],
  ["sequences are longer than their bits", framed(8, compressed(...abc, 1, 0x54, 3, 2, 2, 0b1)), 8],
  ["a block has too few literals", framed(9, compressed(...abc, 1, 0x54, 4, 2, 2, 0b100)), 9],
  ["a match lies before the beginning", framed(8, compressed(...abc, 1, 0x54, 3, 2, 2, 0b111)), 8],
  ["they hold more than 7 bytes", framed(8, compressed(...abc, 1, 0x54, 3, 2, 2, 0b100)), 7],
  ["a code is none of its kind", framed(8, compressed(...abc, 1, 0x54, 36, 2, 2, 0b100)), 8],
  ["a block uses the tables of one before it, and there is none", framed(8, compressed(...abc, 1, 0xfc, 1)), 8],
  ["a block ends too early or has modes of another version", framed(8, compressed(...abc, 1, 0x55, 3, 2, 2, 4)), 8],
])("%s", (reason, frames, length) => {
  expect(() => decompressZstandard(frames, length)).toThrow(DataError);
  expect(() => decompressZstandard(frames, length)).toThrow(
    `bytes that are said to be Zstandard frames are not: ${reason}`,
  );
});
