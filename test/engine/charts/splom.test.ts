import { parameterNames } from "engine/charts/parts/parameterNames";
import { ridge2d } from "engine/charts/ridge2d";
import { splom } from "engine/charts/splom";
import { expectClose } from "../support/expectClose";
import { fitted } from "../support/fits";
import { samples } from "../support/samples";
import { normals } from "./sample";
import { numbersOf } from "./unrolled";

type Drawn = ReturnType<typeof splom>;
const row = ({ spec }: Drawn) => spec.data!.values[0];

test("the pairs of a model's random effects, named by their levels", () => {
  const chart = splom(fitted("kb07_m0").ranef.item);
  expect(chart.spec.concat.filter(({ layer }) => layer.length > 1)).toHaveLength(6);
  expect(row(chart).name).toEqual(fitted("kb07_m0").ranef.item.column("item"));
  expectClose(numbersOf(row(chart), "v1"), fitted("kb07_m0").ranef.item.numeric("spkr: old"), { absolute: 0.1 });
});

test("columns can be chosen, rows with missing values are left out", () => {
  const data = { a: [1, 2, NaN, 4], b: [2, 4, 6, 9], c: [1, 1, 2, 3], d: ["x", "y", "y", "x"] };
  expect(row(splom(data))).toMatchObject({ name: ["row 1", "row 2", "row 4"], v2: [1, 1, 3] });
  expect(Object.keys(row(splom(data, { cols: ["c", "a"] })))).toEqual(["name", "v0", "v1"]);
});

test("of very many rows a part is drawn, the contours are of all", () => {
  const chart = splom({ a: normals(5000, 0, 1), b: normals(5000, 0, 1), c: normals(5000, 3, 1) }, { contours: true });
  expect(numbersOf(row(chart), "v0")).toHaveLength(800);
  const lines = chart.spec.concat[0].layer.find(({ data }) => data !== undefined)!.data!.values;
  expect(new Set(lines.map(({ share }) => share))).toEqual(new Set(["50 %", "80 %", "95 %"]));
  expect(String(chart)).toBe("Scatterplot matrix of a, b, c: 5000 rows, 800 of them drawn");
});

test("pairs of a bootstrap sample's parameters, by what they mean", async () => {
  const sample = await samples.sleepstudy();
  expect([...parameterNames(sample, "σ")]).toEqual([
    ["σ", "σ Residual"],
    ["σ1", "σ subj: (Intercept)"],
    ["σ2", "σ subj: days"],
  ]);
  const chart = ridge2d(sample, { ptype: "sigma", cols: ["σ1", "σ2"] });
  expectClose(numbersOf(row(chart), "v1").slice(0, 5), sample.tbl.numeric("σ2").slice(0, 5), { absolute: 0.02 });
  expect(String(chart)).toBe("Pairs of bootstrap estimates of σ subj: (Intercept), σ subj: days: 10000 replicates");
  expect(row(ridge2d(sample)).v0).toHaveLength(600);
});

test("the correlations of all terms are named", async () => {
  const sample = await samples.kb07();
  expect([...parameterNames(sample, "ρ")]).toEqual([["ρ1", "ρ item: (Intercept), prec: maintain"]]);
  expect([...parameterNames(sample, "β")][1]).toEqual(["β2", "spkr: old"]);
  expect(() => ridge2d(sample, { ptype: "ρ" })).toThrow("needs two parameters or more; there is only ρ1");
});

test("the lines leave out the replicates at the edge", async () => {
  const sample = await samples.sleepstudy();
  const [ρ, σ2] = ["ρ1", "σ2"].map((name) => sample.tbl.numeric(name));
  const chart = splom({ ρ, σ2 }, { contours: true });
  const lines = chart.spec.concat[0].layer.find(({ data }) => data !== undefined)!.data!.values;
  const atOne = lines.flatMap((line) => numbersOf(line, "x")).filter((x) => x > 1);
  expect(ρ.filter((value) => value > 1 - 1e-8).length).toBeGreaterThan(100);
  expect(atOne).toEqual([]);
});

test("errors name the rule and the value", async () => {
  expect(() => splom({ a: [1, 2], b: ["x", "y"] })).toThrow("needs two numeric columns or more; there is only 'a'");
  expect(() => splom({ b: ["x", "y"] })).toThrow("there is none");
  expect(() => splom({ a: [1, NaN], b: [NaN, 2] })).toThrow("needs a row with numbers in all of a, b");
  expect(() => splom({ a: [1], bee: [2] }, { cols: ["be", "a"] })).toThrow(
    "unknown numeric column 'be' (did you mean 'bee'?)",
  );
  expect(() => splom({ a: [1], b: [2] }, { addcontours: true } as object)).toThrow("addcontours");
  const sample = await samples.dyestuff();
  expect(() => ridge2d(sample, { ptype: "ρ" })).toThrow(
    "the bootstrap sample has no ρ; its columns are obj, β1, σ, σ1, θ1",
  );
  expect(() => ridge2d(sample, { ptype: "gamma" })).toThrow("unknown type of parameters 'gamma'");
  expect(() => ridge2d(sample, { ptype: "σ", levels: [95] })).toThrow("lie between 0 and 1, not at 95");
});
