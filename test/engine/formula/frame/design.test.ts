import { type Contrasts, EffectsCoding } from "engine/formula/coding/contrasts";
import { CompleteRows } from "engine/formula/frame/completeRows";
import { Design } from "engine/formula/frame/design";
import { formulaTerms } from "engine/formula/language/terms";
import { Table } from "engine/table/table";

/** Eight rows, each combination of three two-level factors, as in the tests of StatsModels.jl. */
const table = Table.fromColumns([
  ["n", Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8)],
  ["x", ["a", "b", "a", "b", "a", "b", "a", "b"]],
  ["y", ["c", "c", "d", "d", "c", "c", "d", "d"]],
  ["z", ["e", "e", "e", "e", "f", "f", "f", "f"]],
  ["t", ["p", "q", "r", "p", "q", "r", "p", "q"]],
]);
const effects = { x: EffectsCoding(), y: EffectsCoding(), z: EffectsCoding() };

/** Names and rows of the design; −0 is shown as 0. */
function design(right: string, contrasts: Contrasts = effects): { names: string[]; rows: number[][] } {
  const { fixed } = formulaTerms(`response ~ ${right} + (1 | g)`);
  const { names, columns } = new Design(new CompleteRows(table, ["n", "x", "y", "z", "t"]), contrasts).columns(fixed);
  return { names, rows: Array.from({ length: 8 }, (_, row) => columns.map((column) => column[row] + 0)) };
}

test("without an intercept the first factor has a column per level", () => {
  expect(design("0 + x")).toEqual({
    names: ["x: a", "x: b"],
    rows: [
      [1, 0],
      [0, 1],
      [1, 0],
      [0, 1],
      [1, 0],
      [0, 1],
      [1, 0],
      [0, 1],
    ],
  });
  expect(design("0 + x + y").names).toEqual(["x: a", "x: b", "y: d"]);
});

test("a factor of an interaction has a column per level where the margin is not in the model", () => {
  const { names, rows } = design("1 + x + x & y");
  expect(names).toEqual(["(Intercept)", "x: b", "x: a & y: d", "x: b & y: d"]);
  expect(rows.slice(0, 4)).toEqual([
    [1, -1, -1, 0],
    [1, 1, 0, -1],
    [1, -1, 1, 0],
    [1, 1, 0, 1],
  ]);
});

test("the columns of the first factor of an interaction change fastest", () => {
  const { names, rows } = design("0 + x & y");
  expect(names).toEqual(["x: a & y: c", "x: b & y: c", "x: a & y: d", "x: b & y: d"]);
  expect(rows.slice(0, 4)).toEqual([
    [1, 0, 0, 0],
    [0, 1, 0, 0],
    [0, 0, 1, 0],
    [0, 0, 0, 1],
  ]);
});

test("a margin that a promoted factor spans counts as present", () => {
  const pair = design("0 + x & y + x & z");
  expect(pair.names).toEqual([
    "x: a & y: c",
    "x: b & y: c",
    "x: a & y: d",
    "x: b & y: d",
    "x: a & z: f",
    "x: b & z: f",
  ]);
  expect(pair.rows[0]).toEqual([1, 0, 0, 0, -1, 0]);
  expect(pair.rows[7]).toEqual([0, 0, 0, 1, 0, 1]);
  expect(design("0 + x & y + x & z + x & y & z").names.slice(6)).toEqual(["x: a & y: d & z: f", "x: b & y: d & z: f"]);
  expect(design("0 + x + x & y + x & z").names).toEqual([
    "x: a",
    "x: b",
    "x: a & y: d",
    "x: b & y: d",
    "x: a & z: f",
    "x: b & z: f",
  ]);
});

test("numeric variables multiply, and stand for a margin as factors do", () => {
  const { names, rows } = design("1 + n * x");
  expect(names).toEqual(["(Intercept)", "n", "x: b", "n & x: b"]);
  expect(rows[1]).toEqual([1, 2, 1, 2]);
  expect(rows[2]).toEqual([1, 3, -1, -3]);
  expect(design("1 + n & x").names).toEqual(["(Intercept)", "n & x: a", "n & x: b"]);
  expect(design("1 + n & x + n & y").names).toEqual(["(Intercept)", "n & x: a", "n & x: b", "n & y: d"]);
});

test("nesting codes the inner factor within every level of the outer", () => {
  expect(design("x / y").names).toEqual(["(Intercept)", "x: b", "x: a & y: d", "x: b & y: d"]);
});

test("three levels, default coding, base and order of levels", () => {
  expect(design("t", {})).toMatchObject({
    names: ["(Intercept)", "t: q", "t: r"],
    rows: { 0: [1, 0, 0], 1: [1, 1, 0], 2: [1, 0, 1] },
  });
  const ordered = design("t", { t: EffectsCoding({ levels: ["r", "p", "q"] }) });
  expect(ordered).toMatchObject({
    names: ["(Intercept)", "t: p", "t: q"],
    rows: { 0: [1, 1, 0], 1: [1, 0, 1], 2: [1, -1, -1] },
  });
  expect(design("x & t + x + t", { x: EffectsCoding(), t: EffectsCoding({ base: "q" }) }).names.slice(4)).toEqual([
    "x: b & t: p",
    "x: b & t: r",
  ]);
});

test("a contrast of one's own gives names and matrix", () => {
  const linear = { coding: () => ({ names: [".L"], matrix: Float64Array.of(-1, 0, 1) }) };
  expect(design("t", { t: linear })).toMatchObject({
    names: ["(Intercept)", "t: .L"],
    rows: { 0: [1, -1], 1: [1, 0], 2: [1, 1] },
  });
  expect(() => design("x", { x: linear })).toThrow(
    "a contrast matrix has a row per level and a column per name; that of 'x' has 3 numbers for 2 levels and 1 names",
  );
});

test("levels of a contrast must be those of the data", () => {
  expect(() => design("t", { t: EffectsCoding({ levels: ["p", "q"] }) })).toThrow(
    "the levels of a contrast must name every level of the factor; 'r' of 't' is missing in p, q",
  );
  expect(() => design("x", { x: EffectsCoding({ levels: ["a", "b", "c"] }) })).toThrow(
    "the levels of a contrast must occur in the rows used; 'c' is none of the levels of 'x': a, b",
  );
});

test("a factor with very many levels is refused before its columns are made", () => {
  const count = 20_000;
  const wide = Table.fromColumns([["s", Array.from({ length: count }, (_, i) => `s${i}`)]]);
  const columns = () => new Design(new CompleteRows(wide, ["s"]), {}).columns([[], ["s"]]);
  expect(columns).toThrow(
    "the columns of a model may hold 268435456 numbers at most; " +
      "'s' adds 20000 columns of 20000 rows (a factor of many levels belongs after the bar)",
  );
});
