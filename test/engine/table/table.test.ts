import { Table } from "engine/table/table";

const table = Table.fromColumns([
  ["σ", Float64Array.of(1.5, NaN, -0.25)],
  ["n", Int16Array.of(10, 9, 10)],
  ["g", ["b", null, "a"]],
  ["yes", [true, false, null]],
]);

test("columns are found by name, whatever the normal form", () => {
  const composed = Table.fromColumns([["caf\u00e9", Int8Array.of(1)]]);
  expect(composed.column("cafe\u0301")).toEqual(Int8Array.of(1));
  expect(composed.has("cafe\u0301")).toBe(true);
  expect(table.numRows).toBe(3);
  expect(table.columnNames).toEqual(["σ", "n", "g", "yes"]);
  expect(table.columnNames.map((name) => table.kind(name))).toEqual(["numeric", "numeric", "string", "boolean"]);
  expect(() => table.column("yess")).toThrow("unknown column 'yess' (did you mean 'yes'?); columns are σ, n, g, yes");
});

test("numbers come as Float64Array, other columns refuse", () => {
  expect(table.numeric("n")).toEqual(Float64Array.of(10, 9, 10));
  expect(table.numeric("σ")).toBe(table.column("σ"));
  expect(() => table.numeric("g")).toThrow("column 'g' must hold numbers; it holds strings such as 'b'");
});

test("any column is a factor with sorted levels", () => {
  expect(table.factor("g")).toEqual({ refs: Int32Array.of(1, -1, 0), levels: ["a", "b"] });
  expect(table.factor("n")).toEqual({ refs: Int32Array.of(1, 0, 1), levels: ["9", "10"] });
  expect(table.factor("σ")).toEqual({ refs: Int32Array.of(1, -1, 0), levels: ["-0.25", "1.5"] });
  expect(table.factor("yes")).toEqual({ refs: Int32Array.of(1, 0, -1), levels: ["false", "true"] });
});

test("rows have NaN where a number is missing, null where a label is", () => {
  expect(table.toRows()).toEqual([
    { σ: 1.5, n: 10, g: "b", yes: true },
    { σ: NaN, n: 9, g: null, yes: false },
    { σ: -0.25, n: 10, g: "a", yes: null },
  ]);
});

test("__proto__ is a name like any other", () => {
  const odd = Table.fromColumns([["__proto__", Int8Array.of(7)]]);
  expect(odd.column("__proto__")).toEqual(Int8Array.of(7));
  expect(Object.entries(odd.toRows()[0])).toEqual([["__proto__", 7]]);
  expect(() => odd.column("constructor")).toThrow("unknown column 'constructor'");
});

test("lengths agree and names differ", () => {
  expect(() =>
    Table.fromColumns([
      ["a", Int8Array.of(1)],
      ["b", Int8Array.of(1, 2)],
    ]),
  ).toThrow("columns must have equal length; 'a' has 1 rows, 'b' has 2");
  expect(() =>
    Table.fromColumns([
      ["\u00e9", Int8Array.of(1)],
      ["e\u0301", Int8Array.of(1)],
    ]),
  ).toThrow("column names must differ; 'e\u0301' occurs twice");
});

test("a small table is printed whole", () => {
  expect(table.toString().split("\n")).toEqual([
    "Table with 4 columns and 3 rows",
    "         σ   n  g        yes",
    "--------------------------------",
    "1     1.50  10  b        true",
    "2  missing   9  missing  false",
    "3    -0.25  10  a        missing",
  ]);
});

test("of a long and wide table the beginning is printed", () => {
  const wide = Table.fromColumns(
    Array.from({ length: 40 }, (_, j): [string, Float64Array] => [`β${j}`, new Float64Array(5000).fill(1234.5678)]),
  );
  const lines = wide.toString().split("\n");
  expect(lines).toHaveLength(3 + 17 + 1);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(100);
  expect(lines[1]).toMatch(/β0 .* ⋯$/);
  expect(lines[3]).toMatch(/^ 1 {2}1234\.57 .* ⋯$/);
  expect(lines[20]).toMatch(/^ ⋮ .* ⋱$/);
  expect(
    wide
      .report()
      .columns.map(({ header }) => header)
      .slice(-2),
  ).toEqual(["β29", "⋯"]);
  expect(wide.report().rows).toHaveLength(18);
});

test("a table can name its rows, blank what is missing and show all rows", () => {
  const named = Table.fromColumns(
    [
      ["par", Array.from({ length: 25 }, (_, i) => `β${i + 1}`)],
      ["lower", new Float64Array(25).fill(NaN)],
    ],
    { caption: "Intervals", rowHeader: true, missing: "", maxRows: Infinity },
  );
  const lines = named.toString().split("\n");
  expect(lines.slice(0, 4)).toEqual(["Intervals", "par  lower", "----------", "β1"]);
  expect(lines).toHaveLength(28);
});

test("columns with Greek names are found by their names in Latin letters, unless these are columns too", () => {
  const replicates = Table.fromColumns([
    ["σ", Float64Array.of(1)],
    ["σ1", Float64Array.of(2)],
    ["rho1", Float64Array.of(3)],
    ["ρ1", Float64Array.of(4)],
  ]);
  expect(["sigma", "sigma1", "rho1"].map((name) => replicates.numeric(name)[0])).toEqual([1, 2, 3]);
  expect(() => replicates.numeric("beta1")).toThrow("unknown column 'beta1'");
  expect(() => replicates.numeric("constructor")).toThrow("unknown column 'constructor'");
});
