import { CovarianceLayout } from "../../deviance/covarianceLayout";
import { prepareResponse } from "../../deviance/modelData";
import { withDeviance } from "../../deviance/withDeviance";
import { orthogonalize } from "../../linalg/orthogonalize";
import { log } from "../../math/log";
import { coreSystem } from "../../matrices/coreSystem";
import { findStrata, needsLevelTraces } from "../../matrices/strata";
import { Minimizer } from "../../minimizer/minimize";
import { snapToBoundary } from "../../minimizer/snapToBoundary";
import { KernelStream } from "../../random/kernelStream";
import type { StreamState } from "../../random/streamState";
import { Heap, type Integers } from "../../wasm/heap";
import { type CasePlan, caseSequence, resampledRows, rowsByLevel, taken } from "../drawing/casePlan";
import type { Failure } from "../sample/failure";
import { SampleLayout } from "../sample/sampleLayout";
import type { Replicates, Replicator } from "./replicator";

/** Fits the model to resampled levels. Every replicate has a design of its own, so nothing but the start is shared. */
export class CaseRefitter implements Replicator {
  private readonly layout: CovarianceLayout;
  private readonly sample: SampleLayout;
  private readonly rows: Int32Array[];
  private readonly heap = new Heap();
  private readonly stream: KernelStream;
  /** The levels of each replicate, one replicate after the other. */
  private readonly drawn: Integers;

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
    this.stream = new KernelStream(this.heap, caseSequence(plan));
    this.drawn = this.heap.int32(capacity * levels);
    this.heap.seal();
  }

  open(state: StreamState): void {
    this.stream.open(state);
  }

  state(): StreamState {
    return this.stream.state();
  }

  skip(count: number): void {
    this.stream.skip(count);
  }

  draw(count: number): void {
    const { levels } = this.plan;
    this.heap.kernels.drawIndices(this.stream.address, this.drawn.address, count * levels, levels);
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

  release(): void {
    this.heap.release();
  }

  private fit(row: number, columns: Float64Array, count: number): { evaluations: number; reason?: string } {
    const { plan, layout } = this;
    const { levels } = plan;
    const drawn = this.drawn.array.subarray(row * levels, (row + 1) * levels);
    const { rows, terms } = resampledRows(plan, drawn, this.rows);
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
