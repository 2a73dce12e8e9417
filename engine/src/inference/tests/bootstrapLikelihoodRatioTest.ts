import { checkJob, computeReplicates, folderOf } from "../../bootstrap/computing/computeReplicates";
import type { PairPlan } from "../../bootstrap/computing/pairPlan";
import { PAIR_COLUMNS } from "../../bootstrap/computing/pairRefitter";
import { blueprint } from "../../bootstrap/drawing/blueprint";
import { type GeneralizedPairPlan, generalizedPlan, refitPlan } from "../../bootstrap/drawing/generalizedPlan";
import type { Failure } from "../../bootstrap/sample/failure";
import { GeneralizedLinearMixedModel } from "../../model/generalized/generalizedLinearMixedModel";
import { type LikelihoodRatioTest, pText } from "../../model/likelihoodRatioTest";
import type { LinearMixedModel } from "../../model/linearMixedModel";
import type { MixedModel } from "../../model/mixedModel";
import { restrictedShifts } from "../../model/restrictedShifts";
import { checkStream } from "../../random/checkStream";
import { MersenneTwister } from "../../random/mersenneTwister";
import { fixed, significant } from "../../show/numbers";
import type { Report } from "../../show/report";
import { Shown } from "../../show/shown";
import { Table } from "../../table/table";
import type { LikelihoodRatioOptions } from "./likelihoodRatioOptions";

/** Statistics that differ by less are equal but for rounding, as all those are where the larger model gains nothing. */
const TIE = 1e-6;

/**
 * The test by χ², the simulated statistics, those that failed, how many were asked for, and the seed of a fresh stream.
 */
type SimulatedParts = [
  test: LikelihoodRatioTest,
  statistics: Float64Array,
  failures: readonly Failure[],
  requested: number,
  seed: string | undefined,
];

/** Two nested models, with the distribution of the likelihood-ratio statistic under the smaller one. */
export class BootstrapLikelihoodRatioTest extends Shown {
  /** Of the smaller and the larger model. */
  readonly formulas: string[];
  readonly dof: Int32Array;
  readonly deviance: Float64Array;
  /** The observed statistic, the difference of the deviances, and of the numbers of parameters. */
  readonly chisq: number;
  readonly chisqDof: number;
  /** (1 + number of simulated statistics at least as large)/(1 + number simulated). */
  readonly pvalue: number;
  /** Monte-Carlo standard error of the p-value. */
  readonly mcerror: number;
  /** P(χ² ≥ observed), which takes no boundary into account. */
  readonly asymptotic: number;
  /** The simulated statistics, NaN where a refit failed. */
  readonly statistics: Float64Array;
  readonly failures: readonly Failure[];
  /** Number of responses asked for: more than statistics if the bootstrap was stopped. */
  readonly requested: number;
  /** Seed of the stream, when a fresh one was drawn. */
  readonly seed: string | undefined;
  readonly #test: LikelihoodRatioTest;

  /** @internal Tests come from {@link likelihoodratiotest}. */
  static create(...parts: SimulatedParts): BootstrapLikelihoodRatioTest {
    return new BootstrapLikelihoodRatioTest(...parts);
  }

  private constructor(...[test, statistics, failures, requested, seed]: SimulatedParts) {
    super();
    this.#test = test;
    this.requested = requested;
    this.formulas = test.formulas;
    this.dof = test.dof;
    this.deviance = test.deviance;
    this.chisq = test.chisq[0];
    this.chisqDof = test.chisqDof[0];
    this.asymptotic = test.pvalues[0];
    this.statistics = statistics;
    this.failures = failures;
    this.seed = seed;
    const count = statistics.length - failures.length;
    const extreme = statistics.filter((value) => value >= this.chisq - TIE).length;
    this.pvalue = count === 0 ? NaN : (1 + extreme) / (1 + count);
    this.mcerror = Math.sqrt((this.pvalue * (1 - this.pvalue)) / (1 + count));
  }

  /** The simulated statistics as a table with the column χ², for charts. */
  get tbl(): Table {
    return Table.fromColumns([["χ²", this.statistics]]);
  }

  /** @internal */
  override report(): Report {
    const { dof, deviance, statistics, failures, pvalue, seed } = this;
    const count = statistics.length - failures.length;
    const atZero = statistics.filter((value) => value < TIE).length;
    const headers = ["", "model-dof", "deviance", "χ²", "χ²-dof", "P(>χ²)", "P(bootstrap)", "MC error"];
    const test = [
      fixed(this.chisq, 4),
      String(this.chisqDof),
      pText(this.asymptotic),
      Number.isNaN(pvalue) ? "NaN" : fixed(pvalue, 4),
      significant(this.mcerror, 2),
    ];
    const rows = this.#test.labels.map((label, i) => ({
      cells: [label, String(dof[i]), fixed(deviance[i], 4), ...(i === 0 ? ["", "", "", "", ""] : test)],
    }));
    const stopped = this.requested > statistics.length ? `, stopped before the ${this.requested} asked for` : "";
    const notes = [
      ...this.#test.notices,
      `${count} responses simulated from the smaller model${seed === undefined ? "" : ` (seed ${seed})`}${stopped}; ` +
        `${atZero === 0 ? "none" : `${significant((100 * atZero) / count, 3)} %`} of the statistics are 0`,
    ];
    if (failures.length > 0)
      notes.push(
        `${failures.length} refits failed and are left out; ` +
          `the first, replicate ${failures[0].iter}: ${failures[0].reason}`,
      );
    return {
      caption: "Likelihood-ratio test by parametric bootstrap",
      columns: headers.map((header, i) => ({ header, align: i === 0 ? ("left" as const) : ("right" as const) })),
      rows,
      rowHeader: true,
      notes,
    };
  }
}

/** Both models are of one kind, as is known by then. */
function pairOf(small: MixedModel, large: MixedModel): PairPlan | GeneralizedPairPlan {
  if (small instanceof GeneralizedLinearMixedModel && large instanceof GeneralizedLinearMixedModel)
    return { kind: "generalizedPair", small: generalizedPlan(small, {}), large: refitPlan(large) };
  const [own, other] = [small, large] as LinearMixedModel[];
  return { kind: "pair", small: blueprint(own, {}), large: blueprint(other, {}) };
}

/** Simulates from the smaller model and refits both. */
export async function bootstrapTest(
  test: LikelihoodRatioTest,
  models: readonly MixedModel[],
  options: LikelihoodRatioOptions,
): Promise<BootstrapLikelihoodRatioTest> {
  const fresh = options.rng === undefined ? new MersenneTwister() : undefined;
  const { rng: stream = fresh!, n = 5000 } = options;
  checkStream("the option rng of likelihoodratiotest", stream);
  checkJob(n, options);
  const folder = folderOf(options, options);
  const [small, large] = [...models].sort((a, b) => a.dof - b.dof);
  const { tbl, failures } = await computeReplicates({
    ...options,
    ...(folder && { folder }),
    plan: pairOf(small, large),
    stream,
    n,
    names: PAIR_COLUMNS,
    label: "likelihoodratiotest",
  });
  const [reduced, full] = PAIR_COLUMNS.map((name) => tbl.numeric(name));
  const [, shift] = restrictedShifts([...models].sort((a, b) => a.dof - b.dof));
  return BootstrapLikelihoodRatioTest.create(
    test,
    reduced.map((value, i) => Math.max(0, value - full[i] - shift)),
    failures,
    n,
    fresh && String(fresh.seed),
  );
}
