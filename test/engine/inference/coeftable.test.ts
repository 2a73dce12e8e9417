import { coeftable } from "engine/inference/coeftable";
import { Satterthwaite } from "engine/inference/satterthwaite";
import { summary } from "engine/inference/summary";
import { fit } from "engine/model/fit";
import { studentBound, studentTwoSidedP } from "engine/model/studentT";
import { asTable } from "engine/table/asTable";
import { MersenneTwister } from "engine/random/mersenneTwister";
import { expectClose } from "../support/expectClose";
import { fitted } from "../support/fits";
import { inferenceModel, inferenceReference } from "../support/inferenceReference";

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

  test.each(names.filter((name) => inferenceReference[name].kenward))("by Kenward and Roger are those of pbkrtest: %s", (name) => {
    const { se, df, p } = inferenceReference[name].kenward!;
    const table = coeftable(inferenceModel(name), { dof: "kenward-roger" });
    expectClose(table.numeric("Std. Error"), se, { relative: 1e-5 });
    expectClose(table.numeric("df"), df, { relative: 1e-5 });
    expectClose(table.numeric("Pr(>|t|)"), p, { relative: 1e-4 });
  });

  test("are those of a paired t test in a balanced design", () => {
    const rng = new MersenneTwister(2);
    const rows = Array.from({ length: 12 }, (_, g) => ["a", "b"].map((x) => ({ g: `g${g}`, x, y: rng.randn() + 2 * Math.sin(g) })).flat()).flat();
    const table = coeftable(fit("y ~ 1 + x + (1 | g)", asTable(rows), { REML: true }), { dof: "satterthwaite" });
    const kenward = coeftable(fit("y ~ 1 + x + (1 | g)", asTable(rows), { REML: true }), { dof: "kenward-roger" });
    expect(table.numeric("df")[1]).toBeCloseTo(11, 6);
    expect(kenward.numeric("df")[1]).toBeCloseTo(11, 6);
  });

  test("of a core too large for dense matrices are the same by differences", () => {
    const rng = new MersenneTwister(3);
    const rows = Array.from({ length: 2400 }, (_, i) => ({ g: `g${Math.floor(620 * rng.rand() ** 1.3)}`, h: `h${i % 40}`, x: rng.randn(), y: rng.randn() }));
    for (const row of rows) row.y += Number(row.h.slice(1)) % 7 + Math.sin(Number(row.g.slice(1)));
    const large = fit("y ~ 1 + x + (1 | g) + (1 | h)", asTable(rows));
    expect(large.data.system.q1 + large.data.system.d2).toBeGreaterThan(600);
    const { dof } = new Satterthwaite(large).contrast(Float64Array.of(0, 1));
    // Nearly as many as there are observations less effects that are estimated.
    expect(dof).toBeGreaterThan(1700);
    expect(dof).toBeLessThan(2400);
    expect(() => coeftable(fit("y ~ 1 + x + (1 | g) + (1 | h)", asTable(rows), { REML: true }), { dof: "kenward-roger" })).toThrow(/at most 600 of them; the model has \d+ \(take dof: "satterthwaite"\)/);
  });

  test("leave coefficients that are not estimated as NaN, and z tests as they were", () => {
    const rows = Array.from({ length: 40 }, (_, i) => ({ g: `g${i % 8}`, x: i, twice: 2 * i, y: Math.sin(3 * i) + (i % 8) }));
    const model = fit("y ~ 1 + x + twice + (1 | g)", asTable(rows), { REML: true });
    const table = coeftable(model, { dof: "satterthwaite" });
    expect(Array.from(table.numeric("df"), Number.isNaN)).toEqual([false, false, true]);
    expect(coeftable(model).columnNames).toEqual(["coefname", "Coef.", "Std. Error", "z", "Pr(>|z|)"]);
    expect(String(table)).toContain("degrees of freedom by Satterthwaite");
  });

  test("of an unknown method, or of Kenward and Roger by maximum likelihood, are refused", () => {
    expect(() => coeftable(fitted("sleepstudy"), { dof: "kenward-roger" })).toThrow("is for models fitted by REML; 'reaction ~ 1 + days + (1 + days | subj)' was fitted by maximum likelihood");
    expect(() => coeftable(fitted("sleepstudy"), { dof: "kr" as "kenward-roger" })).toThrow('the degrees of freedom are found by "satterthwaite" or "kenward-roger"; got "kr"');
    expect(() => coeftable(fitted("sleepstudy"), { ddf: "x" } as never)).toThrow("unknown option of coeftable 'ddf' (did you mean 'dof'?)");
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
    expectClose([columns[2].cells[1], columns[3].cells[1]] as number[], [inferenceReference.sleepstudy_ragged.kenward!.se[1], inferenceReference.sleepstudy_ragged.kenward!.df[1]], { relative: 1e-3 });
    expect(() => summary(fitted("sleepstudy"), { dof: "kenward-roger" })).toThrow("is for models fitted by REML");
  });
});

describe("Student's t", () => {
  // From R: 2 * pt(-t, nu), qt((1 + level)/2, nu).
  test.each([[2, 3, 0.139325968558843], [1, 1, 0.5], [-4.5, 12.7, 6.32298907774253e-4], [0.01, 1e6, 0.992021289365548], [40, 17, 2.9320117368674e-18], [12, 0.5, 0.185060521069202]])("P(|T| > |%d|) with %d degrees of freedom", (t, nu, p) => {
    // With a million degrees of freedom the logarithms of Γ leave eight digits.
    expect(studentTwoSidedP(t, nu) / p).toBeCloseTo(1, nu > 1000 ? 7 : 11);
  });
  test.each([[0.95, 5, 2.57058183563631], [0.99, 2.5, 7.1637281389488], [0.95, Infinity, 1.95996398454005]])("the bound of %d with %d degrees of freedom", (level, nu, t) => {
    expect(studentTwoSidedP(studentBound(level, nu), nu)).toBeCloseTo(1 - level, 12);
    expect(studentBound(level, nu)).toBeCloseTo(t, 10);
  });
});
