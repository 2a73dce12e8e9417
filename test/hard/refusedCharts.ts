import { parametricbootstrap } from "engine/bootstrap/parametricbootstrap";
import { densityplot } from "engine/charts/density";
import { histogram } from "engine/charts/histogram";
import { ridgeplot } from "engine/charts/ridge";
import { fit } from "engine/model/fit";
import { MersenneTwister } from "engine/random/mersenneTwister";
import { groups } from "./groups";
import type { Refusal } from "./refusal";

const table = groups();
const density = (what: string, options: object, ...contained: string[]): Refusal => [
  `densityplot with ${what}`,
  () => densityplot(table, "x", options),
  "OptionError",
  ...contained,
];
const values = (numbers: unknown[], ...contained: string[]): Refusal[] => [
  [`densityplot of ${numbers.join()}`, () => densityplot({ a: numbers }, "a"), "DataError", ...contained],
  [`histogram of ${numbers.join()}`, () => histogram({ a: numbers }, "a"), "DataError", ...contained],
];
const ridges = (options: object) => async (): Promise<unknown> =>
  ridgeplot(
    await parametricbootstrap(new MersenneTwister(1), 5, fit("y ~ 1 + x + (1 | g)", table), { progress: false }),
    options,
  );

export const refusedCharts: readonly Refusal[] = [
  [
    "densityplot of an unknown column",
    () => densityplot(table, "xx"),
    "OptionError",
    "unknown column 'xx' (did you mean 'x'?)",
  ],
  ["densityplot of no column", () => densityplot(table, []), "OptionError", "at least one column"],
  ["densityplot of a number", () => densityplot(table, 5 as never), "OptionError", "the name of a column; got 5"],
  [
    "densityplot without a column",
    () => densityplot(table, undefined as never),
    "OptionError",
    "a column of a table, whose name comes second; got undefined",
  ],
  [
    "densityplot of a column twice",
    () => densityplot(table, ["x", "x"]),
    "OptionError",
    "different names",
    "'x' occurs twice",
  ],
  ["densityplot of texts", () => densityplot(table, "f"), "DataError", "column 'f' must hold numbers"],
  ["densityplot of no table", () => densityplot(5 as never, "x"), "DataError", "data must be a table"],
  ...values([null], "column 'a' has no numbers to draw"),
  ...values([NaN, NaN], "column 'a' has no numbers to draw"),
  ...values([Infinity, -Infinity, null], "column 'a' has no numbers to draw"),
  ...values([1e308, -1e308], "from -1e+308 to 1e+308"),
  ...values([1e-320, 2e-320], "differ by 1e-90 or more"),
  density("an unknown option", { colour: "f" }, "'colour' (did you mean 'color'?)"),
  density("an unknown colour column", { color: "ff" }, "unknown column 'ff'"),
  density("labels too many", { labels: ["a", "b"] }, "1 curves and 2 labels"),
  density("labels of numbers", { labels: [5] }, "an array of texts"),
  density("one point", { npoints: 1 }, "from 2 to 2000, not 1"),
  density("a bandwidth of 0", { bandwidth: 0 }, "a positive number, not 0"),
  density("a negative width", { width: -5 }, "a number of pixels up to 10000, not -5"),
  density("a width in words", { width: "wide" }, "not 'wide'"),
  density("a title that is an expression", { title: { text: { expr: "1 + 1" } } }, "title is a text"),
  density("an axis title that is an expression", { xlabel: { expr: "1 + 1" } }, "xlabel is a text"),
  ["histogram of an unknown column", () => histogram(table, "xx"), "OptionError", "unknown column 'xx'"],
  ["histogram of several columns", () => histogram(table, ["x", "y"] as never), "OptionError", "the name of a column"],
  ["histogram of no bins", () => histogram(table, "x", { bins: 0 }), "OptionError", "from 1 to 500, not 0"],
  ["histogram of a fraction of a bin", () => histogram(table, "x", { bins: 2.5 }), "OptionError", "not 2.5"],
  ["ridgeplot of a table", () => ridgeplot(table as never), "OptionError", "ridgeplot needs a sample"],
  ["ridgeplot at level 1", ridges({ level: 1 }), "OptionError", "must lie between 0 and 1; got 1"],
  [
    "ridgeplot with a word for true",
    ridges({ showIntercept: "no" }),
    "OptionError",
    "showIntercept is true or false",
    "'no'",
  ],
];
