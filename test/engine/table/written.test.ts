import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { tableFromIPC } from "apache-arrow";
import { readarrow } from "engine/table/arrow/arrowFile";
import { compressLZ4 } from "engine/table/arrow/compressLZ4";
import { decompressLZ4 } from "engine/table/arrow/lz4";
import { writearrow } from "engine/table/arrow/writearrow";
import { asTable, type TableLike } from "engine/table/asTable";
import { factorOf } from "engine/table/factor";
import { readcsv } from "engine/table/source/csv";
import { dataset } from "engine/table/source/dataset";
import { writecsv } from "engine/table/source/writecsv";
import type { Table } from "engine/table/table";
import { recode, withlevels } from "engine/table/withlevels";
import fc from "fast-check";
import { aq } from "../support/arqueroModule";

const folder = mkdtempSync(join(tmpdir(), "written-"));
const at = (name: string): string => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true }));

const wild = {
  "RT (ms)": [1 / 3, -1e-300, 5e300, null],
  n: [1, 2, 3, 4],
  "a,b": ['say "hi"', "two\nlines", " blank ", null],
  ok: [true, false, null, true],
  id: ["007", "008", "=1+1", "x;y"],
};

test.each([[{}], [{ delimiter: "\t" }], [{ decimal: "," }], [{ delimiter: "|", missing: "-" }]] as const)(
  "a table comes back from its CSV file: %p",
  (options) => {
    writecsv(at("t.csv"), wild, options);
    const { delimiter = "decimal" in options ? ";" : ",", missing } = options as { [name: string]: string };
    const read = readcsv(at("t.csv"), {
      ...options,
      delimiter,
      ...(missing === undefined ? {} : { missing: [missing] }),
    } as object);
    expect(read.toRows()).toEqual(asTable(wild).toRows());
  },
);

test.each([
  [["x", "", "y"], {}, ["x", null, "y"]],
  [["a;b", "a|b", "a\tb", "a,b"], {}, ["a;b", "a|b", "a\tb", "a,b"]],
  [[1.5, 2.25, NaN], { decimal: "," }, Float64Array.of(1.5, 2.25, NaN)],
  [[1.5, null, 2], { missing: "" }, Float64Array.of(1.5, NaN, 2)],
] as const)("a single column comes back with every row, and needs no options: %p", (x, options, column) => {
  writecsv(at("one.csv"), { x }, options);
  expect(readcsv(at("one.csv")).column("x")).toEqual(column);
});

test("a frame of arquero is written as its rows are", () => {
  writecsv(at("f.csv"), aq.table({ x: [3, 1, 2] }).orderby("x"));
  expect(readFileSync(at("f.csv"), "utf8")).toBe("x\n1\n2\n3\n");
});

test.each(["kb07", "contra", "sleepstudy"])("%s comes back from its Arrow file, which LZ4 makes smaller", (name) => {
  const table = dataset(name);
  writearrow(at("lz4.arrow"), table);
  writearrow(at("none.arrow"), table, { compression: "none" });
  for (const file of ["lz4.arrow", "none.arrow"]) {
    const read = readarrow(at(file));
    expect(read.columns()).toEqual(table.columns());
  }
  const [small, large] = ["lz4.arrow", "none.arrow"].map((file) => readFileSync(at(file)).length);
  expect(small).toBeLessThan(large);
});

test("missing values come back from an Arrow file", () => {
  writearrow(at("wild.arrow"), wild);
  expect(readarrow(at("wild.arrow")).toRows()).toEqual(asTable(wild).toRows());
});

