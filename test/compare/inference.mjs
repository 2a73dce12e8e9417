import { createRequire } from "node:module";
import { cases } from "./inferenceCases.mjs";
import { rowsOf } from "./models.mjs";
import { askR, packagesAbsent } from "./rscript.mjs";

const engine = createRequire(import.meta.url)("mixedmodels");

/**
 * How far each number may be from R's: lmerTest differentiates numerically, which leaves 1e-5 of its degrees of freedom
 * open, emmeans' Tukey p-values have five to six digits.
 */
export const LIMITS = {
  estimate: 1e-5, // in standard errors
  stderror: 1e-5, // relative
  numdf: 0,
  df: 1e-4, // relative
  statistic: 1e-5, // relative, of 1 at least
  p: 1e-5,
};

/** The same table here: columns by the names of {@link LIMITS}. */
export function testsHere({ data, formula, asks, type, dof, factor, adjust }) {
  const rows = rowsOf({ data });
  const model = engine.fit(formula, rows, { REML: true });
  const columns = (table, names) =>
    Object.fromEntries(Object.entries(names).map(([name, own]) => [name, [...table.numeric(own)]]));
  if (asks === "anova")
    return columns(engine.anova(model, { type, dof }), { numdf: "numdf", df: "dendf", statistic: "F", p: "Pr(>F)" });
  if (asks === "coefficients")
    return columns(engine.coeftable(model, { dof }), {
      estimate: "Coef.",
      stderror: "Std. Error",
      df: "df",
      statistic: "t",
      p: "Pr(>|t|)",
    });
  const levels = [...new Set(rows.map((row) => row[factor]))].sort();
  return columns(engine.empairs({ [factor]: levels }, model, { adjust, dof, average: "levels" }), {
    estimate: "estimate",
    stderror: "stderror",
    df: "df",
    statistic: "t",
    p: "p",
  });
}

/** The largest difference of each kind; Infinity where there are more or fewer numbers, or only one side has one. */
export function testDifferences(ours, theirs) {
  const scales = {
    estimate: (i) => theirs.stderror[i],
    stderror: (i) => theirs.stderror[i],
    numdf: () => 1,
    df: (i) => theirs.df[i],
    statistic: (i) => Math.max(1, Math.abs(theirs.statistic[i])),
    p: () => 1,
  };
  return Object.fromEntries(
    Object.keys(theirs).map((name) => {
      if (ours[name]?.length !== theirs[name].length) return [name, Infinity];
      const apart = theirs[name].map((value, i) => {
        const own = ours[name][i];
        if (value === null || Number.isNaN(own)) return value === null && Number.isNaN(own) ? 0 : Infinity;
        return Math.abs(own - value) / scales[name](i);
      });
      return [name, Math.max(...apart)];
    }),
  );
}

/** The names of the differences that are beyond their limits, of which a case may have others. */
export function testsBeyond(found, limits) {
  const all = { ...LIMITS, ...limits };
  return Object.keys(found).filter((name) => !(found[name] <= all[name]));
}

/** All cases here and by R: where its packages are absent, why; else their versions and a row for each case. */
export function compareTests() {
  const absent = packagesAbsent(["lmerTest", "pbkrtest", "emmeans", "jsonlite"]);
  if (absent !== undefined) return { absent };
  const { about, results } = askR("inference.R", cases);
  const rows = cases.map((own, i) => {
    const found = testDifferences(testsHere(own), results[i]);
    return { name: own.name, differences: found, beyond: testsBeyond(found, own.limits) };
  });
  return { about, rows };
}
