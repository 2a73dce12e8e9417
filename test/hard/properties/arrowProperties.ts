import { readFileSync } from "node:fs";
import { join } from "node:path";
import { tableFromArrays, tableFromIPC, tableToIPC } from "apache-arrow";
import { DataError, MixedModelsError } from "engine/errors";
import { arrowBytes } from "engine/table/arrow/arrowBytes";
import { parseArrow } from "engine/table/arrow/arrowFile";
import { decompressZstandard } from "engine/table/arrow/zstandard/decompressZstandard";
import { asTable } from "engine/table/asTable";
import type { Table } from "engine/table/table";
import fc from "fast-check";
import { damage, damaged } from "./damage";
import { type Effort, holds } from "./property";

const REFERENCE = join(__dirname, "../../reference");
const rows = 40;
const table = asTable({
  x: Float64Array.from({ length: rows }, (_, i) => i / 7),
  y: Array.from({ length: rows }, (_, i) => (i % 5 === 0 ? null : i)),
  g: Array.from({ length: rows }, (_, i) => `level ${i % 6}`),
  h: Array.from({ length: rows }, (_, i) => (i % 7 === 0 ? null : `h${i}`)),
  b: Array.from({ length: rows }, (_, i) => i % 2 === 0),
});
const plain = tableFromArrays({ x: Float64Array.from([1, 2, 3]), n: Int32Array.from([4, 5, 6]), s: ["a", "b", "a"] });

/** Files of every kind that is read. */
const files: { readonly [kind: string]: Buffer } = {
  file: Buffer.from(arrowBytes(table, new Map([["key", "text"]]))),
  stream: Buffer.from(tableToIPC(tableFromIPC(arrowBytes(table)), "stream")),
  "small stream": Buffer.from(tableToIPC(plain, "stream")),
  "LZ4 file": readFileSync(join(REFERENCE, "compressed-lz4.arrow")),
  "Zstandard file": readFileSync(join(REFERENCE, "compressed-zstd.arrow")),
};

/** Frames of several contents, compressed in several ways. */
const compressed = JSON.parse(readFileSync(join(REFERENCE, "zstandard.json"), "utf8")) as {
  readonly [content: string]: { readonly length: number; readonly frames: { readonly [way: string]: string } };
};

/** Numbers that lead out of a file, back, round in circles or to more than there is. */
const HOSTILE = [-1, -8, 0, 1, 8, 0x7fffffff, -0x80000000, 0x00ffffff, 100_000];
/** Microseconds of the processor that no file of a few kilobytes needs. */
const LONG = 5_000_000;

/** @param places how many places of a file get hostile numbers */
export function arrowProperties(effort: Effort, places: number): void {
  /** Reads the bytes: a table that is no larger than they can hold, or an error of ours, soon. */
  function read(bytes: Buffer): Table | undefined {
    const start = process.cpuUsage();
    try {
      const result = parseArrow(bytes, "file.arrow").table;
      expect(result.numRows).toBeLessThanOrEqual(8000 * bytes.length);
      return result;
    } catch (error) {
      if (!(error instanceof MixedModelsError)) throw error;
      return undefined;
    } finally {
      const { user, system } = process.cpuUsage(start);
      expect(user + system).toBeLessThan(LONG);
    }
  }

  const kinds = Object.keys(files);

  test.each(kinds)(
    "a %s with any of its numbers replaced by a hostile one is refused or read, soon and in little memory",
    (kind) => {
      const original = files[kind]!;
      expect(read(original)).toBeDefined();
      let refused = 0;
      const before = process.memoryUsage().rss;
      // Most of the metadata are in the first and the last kilobytes.
      const last = original.length - 4;
      const near = Array.from({ length: places }, (_, i) => [
        4 * i,
        last - 2 * i,
        4 * Math.floor((i * last) / places / 4),
      ]).flat();
      for (const at of new Set(near.filter((place) => place >= 0 && place <= last))) {
        for (const number of HOSTILE) {
          const bytes = Buffer.from(original);
          bytes.writeInt32LE(number, at);
          if (read(bytes) === undefined) refused++;
        }
      }
      expect(refused).toBeGreaterThan(0);
      expect(process.memoryUsage().rss - before).toBeLessThan(500e6);
    },
  );

  test("an Arrow file with anything changed, left out or put in is refused or read, soon", () => {
    holds(
      fc.property(
        fc.constantFrom(...kinds),
        fc.array(damage, { minLength: 1, maxLength: 4 }),
        (kind, damages) => void read(damages.reduce(damaged, files[kind]!)),
      ),
      effort,
    );
  });

  test("a Zstandard frame with anything changed, left out or put in is refused or read to its length, soon", () => {
    const cases = Object.values(compressed).flatMap(({ length, frames }) =>
      Object.values(frames).map((text) => ({ frame: Buffer.from(text, "base64"), length })),
    );
    let refused = 0;
    holds(
      fc.property(
        fc.constantFrom(...cases),
        fc.array(damage, { minLength: 1, maxLength: 3 }),
        ({ frame, length }, damages) => {
          const start = performance.now();
          try {
            expect(decompressZstandard(damages.reduce(damaged, frame), length)).toHaveLength(length);
          } catch (error) {
            if (!(error instanceof DataError)) throw error;
            refused++;
          }
          expect(performance.now() - start).toBeLessThan(LONG);
        },
      ),
      effort,
    );
    expect(refused).toBeGreaterThan(0.5 * effort.runs);
  });

  test("no bytes are read for ever", () => {
    const words = fc.array(fc.oneof(fc.constantFrom(...HOSTILE), fc.integer({ min: -64, max: 64 })), { maxLength: 60 });
    holds(
      fc.property(words, fc.boolean(), (numbers, isFile) => {
        const bytes = Buffer.from(Int32Array.from(numbers).buffer);
        read(isFile ? Buffer.concat([Buffer.from("ARROW1\0\0"), bytes, Buffer.from("ARROW1")]) : bytes);
      }),
      effort,
    );
  });
}
