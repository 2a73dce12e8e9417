/**
 * Tests and comparisons that are compared with lmerTest, pbkrtest and emmeans, all of REML fits: `asks` for "anova" of
 * a type, the tests of the "coefficients", or the "pairs" of the levels of a factor with an adjustment; `lme4` where R
 * writes the formula otherwise; `limits` where its numbers are less sure than others.
 */
const METHODS = ["satterthwaite", "kenward-roger"];
const TYPES = ["I", "II", "III"];

/** pbkrtest takes minutes for all of kb07. */
const FULL = {
  someOfKb07: "rt_trunc ~ 1 + spkr*prec + load + (1 + prec | subj) + (1 | item)",
  sleepstudy: "reaction ~ 1 + days + site*phase + (1 | subj)",
};

/** A table of 3 × 3 with an empty cell, with three on its diagonal, and with two of one row. */
const EMPTY = ["oneEmpty", "diagonalEmpty", "rowEmpty"];

export const cases = [
  ...METHODS.flatMap((dof) => [
    { name: `slopes, ${dof}`, data: "sleepstudy", formula: "reaction ~ 1 + days + (1 + days | subj)", dof },
    { name: `uncorrelated slopes, ${dof}`, data: "sleepstudy", dof, ...uncorrelated() },
    { name: `crossed, ${dof}`, data: "someOfKb07", formula: FULL.someOfKb07, dof },
    { name: `singular, ${dof}`, data: "dyestuff2", formula: "yield ~ 1 + (1 | batch)", dof },
  ]).map((own) => ({ ...own, asks: "coefficients" })),
  // The model does not depend on the origin of days; lmerTest and pbkrtest lose digits where it is far.
  ...METHODS.flatMap((dof) =>
    [1, 2005].map((shift) => ({
      name: `uncentred slopes, days + ${shift}, ${dof}`,
      data: "sleepstudy",
      formula: `reaction ~ 1 + I(days + ${shift}) + phase + (1 + I(days + ${shift}) | subj)`,
      lme4: "reaction ~ 1 + days + phase + (1 + days | subj)",
      asks: "anova",
      type: "III",
      dof,
    })),
  ),
  ...Object.entries(FULL).flatMap(([data, formula]) =>
    TYPES.flatMap((type) =>
      METHODS.map((dof) => ({ name: `${data}, type ${type}, ${dof}`, data, formula, asks: "anova", type, dof })),
    ),
  ),
  // Satterthwaite's degrees of freedom depend on which combinations span a hypothesis (L of LVLᵀ), and for type II
  // lmerTest's are others than here where cells are empty; those of Kenward and Roger do not.
  ...EMPTY.flatMap((data) =>
    TYPES.map((type) => ({
      name: `${data}, type ${type}`,
      data,
      formula: "reaction ~ 1 + site*phase + days + (1 | subj)",
      asks: "anova",
      type,
      dof: type === "II" ? "kenward-roger" : "satterthwaite",
    })),
  ),
  ...["none", "tukey", "holm", "bonferroni"].flatMap((adjust) =>
    METHODS.map((dof) => ({
      name: `pairs of phases, ${adjust}, ${dof}`,
      data: "sleepstudy",
      formula: FULL.sleepstudy,
      asks: "pairs",
      factor: "phase",
      adjust,
      dof,
    })),
  ),
  // emmeans rounds the degrees of freedom and integrates at random.
  ...METHODS.map((dof) => ({
    name: `pairs of phases, mvt, ${dof}`,
    data: "sleepstudy",
    formula: FULL.sleepstudy,
    asks: "pairs",
    factor: "phase",
    adjust: "mvt",
    dof,
    limits: { p: 1e-4 },
  })),
  ...["tukey", "none"].map((adjust) => ({
    name: `pairs of sites beside a redundant column, ${adjust}`,
    data: "sleepstudy",
    formula: "reaction ~ 1 + days + twice + site + (1 + days | subj)",
    asks: "pairs",
    factor: "site",
    adjust,
    dof: "satterthwaite",
  })),
];

function uncorrelated() {
  return {
    formula: "reaction ~ 1 + days + phase + zerocorr(1 + days | subj)",
    lme4: "reaction ~ 1 + days + phase + (1 + days || subj)",
  };
}
