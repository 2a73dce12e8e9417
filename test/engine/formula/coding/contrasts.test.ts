import {
  type Contrast,
  contrastsmatrix,
  DummyCoding,
  EffectsCoding,
  FullDummyCoding,
  fullDummyCoding,
  Grouping,
  HelmertCoding,
  SeqDiffCoding,
} from "engine/formula/coding/contrasts";
import { ContrastsCoding, HypothesisCoding } from "engine/formula/coding/hypothesisCoding";
import { modelFrame } from "engine/formula/frame/modelFrame";
import { fit } from "engine/model/fit";
import { predict } from "engine/model/predict";
import { asTable } from "engine/table/asTable";
import { expectClose } from "../../support/expectClose";

const levels = ["a", "b", "c"];

function coded(contrast: Contrast, of = levels): { names: readonly string[]; rows: number[][] } {
  const { names, matrix } = contrast.coding(of, "f");
  return { names, rows: of.map((_, level) => [...matrix.slice(level * names.length, (level + 1) * names.length)]) };
}

test("dummy coding marks every level but the base", () => {
  expect(coded(DummyCoding())).toEqual({
    names: ["b", "c"],
    rows: [
      [0, 0],
      [1, 0],
      [0, 1],
    ],
  });
  expect(coded(DummyCoding({ base: "b" }))).toEqual({
    names: ["a", "c"],
    rows: [
      [1, 0],
      [0, 0],
      [0, 1],
    ],
  });
});

test("effects coding is −1 at the base", () => {
  expect(coded(EffectsCoding(), ["new", "old"])).toEqual({ names: ["old"], rows: [[-1], [1]] });
  expect(coded(EffectsCoding())).toEqual({
    names: ["b", "c"],
    rows: [
      [-1, -1],
      [1, 0],
      [0, 1],
    ],
  });
  expect(coded(EffectsCoding({ base: "c" }))).toEqual({
    names: ["a", "b"],
    rows: [
      [1, 0],
      [0, 1],
      [-1, -1],
    ],
  });
});

test("full dummy coding has a column per level", () => {
  expect(coded(fullDummyCoding)).toEqual({
    names: levels,
    rows: [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ],
  });
});

test("Helmert coding compares a level with those before it", () => {
  expect(coded(HelmertCoding(), ["a", "b", "c", "d"])).toEqual({
    names: ["b", "c", "d"],
    rows: [
      [-1, -1, -1],
      [1, -1, -1],
      [0, 2, -1],
      [0, 0, 3],
    ],
  });
  expect(coded(HelmertCoding({ base: "b" }))).toEqual({
    names: ["a", "c"],
    rows: [
      [1, -1],
      [-1, -1],
      [0, 2],
    ],
  });
  expect(coded(HelmertCoding({ base: "c" }))).toEqual({
    names: ["a", "b"],
    rows: [
      [1, -1],
      [0, 2],
      [-1, -1],
    ],
  });
});

test("sequential differences are those of R's MASS::contr.sdif", () => {
  const { names, rows } = coded(SeqDiffCoding());
  expect(names).toEqual(["b", "c"]);
  rows.forEach((row, i) =>
    expectClose(
      row,
      [
        [-2 / 3, -1 / 3],
        [1 / 3, -1 / 3],
        [1 / 3, 2 / 3],
      ][i],
      { absolute: 1e-15 },
    ),
  );
  expect(() => SeqDiffCoding({ base: "a" } as object)).toThrow("unknown option of SeqDiffCoding 'base'");
});

const fitTable = () => asTable(data);
const means = { a: 3, b: 5, c: 11 };
const data = {
  f: Array.from({ length: 18 }, (_, i) => levels[i % 3]),
  g: Array.from({ length: 18 }, (_, i) => `g${Math.floor(i / 3)}`),
  y: Array.from(
    { length: 18 },
    (_, i) =>
      means[levels[i % 3] as "a"] +
      Math.sin(1 + Math.floor(i / 3)) +
      (Math.floor(i / 3) % 2 === 0 ? 0.5 : -0.5) * [1, -2, 1][i % 3],
  ),
};

