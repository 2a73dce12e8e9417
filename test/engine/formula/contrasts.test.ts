import { type Contrast, DummyCoding, EffectsCoding, FullDummyCoding, Grouping, HelmertCoding, SeqDiffCoding, contrastsmatrix, fullDummyCoding } from "engine/formula/contrasts";
import { ContrastsCoding, HypothesisCoding } from "engine/formula/hypothesisCoding";
import { modelFrame } from "engine/formula/modelFrame";
import { fit } from "engine/model/fit";
import { asTable } from "engine/table/asTable";
import { expectClose } from "../support/expectClose";

const levels = ["a", "b", "c"];

function coded(contrast: Contrast, of = levels): { names: readonly string[]; rows: number[][] } {
  const { names, matrix } = contrast.coding(of, "f");
  return { names, rows: of.map((_, level) => [...matrix.slice(level * names.length, (level + 1) * names.length)]) };
}

test("dummy coding marks every level but the base", () => {
  expect(coded(DummyCoding())).toEqual({ names: ["b", "c"], rows: [[0, 0], [1, 0], [0, 1]] });
  expect(coded(DummyCoding({ base: "b" }))).toEqual({ names: ["a", "c"], rows: [[1, 0], [0, 0], [0, 1]] });
});

test("effects coding is −1 at the base", () => {
  expect(coded(EffectsCoding(), ["new", "old"])).toEqual({ names: ["old"], rows: [[-1], [1]] });
  expect(coded(EffectsCoding())).toEqual({ names: ["b", "c"], rows: [[-1, -1], [1, 0], [0, 1]] });
  expect(coded(EffectsCoding({ base: "c" }))).toEqual({ names: ["a", "b"], rows: [[1, 0], [0, 1], [-1, -1]] });
});

test("full dummy coding has a column per level", () => {
  expect(coded(fullDummyCoding)).toEqual({ names: levels, rows: [[1, 0, 0], [0, 1, 0], [0, 0, 1]] });
});

test("Helmert coding compares a level with those before it", () => {
  expect(coded(HelmertCoding(), ["a", "b", "c", "d"])).toEqual({ names: ["b", "c", "d"], rows: [[-1, -1, -1], [1, -1, -1], [0, 2, -1], [0, 0, 3]] });
  expect(coded(HelmertCoding({ base: "b" }))).toEqual({ names: ["a", "c"], rows: [[1, -1], [-1, -1], [0, 2]] });
  expect(coded(HelmertCoding({ base: "c" }))).toEqual({ names: ["a", "b"], rows: [[1, -1], [0, 2], [-1, -1]] });
});

test("sequential differences are those of R's MASS::contr.sdif", () => {
  const { names, rows } = coded(SeqDiffCoding());
  expect(names).toEqual(["b", "c"]);
  rows.forEach((row, i) => expectClose(row, [[-2 / 3, -1 / 3], [1 / 3, -1 / 3], [1 / 3, 2 / 3]][i], { absolute: 1e-15 }));
  expect(() => SeqDiffCoding({ base: "a" } as object)).toThrow("unknown option of SeqDiffCoding 'base'");
});

const fitTable = () => asTable(data);
const means = { a: 3, b: 5, c: 11 };
const data = {
  f: Array.from({ length: 18 }, (_, i) => levels[i % 3]),
  g: Array.from({ length: 18 }, (_, i) => `g${Math.floor(i / 3)}`),
  y: Array.from({ length: 18 }, (_, i) => means[levels[i % 3] as "a"] + Math.sin(1 + Math.floor(i / 3)) + (Math.floor(i / 3) % 2 === 0 ? 0.5 : -0.5) * [1, -2, 1][i % 3]),
};

test("coefficients estimate the hypotheses, in any spelling", () => {
  const wanted = { "b − a": [-1, 1, 0], "c − mean": [-0.5, -0.5, 1] };
  const named = HypothesisCoding(wanted);
  const byLevel = HypothesisCoding([{ a: -1, b: 1 }, { a: -0.5, b: -0.5, c: 1 }], { labels: ["b − a", "c − mean"] });
  expect(coded(byLevel)).toEqual(coded(named));
  const model = fit("y ~ 1 + f + (1 | g)", data, { contrasts: { f: named } });
  expect(model.coefnames).toEqual(["(Intercept)", "f: b − a", "f: c − mean"]);
  expectClose(model.coef.slice(1), [2, 7], { absolute: 1e-9 });
  expectClose(coded(HypothesisCoding([[-1, 1, 0], [0, -1, 1]])).rows.flat(), coded(SeqDiffCoding()).rows.flat(), { absolute: 1e-15 });
  expect(coded(HypothesisCoding([[-1, 1, 0], [0, -1, 1]])).names).toEqual(["b", "c"]);
});

