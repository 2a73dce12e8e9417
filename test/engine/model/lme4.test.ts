import { fit } from "engine/model/fit";
import type { LinearMixedModel } from "engine/model/linearMixedModel";
import { VarCorr } from "engine/model/varCorr";
import { dataset } from "engine/table/source/dataset";
import { FOLDER_VARIABLE, readLocal } from "engine/table/source/download";
import { expectClose } from "../support/expectClose";
import { type FitName, fitted, specs } from "../support/fits";
import { type Lme4Fit, list, lme4 } from "../support/reference";

/**
 * lme4 separates the names of a nested factor by a colon, and counts its levels with the outer factor running fastest.
 */
const groupings: { [name: string]: { own: string; levels: string[] } } = {
  "cask:batch": { own: "batch & cask", levels: ["A, a", "B, a", "C, a"] },
};

function expectAsLme4(model: LinearMixedModel, reference: Lme4Fit): void {
  expect([model.REML, model.nobs, model.dof]).toEqual([reference.REML, reference.nobs, reference.dof]);
  // Never above lme4's, whose optimizer stops earlier.
  expect(model.objective).toBeLessThan(reference.objective + 1e-6);
  expect(model.objective).toBeGreaterThan(reference.objective - 1e-6);
  expectClose([model.aic, model.bic], [reference.AIC, reference.BIC], { absolute: 2e-6 });
  expectClose(model.coef, list(reference.beta), { relative: 1e-5 });
  expectClose(model.stderror, list(reference.se), { relative: 1e-5 });
  expectClose([model.sigma], [reference.sigma!], { relative: 1e-5 });
  const ascending = (a: number, b: number): number => a - b;
  const spreads = reference.varcorr
    .filter(({ var1, var2 }) => var1 !== null && var2 === null)
    .map(({ sdcor }) => sdcor)
    .sort(ascending);
  expectClose(
    Object.values(model.σs)
      .flatMap((own) => Object.values(own))
      .sort(ascending),
    spreads,
    { relative: 1e-4, absolute: 1e-5 * model.sigma },
  );
  const correlations = reference.varcorr
    .filter(({ var2 }) => var2 !== null)
    .map(({ sdcor }) => sdcor)
    .sort(ascending);
  const own = VarCorr(model)
    .components.flatMap(({ correlations: rows }) => rows.flatMap((row) => [...row]))
    .filter((value) => !Number.isNaN(value));
  expectClose(own.sort(ascending), correlations, { absolute: 2e-4 });
  for (const [grouping, rows] of Object.entries(reference.ranefHead)) expectModes(model, grouping, rows);
  expectClose(model.fitted.slice(0, 5), reference.fittedHead, { relative: 1e-5 });
}

/** The conditional modes of the first three levels. */
function expectModes(model: LinearMixedModel, grouping: string, rows: number[][]): void {
  const { own = grouping, levels } = groupings[grouping] ?? {};
  const table = model.ranef[own];
  const names = table.column(own) as string[];
  const at = levels?.map((level) => names.indexOf(level)) ?? [0, 1, 2];
  const scale = Math.max(...rows.flat().map(Math.abs));
  table.columnNames.slice(1).forEach((column, c) => {
    expectClose(
      at.map((level) => table.numeric(column)[level]),
      rows.map((row) => row[c]),
      { relative: 1e-5, absolute: 1e-5 * scale },
    );
  });
}

test.each(Object.keys(specs) as FitName[])("%s as lme4 fits it", (name) => expectAsLme4(fitted(name), lme4[name]));

test("sleepstudy_weights as lme4 fits it", () => {
  const sleepstudy = dataset("sleepstudy");
  const weights = sleepstudy.numeric("days").map((days) => 1 + (days % 3));
  expectAsLme4(fit("reaction ~ 1 + days + (1 | subj)", sleepstudy, { weights }), lme4.sleepstudy_weights);
});

// 73,421 ratings: they come from a folder, for they are no part of the repository.
test(`insteval as lme4 fits it, where ${FOLDER_VARIABLE} names a folder with it`, () => {
  const insteval = readLocal("insteval");
  if (insteval === undefined)
    return console.warn(
      `insteval is not compared with lme4: the folder that ${FOLDER_VARIABLE} names has no insteval.arrow, ` +
        "insteval.csv or insteval.csv.gz",
    );
  expectAsLme4(fit("y ~ 1 + service + (1 | s) + (1 | d) + (1 | dept)", insteval), lme4.insteval);
});

test("every linear fit of the reference is among them", () => {
  const linear = Object.keys(lme4).filter((name) => lme4[name].sigma !== null);
  expect(linear.filter((name) => !(name in specs) && !["insteval", "sleepstudy_weights"].includes(name))).toEqual([]);
});
