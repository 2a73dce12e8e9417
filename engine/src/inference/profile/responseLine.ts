import type { Deviance } from "../../deviance/deviance";
import { type ModelData, prepareResponse } from "../../deviance/modelData";
import { coreLength } from "../../matrices/responseStatistics";

/**
 * The responses y − t·x of a model for all t: of their statistics those of the core are linear in t and the sums of
 * squares behind them quadratic, so that none is computed from the rows but three.
 */
export class ResponseLine {
  private readonly core: number;
  private readonly own: Float64Array;
  private readonly slope: Float64Array;
  /** Half of what is quadratic for y + x less that for y and for x. */
  private readonly cross: Float64Array;
  private readonly leastSquares: readonly [own: Float64Array, slope: Float64Array];

  /** @param y without offset and weights, as is `x` */
  constructor(data: ModelData, y: Float64Array, x: Float64Array) {
    const ofY = prepareResponse(data, y);
    const ofX = prepareResponse({ ...data, frame: {} }, x);
    const { statistics } = prepareResponse(
      data,
      y.map((value, i) => value + x[i]),
    );
    this.core = coreLength(data.system);
    this.own = ofY.statistics.slice();
    this.slope = ofX.statistics.slice();
    this.cross = statistics.map((value, i) => (value - this.own[i] - this.slope[i]) / 2);
    this.leastSquares = [ofY.leastSquares, ofX.leastSquares];
  }

  /** Gives the deviance the response y − t·x. */
  set({ statistics }: Pick<Deviance, "statistics">, t: number): void {
    const { core, own, slope, cross } = this;
    for (let i = 0; i < core; i++) statistics[i] = own[i] - t * slope[i];
    for (let i = core; i < own.length; i++) statistics[i] = own[i] - t * (2 * cross[i] - t * slope[i]);
  }

  /** Least-squares coefficients of the columns for y − t·x. */
  leastSquaresAt(t: number): Float64Array {
    const [own, slope] = this.leastSquares;
    return own.map((value, i) => value - t * slope[i]);
  }
}
