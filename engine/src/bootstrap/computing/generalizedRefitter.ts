import { toUser, workingTheta } from "../../deviance/changeOfBasis";
import { CovarianceLayout } from "../../deviance/covarianceLayout";
import { LaplaceDeviance } from "../../deviance/generalized/laplaceDeviance";
import { QuadratureDeviance } from "../../deviance/generalized/quadratureDeviance";
import { familyOf } from "../../family/familyOf";
import { sumOfProducts } from "../../linalg/orthogonalize";
import { GeneralizedMinimizer } from "../../minimizer/generalized/generalizedMinimum";
import { CoefficientMap } from "../../model/generalized/coefficientMap";
import { separationOf } from "../../model/generalized/separation";
import type { RandomStream } from "../../random/stream";
import { streamFrom } from "../../random/streamFrom";
import type { StreamState } from "../../random/streamState";
import type { GeneralizedPlan } from "../drawing/generalizedPlan";
import { GeneralizedSimulator } from "../drawing/generalizedSimulator";
import type { Failure } from "../sample/failure";
import { SampleLayout } from "../sample/sampleLayout";
import type { Replicates, Replicator } from "./replicator";

/**
 * Draws responses of a generalized model and refits it to them. Every refit starts at the parameters that were drawn
 * from, with the random effects at 0, so that a row depends on its own response only.
 */
export class GeneralizedRefitter implements Replicator {
  private readonly layout: CovarianceLayout;
  private readonly sample: SampleLayout;
  private readonly simulator: GeneralizedSimulator;
  private readonly deviance: LaplaceDeviance;
  private readonly minimizer: GeneralizedMinimizer;
  private readonly map: CoefficientMap;
  private readonly origin: Float64Array;
  private readonly drawn: Float64Array;
  private stream: RandomStream | undefined;

  constructor(
    private readonly plan: GeneralizedPlan,
    readonly capacity: number,
  ) {
    const { n, blocks, basis, family, link, w, offset, curvature, nAGQ, fast, working, change } = plan;
    const { terms } = working;
    const layout = (this.layout = new CovarianceLayout(
      terms.map((term) => term.columns.length),
      blocks,
    ));
    this.sample = new SampleLayout(plan.coefficients, plan.kept, layout, change, false);
    this.simulator = new GeneralizedSimulator(plan);
    const own = familyOf(family, link);
    const p = basis.length;
    const x = new Float64Array(n * p);
    basis.forEach((column, j) => column.forEach((value, i) => (x[i * p + j] = value)));
    const response = { family: own.family, link: own.link, y: plan.y.slice(), w, curvature };
    const design = { terms, layout, fixed: x, p, offset, response };
    this.deviance = nAGQ > 1 ? new QuadratureDeviance(design, nAGQ) : new LaplaceDeviance(design, fast);
    this.minimizer = new GeneralizedMinimizer(this.deviance, { ...working, system: plan.system });
    const eta = new Float64Array(n);
    plan.fixed.forEach((column, j) => column.forEach((value, i) => (eta[i] += value * plan.beta[j])));
    const theta = workingTheta(layout, change, plan.theta);
    const gamma = Float64Array.from(basis, (column) => sumOfProducts(column, eta));
    this.origin = this.minimizer.prepare({ gamma, theta, phi: 1 });
    this.map = new CoefficientMap({ fixed: working.fixed, basis, n }, this.deviance);
    this.drawn = new Float64Array(capacity * n);
  }

  open(state: StreamState): void {
    this.stream = streamFrom(state);
  }

  state(): StreamState {
    return this.stream!.state();
  }

  /** How many numbers a response takes depends on them, so that it is drawn to be passed over. */
  skip(count: number): void {
    this.simulator.skip(this.stream!, count);
  }

  draw(count: number): void {
    const { n } = this.plan;
    for (let i = 0; i < count; i++) this.simulator.draw(this.stream!, this.drawn.subarray(i * n, (i + 1) * n));
  }

  refit(first: number, count: number): Replicates {
    const columns = new Float64Array(this.sample.names.length * count);
    const evaluations = new Int32Array(count);
    const failures: Failure[] = [];
    for (let i = 0; i < count; i++) {
      const { reason, evaluations: own } = this.fit(i, columns, count);
      evaluations[i] = own;
      if (reason === undefined) continue;
      failures.push({ iter: first + i, reason });
      for (let at = i; at < columns.length; at += count) columns[at] = NaN;
    }
    return { first, count, columns, evaluations, failures };
  }

  release(): void {}

  private fit(row: number, columns: Float64Array, count: number): { evaluations: number; reason?: string } {
    const { deviance, minimizer, layout, plan, map } = this;
    const { y, family, w } = deviance.design.response;
    y.set(this.drawn.subarray(row * plan.n, (row + 1) * plan.n));
    deviance.forget();
    const found = minimizer.minimize(this.origin);
    const { evaluations, failure, x } = found;
    if (failure !== undefined) return { evaluations, reason: failure };
    deviance.evaluate(x, false);
    const beta = map.coefficients(deviance.gamma);
    const candidates = [map.coefficients(found.lastStep), beta].map((own) => toUser(plan.change.fixed, own));
    if (separationOf(plan, deviance.design.response, deviance.modes.eta, candidates) !== undefined)
      return { evaluations, reason: "the response is separated, so a coefficient is infinite" };
    const { mu } = deviance.rows;
    let unit = 0;
    for (let i = 0; i < y.length; i++) unit += w[i] * family.unitDeviance(y[i], mu[i], 1 - mu[i], 1);
    const objective = deviance.objective - deviance.modes.deviance + unit;
    const theta = x.subarray(deviance.freeFixed, deviance.freeFixed + layout.length);
    this.sample.write(columns, count, row, { objective, sigma: 1, beta, theta, lambdas: deviance.lambdas });
    return { evaluations };
  }
}
