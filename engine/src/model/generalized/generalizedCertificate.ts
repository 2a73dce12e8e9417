import type { LaplaceDeviance } from "../../deviance/generalized/laplaceDeviance";
import type { ResponseRows } from "../../deviance/generalized/workingRows";
import type { ModelData } from "../../deviance/modelData";
import { type Certificate, certificate, verdict } from "../../minimizer/certificate";
import type { GeneralizedMinimum } from "../../minimizer/generalized/generalizedMinimum";
import { GeneralizedObjective } from "../../minimizer/generalized/generalizedObjective";
import { fixed } from "../../show/numbers";
import { listNames } from "../../words/nearest";
import { sharedDesignWarnings } from "../design/designWarnings";
import { failureAdvice } from "../design/failureAdvice";
import { type Approximation, generalizedDeviance } from "./generalizedSubject";
import type { Separation } from "./separation";

/** What a certificate is about: a generalized model. */
export interface CertifiedModel {
  readonly data: ModelData;
  readonly rows: ResponseRows;
  readonly approximation: Approximation;
  readonly minimum: GeneralizedMinimum;
  /** Of the user's columns and of the working ones. */
  readonly theta: Float64Array;
  readonly working: { readonly theta: Float64Array };
  readonly eta: Float64Array;
  readonly coefnames: readonly string[];
  readonly nobs: number;
  readonly separation: Separation | undefined;
}

/** Nodes whose likelihood tells how good the Laplace approximation is. */
const CHECK_NODES = 9;
/** By how much −2 log-likelihood may differ without a word. */
const WORTH_SAYING = 1;

/**
 * Checks a fit afresh: the exact gradient and its differences at the estimates, a proof of separation if there is one,
 * and, of a Laplace approximation that quadrature could replace, how far it is off.
 */
export function generalizedCertificate(model: CertifiedModel, deviance: LaplaceDeviance): Certificate {
  const { minimum, data, separation } = model;
  const { x, failure, evaluations, starts, agreeing } = minimum;
  const objective = new GeneralizedObjective(deviance);
  objective.evaluate(x, true);
  const gradient = objective.gradient(x);
  const { matrix } = objective.hessian(x);
  const found = verdict(gradient, matrix, failure);
  const reason = separation === undefined ? found.reason : separated(model);
  return certificate(
    {
      problem: data,
      terms: data.terms,
      minimum: { theta: model.working.theta, evaluations, starts, agreeing },
      reported: model.theta,
      advice: (failure) =>
        separation === undefined
          ? failureAdvice(data, failure)
          : ["merge levels, leave the term out, or say where the response does not vary; the rest of the fit stands"],
      warnings: [
        ...sharedDesignWarnings(data),
        ...ofFast(model),
        ...ofLaplace(model, deviance),
        ...ofSquareRoot(model),
      ],
    },
    { ...found, reason, end: "none" },
  );
}

function separated({ separation, data, coefnames, nobs }: CertifiedModel): string {
  const { direction, rows } = separation!;
  const parts = data.kept.flatMap((index, j) =>
    direction[j] === 0 ? [] : [`'${coefnames[index]}' → ${direction[j] > 0 ? "+" : "−"}∞`],
  );
  return (
    `the response is separated: the likelihood of ${rows} of ${nobs} rows rises for ever along ${listNames(parts)}, ` +
    "so it has no maximum"
  );
}

function ofFast({ approximation: { fast } }: CertifiedModel): string[] {
  return fast ? ["fast found the coefficients with the conditional modes, which is not the maximum likelihood"] : [];
}

/** The likelihood by quadrature at the estimates, where that is possible. */
function ofLaplace(model: CertifiedModel, laplace: LaplaceDeviance): string[] {
  const { data, rows, approximation, minimum } = model;
  const { nAGQ, fast } = approximation;
  const { terms } = data;
  if (nAGQ > 1 || fast || terms.length > 1 || terms[0].columns.length > 1 || model.separation !== undefined) return [];
  const { deviance } = generalizedDeviance(data, rows, { nAGQ: CHECK_NODES, fast: false });
  deviance.fixed.x.set(laplace.fixed.x);
  const off = deviance.evaluate(minimum.x, false) - minimum.objective;
  if (!(Math.abs(off) > WORTH_SAYING)) return [];
  return [
    `the Laplace approximation of −2 log-likelihood is off by ${fixed(Math.abs(off), 1)} at the estimates: ` +
      "take quadrature, such as { nAGQ: 9 }",
  ];
}

function ofSquareRoot({ rows, eta }: CertifiedModel): string[] {
  if (rows.link.name !== "sqrt") return [];
  const count = eta.filter((value) => value < 0).length;
  return count === 0
    ? []
    : [`the linear predictor of ${count} rows is below 0, where the square-root link turns around`];
}
