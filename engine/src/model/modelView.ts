import { twoSidedP } from "../distributions/normal";
import type { Certificate } from "../minimizer/certificate";
import { fixed } from "../show/numbers";
import {
  type NumberFormat,
  VIEW_VERSION,
  type View,
  type ViewCell,
  type ViewCertificate,
  type ViewColumn,
  viewNumber,
} from "../show/view";
import { sentence } from "../words/sentence";
import type { ModelFacts } from "./modelFacts";
import { beside, effectsWithoutCoefficient, footOf, objectives } from "./modelReport";
import { varianceComponents } from "./varianceComponents";

const ROOM = 150_000;
/** Characters of a number. */
const NUMBER = 20;
const ESTIMATE: NumberFormat = { style: "fixed", digits: 4, adjustable: true, small: true };

/**
 * The coefficient table of {@link modelReport} in numbers, with what the fit is based on and its variance components.
 */
export function modelView(model: ModelFacts): View {
  const { coefnames, coef, stderror, groupings, σs } = model;
  const without = effectsWithoutCoefficient(model);
  const all = [...coefnames, ...without];
  const names = all.slice(0, rowsThatFit(all, 4 + groupings.length));
  const extra = names.slice(coefnames.length);
  const zs = coef.map((value, j) => value / stderror[j]);
  const foot = footOf(model);
  const last = <T>(cell: T): T[] => (foot === undefined ? [] : [cell]);
  const column = (
    header: string,
    format: NumberFormat,
    values: Float64Array,
    residual: ViewCell = null,
  ): ViewColumn => ({
    header,
    align: "right",
    format,
    cells: [...Array.from(values.subarray(0, names.length), viewNumber), ...extra.map(() => null), ...last(residual)],
  });
  const spread = (grouping: string): ViewColumn => ({
    header: `σ_${grouping}`,
    align: "right",
    format: ESTIMATE,
    cells: [...names.map((name) => (name in σs[grouping] ? viewNumber(σs[grouping][name]) : null)), ...last(null)],
  });
  return {
    version: VIEW_VERSION,
    kind: "table",
    caption: model.formula,
    formula: true,
    facts: facts(model),
    certificate: viewCertificate(model.certificate),
    columns: [
      { header: "Coefficient", align: "left", cells: [...names, ...last(foot?.name ?? "")] },
      column("Est.", ESTIMATE, coef, foot === undefined ? null : viewNumber(foot.value)),
      column("SE", ESTIMATE, stderror),
      column("z", { style: "fixed", digits: 2 }, zs),
      column("p", { style: "pvalue" }, zs.map(twoSidedP)),
      ...groupings.map(spread),
    ],
    total: all.length + last(0).length,
    ...(foot === undefined ? {} : { foot: 1 }),
    rowHeader: true,
    interval: { estimate: 1, error: 2 },
    details: [{ label: "Correlations", view: varianceComponents(model).view() }],
  };
}

/** So many of the first rows, a number in each column beside the name, keep the view below {@link ROOM} characters. */
function rowsThatFit(names: readonly string[], columns: number): number {
  let room = ROOM;
  const cut = names.findIndex((name) => (room -= JSON.stringify(name).length + 1 + columns * NUMBER) < 0);
  return cut < 0 ? names.length : Math.max(1, cut);
}

function facts(model: ModelFacts): string[] {
  const { REML, nobs, nmissing, dof, data, generalized } = model;
  return [
    ...(generalized === undefined ? [REML ? "REML" : "ML"] : generalized.kind),
    `${nobs} observations`,
    ...(nmissing === 0 ? [] : [`${nmissing} with missing values left out`]),
    data.terms.map(({ grouping, levels }) => `${grouping} ${levels}`).join(" · "),
    ...beside(model),
    generalized === undefined
      ? `${REML ? "REML criterion" : "−2ℓ"} ${fixed(model.objective, 4)}`
      : objectives(model, generalized),
    `AIC ${fixed(model.aic, 2)}`,
    `BIC ${fixed(model.bic, 2)}`,
    `${dof} parameters`,
  ];
}

function viewCertificate(certificate: Certificate): ViewCertificate {
  const { converged, singular, statement, summary, starts, agreeing, warnings } = certificate;
  const explanation = [
    ...(converged ? ["The search ended where no estimates nearby fit better."] : []),
    ...(statement === "converged" ? [] : [statement]).concat(warnings).map(sentence),
    ...(converged && singular.length > 0
      ? ["Singular means that there are more random effects than the data can tell apart."]
      : []),
    ...(!converged || starts === 1
      ? []
      : [
          `The search began at ${starts} places, as another one might have led to a better fit: ` +
            `${agreeing === starts ? "all" : agreeing} of them led to this fit, none to a better one.`,
        ]),
    figures(certificate),
  ];
  if (!converged) return { state: "failed", summary, explanation };
  if (singular.length === 0) return { state: "converged", summary, explanation };
  return { state: "singular", summary, explanation };
}

function figures({ evaluations, explored, gradientNorm, smallestCurvature }: Certificate): string {
  const searched = explored > 0 ? `, ${explored} of them in search of lower minima` : "";
  const count = evaluations === 1 ? "1 evaluation" : `${evaluations} evaluations`;
  const taken = `Technical figures: ${count} of the objective${searched}`;
  if (!Number.isFinite(gradientNorm)) return `${taken}.`;
  const curvature = Number.isNaN(smallestCurvature)
    ? ""
    : `, its smallest curvature ${smallestCurvature.toPrecision(3)}`;
  return `${taken}; its largest slope in θ here ${gradientNorm.toExponential(1)}${curvature}.`;
}
