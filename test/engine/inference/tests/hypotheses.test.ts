import {
  type Contrast,
  DummyCoding,
  EffectsCoding,
  HelmertCoding,
  SeqDiffCoding,
} from "engine/formula/coding/contrasts";
import { anova } from "engine/inference/tests/anova";
import { drop1 } from "engine/inference/tests/drop1";
import type { TestType } from "engine/inference/tests/hypotheses";
import { ranova } from "engine/inference/tests/ranova";
import { fit } from "engine/model/fit";
import { likelihoodratiotest } from "engine/model/likelihoodRatioTest";
import type { LinearMixedModel } from "engine/model/linearMixedModel";
import { crossed, type EmptyCellsReference, emptyCellsReference, withoutCells } from "../../support/emptyCells";
import { expectClose } from "../../support/expectClose";

const model = (
  cells: EmptyCellsReference["cells"],
  formula: string,
  code: () => Contrast = DummyCoding,
  x = 1,
): LinearMixedModel =>
  fit(
    `y ~ 1 + ${formula} + (1 | g)`,
    withoutCells(cells).map((row) => ({ ...row, x: x * row.x })),
    {
      REML: true,
      contrasts: { a: code(), b: code(), c: code() },
    },
  );
const TYPES: readonly TestType[] = ["I", "II", "III"];

test.each(emptyCellsReference.map((one) => [one.cells, one.formula, one.tests] as const))(
  "with the empty cells '%s' the F tests of %s are lmerTest's, by any coding",
  (cells, formula, tests) => {
    for (const code of [DummyCoding, EffectsCoding, HelmertCoding, SeqDiffCoding]) {
      const fitted = model(cells, formula, code);
      for (const type of TYPES) {
        const table = anova(fitted, { type });
        expect([...table.numeric("numdf")]).toEqual(tests[type].numdf);
        // lmerTest differentiates numerically; and the denominator depends on the rows that span a hypothesis, which it
        // chooses otherwise for some of type II.
        expectClose(table.numeric("dendf"), tests[type].dendf, { relative: type === "II" ? 0.07 : 2e-4 });
        expectClose(table.numeric("F"), tests[type].F, { relative: 2e-5, absolute: 1e-7 });
      }
    }
  },
);

test.each(["a * b", "a * b * x", "a / b", "a * b + b * c"])(
  "no base level and no unit changes a test of %s",
  (formula) => {
    for (const cells of ["one", "diagonal"] as const) {
      const f = (fitted: LinearMixedModel, type: TestType): Float64Array => anova(fitted, { type }).numeric("F");
      for (const type of TYPES) {
        const plain = f(model(cells, formula), type);
        for (const [a, b] of [
          ["q", "v"],
          ["r", "u"],
        ]) {
          const moved = fit(`y ~ 1 + ${formula} + (1 | g)`, withoutCells(cells), {
            REML: true,
            contrasts: { a: DummyCoding({ base: a }), b: EffectsCoding({ base: b }) },
          });
          expectClose(f(moved, type), plain, { relative: 1e-7, absolute: 1e-9 });
        }
        expectClose(f(model(cells, formula, DummyCoding, 1e6), type), plain, { relative: 1e-6, absolute: 1e-9 });
      }
    }
  },
);

test("empty cells are named below the table, and only there", () => {
  expect(String(anova(model("one", "a * b")))).toContain(
    "No row has a p with b u: what is tested of a, b is what the other cells determine.",
  );
  expect(String(anova(model("diagonal", "a * b + b * c")))).toContain("a p with b u, a q with b v, a r with b w");
  expect(String(anova(model("one", "a + b")))).not.toContain("No row");
  expect(String(anova(model("none", "a * b")))).not.toContain("No row");
});

describe("what a formula writes as one term is tested as one", () => {
  const data = crossed.map((row, k) => ({ ...row, z: ((k * 53) % 97) / 10 }));
  const fitted = fit("y ~ 1 + poly(x, 2) + ns(z, 3) + a + (1 | g)", data, { REML: true });

  test("anova and drop1", () => {
    for (const table of [anova(fitted), drop1(fitted)]) {
      expect(table.column("term")).toEqual(["poly(x, 2)", "ns(z, 3)", "a"]);
      expect([...table.numeric("numdf")]).toEqual([2, 3, 2]);
    }
    expectClose(anova(fitted).numeric("F"), drop1(fitted).numeric("F"), { relative: 1e-8 });
    const without = fit("y ~ 1 + ns(z, 3) + a + (1 | g)", data);
    const whole = fit("y ~ 1 + poly(x, 2) + ns(z, 3) + a + (1 | g)", data);
    const { chisq, chisqDof } = likelihoodratiotest(without, whole);
    const deletions = drop1(fitted, { test: "LRT" });
    expectClose([deletions.numeric("χ²")[1]], [chisq[0]], { relative: 1e-7 });
    expect(deletions.numeric("χ²-dof")[1]).toBe(chisqDof[0]);
  });

  test("an interaction with it, and ranova", () => {
    const crossing = fit("y ~ 1 + c * poly(x, 2) + (1 + poly(x, 2) | g)", data, { REML: true });
    expect(anova(crossing).column("term")).toEqual(["c", "poly(x, 2)", "c & poly(x, 2)"]);
    expect(drop1(crossing).column("term")).toEqual(["c & poly(x, 2)"]);
    const table = ranova(crossing);
    expect((table.column("term") as string[])[1]).toMatch(/^poly\(x, 2\) in /);
    expect([...table.numeric("χ²-dof")]).toEqual([0, 5]);
  });
});

test("a type that is none is refused", () => {
  expect(() => anova(model("none", "a"), { type: "IV" as TestType })).toThrow(
    'the type of anova is "I", "II" or "III"; got \'IV\'',
  );
});
