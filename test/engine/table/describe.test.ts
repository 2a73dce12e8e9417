import { describe as describeTable } from "engine/table/describe";
import { dataset } from "engine/table/source/dataset";

test("kb07 as the tutorial prints it", () => {
  expect(describeTable(dataset("kb07")).toString().split("\n")).toEqual([
    "7 variables, 1789 rows",
    "variable     mean  min    median  max       nmissing  type",
    "------------------------------------------------------------",
    "subj               S030           S103             0  String",
    "item               I01            I32              0  String",
    "spkr               new            old              0  String",
    "prec               break          maintain         0  String",
    "load               no             yes              0  String",
    "rt_trunc  2182.20  579      1940  5171             0  Int16",
    "rt_raw    2226.24  579      1940  15923            0  Int16",
  ]);
});

test("missing values, booleans and even counts", () => {
  const table = describeTable({
    x: [4, 1, null, 2, 3],
    s: ["b", null, "B", "ä", null],
    b: [true, false, true, null, true],
    none: [null, null, null, null, null],
  });
  expect(table.toRows()).toEqual([
    { variable: "x", mean: 2.5, min: "1", median: 2.5, max: "4", nmissing: 1, type: "Float64" },
    { variable: "s", mean: NaN, min: "B", median: NaN, max: "ä", nmissing: 2, type: "String" },
    { variable: "b", mean: 0.75, min: "false", median: 1, max: "true", nmissing: 1, type: "Boolean" },
    { variable: "none", mean: NaN, min: null, median: NaN, max: null, nmissing: 5, type: "Float64" },
  ]);
});
