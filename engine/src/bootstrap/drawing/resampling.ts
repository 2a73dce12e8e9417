import type { TermDesign } from "../../matrices/blockProduct";
import type { RandomStream } from "../../random/stream";

/**
 * How responses are made of the residuals and the random effects of a fit; both in units of σ, effects levels × S per
 * term.
 */
export type Resampling =
  | { readonly kind: "residual"; readonly residuals: Float64Array; readonly effects: readonly Float64Array[] }
  | { readonly kind: "conditional"; readonly effects: readonly Float64Array[] }
  | {
      readonly kind: "wild";
      readonly residuals: Float64Array;
      readonly refs: Int32Array;
      readonly levels: number;
      readonly weights: WildWeights;
    };

/** The two-point distributions of a wild bootstrap, with mean 0 and variance 1; Mammen's has third moment 1. */
export type WildWeights = "mammen" | "rademacher";

/** Fills `y` with the next response as (y* − Xβ)/σ. */
export function resample(
  resampling: Resampling,
  terms: readonly TermDesign[],
  stream: RandomStream,
  y: Float64Array,
): void {
  switch (resampling.kind) {
    case "residual": {
      const { residuals, effects } = resampling;
      for (let i = 0; i < y.length; i++) y[i] = residuals[drawIndex(stream, y.length)];
      terms.forEach((term, t) =>
        addEffects(
          y,
          term,
          effects[t],
          Int32Array.from({ length: term.levels }, () => drawIndex(stream, term.levels)),
        ),
      );
      return;
    }
    case "conditional":
      stream.randnFill(y);
      terms.forEach((term, t) => addEffects(y, term, resampling.effects[t]));
      return;
    case "wild": {
      const { residuals, refs, levels, weights } = resampling;
      const weight = Float64Array.from({ length: levels }, () => drawWeight(stream, weights));
      for (let i = 0; i < y.length; i++) y[i] = residuals[i] * weight[refs[i]];
    }
  }
}

/** A whole number from 0 to count − 1. */
export function drawIndex(stream: RandomStream, count: number): number {
  return Math.min(count - 1, Math.floor(stream.rand() * count));
}

/** y += Zb, where level l has the effects of level `source[l]`. */
function addEffects(y: Float64Array, { refs, columns }: TermDesign, effects: Float64Array, source?: Int32Array): void {
  const s = columns.length;
  columns.forEach((column, c) => {
    for (let i = 0; i < y.length; i++)
      y[i] += column[i] * effects[(source === undefined ? refs[i] : source[refs[i]]) * s + c];
  });
}

function drawWeight(stream: RandomStream, weights: WildWeights): number {
  if (weights === "rademacher") return stream.rand() < 0.5 ? -1 : 1;
  const root = Math.sqrt(5);
  return stream.rand() < (root + 1) / (2 * root) ? (1 - root) / 2 : (1 + root) / 2;
}
