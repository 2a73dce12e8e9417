import { CovarianceLayout } from "../../deviance/covarianceLayout";
import { prepareResponse } from "../../deviance/modelData";
import { withDeviance } from "../../deviance/withDeviance";
import { orthogonalize } from "../../linalg/orthogonalize";
import { log } from "../../math/log";
import { coreSystem } from "../../matrices/coreSystem";
import { findStrata, needsLevelTraces } from "../../matrices/strata";
import { Minimizer } from "../../minimizer/minimize";
import { snapToBoundary } from "../../minimizer/snapToBoundary";
import type { RandomStream } from "../../random/stream";
import { streamFrom } from "../../random/streamFrom";
import type { StreamState } from "../../random/streamState";
import { type CasePlan, resampledRows, rowsByLevel, taken } from "../drawing/casePlan";
import { drawIndex } from "../drawing/resampling";
import type { Failure } from "../sample/failure";
import { SampleLayout } from "../sample/sampleLayout";
import type { Replicates, Replicator } from "./replicator";

/** Fits the model to resampled levels. Every replicate has a design of its own, so nothing but the start is shared. */
export class CaseRefitter implements Replicator {
  private readonly layout: CovarianceLayout;
  private readonly sample: SampleLayout;
  private readonly rows: number[][];
  private readonly drawn: Int32Array[] = [];
  private stream: RandomStream | undefined;

  constructor(
    private readonly plan: CasePlan,
    readonly capacity: number,
  ) {
    const { terms, blocks, coefficients, kept, change, refs, levels } = plan;
    this.layout = new CovarianceLayout(
      terms.map((term) => term.columns.length),
      blocks,
    );
    this.sample = new SampleLayout(coefficients, kept, this.layout, change);
    this.rows = rowsByLevel(refs, levels);
  }

  open(state: StreamState): void {
    this.stream = streamFrom(state);
  }

  close(): StreamState {
    return this.stream!.state();
  }

  draw(count: number): void {
    const { levels } = this.plan;
    for (let i = 0; i < count; i++)
      this.drawn[i] = Int32Array.from({ length: levels }, () => drawIndex(this.stream!, levels));
  }

  refit(first: number, count: number): Replicates {
    const columns = new Float64Array(this.sample.names.length * count).fill(NaN);
    const evaluations = new Int32Array(count);
    const failures: Failure[] = [];
    for (let i = 0; i < count; i++) {
      const { reason, evaluations: own } = this.fit(i, columns, count);
      evaluations[i] = own;
      if (reason !== undefined) failures.push({ iter: first + i, reason });
    }
    return { first, count, columns, evaluations, failures };
  }

  release(): void {}

  private fit(row: number, columns: Float64Array, count: number): { evaluations: number; reason?: string } {
    const { plan, layout } = this;
    const { rows, terms } = resampledRows(plan, this.drawn[row], this.rows);
    const fixed = plan.fixed.map((column) => taken(column, rows));
    const basis = orthogonalize(fixed);
    if (basis.kept.length < fixed.length)
      return { evaluations: 0, reason: "the coefficients of the resampled rows are not all estimable" };
    const system = coreSystem(terms, fixed);
    const strata = findStrata(terms, fixed, system, plan.reml);
    const { statistics, leastSquares } = prepareResponse(
      { weighted: { terms, fixed, roots: undefined }, frame: {}, basis, system },
      taken(plan.y, rows),
    );
    const logWeights = plan.weights === undefined ? 0 : rows.reduce((sum, row) => sum + log(plan.weights![row]), 0);
    const logScale = plan.reml ? logWeights - 2 * (plan.change?.logDeterminant ?? 0) : logWeights;
    return withDeviance(
      {
        system,
        n: rows.length,
        reml: plan.reml,
        sigma: plan.fixedSigma,
        logScale,
        statistics,
        levelTraces: needsLevelTraces(strata),
      },
      (deviance) => {
        const minimizer = new Minimizer({ layout, deviance, strata });
        minimizer.minimize(plan.theta);
        const { evaluations, failure } = minimizer;
        if (failure !== undefined) return { evaluations, reason: failure };
        snapToBoundary(minimizer);
        const { theta } = minimizer;
        layout.fill(deviance.lambdas, theta);
        deviance.factor(false);
        const objective = deviance.solve(false);
        const sigma = plan.fixedSigma ?? Math.sqrt(deviance.r2 / deviance.degreesOfFreedom);
        const beta = leastSquares.map((value, j) => value + deviance.beta[j]);
        this.sample.write(columns, count, row, { objective, sigma, beta, theta, lambdas: deviance.lambdas });
        return { evaluations };
      },
    );
  }
}
