import { constants, deflateRawSync, gzipSync } from "node:zlib";
import { compression as compressionOfNode } from "engine/platform/compression";
import { compression } from "engine/platform/web/compression";
import { memoryDrive } from "engine/platform/web/memoryDrive";
import { absolutePath } from "engine/platform/web/paths";
import fc from "fast-check";

const MOST = 1e7;

/** Bytes that compress well or not at all. */
const contents = fc.oneof(
  fc.uint8Array({ maxLength: 3000 }),
  fc.nat(200_000).map((length) => Uint8Array.from({ length }, (_, i) => ((i * i) % 251) & (i >> 9))),
);
const seeded = { seed: 23, numRuns: process.env["MIXEDMODELS_LONG"] ? 500 : 40 };

const joined = (parts: readonly Uint8Array[]): Buffer => Buffer.concat(parts);

describe("gunzip", () => {
  test("gives what Node's gives, of one file and of several behind each other", () => {
    fc.assert(
      fc.property(fc.array(contents, { minLength: 1, maxLength: 3 }), fc.constantFrom(0, 1, 9), (all, level) => {
        const packed = joined(all.map((one) => gzipSync(one, { level })));
        expect(joined(all).equals(compression.gunzip(packed, MOST))).toBe(true);
        expect(joined(all).equals(compressionOfNode.gunzip(packed, MOST))).toBe(true);
      }),
      seeded,
    );
  });

  test("refuses what has been cut short or changed in its check", () => {
    fc.assert(
      fc.property(contents, contents, fc.nat(1e9), fc.integer({ min: 1, max: 8 }), (first, second, where, from) => {
        const packed = gzipSync(second);
        const cut = packed.subarray(0, where % packed.length);
        expect(() => compression.gunzip(cut, MOST)).toThrow();
        const changed = Uint8Array.from(packed);
        changed[changed.length - from]! ^= 1 + (where % 255);
        expect(() => compression.gunzip(changed, MOST)).toThrow(/incorrect (?:data|length) check/);
        const before = joined([changed, gzipSync(first)]);
        expect(() => compression.gunzip(before, MOST)).toThrow(/incorrect (?:data|length) check/);
      }),
      seeded,
    );
  });

  test("refuses every beginning of a packed file, of nothing too", () => {
    for (const content of ["", "\0", "a", "\0".repeat(300)])
      for (const level of [0, 1, 9]) {
        const packed = gzipSync(content, { level });
        expect(Buffer.from(compression.gunzip(packed, MOST)).toString()).toBe(content);
        for (let length = 0; length < packed.length; length++)
          expect(() => compression.gunzip(packed.subarray(0, length), MOST)).toThrow();
      }
  });

  test("refuses what is no gzip file, and more bytes than may come out", () => {
    expect(() => compression.gunzip(new Uint8Array(), MOST)).toThrow();
    expect(() => compression.gunzip(deflateRawSync("text"), MOST)).toThrow();
    const zeros = gzipSync(new Uint8Array(1_000_000), { level: constants.Z_BEST_COMPRESSION });
    expect(compression.gunzip(zeros, 1_000_000)).toHaveLength(1_000_000);
    expect(() => compression.gunzip(zeros, 999_999)).toThrow("it would be more than 999999 bytes");
  });
});

describe("files in memory", () => {
  test("are read as they were written, whatever happens to the bytes that came or went", () => {
    const drive = memoryDrive();
    const bytes = Uint8Array.of(1, 2, 3);
    drive.makeFolder("/a/b");
    drive.replace("/a/b/c", bytes);
    bytes[0] = 9;
    drive.read("/a/b/c")[1] = 9;
    expect([...drive.read("/a/b/c")]).toEqual([1, 2, 3]);
    drive.replace("/a/b/c", "Größe");
    expect(new TextDecoder().decode(drive.read("/a/b/c"))).toBe("Größe");
    expect(drive.list("/a")).toEqual(["b"]);
    expect([drive.kind("/a/b"), drive.kind("/a/b/c"), drive.kind("/a/b/d")]).toEqual(["folder", "file", undefined]);
  });

  test.each([
    ["read", "/none", "ENOENT"],
    ["read", "/a", "EISDIR"],
    ["list", "/a/file", "ENOTDIR"],
    ["list", "/none", "ENOENT"],
    ["makeFolder", "/a/file/b", "ENOTDIR"],
    ["replace", "/none/file", "ENOENT"],
    ["replace", "/a", "EISDIR"],
    ["remove", "/a", "ENOTEMPTY"],
  ] as const)("%s %s fails with %s, as in Node", (what, path, code) => {
    const drive = memoryDrive();
    drive.makeFolder("/a");
    drive.replace("/a/file", "text");
    expect(() => drive[what](path, "")).toThrow(expect.objectContaining({ code }));
  });
});

test.each([
  ["data/a.csv", "/folder", "/folder/data/a.csv"],
  ["./a.csv", "/", "/a.csv"],
  ["../a.csv", "/x/y", "/x/a.csv"],
  ["/a//b/./c/..", "/x", "/a/b"],
  ["../../..", "/x", "/"],
])("the path %s in the folder %s is %s", (path, folder, absolute) => expect(absolutePath(path, folder)).toBe(absolute));
