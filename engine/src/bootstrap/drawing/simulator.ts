import { CovarianceLayout } from "../../deviance/covarianceLayout";
import type { RandomStream } from "../../random/stream";
import { addDrawnEffects } from "./addDrawnEffects";
import type { Blueprint } from "./blueprint";

/**
 * What responses in units of the data are drawn from: terms and fixed are those of the working design, not of the
 * weighted one.
 */
export interface Simulation extends Pick<Blueprint, "n" | "terms" | "fixed" | "blocks" | "beta" | "sigma" | "theta"> {
  /** √w of the weights w of the observations. */
  readonly roots?: Float64Array | undefined;
  /** What is added to every response. */
  readonly offset?: Float64Array | undefined;
}

/** How the errors of the rows are drawn: one by one, or as one array, which takes other numbers of a stream. */
export type RowDraws = "single" | "bulk";

/** Draws responses of a model, in the order in which MixedModels.jl draws them. */
export class Simulator {
  private readonly y: Float64Array;
  private readonly effects: Float64Array[];
  private readonly lambdas: Float64Array[];

  constructor(private readonly plan: Simulation) {
    const { terms, n, theta, blocks } = plan;
    this.y = new Float64Array(n);
    this.effects = terms.map((term) => new Float64Array(term.levels * term.columns.length));
    const layout = new CovarianceLayout(
      terms.map((term) => term.columns.length),
      blocks,
    );
    this.lambdas = layout.lambdas();
    layout.fill(this.lambdas, theta);
  }

  /** One response in units of the data. */
  response(stream: RandomStream, rows: RowDraws): Float64Array {
    const { fixed, beta, sigma, offset } = this.plan;
    return this.standardized(stream, rows).map(
      (value, i) => fixed.reduce((sum, column, j) => sum + column[i] * beta[j], offset?.[i] ?? 0) + sigma * value,
    );
  }

  /** The next response as (y − Xβ − offset)/σ, in a buffer that the next call overwrites. */
  standardized(stream: RandomStream, rows: RowDraws): Float64Array {
    const {
      y,
      plan: { roots },
    } = this;
    if (rows === "bulk") stream.randnFill(y);
    else for (let i = 0; i < y.length; i++) y[i] = stream.randn();
    if (roots !== undefined) for (let i = 0; i < y.length; i++) y[i] /= roots[i];
    this.plan.terms.forEach((term, t) => addDrawnEffects(y, term, this.lambdas[t], this.effects[t], stream));
    return y;
  }
}
