import { FormulaError } from "engine/errors";
import { type Contrasts, DummyCoding, EffectsCoding } from "engine/formula/coding/contrasts";
import { modelFrame } from "engine/formula/frame/modelFrame";
import { dataset } from "engine/table/source/dataset";
import { Table } from "engine/table/table";

const table = Table.fromColumns([
  ["y", Float64Array.of(1, 2, 3, 4, 5, 6)],
  ["x", Float64Array.of(0.5, NaN, 1.5, 2.5, 3.5, 4.5)],
  ["f", ["u", "v", "w", "u", null, "u"]],
  ["c", ["m", "m", "k", "k", "m", "k"]],
  ["flag", [true, false, true, false, true, false]],
  ["g", ["b", "a", "c", "b", "a", "b"]],
  ["site", Int16Array.of(10, 10, 9, 9, 10, 10)],
  ["one", ["z", "z", "z", "z", "z", "z"]],
  ["rest", Float64Array.of(1, 1, Infinity, 1, 1, 1)],
  ["none", [null, null, null, null, null, null]],
  ["two words", Float64Array.of(6, 5, 4, 3, 2, 1)],
  ["__proto__", Float64Array.of(1, 0, 1, 0, 1, 0)],
]);

describe("kb07 as in the tutorial", () => {
  const kb07 = dataset("kb07");
  const contrasts = { spkr: EffectsCoding(), prec: EffectsCoding(), load: EffectsCoding() };
  const frame = modelFrame("rt_trunc ~ 1 + spkr * prec * load + (1 | subj) + (1 + prec | item)", kb07, { contrasts });

  test("names and sizes", () => {
    expect(frame.fixed.names).toEqual([
      "(Intercept)",
      "spkr: old",
      "prec: maintain",
      "load: yes",
      "spkr: old & prec: maintain",
      "spkr: old & load: yes",
      "prec: maintain & load: yes",
      "spkr: old & prec: maintain & load: yes",
    ]);
    expect(frame).toMatchObject({ nobs: 1789, missing: 0, response: { name: "rt_trunc" } });
    expect(
      frame.random.map(({ grouping, levels, names, blocks }) => ({ grouping, levels: levels.length, names, blocks })),
    ).toEqual([
      { grouping: "subj", levels: 56, names: ["(Intercept)"], blocks: [[0]] },
      { grouping: "item", levels: 32, names: ["(Intercept)", "prec: maintain"], blocks: [[0, 1]] },
    ]);
  });

  test("columns are ±1 and interactions their products", () => {
    const [intercept, spkr, prec, load, , , , all] = frame.fixed.columns;
    const labels = kb07.column("spkr");
    expect(intercept.every((value) => value === 1)).toBe(true);
    expect(spkr).toEqual(Float64Array.from(labels as string[], (label) => (label === "old" ? 1 : -1)));
    expect(all).toEqual(spkr.map((value, i) => value * prec[i] * load[i]));
    expect(frame.response.values).toEqual(kb07.numeric("rt_trunc"));
    const item = frame.random[1];
    expect(Array.from(item.refs, (ref) => item.levels[ref])).toEqual(kb07.column("item"));
  });
});

describe("rows with missing values", () => {
  test("are left out if a variable of the formula is missing, and counted", () => {
    const frame = modelFrame("y ~ 1 + x + f + (1 | g)", table);
    expect(frame).toMatchObject({ nobs: 4, missing: 2 });
    expect(frame.response.values).toEqual(Float64Array.of(1, 3, 4, 6));
    expect(frame.fixed.names).toEqual(["(Intercept)", "x", "f: w"]);
    expect(frame.fixed.columns[1]).toEqual(Float64Array.of(0.5, 1.5, 2.5, 4.5));
    expect(frame.fixed.columns[2]).toEqual(Float64Array.of(0, 1, 0, 0));
  });

  test("take levels with them that occur nowhere else", () => {
    const [term] = modelFrame("y ~ 1 + x + f + (1 | g)", table).random;
    expect(term.levels).toEqual(["b", "c"]);
    expect(term.refs).toEqual(Int32Array.of(0, 1, 0, 0));
  });

  test("do not count where a variable is not in the formula, or taken out of it", () => {
    expect(modelFrame("y ~ 1 + (1 | g)", table)).toMatchObject({ nobs: 6, missing: 0 });
    expect(modelFrame("y ~ 1 + x + flag - x + (1 | g)", table)).toMatchObject({ nobs: 6, missing: 0 });
  });

  test("may not be all of them", () => {
    expect(() => modelFrame("y ~ 1 + none + (1 | g)", table)).toThrow(
      "a model needs rows without missing values in y, none, g; of the 6 rows there is none",
    );
    const empty = Table.fromColumns([
      ["y", new Float64Array()],
      ["g", [] as string[]],
    ]);
    expect(() => modelFrame("y ~ 1 + (1 | g)", empty)).toThrow(
      "a model needs rows without missing values in y, g; of the 0 rows there is none",
    );
  });
});

