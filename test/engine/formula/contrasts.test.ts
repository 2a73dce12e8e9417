import { type Contrast, DummyCoding, EffectsCoding, fullDummyCoding } from "engine/formula/contrasts";

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
