import { Console } from "node:console";
import { Writable } from "node:stream";
import { consoleTable } from "../../../jupyter-extension/kernel/src/web/consoleTable";

/** What this Node prints; where its cells have their texts changed from 20 to 22, so blanks and rules are left out. */
function byNode(data: unknown, columns?: string[]): string[] {
  let printed = "";
  const stdout = new Writable({
    write(chunk, _, done) {
      printed += String(chunk);
      done();
    },
  });
  new Console({ stdout }).table(data, columns);
  return cellsOf(printed.trimEnd());
}

const cellsOf = (text: string): string[] => text.split("\n").map((line) => line.replace(/[ ─]+/g, " "));

interface Printed {
  readonly data: unknown;
  readonly columns?: string[];
}

const much = { p: 1, q: 2, r: 3 };
const TABLES: readonly (readonly [what: string, table: Printed])[] = [
  [
    "rows",
    {
      data: [
        { a: 1, b: "x" },
        { a: 2.5, c: null },
      ],
    },
  ],
  ["chosen columns", { data: [{ a: 1, b: 2 }, { b: 3 }], columns: ["b", "z"] }],
  ["values", { data: [1, "two", undefined, true] }],
  ["lists", { data: [[1, 2], [3]] }],
  ["rows and values", { data: [{ a: 1 }, 5] }],
  ["objects of objects", { data: { x: { value: 1, more: { p: 1, q: 2 }, much }, y: { value: [1, 2, 3, 4] } } }],
  ["nothing", { data: [] }],
  ["a map", { data: new Map<unknown, unknown>(Object.entries({ k: 1, l: "m" })) }],
  ["a set", { data: new Set(["p", "q"]) }],
];

test.each(TABLES)("prints %s as Node does", (_, { data, columns }) => {
  expect(cellsOf(consoleTable(data, columns)!)).toEqual(byNode(data, columns));
});

test("cells stand below each other, from the left", () => {
  expect(consoleTable([{ name: "a", n: 10 }])!.split("\n")).toEqual([
    "┌─────────┬──────┬────┐",
    "│ (index) │ name │ n  │",
    "├─────────┼──────┼────┤",
    "│ 0       │ 'a'  │ 10 │",
    "└─────────┴──────┴────┘",
  ]);
});

test("what is no table is printed as it is", () => {
  expect([1, "text", null, undefined].map((value) => consoleTable(value))).toEqual(Array(4).fill(undefined));
});
