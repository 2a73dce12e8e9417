import { extent } from "../../distributions/extent";
import { silverman } from "../../distributions/kde";
import { pointMasses } from "../../distributions/pointMass";

/** The code of a replicate that failed. */
export const FAILED = 255;
const BINS = 240;

/**
 * Values sorted into at most 240 bins of equal width and the point masses at 0 or ±1, so that one byte tells where each
 * lies.
 */
export interface BinnedColumn {
  /** Where the first bin begins, and how wide each is. */
  least: number;
  width: number;
  bins: number;
  /** Values that many replicates share exactly. */
  masses: number[];
  /** Finite values in each bin, then in each mass. */
  counts: number[];
  /**
   * Standard deviation, in bins, of a Gaussian kernel for the values outside of the masses (Silverman's rule); 0 for
   * equal values.
   */
  bandwidth: number;
  /** A byte for each of the first values: its bin, `bins` + its mass, or {@link FAILED} for NaN. */
  codes: Uint8Array;
}

/**
 * @param values NaN where the replicate failed
 * @param coded of how many values, at most, the codes are wanted; the counts are of all
 */
export function binned(values: Float64Array, coded = values.length): BinnedColumn {
  const finite = values.every(Number.isFinite) ? values : values.filter(Number.isFinite);
  const { continuous, masses } = pointMasses(finite);
  const [least, greatest] = extent(continuous);
  const bins = least === greatest ? 1 : BINS;
  const width = least === greatest ? Math.abs(least) / 100 || 0.01 : (greatest - least) / bins;
  const start = least === greatest ? least - width / 2 : least;
  const counts = Array<number>(bins + masses.length).fill(0);
  const codes = new Uint8Array(Math.min(coded, values.length));
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    let code = FAILED;
    if (Number.isFinite(value)) {
      const mass = masses.length === 0 ? -1 : masses.findIndex(({ at }) => Math.abs(value - at) <= 1e-8);
      code = mass >= 0 ? bins + mass : Math.max(0, Math.min(bins - 1, Math.floor((value - start) / width)));
      counts[code]++;
    }
    if (i < codes.length) codes[i] = code;
  }
  const bandwidth = bins === 1 ? 0 : Number((silverman(continuous) / width).toPrecision(4));
  return { least: start, width, bins, masses: masses.map(({ at }) => at), counts, bandwidth, codes };
}
