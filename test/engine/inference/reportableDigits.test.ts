import { reportabledigits } from "engine/inference/reportableDigits";
import { Table } from "engine/table/table";

const intervals = Table.fromColumns([
  ["par", ["β1", "σ1", "ρ1"]],
  ["lower", Float64Array.of(238.2651, 0.0312, -0.4123)], ["upper", Float64Array.of(1264.283, 33.2577, 1)],
  ["lower_error", Float64Array.of(0.31, 0.004, 0.05)], ["upper_error", Float64Array.of(12, 0.5, 0)],
]);

test("an end has the decimals whose half unit exceeds its error", () => {
  const table = reportabledigits(intervals, 1000);
  expect(table.column("lower")).toEqual(["238", "0.03", "-0.4"]);
  expect(table.column("upper")).toEqual(["1300", "33", "1"]);
});

test("one more decimal takes the replicates that bring the error below half its unit", () => {
  const { replicates } = { replicates: reportabledigits(intervals, 1000).numeric("replicates") };
  // β1: 0.31 → 0.05 and 12 → 5 (tens); σ1: 0.004 → 0.0005 and 0.5 → 0.05; ρ1: 0.05 → 0.005.
  expect(Array.from(replicates)).toEqual([Math.ceil(1000 * (0.31 / 0.05) ** 2), 100_000, 100_000]);
});

test("a number of replicates that is none is refused, and a table without errors", () => {
  expect(() => reportabledigits(intervals, 0)).toThrow("the number of replicates must be a positive whole number; got 0");
  expect(() => reportabledigits(Table.fromColumns([["par", ["β1"]], ["lower", Float64Array.of(1)], ["upper", Float64Array.of(2)]]), 10)).toThrow("unknown column 'lower_error'");
});
