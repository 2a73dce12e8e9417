import { parametricbootstrap } from "engine/bootstrap/parametricbootstrap";
import { predictionintervals } from "engine/bootstrap/predictionIntervals";
import { effects } from "engine/inference/means/effects";
import { emtrends } from "engine/inference/means/emtrends";
import { fit } from "engine/model/fit";
import { predict } from "engine/model/predict";
import { MersenneTwister } from "engine/random/mersenneTwister";
import { besideResults } from "engine/table/besideResults";
import type { Table } from "engine/table/table";

const NAMES = ["predicted", "stderror", "lower", "upper", "trend", "df", "p", "z", "effect", "err", "y"];

/** A model with a covariate x of another name, and new data. */
function named(name: string) {
  const rng = new MersenneTwister(4);
  const response = name === "y" ? "response" : "y";
  const table = Array.from({ length: 48 }, (_, i) => ({
    [response]: rng.randn() + (i % 6),
    [name]: rng.randn(),
    f: ["u", "v"][(i >> 2) % 2],
    g: `g${i % 6}`,
  }));
  return {
    model: fit(`${response} ~ 1 + ${name} * f + (1 | g)`, table),
    rows: [0.5, -1, 2].map((value) => ({ [name]: value, f: "u", g: "g1" })),
  };
}

function expectKept(table: Table, name: string, values: readonly number[]): void {
  const { columnNames } = table;
  expect(new Set(columnNames).size).toBe(columnNames.length);
  const kept = columnNames.includes(`${name} (variable)`) ? `${name} (variable)` : name;
  expect([...table.numeric(kept)]).toEqual(values);
}

test.each(NAMES)("a covariate called %s stands beside the results, whatever these are called", async (name) => {
  const { model, rows } = named(name);
  const values = rows.map((row) => row[name] as number);
  expectKept(predict(model, rows, { standardErrors: true }), name, values);
  const plain = [...predict(model, rows)];
  expect([...predict(model, rows, { standardErrors: true }).numeric("predicted")]).toEqual(plain);
  const sample = await parametricbootstrap(new MersenneTwister(1), 10, model, { progress: false });
  expectKept(predictionintervals(sample, model, rows), name, values);
  expectKept(effects({ [name]: [1, 2], f: ["u"] }, model), name, [1, 2]);
  expectKept(emtrends(name, { [name]: [1, 2], f: ["u"] }, model), name, [1, 2]);
});

test("names stay distinct where the data have a name that would be made, too", () => {
  const ones = Float64Array.of(1);
  const columns = ["lower", "lower (variable)", "x"].map((name) => [name, ones] as const);
  expect(besideResults(columns, [["lower", ones]]).map(([name]) => name)).toEqual([
    "lower (variable) (variable)",
    "lower (variable)",
    "x",
    "lower",
  ]);
});
