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

function viewCertificate({
  converged,
  singular,
  summary,
  gradientNorm,
  smallestCurvature,
  evaluations,
  explored,
  starts,
  agreeing,
  warnings,
}: Certificate): ViewCertificate {
  const explanation = [
    converged
      ? "The fit is an optimum: another step of Newton's method would lower the objective by less than 0.000001."
      : `The fit may not be an optimum: ${summary}.`,
    ...warnings.map((warning) => `Mind that ${warning}.`),
    ...singular.map(
      (direction) => `Singular: ${direction}. The data do not show this part of the random effects to vary on its own.`,
    ),
    `Largest slope of the objective in θ: ${gradientNorm.toExponential(1)}.`,
    Number.isNaN(smallestCurvature)
      ? "Of so large a model the curvature was looked at where variances are 0, not in all directions."
      : `Smallest curvature: ${smallestCurvature.toPrecision(3)}` +
        `${smallestCurvature > 0 ? ", so the optimum is unique nearby" : ""}.`,
    `Evaluations of the objective: ${evaluations}` +
      `${explored > 0 ? `, ${explored} of them in search of lower minima` : ""}.`,
    ...(starts === 1
      ? []
      : [
          `The first start ended in doubt, or few levels tell a variance, so ${starts} were tried: ` +
            `${agreeing === starts ? "all" : agreeing} led to this objective, none to a lower one.`,
        ]),
  ];
  if (!converged) return { state: "failed", summary, explanation };
  if (singular.length === 0) return { state: "converged", summary: ["converged", ...warnings].join("; "), explanation };
  return { state: "singular", summary: [`singular: ${singular.join("; ")}`, ...warnings].join("; "), explanation };
}
