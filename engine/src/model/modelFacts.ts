import type { ModelData } from "../deviance/modelData";
import type { Certificate } from "../minimizer/certificate";

/** What the displays know of a generalized model beyond a linear one. */
export interface GeneralizedFacts {
  /** Family, link, approximation and the like, in plain words. */
  readonly kind: readonly string[];
  /** Whether the weights are trials that {@link kind} names. */
  readonly namesTrials: boolean;
  /** The dispersion φ, where the family has one. */
  readonly dispersion: number | undefined;
  /** −2 log-likelihood with all constants. */
  readonly minusTwoLogLikelihood: number;
}

/** What the displays need to know of a fitted model. */
export interface ModelFacts {
  readonly formula: string;
  readonly REML: boolean;
  readonly nobs: number;
  readonly nmissing: number;
  readonly coefnames: readonly string[];
  readonly coef: Float64Array;
  readonly stderror: Float64Array;
  readonly sigma: number;
  readonly sigmaIsFixed: boolean;
  readonly groupings: readonly string[];
  readonly σs: { readonly [grouping: string]: { readonly [column: string]: number } };
  readonly lambda: readonly Float64Array[];
  readonly objective: number;
  readonly aic: number;
  readonly bic: number;
  readonly dof: number;
  readonly certificate: Certificate;
  readonly data: ModelData;
  /** Absent for a linear model. */
  readonly generalized: GeneralizedFacts | undefined;
}
