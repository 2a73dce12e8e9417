import { CovarianceLayout } from "../../deviance/covarianceLayout";
import type { FamilyName } from "../../family/family";
import { hasDispersion } from "../../family/familyOf";
import type { ModelFingerprint } from "../../model/fingerprint";
import type { Versions } from "../../versions/versionInfo";
import { SampleLayout, type ScaleParameter } from "./sampleLayout";

/** What the columns of a sample mean. */
export interface SampleDescription {
  readonly formula: string;
  /** What tells the model from others of its formula; absent in files of earlier releases. */
  readonly fingerprint?: ModelFingerprint;
  /** What computed the replicates, at last where it was resumed; absent in files of earlier releases. */
  readonly versions?: Versions;
  /** The family of a generalized model; absent for a linear one. */
  readonly family?: FamilyName;
  readonly coefnames: readonly string[];
  /** Indices of the coefficients that are estimated; the others are −0 in every replicate. */
  readonly kept: readonly number[];
  readonly terms: readonly {
    readonly grouping: string;
    readonly names: readonly string[];
    readonly blocks: readonly (readonly number[])[];
    /** How many levels the factor has; absent in files of earlier releases. */
    readonly levels?: number;
  }[];
  /** Seed of the stream, when the sample drew a fresh one. */
  readonly seed?: string;
  /** Replicates that were asked for, when the bootstrap was stopped before. */
  readonly requested?: number;
  /** The user's own statistics, whose columns stand behind the others, and what they are of the model. */
  readonly statistics?: readonly { readonly name: string; readonly observed: number }[];
  /** Whether so few levels tell a variance that refits may end at a minimum that is not the lowest; else absent. */
  readonly hasFewLevels?: true;
  /** Whether the standard errors of the replicates stand behind θ; else absent. */
  readonly hasErrors?: true;
  /** Whether the responses were drawn from other parameters than the estimates; else absent. */
  readonly givenParameters?: true;
  /** How the replicates were made; absent for a parametric bootstrap. */
  readonly method?: "residual" | "case" | "wild" | "conditional";
}

/** The scale parameter of a model of a family, or of a linear one. */
export function scaleParameter(family: FamilyName | undefined): ScaleParameter {
  if (family === undefined) return "σ";
  return hasDispersion(family) ? "φ" : "none";
}

/** How θ fills the λ of the terms. */
export function layoutOf({ terms }: SampleDescription): CovarianceLayout {
  return new CovarianceLayout(
    terms.map((term) => term.names.length),
    terms.map((term) => term.blocks),
  );
}

/** The columns of a sample with this description. */
export function sampleLayout(description: SampleDescription): SampleLayout {
  return new SampleLayout(
    description.coefnames.length,
    description.kept,
    layoutOf(description),
    undefined,
    scaleParameter(description.family),
    description.hasErrors,
  );
}