test("coefficients estimate the hypotheses, in any spelling", () => {
  const wanted = { "b − a": [-1, 1, 0], "c − mean": [-0.5, -0.5, 1] };
  const named = HypothesisCoding(wanted);
  const byLevel = HypothesisCoding(
    [
      { a: -1, b: 1 },
      { a: -0.5, b: -0.5, c: 1 },
    ],
    { labels: ["b − a", "c − mean"] },
  );
  expect(coded(byLevel)).toEqual(coded(named));
  const model = fit("y ~ 1 + f + (1 | g)", data, { contrasts: { f: named } });
  expect(model.coefnames).toEqual(["(Intercept)", "f: b − a", "f: c − mean"]);
  expectClose(model.coef.slice(1), [2, 7], { absolute: 1e-9 });
  expectClose(
    coded(
      HypothesisCoding([
        [-1, 1, 0],
        [0, -1, 1],
      ]),
    ).rows.flat(),
    coded(SeqDiffCoding()).rows.flat(),
    { absolute: 1e-15 },
  );
  expect(
    coded(
      HypothesisCoding([
        [-1, 1, 0],
        [0, -1, 1],
      ]),
    ).names,
  ).toEqual(["b", "c"]);
});

/** The means of the levels, in an order in which their differences are all different. */
const meansOf = (count: number): number[] =>
  Array.from({ length: count }, (_, i) => 3 * i ** 2 - 7 * i + Math.sin(5 * i));
const average = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Intercept and coefficients that give each level its mean, by Gaussian elimination. */
function coefficients(
  contrast: Contrast,
  of: string[],
  means: number[],
): { names: readonly string[]; intercept: number; effects: number[] } {
  const { names, rows } = coded(contrast, of);
  const system = rows.map((row, i) => [1, ...row, means[i]]);
  const n = system.length;
  for (let c = 0; c < n; c++) {
    const pivot = system
      .slice(c)
      .reduce((best, _, i) => (Math.abs(system[c + i][c]) > Math.abs(system[best][c]) ? c + i : best), c);
    [system[c], system[pivot]] = [system[pivot], system[c]];
    for (let r = 0; r < n; r++)
      if (r !== c) {
        const factor = system[r][c] / system[c][c];
        for (let k = c; k <= n; k++) system[r][k] -= factor * system[c][k];
      }
  }
  const [intercept, ...effects] = system.map((row, i) => row[n] / row[i]);
  return { names, intercept, effects };
}

describe.each([2, 3, 4, 6])("what the coefficients of %i levels mean, whatever the base", (count) => {
  const of = Array.from({ length: count }, (_, i) => String.fromCharCode(97 + i));
  const means = meansOf(count);
  const cases = of.map((base, b) => ({ base, own: means[b], others: of.map((_, i) => i).filter((i) => i !== b) }));

  test.each(cases)("base $base", ({ base, own, others }) => {
    const names = others.map((i) => of[i]);
    const dummy = coefficients(DummyCoding({ base }), of, means);
    expect(dummy.names).toEqual(names);
    expectClose([dummy.intercept, ...dummy.effects], [own, ...others.map((i) => means[i] - own)], { absolute: 1e-11 });
    const effects = coefficients(EffectsCoding({ base }), of, means);
    expect(effects.names).toEqual(names);
    expectClose(
      [effects.intercept, ...effects.effects],
      [average(means), ...others.map((i) => means[i] - average(means))],
      { absolute: 1e-11 },
    );
    // The base is the lowest; a level is compared with the mean of those below it, over one more than their number.
    const helmert = coefficients(HelmertCoding({ base }), of, means);
    expect(helmert.names).toEqual(names);
    const below = (k: number): number => average([own, ...others.slice(0, k).map((i) => means[i])]);
    expectClose(
      [helmert.intercept, ...helmert.effects],
      [average(means), ...others.map((i, k) => (means[i] - below(k)) / (k + 2))],
      { absolute: 1e-11 },
    );
  });

  test("neighbours", () => {
    const { intercept, effects } = coefficients(SeqDiffCoding(), of, means);
    expectClose([intercept, ...effects], [average(means), ...means.slice(1).map((mean, i) => mean - means[i])], {
      absolute: 1e-11,
    });
  });
});

test("a column of numbers is a factor where it has contrasts", () => {
  const numbers = { ...data, f: data.f.map((level) => [10, 9, 11][levels.indexOf(level)]) };
  const model = fit("y ~ 1 + f + (1 | g)", numbers, { contrasts: { f: DummyCoding({ base: "10" }) } });
  expect(model.coefnames).toEqual(["(Intercept)", "f: 9", "f: 11"]);
  expectClose(model.coef.slice(1), [2, 8], { absolute: 1e-9 });
  expectClose(
    predict(model, { f: [9, 11], g: ["g0", "new"] }, { newLevels: "population" }).map((value, i) =>
      i === 0 ? 0 : value,
    ),
    [0, model.coef[0] + 8],
    { absolute: 1e-9 },
  );
  expect(() => predict(model, { f: [12], g: ["g0"] })).toThrow(
    "a factor with an effect has the levels of the fit; 'f' is '12' in row 1, the fit knows 9, 10, 11",
  );
  expect(fit("y ~ 1 + f + (1 | g)", numbers).coefnames).toEqual(["(Intercept)", "f"]);
});

