import * as arrow from "apache-arrow";
import * as danfo from "danfojs-node";
import { flechette } from "engine/table/arrow/flechette";
import { asTable, type TableLike } from "engine/table/asTable";
import { Table } from "engine/table/table";

const date = new Date(Date.UTC(2025, 4, 12));

describe("an object of columns", () => {
  test("takes arrays and typed arrays of every kind", () => {
    const table = asTable({
      whole: [1, 2, 3],
      real: [1, 2.5, 3],
      gap: [1, null, undefined],
      text: ["b", undefined, "a"],
      flag: [true, null, false],
      big: BigInt64Array.of(1n, 2n, 9007199254740991n),
      bigs: [1n, null, 3],
      when: [date, null, new Date(NaN)],
      bytes: Uint8ClampedArray.of(1, 2, 3),
      short: Int16Array.of(1, 2, 3),
      single: Float32Array.of(0.5, NaN, 1),
      none: [null, NaN, undefined],
    });
    expect(table.column("whole")).toEqual(Int32Array.of(1, 2, 3));
    expect(table.column("real")).toEqual(Float64Array.of(1, 2.5, 3));
    expect(table.column("gap")).toEqual(Float64Array.of(1, NaN, NaN));
    expect(table.column("text")).toEqual(["b", null, "a"]);
    expect(table.column("flag")).toEqual([true, null, false]);
    expect(table.column("big")).toEqual(Float64Array.of(1, 2, 9007199254740991));
    expect(table.column("bigs")).toEqual(Float64Array.of(1, NaN, 3));
    expect(table.column("when")).toEqual(["2025-05-12T00:00:00.000Z", null, null]);
    expect(table.column("bytes")).toEqual(Uint8Array.of(1, 2, 3));
    expect(table.column("short")).toEqual(Int16Array.of(1, 2, 3));
    expect(table.column("single")).toEqual(Float32Array.of(0.5, NaN, 1));
    expect(table.column("none")).toEqual(Float64Array.of(NaN, NaN, NaN));
  });

  test("is copied", () => {
    const x = Float64Array.of(1, 2);
    const table = asTable({ x });
    x[0] = 99;
    expect(table.column("x")).toEqual(Float64Array.of(1, 2));
  });

  test.each<[string, unknown, string]>([
    ["unequal lengths", { a: [1], b: [1, 2] }, "columns must have equal length; 'a' has 1 rows, 'b' has 2"],
    [
      "mixed kinds",
      { a: [null, 1, "x"] },
      "a column holds values of one kind; 'a' holds the number 1 and in row 3 the string 'x'",
    ],
    [
      "nested objects",
      { a: [1, { b: 2 }] },
      "a column holds numbers, strings, booleans or dates; 'a' holds an object in row 2",
    ],
    ["nested arrays", { a: [[1]] }, "'a' holds an array in row 1"],
    ["functions", { a: [() => 1] }, "'a' holds a function in row 1"],
    ["a scalar", { a: 5 }, "every column must be an array; 'a' is 5"],
    ["a string", { a: "xyz" }, "every column must be an array; 'a' is 'xyz'"],
    ["no columns", {}, "a table needs at least one column; this one has none"],
    ["no rows", { a: [] }, "a table needs at least one row; this one has none"],
  ])("refuses %s", (_, data, message) => expect(() => asTable(data as TableLike)).toThrow(message));
});

describe("row objects", () => {
  test("may lack keys", () => {
    const table = asTable([
      { a: 1, g: "x" },
      { a: 2, late: true },
      { a: 3, g: "y" },
    ]);
    expect(table.columnNames).toEqual(["a", "g", "late"]);
    expect(table.column("g")).toEqual(["x", null, "y"]);
    expect(table.column("late")).toEqual([null, true, null]);
  });

  test("do not inherit columns", () => {
    const table = asTable([JSON.parse('{"__proto__": 1, "toString": 2}'), {}]);
    expect(table.column("__proto__")).toEqual(Float64Array.of(1, NaN));
    expect(table.column("toString")).toEqual(Float64Array.of(2, NaN));
  });

  test("must be objects", () => {
    expect(() => asTable([{ a: 1 }, 7] as unknown as object[])).toThrow("every row must be an object; row 2 is 7");
    expect(() => asTable([])).toThrow("a table needs at least one column; this one has none");
  });
});

