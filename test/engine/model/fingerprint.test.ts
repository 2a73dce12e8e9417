import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ContrastOptions, DummyCoding, EffectsCoding, HelmertCoding } from "engine/formula/coding/contrasts";
import { HypothesisCoding } from "engine/formula/coding/hypothesisCoding";
import { ZScore } from "engine/formula/coding/standardize";
import { fingerprint, fingerprintDifference, type ModelFingerprint } from "engine/model/fingerprint";
import { type FitOptions, fit, refit } from "engine/model/fit";
import type { LinearMixedModel } from "engine/model/linearMixedModel";
import { restoremodel, savemodel } from "engine/model/savedModel";
import { Xoshiro } from "engine/random/xoshiro";
import { asTable } from "engine/table/asTable";
import fc from "fast-check";
import { holds } from "../../hard/properties/property";

interface Row {
  readonly [column: string]: string | number | boolean | null;
}

function rowsOf(seed: number, n = 36): Row[] {
  const rng = new Xoshiro(seed);
  return Array.from({ length: n }, (_, i) => ({
    y: 5 + rng.randn() + (i % 6),
    x: 1 + rng.rand(),
    z: Math.floor(4 * rng.rand()),
    f: "abc"[i % 3],
    g: `g${i % 6}`,
    h: i % 4,
    w: 1 + (i % 2),
    other: rng.randn(),
  }));
}

const FORMULAS = [
  "y ~ 1 + x + (1 | g)",
  "y ~ 1 + f * x + (1 | g)",
  "log(y) ~ 1 + log(x) + f + (1 | h)",
  "y ~ 1 + poly(x, 2) + I(z > 1) + zerocorr(1 + x | g)",
  "y ~ 1 + f + offset(sqrt(x)) + (1 | g & h)",
  "y ~ 1 + x + fulldummy(f) + (1 | g)",
];
const columnsOf = (formula: string): string[] =>
  ["y", "x", "z", "f", "g", "h"].filter((name) => formula.match(`\\b${name}\\b`));
const CODINGS: ((options?: ContrastOptions) => FitOptions["contrasts"])[] = [
  () => ({}),
  (options) => ({ f: EffectsCoding(options) }),
  (options) => ({ f: HelmertCoding(options), x: ZScore() }),
  () => ({
    f: HypothesisCoding(
      [
        [-1, 1, 0],
        [0, -1, 1],
      ] as never,
      { levels: ["a", "b", "c"] },
    ),
  }),
];

const models = fc.record({
  seed: fc.nat(1000),
  formula: fc.constantFrom(...FORMULAS),
  coding: fc.constantFrom(...CODINGS.keys()),
  REML: fc.boolean(),
  weights: fc.constantFrom(undefined, "w"),
});

function fitOf(
  { formula, coding, REML, weights }: typeof models extends fc.Arbitrary<infer T> ? T : never,
  data: unknown,
): LinearMixedModel {
  const contrasts = CODINGS[coding]();
  const used = Object.fromEntries(
    Object.entries(contrasts ?? {}).filter(([name]) => columnsOf(formula).includes(name)),
  );
  return fit(formula, data as never, { contrasts: used, REML, ...(weights && { weights }) });
}

const difference = (a: LinearMixedModel | ModelFingerprint, b: LinearMixedModel): string | undefined =>
  fingerprintDifference("terms" in a ? a : fingerprint(a), fingerprint(b));

const folder = mkdtempSync(join(tmpdir(), "fingerprint-"));
afterAll(() => rmSync(folder, { recursive: true }));

test("the same fit has the same fingerprint, whatever else is in the table and however it came", () => {
  holds(
    fc.property(models, (choice) => {
      const rows = rowsOf(choice.seed);
      const model = fitOf(choice, rows);
      const incomplete = { ...rows[0], y: null, other: 3 };
      const more = rows
        .flatMap((row, i) => (i % 5 === 0 ? [incomplete, row] : [row]))
        .map((row) => ({ new: 1, ...row, other: 0 }));
      const table = asTable(rows);
      for (const data of [
        table,
        table.toArrow(),
        more,
        Object.fromEntries(table.columnNames.map((name) => [name, table.column(name)])),
      ])
        expect(difference(model, fitOf(choice, data))).toBeUndefined();
      expect(difference(JSON.parse(JSON.stringify(fingerprint(model))), model)).toBeUndefined();
      expect(difference(model, refit(model, model.response))).toBeUndefined();
      const path = join(folder, "model.json");
      savemodel(path, model);
      expect(difference(model, restoremodel(path, rows))).toBeUndefined();
    }),
    { runs: 15, seed: 15 },
  );
});

