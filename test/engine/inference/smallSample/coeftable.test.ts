import { studentBound, studentTwoSidedP } from "engine/distributions/studentT";
import { profile } from "engine/inference/profile/profile";
import { coeftable } from "engine/inference/smallSample/coeftable";
import { Satterthwaite } from "engine/inference/smallSample/satterthwaite";
import { summary } from "engine/inference/smallSample/summary";
import { fit } from "engine/model/fit";
import { MersenneTwister } from "engine/random/mersenneTwister";
import { asTable } from "engine/table/asTable";
import { dataset } from "engine/table/source/dataset";
import { expectClose } from "../../support/expectClose";
import { fitted } from "../../support/fits";
import { inferenceModel, inferenceReference } from "../../support/inferenceReference";

const names = Object.keys(inferenceReference);

describe("degrees of freedom", () => {
  test.each(names)("by Satterthwaite are those of lmerTest: %s", (name) => {
    const { estimate, satterthwaite } = inferenceReference[name];
    const table = coeftable(inferenceModel(name), { dof: "satterthwaite" });
    // lme4 stops earlier, and lmerTest differentiates numerically.
    expectClose(table.numeric("Coef."), estimate, { relative: 1e-5, absolute: 1e-4 });
    expectClose(table.numeric("df"), satterthwaite.df, { relative: 1e-5 });
    expectClose(table.numeric("t"), satterthwaite.t, { relative: 1e-4, absolute: 1e-5 });
    expectClose(table.numeric("Pr(>|t|)"), satterthwaite.p, { relative: 1e-4 });
  });

  test.each(names.filter((name) => inferenceReference[name].kenward))(
    "by Kenward and Roger are those of pbkrtest: %s",
    (name) => {
      const { se, df, p } = inferenceReference[name].kenward!;
      const table = coeftable(inferenceModel(name), { dof: "kenward-roger" });
      expectClose(table.numeric("Std. Error"), se, { relative: 1e-5 });
      expectClose(table.numeric("df"), df, { relative: 1e-5 });
      expectClose(table.numeric("Pr(>|t|)"), p, { relative: 1e-4 });
    },
  );

  test("are those of a paired t test in a balanced design", () => {
    const rng = new MersenneTwister(2);
    const rows = Array.from({ length: 12 }, (_, g) =>
      ["a", "b"].flatMap((x) => ({ g: `g${g}`, x, y: rng.randn() + 2 * Math.sin(g) })),
    ).flat();
    const table = coeftable(fit("y ~ 1 + x + (1 | g)", asTable(rows), { REML: true }), { dof: "satterthwaite" });
    const kenward = coeftable(fit("y ~ 1 + x + (1 | g)", asTable(rows), { REML: true }), { dof: "kenward-roger" });
    expect(table.numeric("df")[1]).toBeCloseTo(11, 6);
    expect(kenward.numeric("df")[1]).toBeCloseTo(11, 6);
  });

  test("of a core too large for dense matrices are the same by differences", () => {
    const rng = new MersenneTwister(3);
    const rows = Array.from({ length: 2400 }, (_, i) => ({
      g: `g${Math.floor(620 * rng.rand() ** 1.3)}`,
      h: `h${i % 40}`,
      x: rng.randn(),
      y: rng.randn(),
    }));
    for (const row of rows) row.y += (Number(row.h.slice(1)) % 7) + Math.sin(Number(row.g.slice(1)));
    const large = fit("y ~ 1 + x + (1 | g) + (1 | h)", asTable(rows));
    expect(large.data.system.q1 + large.data.system.d2).toBeGreaterThan(600);
    const { dof } = new Satterthwaite(large).contrast(Float64Array.of(0, 1));
    // Nearly as many as there are observations less effects that are estimated.
    expect(dof).toBeGreaterThan(1700);
    expect(dof).toBeLessThan(2400);
    expect(() =>
      coeftable(fit("y ~ 1 + x + (1 | g) + (1 | h)", asTable(rows), { REML: true }), { dof: "kenward-roger" }),
    ).toThrow(/at most 600 of them; the model has \d+ \(take dof: "satterthwaite"\)/);
  });

  test("leave coefficients that are not estimated as NaN, and z tests as they were", () => {
    const rows = Array.from({ length: 40 }, (_, i) => ({
      g: `g${i % 8}`,
      x: i,
      twice: 2 * i,
      y: Math.sin(3 * i) + (i % 8),
    }));
    const model = fit("y ~ 1 + x + twice + (1 | g)", asTable(rows), { REML: true });
    const table = coeftable(model, { dof: "satterthwaite" });
    expect(Array.from(table.numeric("df"), Number.isNaN)).toEqual([false, false, true]);
    expect(coeftable(model).columnNames).toEqual(["coefname", "Coef.", "Std. Error", "z", "Pr(>|z|)"]);
    expect(String(table)).toContain("degrees of freedom by Satterthwaite");
  });

  test("of an unknown method, or of Kenward and Roger by maximum likelihood, are refused", () => {
    expect(() => coeftable(fitted("sleepstudy"), { dof: "kenward-roger" })).toThrow(
      "is for models fitted by REML; 'reaction ~ 1 + days + (1 + days | subj)' was fitted by maximum likelihood",
    );
    expect(() => coeftable(fitted("sleepstudy"), { dof: "kr" as "kenward-roger" })).toThrow(
      'the degrees of freedom are found by "satterthwaite" or "kenward-roger"; got "kr"',
    );
    expect(() => coeftable(fitted("sleepstudy"), { ddf: "x" } as never)).toThrow(
      "unknown option of coeftable 'ddf' (did you mean 'dof'?)",
    );
  });
});

