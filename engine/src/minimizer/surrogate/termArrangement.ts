import type { CovarianceLayout } from "../../deviance/covarianceLayout";
import type { DevianceDerivative } from "../../deviance/deviance";
import type { Strata } from "../../matrices/strata";
import { type Arrangement, membersOf } from "./arrangement";
import { JointStratum } from "./jointStratum";

/** Correlations in D between the blocks of a term that are all below this are not worth a joint stratum. */
const WEAK_COUPLING = 0.02;

/** One stratum per term, with the whole D also where λ has several blocks (zerocorr). */
export class TermArrangement implements Arrangement {
  readonly strata: readonly JointStratum[];
  readonly own: readonly number[] = [];

  constructor(
    layout: CovarianceLayout,
    private readonly structure: Strata,
    private readonly deviance: DevianceDerivative,
  ) {
    this.strata = layout.sizes.map((size, term) => new JointStratum(size, membersOf(layout, term)));
  }

  /** False, too, when the blocks of no term are coupled: then they are strata of their own. */
  matchTraces(covariances: readonly Float64Array[]): boolean {
    const { strata, structure, deviance } = this;
    let coupling = 0;
    for (let t = 0; t < strata.length; t++) {
      const { count, levels } = structure.terms[t];
      strata[t].trace.set(deviance.traces[t]);
      if (!strata[t].matchTrace(count, covariances) && !strata[t].matchTrace(levels, covariances)) return false;
      coupling = Math.max(coupling, strata[t].coupling());
    }
    return coupling > WEAK_COUPLING;
  }

  matchSquares(): void {
    const { strata, deviance } = this;
    for (let t = 0; t < strata.length; t++) {
      strata[t].squares.set(deviance.squares[t]);
      strata[t].matchSquares();
    }
  }
}