test("bits of computed columns are no part of it", () => {
  holds(
    fc.property(models, (choice) => {
      const model = fitOf(choice, rowsOf(choice.seed));
      const { frame } = model.data;
      const nudged = (column: Float64Array): Float64Array => column.map((value) => value * (1 + Number.EPSILON));
      const computedElsewhere = Object.create(model, {
        data: {
          value: {
            ...model.data,
            frame: {
              ...frame,
              fixed: { ...frame.fixed, columns: frame.fixed.columns.map(nudged) },
              random: frame.random.map((term) => ({ ...term, columns: term.columns.map(nudged) })),
              ...(frame.offset && { offset: nudged(frame.offset) }),
            },
          },
        },
      }) as LinearMixedModel;
      expect(difference(model, computedElsewhere)).toBeUndefined();
    }),
    { runs: 25, seed: 15 },
  );
});

test("another value, coding, criterion, weight or response is another model, and is named", () => {
  holds(
    fc.property(models, fc.nat(35), (choice, at) => {
      const rows = rowsOf(choice.seed);
      const model = fitOf(choice, rows);
      for (const name of columnsOf(choice.formula)) {
        const others = rows.map((row) => row[name]);
        const value = others[at];
        const changed =
          typeof value === "number" && name !== "h" && name !== "z"
            ? value * (1 + 1e-15) + 1e-15
            : others.find((one) => one !== value)!;
        const model2 = fitOf(
          choice,
          rows.map((row, i) => (i === at ? { ...row, [name]: changed } : row)),
        );
        expect(difference(model, model2)).toMatch(new RegExp(`^the (values|coding) of '${name}'$`));
      }
      expect(difference(model, fitOf({ ...choice, REML: !choice.REML }, rows))).toBe(
        "the criterion (REML or maximum likelihood)",
      );
      expect(
        difference(model, fitOf({ ...choice, weights: choice.weights === undefined ? "w" : undefined }, rows)),
      ).toBe("the weights");
      expect(
        difference(
          model,
          refit(
            model,
            model.response.map((y, i) => (i === at ? y + 0.5 : y)),
          ),
        ),
      ).toBe("the response");
      if (/\bf\b/.test(choice.formula) && !/fulldummy/.test(choice.formula) && choice.coding !== 1)
        expect(difference(model, fitOf({ ...choice, coding: 1 }, rows))).toMatch(/^the (terms|coding of 'f')$/);
    }),
    { runs: 25, seed: 15 },
  );
});

test("a default that is given is the default; terms are compared by what they are", () => {
  const rows = rowsOf(4);
  const model = fit("y ~ 1 + f + (1 | g)", rows);
  expect(difference(model, fit("y ~ 1 + f + (1 | g)", rows, { contrasts: { f: DummyCoding() } }))).toBeUndefined();
  expect(difference(model, fit("y ~ 1 + f + (1 | g)", rows, { contrasts: { f: DummyCoding({ base: "b" }) } }))).toBe(
    "the terms",
  );
  expect(difference(model, fit("y ~ 1 + f + (1 | g)", rows, { contrasts: { f: EffectsCoding() } }))).toBe(
    "the coding of 'f'",
  );
  const independent = fit("y ~ 1 + x + zerocorr(1 + x | g)", rows);
  expect(difference(independent, fit("y ~ 1 + x + (1 | g) + (0 + x | g)", rows))).toBeUndefined();
  expect(difference(independent, fit("y ~ 1 + x + (1 + x | g)", rows))).toBe("the terms");
  expect(difference(model, fit("y ~ 1 + f + (1 | g)", rows, { σ: 1 }))).toBe("the fixed σ");
  const shifts = (by: number): FitOptions => ({ offset: rows.map((_, i) => by * i) });
  expect(difference(fit("y ~ 1 + f + (1 | g)", rows, shifts(1)), fit("y ~ 1 + f + (1 | g)", rows, shifts(2)))).toBe(
    "the offset",
  );
});

test("a model is restored on data that lost the sign of a zero in a file of text", () => {
  const folder = mkdtempSync(join(tmpdir(), "zero-"));
  const path = join(folder, "m.json");
  const data = (zero: number, one = 1) => ({
    y: rowsOf(5).map(({ y }) => y as number),
    x: rowsOf(5).map((_, i) => [zero, one, 2.5][i % 3]),
    g: rowsOf(5).map(({ g }) => g as string),
  });
  try {
    const formula = "y ~ 1 + x + (1 | g)";
    savemodel(path, fit(formula, data(-0)));
    expect(restoremodel(path, data(0)).objective).toBe(fit(formula, data(-0)).objective);
    expect(fingerprint(fit(formula, data(0)))).toEqual(fingerprint(fit(formula, data(-0))));
    expect(() => restoremodel(path, data(0, 1 + 2 ** -52))).toThrow("(the values of 'x')");
  } finally {
    rmSync(folder, { recursive: true });
  }
});