describe("Arrow tables", () => {
  const columns = {
    i: arrow.vectorFromArray([1, 2, 3], new arrow.Int16()),
    l: arrow.vectorFromArray([1n, 2n, 3n], new arrow.Int64()),
    f: arrow.vectorFromArray([1.5, null, 3.5], new arrow.Float64()),
    h: arrow.vectorFromArray([1.5, 2, 3.5], new arrow.Float16()),
    s: arrow.vectorFromArray(["b", null, "a"], new arrow.Dictionary(new arrow.Utf8(), new arrow.Int8())),
    u: arrow.vectorFromArray(["b", "c", "a"], new arrow.Utf8()),
    b: arrow.vectorFromArray([true, null, false], new arrow.Bool()),
    d: arrow.vectorFromArray([date, null, date], new arrow.DateMillisecond()),
    t: arrow.vectorFromArray([date, null, date], new arrow.TimestampMillisecond()),
  };
  const table = new arrow.Table(columns);
  const bytes = arrow.tableToIPC(table);

  test.each<[string, TableLike]>([
    ["apache-arrow", table],
    ["apache-arrow, read from bytes", arrow.tableFromIPC(bytes)],
    ["flechette", flechette().tableFromIPC(bytes)],
    ["flechette with bigints and dates", flechette().tableFromIPC(bytes, { useBigInt: true, useDate: true })],
  ])("of %s", (_, data) => {
    const read = asTable(data);
    const iso = "2025-05-12T00:00:00.000Z";
    expect(read.columnNames).toEqual(Object.keys(columns));
    expect(read.column("i")).toEqual(Int16Array.of(1, 2, 3));
    expect(Array.from(read.numeric("l"))).toEqual([1, 2, 3]);
    expect(read.column("f")).toEqual(Float64Array.of(1.5, NaN, 3.5));
    expect(Array.from(read.numeric("h"))).toEqual([1.5, 2, 3.5]);
    expect(read.column("s")).toEqual(["b", null, "a"]);
    expect(read.column("u")).toEqual(["b", "c", "a"]);
    expect(read.column("b")).toEqual([true, null, false]);
    expect(read.column("d")).toEqual([iso, null, iso]);
    expect(read.column("t")).toEqual([iso, null, iso]);
  });

  test("refuse nested columns and names that occur twice", () => {
    const list = new arrow.Table({ a: arrow.vectorFromArray([[1], [2]]) });
    expect(() => asTable(list)).toThrow(
      "no column can hold lists, structures or bytes, and this table has nothing else: a",
    );
    const { fields } = new arrow.Table({ a: columns.i }).schema;
    const twice = { numRows: 3, schema: { fields: [fields[0], fields[0]] }, getChild: () => columns.i };
    expect(() => asTable(twice)).toThrow("column names must differ; 'a' occurs twice");
  });

  test("go out and come back", () => {
    const original = asTable({
      x: [1.5, NaN, 2],
      n: Uint8Array.of(1, 2, 3),
      s: ["b", null, "a"],
      b: [true, false, null],
    });
    const out = original.toArrow<arrow.Table>();
    expect(out).toBeInstanceOf(arrow.Table);
    expect(out.schema.fields.map(({ type }) => String(type))).toEqual([
      "Float64",
      "Uint8",
      "Dictionary<Int8, Utf8>",
      "Bool",
    ]);
    expect(out.getChild("x")?.nullCount).toBe(1);
    expect(out.get(1)?.toJSON()).toEqual({ x: null, n: 2, s: null, b: false });
    expect(asTable(out).toRows()).toEqual(original.toRows());
  });
});

describe("danfojs data frames", () => {
  test("are read", () => {
    const table = asTable(
      new danfo.DataFrame({ x: [1.5, NaN, 2], n: [1, 2, 3], s: ["b", undefined, "a"], b: [true, false, true] }),
    );
    expect(table.column("x")).toEqual(Float64Array.of(1.5, NaN, 2));
    expect(table.column("n")).toEqual(Int32Array.of(1, 2, 3));
    expect(table.column("s")).toEqual(["b", null, "a"]);
    expect(table.column("b")).toEqual([true, false, true]);
  });

  test("go out and come back", () => {
    const original = asTable({ x: Float64Array.of(1.5, NaN, 2), s: ["b", null, "a"], n: Int16Array.of(5, 6, 7) });
    const frame = original.toDanfo<danfo.DataFrame>();
    expect(frame).toBeInstanceOf(danfo.DataFrame);
    expect(frame.shape).toEqual([3, 3]);
    expect(frame.isNa().sum({ axis: 0 }).values).toEqual([1, 1, 0]);
    expect(frame["n"].sum()).toBe(18);
    expect(asTable(frame).toRows()).toEqual(original.toRows());
  });
});

test("a table is taken as it is, one of another copy of the package by its shape", () => {
  const table = asTable({ a: [1, 2] });
  expect(asTable(table)).toBe(table);
  const foreign = { columnNames: ["a"], column: () => Int32Array.of(1, 2) } as unknown as Table;
  expect(asTable(foreign).toRows()).toEqual(table.toRows());
  expect(() => asTable(Table.fromColumns([]))).toThrow("at least one column");
});

test.each([
  [null, "null"],
  [undefined, "undefined"],
  ["kb07", "'kb07'"],
  [7, "7"],
  [new Map(), "Map(0) {}"],
])("%p is not a table", (data, text) => {
  expect(() => asTable(data as unknown as TableLike)).toThrow(
    `data must be a table (ours, of arquero or Arrow), a DataFrame, row objects or an object of columns, not ${text}`,
  );
});

test("rows with a column more keep the others for the compiler too", () => {
  const source: Table = asTable({ days: [1, 2], subj: ["a", "b"] });
  const more = asTable(source.toRows().map((row) => ({ ...row, twice: 2 * row.days })));
  expect(more.toRows().map((row) => `${row.subj}${row.twice - row.days}`)).toEqual(["a1", "b2"]);
});
