/** Draws of one kind that follow each other in a stream. */
export interface DrawStep {
  /** Normals as single draws or as an array, uniforms, or one χ² variate. */
  readonly kind: (typeof DRAW_KINDS)[number];
  /** How many; of a χ² variate its degrees of freedom. */
  readonly count: number;
}

/** In the order of engine/kernels/drawing/skipDraws.ts. */
export const DRAW_KINDS = ["normals", "array", "uniforms", "χ²"] as const;
