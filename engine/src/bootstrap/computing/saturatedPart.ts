import type { Family } from "../../family/family";

/** Counts up to this are remembered. */
const MOST = 4096;

/**
 * −2 log-likelihood, without constants, of means that are the responses: what a deviance of residuals leaves out. The
 * values of whole counts are remembered.
 */
export class SaturatedPart {
  private readonly known: Float64Array;
  /** Where the values of each row begin, by the number of successes or the count. */
  private readonly first: Float64Array;
  private readonly isZero: boolean;

  constructor(
    private readonly family: Family,
    private readonly w: Float64Array,
  ) {
    this.isZero = family.name === "Bernoulli";
    const ofTrials = new Map<number, number>();
    let size = 0;
    this.first = Float64Array.from(w, (weight) => {
      const place = ofTrials.get(weight);
      if (place !== undefined) return place;
      const own = size;
      ofTrials.set(weight, own);
      size += family.name === "Binomial" ? Math.min(MOST, weight + 1) : MOST;
      return own;
    });
    this.known = new Float64Array(this.isZero ? 0 : size).fill(NaN);
  }

  at(y: Float64Array): number {
    const { family, w, known, first, isZero } = this;
    if (isZero) return 0;
    const isCount = family.name !== "Binomial";
    let sum = 0;
    for (let i = 0; i < y.length; i++) {
      const count = isCount ? y[i] : Math.round(y[i] * w[i]);
      if (count >= MOST) {
        sum += family.minusTwoLogDensity(y[i], w[i], y[i], 1);
        continue;
      }
      const place = first[i] + count;
      if (Number.isNaN(known[place])) known[place] = family.minusTwoLogDensity(y[i], w[i], y[i], 1);
      sum += known[place];
    }
    return sum;
  }
}
