import { extent, silverman } from "../../distributions/kde";
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
  /** A byte per value: its bin, `bins` + its mass, or {@link FAILED} for NaN. */
  codes: Uint8Array;
}

/** @param values NaN where the replicate failed */
export function binned(values: Float64Array): BinnedColumn {
  const finite = values.filter(Number.isFinite);
  const { continuous, masses } = pointMasses(finite);
  const [least, greatest] = extent(continuous);
  const bins = least === greatest ? 1 : BINS;
  const width = least === greatest ? Math.abs(least) / 100 || 0.01 : (greatest - least) / bins;
  const start = least === greatest ? least - width / 2 : least;
  const counts = Array<number>(bins + masses.length).fill(0);
  const codes = Uint8Array.from(values, (value) => {
    if (!Number.isFinite(value)) return FAILED;
    const mass = masses.findIndex(({ at }) => Math.abs(value - at) <= 1e-8);
    const code = mass >= 0 ? bins + mass : Math.max(0, Math.min(bins - 1, Math.floor((value - start) / width)));
    counts[code]++;
    return code;
  });
  const bandwidth = bins === 1 ? 0 : Number((silverman(continuous) / width).toPrecision(4));
  return { least: start, width, bins, masses: masses.map(({ at }) => at), counts, bandwidth, codes };
}