test("a coding of one's own", () => {
  expect(
    coded(
      ContrastsCoding(
        [
          [-1, 1],
          [0, -2],
          [1, 1],
        ],
        { labels: ["linear", "quadratic"] },
      ),
    ),
  ).toEqual({
    names: ["linear", "quadratic"],
    rows: [
      [-1, 1],
      [0, -2],
      [1, 1],
    ],
  });
  expect(
    modelFrame("y ~ 1 + f + (1 | g)", fitTable(), {
      contrasts: { f: ContrastsCoding([[-1], [0], [1]], { levels: ["c", "b", "a"] }) },
    }).fixed.names,
  ).toEqual(["(Intercept)", "f: b"]);
});

test("FullDummyCoding keeps a column per level, Grouping is for after the bar", () => {
  expect(
    modelFrame("y ~ 1 + f + (1 | g)", fitTable(), { contrasts: { f: FullDummyCoding(), g: Grouping() } }).fixed.names,
  ).toEqual(["(Intercept)", "f: a", "f: b", "f: c"]);
  expect(() => modelFrame("y ~ 1 + f + (1 | g)", fitTable(), { contrasts: { f: Grouping() } })).toThrow(
    "a column with Grouping() may stand after the bar only; 'f' has an effect",
  );
});

test("contrastsmatrix is a table of the coding", () => {
  const matrix = contrastsmatrix(HelmertCoding(), levels);
  expect(matrix.columnNames).toEqual(["level", "b", "c"]);
  expect(matrix.toRows()).toEqual([
    { level: "a", b: -1, c: -1 },
    { level: "b", b: 1, c: -1 },
    { level: "c", b: 0, c: 2 },
  ]);
  expect(contrastsmatrix(EffectsCoding({ levels: ["z", "a"] }), ["a", "z"]).column("level")).toEqual(["z", "a"]);
});

test.each<[string, () => Contrast, string]>([
  [
    "number of hypotheses",
    () =>
      HypothesisCoding([
        [1, 0, 0],
        [0, 1, 0],
        [0, 0, 1],
      ]),
    "HypothesisCoding has from 1 to 2 coefficients for the levels a, b, c of 'f'; got 3",
  ],
  [
    "weights",
    () => HypothesisCoding([[1, -1]]),
    "a hypothesis has a weight per level; got 2 for the levels a, b, c of 'f'",
  ],
  [
    "level",
    () => HypothesisCoding([{ a: 1, d: -1 }]),
    "a hypothesis names levels of the factor; 'd' is none of the levels of 'f': a, b, c",
  ],
  [
    "dependence",
    () =>
      HypothesisCoding([
        [1, -1, 0],
        [-2, 2, 0],
      ]),
    "hypotheses must not follow from each other; those for 'f' do",
  ],
  ["finite", () => HypothesisCoding([[1, NaN, 0]]), "the numbers of HypothesisCoding must be finite; got NaN"],
  [
    "rows",
    () => ContrastsCoding([[1], [0]]),
    "a contrast matrix has a row per level; that of 'f' has 2 rows for the levels a, b, c",
  ],
  [
    "labels",
    () => ContrastsCoding([[1], [0], [0]], { labels: ["p", "q"] }),
    "ContrastsCoding has a label for each coefficient; got 2 labels for 1",
  ],
])("a coding with a wrong %s is refused", (_, make, sentence) => {
  expect(() => coded(make())).toThrow(sentence);
});

test("levels are kept for the factor, base and levels in any spelling of their type", () => {
  expect(EffectsCoding().levels).toBeUndefined();
  expect(EffectsCoding({ levels: ["b", "a"] }).levels).toEqual(["b", "a"]);
  expect(coded(DummyCoding({ base: true as unknown as string }), ["false", "true"]).names).toEqual(["false"]);
});

test("wrong options are refused", () => {
  expect(() => EffectsCoding({ basis: "a" } as object)).toThrow(
    "unknown option of EffectsCoding 'basis' (did you mean 'base'?); options are base, levels",
  );
  expect(() => coded(DummyCoding({ base: "d" }))).toThrow(
    "the base of DummyCoding must be a level of the factor; 'd' is none of the levels of 'f': a, b, c",
  );
  expect(() => DummyCoding({ levels: ["a", "b", "a"] })).toThrow(
    "the levels of DummyCoding must differ; 'a' occurs twice",
  );
  expect(() => DummyCoding({ levels: "ab" as unknown as string[] })).toThrow(
    "the levels of DummyCoding must be an array of names, not 'ab'",
  );
});
