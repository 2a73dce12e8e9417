import type { RowPage, RowQuery } from "engine/show/rows";
import { RowSource } from "engine/table/rowSource";
import { Table } from "engine/table/table";
import { FakeHost } from "../support/fakeHost";

const table = Table.fromColumns([
  ["x", Float64Array.of(3, NaN, -1, 3, Infinity, 2)],
  ["name", ["Zoe", "anna", null, "Änne", "bo", "anna"]],
  ["n", Int32Array.of(1, 2, 3, 4, 5, 6)],
]);
const source = new RowSource(table, "missing");

function ask(query: Partial<RowQuery>): RowPage {
  return source.answer({ ask: "rows", from: 0, to: 6, ...query });
}

test("rows from one place to another, in the order of the table", () => {
  expect(ask({ from: 1, to: 3 })).toEqual({
    matching: 6,
    rows: [1, 2],
    columns: [
      ["missing", -1],
      ["anna", "missing"],
      [2, 3],
    ],
  });
  expect(ask({ from: 5, to: 9 }).rows).toEqual([5]);
});

test("numbers in order, equal ones as they stand, missing ones last in both directions", () => {
  expect(ask({ sort: { column: 0, descending: false } }).rows).toEqual([2, 5, 0, 3, 4, 1]);
  expect(ask({ sort: { column: 0, descending: true } }).rows).toEqual([4, 0, 3, 5, 2, 1]);
});

test("texts in alphabetical order, missing ones last in both directions", () => {
  expect(ask({ sort: { column: 1, descending: false } }).rows).toEqual([1, 5, 3, 4, 0, 2]);
  expect(ask({ sort: { column: 1, descending: true } }).rows).toEqual([0, 4, 3, 1, 5, 2]);
});

test("filters by range, by text in any case, by both", () => {
  expect(ask({ filters: [{ column: 0, least: 2 }] }).rows).toEqual([0, 3, 4, 5]);
  expect(ask({ filters: [{ column: 0, least: 2, greatest: 3 }] }).rows).toEqual([0, 3, 5]);
  expect(ask({ filters: [{ column: 1, contains: "AN" }] }).rows).toEqual([1, 5]);
  const both = ask({
    filters: [
      { column: 1, contains: "n" },
      { column: 0, greatest: 5 },
    ],
    sort: { column: 0, descending: false },
    from: 0,
    to: 1,
  });
  expect(both).toEqual({ matching: 2, rows: [5], columns: [[2], ["anna"], [6]] });
});

test("infinite and long numbers as a view holds them", () => {
  expect(ask({ filters: [{ column: 0, least: 4 }] }).columns[0]).toEqual(["Inf"]);
  expect(
    new RowSource(Table.fromColumns([["x", Float64Array.of(1 / 3)]]), "").answer({ ask: "rows", from: 0, to: 1 })
      .columns,
  ).toEqual([[0.3333333333]]);
});

test.each<[string, unknown]>([
  ['a table is asked for "rows"; got "columns"', { ask: "columns" }],
  ['a table is asked for "rows"; got undefined', null],
  ["at most 10000 at a time; got 0 to 10001", { ask: "rows", from: 0, to: 10_001 }],
  ["at most 10000 at a time; got -1 to 3", { ask: "rows", from: -1, to: 3 }],
  ["at most 10000 at a time; got 0 to undefined", { ask: "rows", from: 0 }],
  ["columns are numbered from 0 to 2; got 3", { ask: "rows", from: 0, to: 1, sort: { column: 3 } }],
  ["columns are numbered from 0 to 2; got x", { ask: "rows", from: 0, to: 1, filters: [{ column: "x" }] }],
  [
    `numbers are filtered by least and greatest; got {"contains":"3"} for column 'x'`,
    { ask: "rows", from: 0, to: 1, filters: [{ column: 0, contains: "3" }] },
  ],
  [
    `numbers are filtered by least and greatest; got {"least":"3"} for column 'x'`,
    { ask: "rows", from: 0, to: 1, filters: [{ column: 0, least: "3" }] },
  ],
  [
    `text is filtered by what it contains; got {"least":1} for column 'name'`,
    { ask: "rows", from: 0, to: 1, filters: [{ column: 1, least: 1 }] },
  ],
])("refused: %s", (message, question) => {
  expect(() => source.answer(question)).toThrow(message);
});

describe("in a notebook", () => {
  let host: FakeHost;
  beforeEach(() => (host = FakeHost.install()));
  afterEach(() => host.remove());

  test("a table whose view does not hold all rows says where they are, the same each time", () => {
    const long = Table.fromColumns([["x", Float64Array.from({ length: 1000 }, (_, i) => -i)]]);
    const { source: id } = long.view();
    expect(long.view().source).toBe(id);
    const page = host.offered
      .get(id!)!
      .answer({ ask: "rows", from: 0, to: 2, sort: { column: 0, descending: false } }) as RowPage;
    expect(page).toEqual({ matching: 1000, rows: [999, 998], columns: [[-999, -998]] });
    expect(host.offered.get(id!)!.bytes).toBe(8000);
  });

  test("one whose view holds them does not", () => {
    expect(table.view()).not.toHaveProperty("source");
    expect(host.offered.size).toBe(0);
  });
});

test("outside of a notebook nothing is offered", () => {
  expect(Table.fromColumns([["x", new Float64Array(1000)]]).view()).not.toHaveProperty("source");
});
