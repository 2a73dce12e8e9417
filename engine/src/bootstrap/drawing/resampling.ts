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
