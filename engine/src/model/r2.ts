import { byName } from "../show/byName";
import { fixed } from "../show/numbers";
import type { Report } from "../show/report";
import { Shown } from "../show/shown";
import { checkMixedModel } from "./checkModel";
import type { MixedModel } from "./mixedModel";
import { type VarianceShares, varianceShares } from "./varianceShares";

/** Marginal and conditional R² of a model, as {@link r2} gives them. */
export class RSquared extends Shown {
  /** Share of the variance that the fixed effects explain. */
  readonly marginal: number;
  /** Share that the fixed and the random effects explain. */
  readonly conditional: number;

  /** @internal */
  constructor({ fixed: ofFixed, random, residual }: VarianceShares) {
    super();
    const ofRandom = sumOf(random);
    const total = ofFixed + ofRandom + residual;
    this.marginal = ofFixed / total;
    this.conditional = (ofFixed + ofRandom) / total;
  }

  /** @internal */
  override report(): Report {
    return {
      caption: "R² (Nakagawa, Johnson & Schielzeth 2017)",
      columns: [
        { header: "", align: "left" },
        { header: "R²", align: "right" },
      ],
      rows: [
        { cells: ["marginal (fixed effects)", fixed(this.marginal, 3)] },
        { cells: ["conditional (fixed and random effects)", fixed(this.conditional, 3)] },
      ],
      rowHeader: true,
    };
  }
}

/** Intraclass correlations of a model, as {@link icc} gives them. */
export class IntraclassCorrelation extends Shown {
  /** Share of the random effects in the variance that the fixed effects leave. */
  readonly adjusted: number;
  /** Their share in all of the variance. */
  readonly unadjusted: number;
  /** The adjusted share of each grouping factor. */
  readonly byGroup: { readonly [grouping: string]: number };

  /** @internal */
  constructor({ fixed: ofFixed, random, residual }: VarianceShares) {
    super();
    const ofRandom = sumOf(random);
    this.adjusted = ofRandom / (ofRandom + residual);
    this.unadjusted = ofRandom / (ofFixed + ofRandom + residual);
    this.byGroup = byName(Object.entries(random).map(([grouping, value]) => [grouping, value / (ofRandom + residual)]));
  }

  /** @internal */
  override report(): Report {
    const rows = Object.entries(this.byGroup).map(([grouping, value]) => ({ cells: [grouping, fixed(value, 3)] }));
    return {
      caption: "Intraclass correlations (Nakagawa, Johnson & Schielzeth 2017)",
      columns: [
        { header: "", align: "left" },
        { header: "ICC", align: "right" },
      ],
      rows: [
        ...rows,
        { cells: ["all random effects", fixed(this.adjusted, 3)], rule: true },
        { cells: ["the same, of all of the variance", fixed(this.unadjusted, 3)] },
      ],
      rowHeader: true,
    };
  }
}

/**
 * R² of a mixed model: `marginal`, the share of the variance that the fixed effects explain, and `conditional`, that of
 * fixed and random effects (Nakagawa & Schielzeth 2013; random slopes by Johnson 2014). Of a generalized model on the
 * scale of the linear predictor (Nakagawa, Johnson & Schielzeth 2017): the variance of the observations is that of the
 * latent variable for logit (π²/3), probit (1) and cloglog (π²/6), log(1 + 1/λ) for counts of mean λ with a log link.
 * @throws for families and links without such a variance
 */
export function r2(model: MixedModel): RSquared {
  checkMixedModel("r2", model);
  return new RSquared(varianceShares("r2", model));
}

/**
 * Intraclass correlations: the share of the random effects in the variance that the fixed effects leave (`adjusted`,
 * and `byGroup` for each grouping factor), and in all of it (`unadjusted`); variances as in {@link r2}.
 * @throws for families and links without such a variance
 */
export function icc(model: MixedModel): IntraclassCorrelation {
  checkMixedModel("icc", model);
  return new IntraclassCorrelation(varianceShares("icc", model));
}

function sumOf(random: VarianceShares["random"]): number {
  return Object.values(random).reduce((sum, value) => sum + value, 0);
}