test("a coding of one's own", () => {
  expect(coded(ContrastsCoding([[-1, 1], [0, -2], [1, 1]], { labels: ["linear", "quadratic"] }))).toEqual({ names: ["linear", "quadratic"], rows: [[-1, 1], [0, -2], [1, 1]] });
  expect(modelFrame("y ~ 1 + f + (1 | g)", fitTable(), { contrasts: { f: ContrastsCoding([[-1], [0], [1]], { levels: ["c", "b", "a"] }) } }).fixed.names).toEqual(["(Intercept)", "f: b"]);
});

test("FullDummyCoding keeps a column per level, Grouping is for after the bar", () => {
  expect(modelFrame("y ~ 1 + f + (1 | g)", fitTable(), { contrasts: { f: FullDummyCoding(), g: Grouping() } }).fixed.names).toEqual(["(Intercept)", "f: a", "f: b", "f: c"]);
  expect(() => modelFrame("y ~ 1 + f + (1 | g)", fitTable(), { contrasts: { f: Grouping() } })).toThrow("a column with Grouping() may stand after the bar only; 'f' has an effect");
});

test("contrastsmatrix is a table of the coding", () => {
  const matrix = contrastsmatrix(HelmertCoding(), levels);
  expect(matrix.columnNames).toEqual(["level", "b", "c"]);
  expect(matrix.toRows()).toEqual([{ level: "a", b: -1, c: -1 }, { level: "b", b: 1, c: -1 }, { level: "c", b: 0, c: 2 }]);
  expect(contrastsmatrix(EffectsCoding({ levels: ["z", "a"] }), ["a", "z"]).column("level")).toEqual(["z", "a"]);
});

test.each<[string, () => Contrast, string]>([
  ["number of hypotheses", () => HypothesisCoding([[1, 0, 0], [0, 1, 0], [0, 0, 1]]), "HypothesisCoding has from 1 to 2 coefficients for the levels a, b, c of 'f'; got 3"],
  ["weights", () => HypothesisCoding([[1, -1]]), "a hypothesis has a weight per level; got 2 for the levels a, b, c of 'f'"],
  ["level", () => HypothesisCoding([{ a: 1, d: -1 }]), "a hypothesis names levels of the factor; 'd' is none of the levels of 'f': a, b, c"],
  ["dependence", () => HypothesisCoding([[1, -1, 0], [-2, 2, 0]]), "hypotheses must not follow from each other; those for 'f' do"],
  ["finite", () => HypothesisCoding([[1, NaN, 0]]), "the numbers of HypothesisCoding must be finite; got NaN"],
  ["rows", () => ContrastsCoding([[1], [0]]), "a contrast matrix has a row per level; that of 'f' has 2 rows for the levels a, b, c"],
  ["labels", () => ContrastsCoding([[1], [0], [0]], { labels: ["p", "q"] }), "ContrastsCoding has a label for each coefficient; got 2 labels for 1"],
])("a coding with a wrong %s is refused", (_, make, sentence) => {
  expect(() => coded(make())).toThrow(sentence);
});

test("levels are kept for the factor, base and levels in any spelling of their type", () => {
  expect(EffectsCoding().levels).toBeUndefined();
  expect(EffectsCoding({ levels: ["b", "a"] }).levels).toEqual(["b", "a"]);
  expect(coded(DummyCoding({ base: true as unknown as string }), ["false", "true"]).names).toEqual(["false"]);
});

test("wrong options are refused", () => {
  expect(() => EffectsCoding({ basis: "a" } as object)).toThrow("unknown option of EffectsCoding 'basis' (did you mean 'base'?); options are base, levels");
  expect(() => coded(DummyCoding({ base: "d" }))).toThrow("the base of DummyCoding must be a level of the factor; 'd' is none of the levels of 'f': a, b, c");
  expect(() => DummyCoding({ levels: ["a", "b", "a"] })).toThrow("the levels of DummyCoding must differ; 'a' occurs twice");
  expect(() => DummyCoding({ levels: "ab" as unknown as string[] })).toThrow("the levels of DummyCoding must be an array of names, not ab");
});
