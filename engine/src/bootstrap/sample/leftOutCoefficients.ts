import type { MixedModelBootstrap } from "./mixedModelBootstrap";
import { numbered } from "./sampleLayout";

/** The names of the coefficients that are not estimated, −0 in every replicate. */
export function leftOutCoefficients({ coefnames, description: { kept } }: MixedModelBootstrap): Set<string> {
  const isKept = new Set(kept);
  const names = coefnames.map((_, j) => numbered("β", j, coefnames.length));
  return new Set(names.filter((_, j) => !isKept.has(j)));
}
