import { twoSidedP } from "../distributions/normal";
import { estimateText, fixed, pvalueText } from "../show/numbers";
import type { Report, ReportColumn, ReportRow } from "../show/report";
import { sentence } from "../words/sentence";
import type { GeneralizedFacts, ModelFacts } from "./modelFacts";
import { residualName } from "./varianceComponents";

/**
 * The coefficient table of a model with σ per grouping factor, as MixedModels.jl prints it, and a line about the fit.
 */
export function modelReport(model: ModelFacts): Report {
  const { coefnames, coef, stderror, groupings } = model;
  const spreads = model.σs;
  const right = (header: string): ReportColumn => ({ header, align: "right" });
  const columns: ReportColumn[] = [
    { header: "", align: "left" },
    ...["Est.", "SE", "z", "p"].map(right),
    ...groupings.map((name) => right(`σ_${name}`)),
  ];
  const rows: ReportRow[] = coefnames.map((name, j) => {
    const z = coef[j] / stderror[j];
    const ofGroups = groupings.map((grouping) =>
      name in spreads[grouping] ? estimateText(spreads[grouping][name], 4) : "",
    );
    return {
      cells: [
        name,
        estimateText(coef[j], 4),
        estimateText(stderror[j], 4),
        fixed(z, 2),
        pvalueText(twoSidedP(z)),
        ...ofGroups,
      ],
    };
  });
  for (const extra of effectsWithoutCoefficient(model)) {
    rows.push({
      cells: [
        extra,
        "",
        "",
        "",
        "",
        ...groupings.map((grouping) => (extra in spreads[grouping] ? estimateText(spreads[grouping][extra], 4) : "")),
      ],
    });
  }
  const foot = footOf(model);
  if (foot !== undefined)
    rows.push({
      cells: [foot.name, estimateText(foot.value, 4), ...Array<string>(columns.length - 2).fill("")],
      rule: true,
    });
  return { caption: model.formula, columns, rows, rowHeader: true, notes: notes(model) };
}

/** The last row: what the response varies by beside the effects; none where its mean tells its variance. */
export function footOf({ sigma, sigmaIsFixed, generalized }: ModelFacts): { name: string; value: number } | undefined {
  if (generalized === undefined) return { name: residualName(sigmaIsFixed), value: sigma };
  return generalized.dispersion === undefined ? undefined : { name: "φ (dispersion)", value: generalized.dispersion };
}

/** Random effects of columns that are no fixed effects. */
export function effectsWithoutCoefficient({ σs, coefnames }: ModelFacts): string[] {
  const names = Object.values(σs).flatMap((own) => Object.keys(own));
  return [...new Set(names)].filter((name) => !coefnames.includes(name));
}

/** What a fit was given beside its formula, in plain words. */
export function beside({
  data: {
    frame: { recipe, dates },
  },
  generalized,
}: ModelFacts): string[] {
  const { weights, offset } = recipe;
  return [
    ...(weights === undefined || generalized?.namesTrials
      ? []
      : [weights.column === undefined ? "weighted" : `weights ${weights.column}`]),
    ...(offset === undefined ? [] : [offset.column === undefined ? "with an offset" : `offset ${offset.column}`]),
    ...dates.map((name) => `${name} in days since 1970-01-01`),
  ];
}

function notes(model: ModelFacts): string[] {
  const levels = model.data.terms.map((term) => `${term.grouping} ${term.levels}`).join(", ");
  const missing = model.nmissing === 0 ? "" : ` (${model.nmissing} with missing values left out)`;
  const given = beside(model)
    .map((text) => `; ${text}`)
    .join("");
  const { generalized } = model;
  const { statement } = model.certificate;
  const warnings = model.certificate.warnings.map(sentence);
  const criterion = model.REML ? "REML criterion" : "−2ℓ";
  if (generalized !== undefined)
    return [
      generalized.kind.join("; "),
      `${model.nobs} observations${missing}; levels: ${levels}${given}`,
      `${objectives(model, generalized)}, AIC ${fixed(model.aic, 2)}, ` + `BIC ${fixed(model.bic, 2)}; ${statement}`,
      ...warnings,
    ];
  return [
    `${model.nobs} observations${missing}; levels: ${levels}${given}`,
    `${criterion} ${fixed(model.objective, 4)}, AIC ${fixed(model.aic, 2)}, ` +
      `BIC ${fixed(model.bic, 2)}; ${statement}`,
    ...warnings,
  ];
}

/** The objective of a generalized model and −2 log-likelihood, where they differ. */
export function objectives({ objective }: ModelFacts, { minusTwoLogLikelihood }: GeneralizedFacts): string {
  const both = fixed(objective, 4) === fixed(minusTwoLogLikelihood, 4);
  return `${both ? "" : `deviance ${fixed(objective, 4)}, `}−2ℓ ${fixed(minusTwoLogLikelihood, 4)}`;
}
