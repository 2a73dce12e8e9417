import { extent } from "./extent";

/** Values that many replicates share exactly: a variance of 0, a correlation of ±1. */
export interface PointMass {
  at: number;
  count: number;
  /** Of all values. */
  share: number;
}

/** A sample as a smooth part and the masses at the ends of what is possible. */
export interface MixedSample {
  continuous: Float64Array;
  masses: PointMass[];
}

/** Rounding leaves a correlation of 1 this far away. */
const NEAR = 1e-8;
/** A smaller share could be chance and would not be seen. */
const LEAST_SHARE = 1e-3;
/** In counts or rounded measurements values recur anywhere; then none is special. */
const MOST_TIES = 0.05;

/**
 * Parts off the values that lie exactly at 0 or ±1 where that is the end of the sample's range: estimates at the edge
 * of the parameter space, which a smooth density would show as a bump beside it.
 */
export function pointMasses(values: Float64Array): MixedSample {
  const n = values.length;
  const [least, greatest] = extent(values);
  const ends = [-1, 0, 1].filter(
    (end) =>
      least !== greatest &&
      ((near(least, end) && end <= 0) || (near(greatest, end) && end === 1 && least >= -1 - NEAR)),
  );
  const masses = ends
    .map((at) => ({ at, count: countNear(values, at) }))
    .filter(({ count }) => count > 1 && count >= LEAST_SHARE * n)
    .map(({ at, count }) => ({ at, count, share: count / n }));
  if (masses.length === 0) return { continuous: values, masses };
  const continuous = values.filter((value) => !masses.some(({ at }) => near(value, at)));
  return continuous.length < 2 || ties(continuous) > MOST_TIES * continuous.length
    ? { continuous: values, masses: [] }
    : { continuous, masses };
}

function countNear(values: Float64Array, at: number): number {
  let count = 0;
  for (let i = 0; i < values.length; i++) if (near(values[i], at)) count++;
  return count;
}

/** How many values are equal to another one before them. */
function ties(values: Float64Array): number {
  const sorted = values.slice().sort();
  let count = 0;
  for (let i = 1; i < sorted.length; i++) if (sorted[i] === sorted[i - 1]) count++;
  return count;
}

function near(value: number, end: number): boolean {
  return Math.abs(value - end) <= NEAR;
}
