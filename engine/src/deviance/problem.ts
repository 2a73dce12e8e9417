import type { Strata } from "../matrices/strata";
import type { CovarianceLayout } from "./covarianceLayout";
import type { Deviance } from "./deviance";

/** The covariance part of a problem: the deviance, how θ fills λ, and what is known of the design. */
export interface Problem {
  readonly deviance: Deviance;
  readonly layout: CovarianceLayout;
  readonly strata: Strata;
}