describe("random effects", () => {
  const random = (text: string, contrasts: Contrasts = {}) =>
    modelFrame(`y ~ 1 + ${text}`, table, { contrasts }).random;
  const shape = (text: string) => random(text).map(({ grouping, names, blocks }) => ({ grouping, names, blocks }));

  test("terms of one grouping factor are joined, in blocks", () => {
    expect(shape("(1 | g) + (0 + x | g) + (1 | site)")).toEqual([
      { grouping: "g", names: ["(Intercept)", "x"], blocks: [[0], [1]] },
      { grouping: "site", names: ["(Intercept)"], blocks: [[0]] },
    ]);
    expect(shape("(1 + x | g) + (0 + flag | g)")).toEqual([
      { grouping: "g", names: ["(Intercept)", "x", "flag: true"], blocks: [[0, 1], [2]] },
    ]);
    expect(shape("(1 | g & c) + (0 + x | c & g)")).toEqual([
      { grouping: "g & c", names: ["(Intercept)", "x"], blocks: [[0], [1]] },
    ]);
  });

  test("zerocorr has a block for each column", () => {
    const blocks = [{ grouping: "g", names: ["(Intercept)", "x", "f: v", "f: w"], blocks: [[0], [1], [2], [3]] }];
    const complete = Table.fromColumns([
      ["y", Float64Array.of(1, 2, 3)],
      ["x", Float64Array.of(1, 3, 2)],
      ["f", ["u", "v", "w"]],
      ["g", ["a", "b", "b"]],
    ]);
    for (const text of ["zerocorr(1 + x + f | g)", "(1 + x + f || g)"]) {
      expect(
        modelFrame(`y ~ 1 + ${text}`, complete).random.map(({ grouping, names, blocks: parts }) => ({
          grouping,
          names,
          blocks: parts,
        })),
      ).toEqual(blocks);
    }
  });

  test("factors have a column per level without an intercept", () => {
    expect(shape("(0 + c | g)")[0].names).toEqual(["c: k", "c: m"]);
    expect(shape("(c | g)")[0].names).toEqual(["(Intercept)", "c: m"]);
    expect(random("(c | g)", { c: EffectsCoding({ base: "m" }) })[0].names).toEqual(["(Intercept)", "c: k"]);
  });

  test("any column groups, numbers in order of size", () => {
    const [site, flag] = random("(1 | site) + (1 | flag)");
    expect(site).toMatchObject({ levels: ["9", "10"], refs: Int32Array.of(1, 1, 0, 0, 1, 1) });
    expect(flag).toMatchObject({ levels: ["false", "true"], refs: Int32Array.of(1, 0, 1, 0, 1, 0) });
  });

  test("an interaction groups by the combinations that occur", () => {
    const [term] = random("(1 | g & c)");
    expect(term.levels).toEqual(["a, m", "b, k", "b, m", "c, k"]);
    expect(Array.from(term.refs, (ref) => term.levels[ref])).toEqual(["b, m", "a, m", "c, k", "b, k", "a, m", "b, k"]);
    const [outer, inner] = random("(1 | site / g)");
    expect([outer.grouping, inner.grouping]).toEqual(["site", "site & g"]);
    expect(inner.levels).toEqual(["9, b", "9, c", "10, a", "10, b"]);
  });

  test("the combinations of very many levels stay apart", () => {
    const count = 70_000;
    const index = Array.from({ length: count }, (_, i) => `s${i}`);
    const large = Table.fromColumns([
      ["y", Float64Array.from(index, (_, i) => i % 7)],
      ["a", index],
      ["b", [...index].reverse()],
    ]);
    const [term] = modelFrame("y ~ 1 + (1 | a & b)", large).random;
    expect(term.levels).toHaveLength(count);
    expect(term.levels[term.refs[123]]).toBe("s123, s69876");
  });
});