describe("the summary of a model with t tests", () => {
  const model = fitted("sleepstudy_reml");

  test("is its table with df and t", () => {
    const lines = String(summary(model, { dof: "satterthwaite" })).split("\n");
    expect(lines[1]).toMatch(/Est\. +SE +df +t +p +σ_subj/);
    expect(lines[4]).toMatch(/^days +10\.4673 +1\.5458 +17\.00 +6\.77 +<1e-05 +5\.9221/);
    expect(lines.at(-1)).toBe("degrees of freedom by Satterthwaite");
    expect(summary(model)).toBe(model);
  });

  test("is so in a view too, with the errors of Kenward and Roger", () => {
    const ragged = inferenceModel("sleepstudy_ragged");
    const { columns } = summary(ragged, { dof: "kenward-roger" }).view();
    expect(columns.map(({ header }) => header)).toEqual(["Coefficient", "Est.", "SE", "df", "t", "p", "σ_subj"]);
    expectClose(
      [columns[2].cells[1], columns[3].cells[1]] as number[],
      [inferenceReference.sleepstudy_ragged.kenward!.se[1], inferenceReference.sleepstudy_ragged.kenward!.df[1]],
      { relative: 1e-3 },
    );
    expect(() => summary(fitted("sleepstudy"), { dof: "kenward-roger" })).toThrow("is for models fitted by REML");
  });
});

describe("Student's t", () => {
  // From R: 2 * pt(-t, nu), qt((1 + level)/2, nu).
  test.each([
    [2, 3, 0.139325968558843],
    [1, 1, 0.5],
    [-4.5, 12.7, 6.32298907774253e-4],
    [0.01, 1e6, 0.992021289365548],
    [40, 17, 2.9320117368674e-18],
    [12, 0.5, 0.185060521069202],
  ])("P(|T| > |%d|) with %d degrees of freedom", (t, nu, p) => {
    expect(studentTwoSidedP(t, nu) / p).toBeCloseTo(1, 11);
  });
  test.each([
    [0.95, 5, 2.57058183563631],
    [0.99, 2.5, 7.1637281389488],
    [0.95, Infinity, 1.95996398454005],
  ])("the bound of %d with %d degrees of freedom", (level, nu, t) => {
    expect(studentTwoSidedP(studentBound(level, nu), nu)).toBeCloseTo(1 - level, 12);
    expect(studentBound(level, nu)).toBeCloseTo(t, 10);
  });
});

describe("with weights, an offset or a fixed σ", () => {
  const rows = dataset("sleepstudy")
    .toRows()
    .map((row, i) => ({ ...row, w: 0.5 + (i % 5) / 2, known: Math.sin(i) * 10 }));
  const formula = "reaction ~ 1 + days + (1 + days | subj)";

  test("degrees of freedom are those of lmerTest, profile intervals of variance components those of lme4", () => {
    // From R: lmer(formula, data, weights = w, offset = known), coef(summary(m)); confint(profile(m)) by maximum
    // likelihood, whose
    // coefficients lme4 gives up on.
    const model = fit(formula, asTable(rows), { REML: true, weights: "w", offset: "known" });
    const table = coeftable(model, { dof: "satterthwaite" });
    expectClose(table.numeric("df"), [16.9999991, 16.99999989], { relative: 1e-5 });
    expectClose(table.numeric("t"), [31.65906447, 6.55264262], { relative: 1e-6 });
    const intervals = profile(model, { parameters: ["σ", "σs", "ρs"] }).confint();
    expectClose(intervals.numeric("lower"), [27.8812655, 16.8972283, 4.2453867, -0.6170096], { relative: 1e-4 });
    expectClose(intervals.numeric("upper"), [35.1379389, 43.445813, 9.5375863, 0.4635068], { relative: 1e-4 });
  });

  test("weights that are all alike change nothing", () => {
    const ragged = rows.filter((_, i) => (i * 7919) % 101 > 25).map((row) => ({ ...row, w: 4 }));
    const [plain, weighted] = [{}, { weights: "w" }].map((options) =>
      coeftable(fit(formula, asTable(ragged), { REML: true, ...options }), { dof: "kenward-roger" }),
    );
    for (const name of ["df", "Std. Error"])
      expectClose(weighted.numeric(name), plain.numeric(name), { relative: 1e-7 });
  });

  test("a fixed σ takes no part in the uncertainty, and methods that estimate it refuse", () => {
    const model = fit(formula, asTable(rows), { REML: true, sigma: 30 });
    expect(coeftable(model, { dof: "satterthwaite" }).numeric("df")[1]).toBeGreaterThan(10);
    expect(() => coeftable(model, { dof: "kenward-roger" })).toThrow(
      "is for models that estimate σ; 'reaction ~ 1 + days + (1 + days | subj)' holds it fixed at 30",
    );
  });
});
