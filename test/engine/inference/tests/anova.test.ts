import { fisherUpper } from "engine/distributions/studentT";
import { EffectsCoding } from "engine/formula/coding/contrasts";
import { coeftable } from "engine/inference/smallSample/coeftable";
import { anova } from "engine/inference/tests/anova";
import { fit } from "engine/model/fit";
import { asTable } from "engine/table/asTable";
import { dataset } from "engine/table/source/dataset";
import { expectClose } from "../../support/expectClose";
import { fitted } from "../../support/fits";
import { inferenceModel, inferenceReference } from "../../support/inferenceReference";

const cases = Object.entries(inferenceReference).flatMap(([name, { anova: satterthwaite, anova_kenward: kenward }]) => [
  ...(satterthwaite === undefined ? [] : [[name, "satterthwaite", satterthwaite] as const]),
  ...(kenward === undefined ? [] : [[name, "kenward-roger", kenward] as const]),
]);

test.each(cases)("F tests are those of lmerTest: %s, %s", (name, dof, expected) => {
  const table = anova(inferenceModel(name), { dof });
  expect((table.column("term") as string[]).map((term) => term.replaceAll(" & ", ":"))).toEqual(expected.term);
  expect(Array.from(table.numeric("numdf"))).toEqual(expected.numdf);
  expectClose(table.numeric("dendf"), expected.dendf, { relative: 1e-5 });
  expectClose(table.numeric("F"), expected.F, { relative: 1e-5 });
  expectClose(table.numeric("Pr(>F)"), expected.p, { relative: 1e-4 });
});

test("of one coefficient an F test is the square of its t test", () => {
  const model = fitted("sleepstudy_reml");
  const [f, t] = [anova(model), coeftable(model, { dof: "satterthwaite" })];
  expectClose([Math.sqrt(f.numeric("F")[0]), f.numeric("Pr(>F)")[0]], [t.numeric("t")[1], t.numeric("Pr(>|t|)")[1]], {
    relative: 1e-10,
  });
});

test("terms with calculations and several columns are tested as one; what is not estimated is left out", () => {
  const rows = dataset("machines")
    .toRows()
    .map((row, i) => ({ ...row, x: (i * 37) % 11, twice: 2 * ((i * 37) % 11) }));
  const model = fit("score ~ 1 + Machine * log(1 + x) + twice + x + (1 | Worker)", asTable(rows), {
    contrasts: { Machine: EffectsCoding() },
    REML: true,
  });
  const table = anova(model);
  expect(table.column("term")).toEqual(["Machine", "log(1 + x)", "twice", "Machine & log(1 + x)"]);
  expect(Array.from(table.numeric("numdf"))).toEqual([2, 1, 1, 2]);
});

// From R: pf(f, nu1, nu2, lower.tail = FALSE).
test.each([
  [3.2, 2, 10, 0.0842909133539],
  [1, 3.5, 7.25, 0.456469257225],
  [0, 2, 3, 1],
  [3, 2, 1e6, 0.0497875164517033],
  [4, 1, 1e8, 0.0455002665959067],
  [3, 2, 1e34, 0.049787068367864],
])("P(F > %d) with %d and %d degrees of freedom", (f, nu1, nu2, p) => {
  expect(fisherUpper(f, nu1, nu2)).toBeCloseTo(p, 11);
});