test("columns of any name are used, and the table keeps its values", () => {
  const frame = modelFrame("y ~ 1 + `two words` * __proto__ + (1 | g)", table);
  expect(frame.formula).toBe("y ~ 1 + `two words` + __proto__ + `two words` & __proto__ + (1 | g)");
  expect(frame.fixed.names).toEqual(["(Intercept)", "two words", "__proto__", "two words & __proto__"]);
  frame.response.values[0] = 99;
  expect(table.numeric("y")[0]).toBe(1);
});

test("a model without fixed effects has no columns", () => {
  expect(modelFrame("y ~ 0 + (1 | g)", table)).toMatchObject({
    formula: "y ~ 0 + (1 | g)",
    fixed: { names: [], columns: [] },
  });
});

describe("a formula that does not fit the table is refused with its place", () => {
  test.each([
    [
      "y ~ 1 + flg + (1 | g)",
      "unknown variable 'flg' (did you mean 'flag'?); columns are y, x, f, c, flag, g, site, one, rest, none, " +
        "two words, __proto__ (at character 9 of the formula)",
    ],
    ["z ~ 1 + x + (1 | g)", "unknown variable 'z'"],
    ["y ~ 1 + x + (1 | toString)", "unknown variable 'toString'; columns are y, x"],
    [
      "f ~ 1 + x + (1 | g)",
      "the response must be numeric; 'f' holds strings such as 'u' (at character 1 of the formula)",
    ],
    ["flag ~ 1 + x + (1 | g)", "the response must be numeric; 'flag' holds booleans"],
    [
      "y ~ 1 + x * y + (1 | g)",
      "the response may not stand on the right side too; 'y' does (at character 13 of the formula)",
    ],
    [
      "y ~ 1 + x + (1 | y)",
      "the response may not stand on the right side too; 'y' does (at character 18 of the formula)",
    ],
    ["y ~ 1 + x", "a mixed model needs a random-effects term such as (1 | subj); the formula has none"],
    ["y ~ 1 + x + (1 + x | x)", "a variable may not stand on both sides of the bar; 'x' does"],
  ])("%s", (text, sentence) => {
    expect(() => modelFrame(text, table)).toThrow(FormulaError);
    expect(() => modelFrame(text, table)).toThrow(sentence);
  });
});

test.each([
  ["y ~ 1 + rest + (1 | g)", "the variables of a formula must be finite; 'rest' is Infinity in row 3"],
  ["y ~ 1 + one + (1 | g)", "a factor needs two levels or more to have an effect; 'one' has only 'z'"],
  ["y ~ 1 + x + (1 | one)", "a grouping factor needs two levels or more; 'one' has only 'z'"],
])("data that cannot be used are refused: %s", (text, sentence) => {
  expect(() => modelFrame(text, table)).toThrow(sentence);
});

test.each<[string, Contrasts, string]>([
  [
    "unknown column",
    { flg: DummyCoding() },
    "contrasts are for columns of the table: unknown column 'flg' (did you mean 'flag'?); columns are y, x",
  ],
  [
    "base",
    { c: DummyCoding({ base: "n" }) },
    "the base of DummyCoding must be a level of the factor; 'n' is none of the levels of 'c': k, m",
  ],
  [
    "levels",
    { c: DummyCoding({ levels: ["k", "l", "m"] }) },
    "the levels of a contrast must occur in the rows used; 'l' is none of the levels of 'c': k, m",
  ],
  [
    "no call",
    { c: EffectsCoding as unknown as Contrasts[string] },
    "contrasts are codings such as EffectsCoding(); that of 'c' is a function without its ()",
  ],
  [
    "no coding",
    { c: "effects" as unknown as Contrasts[string] },
    "contrasts are codings such as EffectsCoding(); that of 'c' is 'effects'",
  ],
])("contrasts that cannot be used are refused: %s", (_, contrasts, sentence) => {
  expect(() => modelFrame("y ~ 1 + c + (1 | g)", table, { contrasts })).toThrow(sentence);
});
