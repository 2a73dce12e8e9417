import { type ModelData, prepareResponse } from "../deviance/modelData";
import { devianceSubject, withDeviance } from "../deviance/withDeviance";
import { findStrata } from "../matrices/strata";
import type { Minimum } from "../minimizer/minimum";
import { LinearMixedModel } from "./linearMixedModel";

/** The model whose fit ended at a minimum that is known: the same numbers to the last bit, without fitting again. */
export function modelAt(
  data: ModelData,
  { REML, sigma }: { readonly REML: boolean; readonly sigma?: number | undefined },
  minimum: Minimum,
): LinearMixedModel {
  const { system, weighted, frame } = data;
  const prepared = prepareResponse(data, frame.response.values);
  const strata = findStrata(weighted.terms, weighted.fixed, system, REML);
  const subject = devianceSubject(data, prepared.statistics, strata, { REML, sigma });
  return withDeviance(subject, (deviance) => LinearMixedModel.create(data, prepared, deviance, strata, minimum));
}