describe("levels that have an order", () => {
  const texts = ["low", null, "high", "low", "ctl"];
  const order = ["ctl", "low", "none of them", "high"];
  const back = (table: TableLike): Table => {
    writearrow(at("levels.arrow"), table);
    return readarrow(at("levels.arrow"));
  };

  test("come back from an Arrow file in this order, which models and charts follow", () => {
    const read = back(withlevels({ g: texts, y: [1, 2, 3, 4, 5] }, "g", order));
    expect(read.column("g")).toEqual(texts);
    expect(read.factor("g").levels).toEqual(["ctl", "low", "high"]);
    expect(back(read).factor("g").levels).toEqual(["ctl", "low", "high"]);
    expect(recode(read, "g", { low: "none of them" }).factor("g").levels).toEqual(["ctl", "none of them", "high"]);
  });

  test("are an ordered dictionary for other readers, with the levels that no row has", () => {
    writearrow(at("levels.arrow"), withlevels({ g: texts }, "g", order), { compression: "none" });
    const vector = tableFromIPC(readFileSync(at("levels.arrow"))).getChild("g")!;
    expect([vector.type.isOrdered, [...vector], [...vector.data[0].dictionary!]]).toEqual([true, texts, order]);
    writearrow(at("plain.arrow"), { g: texts }, { compression: "none" });
    expect(tableFromIPC(readFileSync(at("plain.arrow"))).getChild("g")!.type.isOrdered).toBe(false);
  });

  test("of any texts and any order, with the texts as they are", () => {
    const text = fc.oneof(fc.string({ maxLength: 3 }), fc.constantFrom("é", "e\u0301", "constructor", "__proto__"));
    fc.assert(
      fc.property(fc.array(fc.option(text), { minLength: 1 }), fc.infiniteStream(fc.nat()), (g, keys) => {
        const levels = factorOf(g).levels.map((level) => ({ level, key: keys.next().value }));
        fc.pre(levels.length > 0);
        levels.sort((a, b) => a.key - b.key);
        const table = withlevels({ g }, "g", [...levels.map(({ level }) => level), "no row's"]);
        const read = back(table);
        expect(read.column("g")).toEqual(table.column("g"));
        expect(read.factor("g")).toEqual(table.factor("g"));
      }),
      { numRuns: 100, seed: 19 },
    );
  });

  test("of truth values, of more than an index byte counts, and of no row", () => {
    const truth = recode({ ok: ["a", "b", null] }, "ok", { a: true, b: false });
    expect([back(truth).column("ok"), back(truth).factor("ok").levels]).toEqual([
      [true, false, null],
      ["true", "false"],
    ]);
    const many = Array.from({ length: 40_000 }, (_, i) => `s${i}`);
    expect(back(withlevels({ g: many }, "g", [...many].reverse())).factor("g").levels[0]).toBe("s39999");
    expect(back(withlevels({ g: [null, null] }, "g", order)).column("g")).toEqual([null, null]);
    expect(back(asTable({ g: ["a"], y: [1] })).column("g")).toEqual(["a"]);
  });
});

describe("LZ4", () => {
  test("begins as LZ4's own program does", () => {
    // The frame of "lz4 -B7 --no-frame-crc" of nothing.
    expect([...compressLZ4(new Uint8Array())]).toEqual([4, 0x22, 0x4d, 0x18, 0x60, 0x70, 0x73, 0, 0, 0, 0]);
  });

  test("comes back from every frame", () => {
    const repeated = fc
      .array(fc.tuple(fc.uint8Array({ minLength: 1, maxLength: 9 }), fc.integer({ min: 1, max: 90 })), { maxLength: 9 })
      .map((parts) =>
        Uint8Array.from(
          parts.flatMap(([part, times]) =>
            Array(times)
              .fill([...part])
              .flat(),
          ),
        ),
      );
    fc.assert(
      fc.property(fc.oneof(repeated, fc.uint8Array({ maxLength: 300 })), (bytes) => {
        expect(decompressLZ4(compressLZ4(bytes), bytes.length)).toEqual(bytes);
      }),
      { numRuns: 300, seed: 4 },
    );
  });

  test("several blocks, long matches and far ones", () => {
    const bytes = Uint8Array.from({ length: 9 * 2 ** 20 }, (_, i) => (i % 70_000 < 300 ? (i * i) >> 7 : i >> 16));
    const packed = compressLZ4(bytes);
    expect(packed.length).toBeLessThan(bytes.length / 20);
    expect(Buffer.compare(decompressLZ4(packed, bytes.length), bytes)).toBe(0);
  });
});

test.each([
  [() => writecsv(at("x.csv.gz"), wild), "writecsv writes no compressed files"],
  [() => writecsv(at("x.csv"), wild, { delimiter: "ab" }), "a delimiter is one character"],
  [() => writearrow(at("x.arrow"), wild, { compression: "zstd" as never }), 'compression is "lz4" or "none"'],
  [() => writecsv(at("none/x.csv"), wild), "cannot be written"],
  [
    () => writecsv(at("x.csv"), { g: ["a", null, "b\0"] }),
    "texts of CSV files have whole characters and no zero byte; 'g' in row 3 is ",
  ],
  [() => writecsv(at("x.csv"), { g: ["\ud83d"] }), "'g' in row 1 is "],
  [() => writecsv(at("x.csv"), { "g\udc00": [1] }), "the name of a column is "],
  [
    () => writearrow(at("x.arrow"), { g: ["a\ud800b"] }),
    "texts of Arrow files have whole characters; 'g' in row 1 is ",
  ],
])("%p is refused", (action, sentence) => {
  expect(action).toThrow(sentence);
});
