import { shortestcovint } from "engine/bootstrap/sample/shortestcovint";
import { fit, refit } from "engine/model/fit";
import { predict } from "engine/model/predict";
import { asTable } from "engine/table/asTable";
import { describe as describeTable } from "engine/table/describe";
import { parsecsv } from "engine/table/source/csv";
import { Table } from "engine/table/table";
import { groups, replaced } from "./groups";
import type { Refusal } from "./refusal";

const table = groups();
const model = fit("y ~ 1 + x + (1 | g)", table);
const fitted = (what: string, data: unknown, ...contained: string[]): Refusal => [
  what,
  () => fit("y ~ 1 + x + (1 | g)", data as never),
  "DataError",
  ...contained,
];
const csv = (what: string, text: string, ...contained: string[]): Refusal => [
  `CSV: ${what}`,
  () => parsecsv(text),
  "DataError",
  ...contained,
];
const same = (value: unknown): unknown[] => table.y.map(() => value);

export const refusedData: readonly Refusal[] = [
  fitted("no table", undefined, "data must be a table", "undefined"),
  fitted("null", null, "data must be a table", "null"),
  fitted("a number", 5, "data must be a table", "not 5"),
  fitted("a text", "y,x,g", "data must be a table", "'y,x,g'"),
  fitted("a date", new Date(0), "data must be a table"),
  fitted("a map", new Map(), "data must be a table", "Map"),
  fitted("a single column", Float64Array.of(1, 2), "data must be a table"),
  fitted("no columns", {}, "a table needs at least one column"),
  fitted("no rows", { y: [], x: [], g: [] }, "a table needs at least one row"),
  fitted("an empty array of rows", [], "a table needs at least one"),
  fitted("rows that are numbers", [1, 2], "every row must be an object; row 1 is 1"),
  fitted("rows that are arrays", [[1, 2]], "every row must be an object"),
  fitted("a row that is null", [{ y: 1, x: 1, g: "a" }, null], "every row must be an object; row 2 is null"),
  fitted(
    "columns of different lengths",
    { ...table, y: table.y.slice(1) },
    "columns must have equal length",
    "60 rows",
    "'y' has 59",
  ),
  fitted("a column that is no array", { ...table, x: 7 }, "every column must be an array", "'x' is 7"),
  fitted("an object in a column", { ...table, x: replaced(table.x, 2, {}) }, "'x' holds an object in row 3"),
  fitted("a symbol in a column", { ...table, x: replaced(table.x, 2, Symbol("s")) }, "'x' holds a symbol in row 3"),
  fitted("a function in a column", { ...table, x: replaced(table.x, 2, () => 1) }, "'x' holds a function in row 3"),
  fitted("an array in a column", { ...table, x: replaced(table.x, 2, [1]) }, "'x' holds an array in row 3"),
  fitted(
    "numbers and texts mixed",
    { ...table, x: replaced(table.x, 2, "3") },
    "values of one kind",
    "in row 3 the string '3'",
  ),
  fitted(
    "booleans and numbers mixed",
    { ...table, x: replaced(table.x, 2, true) },
    "values of one kind",
    "in row 3 the boolean true",
  ),
  fitted(
    "fractions and long whole numbers mixed",
    { ...table, x: replaced(table.x, 2, 2n ** 60n) },
    "values of one kind",
  ),
  fitted("one level", { ...table, g: same("one") }, "a grouping factor needs two levels or more", "'one'"),
  fitted("a constant response", { ...table, y: same(3) }, "the response must vary about the fixed effects", "'y'"),
  fitted(
    "a constant response that is no binary fraction",
    { ...table, y: same(0.1) },
    "the response must vary about the fixed effects",
  ),
  fitted("a response of zeros", { ...table, y: same(0) }, "the response must vary about the fixed effects"),
  fitted(
    "a response that is a covariate",
    { ...table, y: table.x.map((x) => 1 + 2 * x) },
    "the response must vary about the fixed effects",
  ),
  fitted(
    "an infinite response",
    { ...table, y: replaced(table.y, 3, Infinity) },
    "must be finite",
    "'y' is Infinity in row 4",
  ),
  fitted(
    "an infinite covariate",
    { ...table, x: replaced(table.x, 3, -Infinity) },
    "must be finite",
    "'x' is -Infinity in row 4",
  ),
  fitted(
    "a response that is all missing",
    { ...table, y: same(null) },
    "needs rows without missing values",
    "60 rows there is none",
  ),
  fitted("a covariate that is all NaN", { ...table, x: same(NaN) }, "needs rows without missing values"),
  fitted("a factor that is all undefined", { ...table, g: same(undefined) }, "needs rows without missing values"),
  fitted(
    "no complete row",
    { ...table, y: table.y.map((y, i) => (i % 2 ? y : null)), x: table.x.map((x, i) => (i % 2 ? null : x)) },
    "needs rows without missing values",
  ),
  fitted("one row", { y: [1], x: [2], g: ["a"] }, "two levels or more"),
  fitted(
    "as many coefficients as rows",
    { y: [1, 2], x: [2, 3], g: ["a", "b"] },
    "needs more rows than coefficients",
    "2 complete rows and 2 coefficients",
  ),
  [
    "a response of texts",
    () => fit("y ~ 1 + x + (1 | g)", { ...table, y: table.y.map(String) }),
    "FormulaError",
    "the response must be numeric",
    "'y' holds strings",
  ],
  [
    "a calculation of 1e300",
    () => fit("y ~ 1 + abs(x) + (1 | g)", groups(60, 6, { x: 1e300 }) as never),
    "DataError",
    "the squares of a variable must be within the range of numbers",
    "'abs(x)'",
    "divide it",
  ],
  [
    "a random slope of a calculation of 1e-300",
    () => fit("y ~ 1 + (0 + abs(x) | g)", groups(60, 6, { x: 1e-300 }) as never),
    "DataError",
    "the squares of a variable",
    "'abs(x)'",
    "multiply it",
  ],
  [
    "a product of covariates of 1e100",
    () => fit("y ~ 1 + x & z + (1 | g)", { ...groups(60, 6, { x: 1e100 }), z: table.x.map((x) => 1e100 * x) } as never),
    "DataError",
    "the squares of a variable",
    "'x & z'",
    "e+200",
  ],
  [
    "a response of 1e300 with an offset",
    () => fit("y ~ 1 + x + (1 | g)", groups(60, 6, { y: 1e300 }) as never, { offset: "x" }),
    "DataError",
    "the squares of a variable",
    "'y'",
    "e+300",
  ],
  [
    "another response of 1e-300",
    () =>
      refit(
        fit("y ~ 1 + x + (1 | g)", table as never),
        table.y.map((y) => 1e-300 * y),
      ),
    "DataError",
    "the squares of a variable",
    "'y'",
    "e-300",
  ],
  [
    "a factor of one level",
    () => fit("y ~ 1 + f + (1 | g)", { ...table, f: same("a") } as never),
    "DataError",
    "a factor needs two levels or more to have an effect",
    "'a'",
  ],
  [
    "a logarithm of a negative number",
    () => fit("y ~ 1 + log(x) + (1 | g)", table),
    "DataError",
    "must have a value in every row",
    "log(x) has none",
    "where x is -",
  ],
  [
    "a division by zero",
    () => fit("y ~ 1 + inv(x) + (1 | g)", { ...table, x: replaced(table.x, 0, 0) } as never),
    "DataError",
    "must be finite",
    "inv(x)",
    "Infinity in row 1",
  ],
  [
    "a polynomial of two values",
    () => fit("y ~ 1 + poly(z, 3) + (1 | g)", { ...table, z: table.y.map((_, i) => i % 2) }),
    "DataError",
    "need 4 or more different values",
    "has 2",
  ],
  [
    "a fixed effect of 50,000 levels",
    () =>
      fit("y ~ 1 + h + (1 | g)", {
        y: Float64Array.from({ length: 1e5 }, (_, i) => Math.sin(i)),
        h: Array.from({ length: 1e5 }, (_, i) => `h${i % 5e4}`),
        g: Int32Array.from({ length: 1e5 }, (_, i) => i % 7),
      }),
    "DataError",
    "50000 columns",
    "belongs after the bar",
  ],
  [
    "names that occur twice",
    () =>
      Table.fromColumns([
        ["a", Float64Array.of(1)],
        ["a", Float64Array.of(1)],
      ]),
    "DataError",
    "column names must differ",
    "'a' occurs twice",
  ],
  [
    "names that look the same",
    () =>
      Table.fromColumns([
        ["\u00e9", Float64Array.of(1)],
        ["e\u0301", Float64Array.of(1)],
      ]),
    "DataError",
    "column names must differ",
  ],
  [
    "a column of texts asked for numbers",
    () => asTable(table).numeric("f"),
    "DataError",
    "column 'f' must hold numbers",
    "'a'",
  ],
  ["describe of a number", () => describeTable(5 as never), "DataError", "data must be a table", "not 5"],
  csv("empty", "", "begins with the names of its columns"),
  csv("names only", "a,b\n", "only the names of its columns"),
  csv("a short row", "a,b\n1\n", "row 1 of the text has 1 for 2 columns"),
  csv("a long row", "a,b\n1,2\n1,2,3\n", "row 2 of the text has 3 for 2 columns"),
  csv("blank names", ",\n,\n", "here there are none"),
  csv("an open quote", 'a,b\n"1,2\n', "a quote of a CSV file must be closed", "line 2"),
  csv("text after a quote", 'a,b\n"1"x,2\n', "ends with its quote", '"x"'),
  ["a response too short to refit", () => refit(model, [1, 2]), "DataError", "got 2 for 60 rows"],
  [
    "a response with NaN to refit",
    () => refit(model, replaced(table.y, 0, NaN) as number[]),
    "DataError",
    "a response must be finite",
    "element 0 is NaN",
  ],
  [
    "a constant response to refit",
    () => refit(model, same(1) as number[]),
    "DataError",
    "must vary about the fixed effects",
  ],
  [
    "no response to refit",
    () => refit(model, null as never),
    "DataError",
    "a response is an array of numbers; got null",
  ],
  ["new data without a column", () => predict(model, { x: [1] }), "DataError", "every column of the right side", "'g'"],
  [
    "new data of another kind",
    () => predict(model, { x: ["q"], g: ["g1"] }),
    "DataError",
    "column 'x' must hold numbers",
    "'q'",
  ],
  [
    "a new level where none is allowed",
    () => predict(model, { x: [1], g: ["new"] }, { newLevels: "error" }),
    "DataError",
    "'g' has another one in row 1",
  ],
  [
    "a new level of an effect",
    () => predict(fit("y ~ 1 + f + (1 | g)", table), { f: ["z"], g: ["g1"] }),
    "DataError",
    "'f' is 'z' in row 1",
    "a, b, c",
  ],
  ["an interval of no values", () => shortestcovint([]), "DataError", "needs at least one value"],
  ["an interval of NaN", () => shortestcovint([1, NaN]), "DataError", "NaN"],
];
