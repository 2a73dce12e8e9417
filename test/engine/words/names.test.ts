import { compareCodePoints } from "engine/table/codePoints";
import { checkOptions } from "engine/table/options";
import { nearest, unknownName } from "engine/words/nearest";

test.each([
  ["spkrr", "spkr"],
  ["itm", "item"],
  ["reml", "REML"],
  ["rt_trnuc", "rt_trunc"],
  ["σ\u0301", undefined],
  ["zzzzzz", undefined],
  ["x", undefined],
  ["", undefined],
])("the nearest to %p is %p", (name, expected) => {
  expect(nearest(name, ["subj", "item", "spkr", "rt_trunc", "REML"])).toBe(expected);
});

test("an unknown name is reported with its guess and what there is", () => {
  expect(unknownName("column", "itm", "columns", ["subj", "item"])).toBe(
    "unknown column 'itm' (did you mean 'item'?); columns are subj, item",
  );
  const many = Array.from({ length: 30 }, (_, i) => `c${i}`);
  expect(unknownName("column", "zzzz", "columns", many)).toMatch(/^unknown column 'zzzz'; columns are c0, .*c19, …$/);
});

test("options are strict", () => {
  expect(() => checkOptions("fit", { contrasts: 1 }, ["contrasts", "REML"])).not.toThrow();
  expect(() => checkOptions("fit", { contrast: 1 }, ["contrasts", "REML"])).toThrow(
    "unknown option of fit 'contrast' (did you mean 'contrasts'?); options are contrasts, REML",
  );
  expect(() => checkOptions("fit", JSON.parse('{"__proto__": 1}'), ["REML"])).toThrow("'__proto__'");
  expect(() => checkOptions("fit", null as unknown as object, ["REML"])).toThrow(
    "the options of fit must be an object such as { REML: … }, not null",
  );
});

test("strings sort by code point, not by UTF-16 unit or language", () => {
  const sorted = ["Z", "a", "ab", "ä", "\uff5e", "😀"];
  expect([...sorted].reverse().sort(compareCodePoints)).toEqual(sorted);
  expect([...sorted].sort()).not.toEqual(sorted);
});
