import * as danfo from "danfojs-node";
import { fit } from "engine/model/fit";
import { asTable, type TableLike } from "engine/table/asTable";
import { dataset } from "engine/table/source/dataset";
import { aq, type ColumnTable, type Struct } from "../support/arqueroModule";

const FORMULA = "rt_trunc ~ 1 + spkr * load + (1 + load | subj) + (1 | item)";
const kb07 = dataset("kb07");
const frame = aq.table(kb07.columns());

/** Frames of arquero, and how each differs from its columns. */
const FRAMES: readonly (readonly [what: string, table: ColumnTable])[] = [
  ["whole", frame],
  ["of rows", aq.from(kb07)],
  ["filtered", frame.filter((d: Struct) => d.rt_trunc > 1500)],
  ["ordered", frame.orderby(aq.desc("rt_trunc"))],
  ["filtered and ordered", frame.filter((d: Struct) => d.load === "yes" || d.item < "I20").orderby("item", "rt_trunc")],
  ["grouped", frame.groupby("subj")],
  ["grouped and ordered", frame.groupby("spkr").orderby("rt_trunc")],
  ["sliced in groups", frame.groupby("subj").slice(0, 20)],
  ["derived", frame.derive({ rt_trunc: (d: Struct) => d.rt_trunc / 2 })],
  ["joined", frame.join_left(aq.table({ subj: [...new Set(kb07.column("subj") as string[])] }), "subj")],
  ["reified", frame.filter((d: Struct) => d.item > "I04").reify()],
];

test.each(FRAMES)("a fit of a frame %s has the objective of its rows to the last bit", (_, table) => {
  const [ours, rows] = [table, table.objects() as object[]].map((data) => fit(FORMULA, data));
  expect(ours.objective).toBe(rows.objective);
  expect(ours.nobs).toBe(table.numRows());
  expect([...ours.θ]).toEqual([...rows.θ]);
});

test("columns are shared where rows are neither left out nor in another order", () => {
  const table = asTable(frame);
  for (const name of kb07.columnNames) expect(table.column(name)).toBe(kb07.column(name));
  const filtered = asTable(frame.filter((d: Struct) => d.item === "I03"));
  expect(filtered.column("rt_trunc")).toBeInstanceOf(kb07.column("rt_trunc").constructor);
});

test("missing values, dates and the order of levels come over", () => {
  const table = asTable(
    aq.table({
      x: [1, null, undefined, NaN],
      g: ["a", null, undefined, "b"],
      day: [new Date(0), null, new Date(86_400_000), null],
      big: [1n, 2n, 3n, 4n],
    }),
  );
  expect(table.column("x")).toEqual(Float64Array.of(1, NaN, NaN, NaN));
  expect(table.column("g")).toEqual(["a", null, null, "b"]);
  expect(table.column("day")).toEqual(["1970-01-01T00:00:00.000Z", null, "1970-01-02T00:00:00.000Z", null]);
  expect(table.column("big")).toEqual(Int32Array.of(1, 2, 3, 4));
});

test("tables are iterated by rows, and rows can be calculated with", () => {
  const table = asTable({ x: [1, 2, 4], g: ["a", null, "b"], day: [new Date(0), null, null] });
  let sum = 0;
  const texts: (string | null)[] = [];
  for (const row of table) {
    sum += row.x ** 2;
    texts.push(row.g, row.day);
  }
  expect(sum).toBe(21);
  expect(texts).toEqual(["a", "1970-01-01T00:00:00.000Z", null, null, "b", null]);
  expect([...kb07]).toEqual(kb07.toRows());
  expect(kb07.toRows().filter((row) => row.rt_trunc - 5 > 2000).length).toBeGreaterThan(0);
  const typed: { x: number; g: string; n: number }[] = asTable([{ x: 1, g: "a", n: null as number | null }]).toRows();
  expect(typed).toEqual([{ x: 1, g: "a", n: NaN }]);
  // @ts-expect-error a text is no number
  expect(() => asTable([{ g: "a" }]).toRows()[0].g ** 2).not.toThrow();
});

test("a column of lists is left out with a note, and the others are read", () => {
  const lists = aq.from(kb07).derive({ both: aq.escape((d: Struct) => [d.rt_trunc, d.rt_raw]) });
  expect(fit(FORMULA, lists).objective).toBe(fit(FORMULA, kb07).objective);
  expect(asTable(lists).report().notes).toEqual([
    "left out, as no column can hold its lists, structures or bytes: both",
  ]);
  expect(() => asTable(lists).column("both")).toThrow("both");
  const grouped = frame.groupby("subj").rollup({ all: aq.op.array_agg("rt_trunc"), n: aq.op.count() });
  expect(asTable(grouped).columnNames).toEqual(["subj", "n"]);
  expect(() => asTable(grouped.select("all"))).toThrow("this table has nothing else: all");
  const polars = {
    columns: ["y", "l"],
    getColumn: (name: string) => ({ toArray: () => (name === "y" ? [1, 2] : [[1], [2]]) }),
  };
  expect(asTable(polars).columnNames).toEqual(["y"]);
});

describe("frames of other packages", () => {
  const columns: { [name: string]: unknown[] } = { y: [1.5, 2, null], g: ["a", null, "b"], n: [1n, 2n, 3n] };
  const expected = [
    { y: 1.5, g: "a", n: 1 },
    { y: 2, g: null, n: 2 },
    { y: NaN, g: "b", n: 3 },
  ];

  /** As nodejs-polars has them: columns by a getter, series with toArray. */
  class PolarsLike {
    get columns(): string[] {
      return Object.keys(columns);
    }
    getColumn(name: string): { toArray(): unknown[] } {
      return { toArray: () => columns[name] };
    }
  }
  /** As data-forge has them. */
  class ForgeLike {
    getColumnNames(): string[] {
      return Object.keys(columns);
    }
    getSeries(name: string): { toArray(): unknown[] } {
      return { toArray: () => columns[name] };
    }
  }

  test.each<[string, TableLike]>([
    ["nodejs-polars", new PolarsLike()],
    ["data-forge", new ForgeLike() as never],
    ["danfojs", new danfo.DataFrame({ y: [1.5, 2, NaN], g: ["a", null, "b"], n: [1, 2, 3] })],
  ])("%s", (_, data) => {
    expect(asTable(data).toRows()).toEqual(expected);
  });

  test("a series is told to be one column", () => {
    const polars = new (class Series {
      toArray(): number[] {
        return [1];
      }
    })();
    for (const series of [new danfo.Series([1, 2]), polars])
      expect(() => asTable(series as never)).toThrow("a series is one column, which a table is to name");
    expect(asTable({ values: [1, 2] }).numRows).toBe(2);
  });

  test("columns that are called like a frame's stay columns", () => {
    expect(asTable({ columns: ["a", "b"], column: [1, 2] }).toRows()).toEqual([
      { columns: "a", column: 1 },
      { columns: "b", column: 2 },
    ]);
  });
});
