import { workingTheta } from "../deviance/changeOfBasis";
import { COSTLY, isCostly, isCostlyOrder } from "../deviance/evaluationCost";
import { type ModelData, modelData, prepareResponse } from "../deviance/modelData";
import { devianceSubject, withDeviance } from "../deviance/withDeviance";
import { DataError } from "../errors";
import type { ModelFrame } from "../formula/frame/modelFrame";
import { findStrata } from "../matrices/strata";
import { FitLog } from "../minimizer/fitLog";
import { type LowestMinimumOptions, lowestMinimum } from "../minimizer/lowestMinimum";
import { checkedStart } from "../minimizer/startingValues";
import { threads } from "../platform/threads";
import { affordableThreads } from "../wasm/addressSpace";
import { startCrew } from "../wasm/crew";
import { LostThread } from "../wasm/team";
import { LARGEST_TEAM } from "../wasm/teamSignal";
import { checkScale } from "./checkScale";
import { withFitProgress } from "./fitProgress";
import { LinearMixedModel } from "./linearMixedModel";

export interface FrameFitOptions
  extends Pick<LowestMinimumOptions, "tolerance" | "relativeTolerance" | "maxEvaluations"> {
  readonly REML: boolean;
  /** θ to begin with. */
  readonly start?: ArrayLike<number> | undefined;
  /** σ where it is held fixed, in units of the response. */
  readonly sigma?: number | undefined;
  /** Whether the points on the way are kept. */
  readonly log?: boolean;
  /** The most computing threads; default all processors, or one where this is a thread itself. */
  readonly workers?: number | undefined;
  /** Whether a fit that takes long shows how far it is, with a button to stop it; default true. */
  readonly progress?: boolean | undefined;
  /** Multiplications from which an evaluation is costly and shared by several threads. */
  readonly costly?: number;
}

/** What rounding leaves of a response that is a combination of the fixed effects, as a share of its size. */
const ROUNDING = 1e-14;

/**
 * What is promised below this part of the objective does not pay for another derivative when an evaluation is costly.
 */
const COSTLY_TOLERANCE = 1e-10;

/** Fits the model of a frame. */
export function fitFrame(frame: ModelFrame, options: FrameFitOptions): LinearMixedModel {
  // The threads come up while the system is built.
  if (isCostlyOrder(columnsThatStay(frame), options.costly ?? COSTLY)) startCrew(mostThreads(options.workers) - 1);
  return fitData(modelData(frame), options);
}

/** Fits the model whose design has been prepared. */
export function fitData(
  data: ModelData,
  { REML, sigma, workers, costly = COSTLY, start, log = false, progress = true, ...optimizer }: FrameFitOptions,
): LinearMixedModel {
  const { nobs, response } = data.frame;
  const theta = start === undefined ? undefined : workingTheta(data.layout, data.change, checkedStart(start, data));
  if (nobs <= data.fixed.length) {
    throw new DataError(
      `a fit needs more rows than coefficients; there are ${nobs} complete rows and ${data.fixed.length} coefficients`,
    );
  }
  checkScale(data.frame);
  const prepared = prepareResponse(data, response.values);
  if (sigma === undefined && !(prepared.statistics[prepared.statistics.length - 1] > ROUNDING ** 2 * prepared.total)) {
    throw new DataError(
      "the response must vary about the fixed effects; " +
        `'${response.name}' is a combination of them in every row (to 14 digits)`,
    );
  }
  const { system, layout, weighted } = data;
  const strata = findStrata(weighted.terms, weighted.fixed, system, REML);
  const isSlow = isCostly(system, costly);
  const subject = devianceSubject(data, prepared.statistics, strata, { REML, sigma });
  return onThreads(isSlow ? mostThreads(workers) : 1, (team) =>
    withDeviance({ ...subject, threads: team }, (deviance) => {
      const fitLog = log ? new FitLog(layout, data.change) : undefined;
      const minimum = withFitProgress(progress, (watch) =>
        lowestMinimum(
          { deviance, layout, strata },
          {
            ...(isSlow && { relativeTolerance: COSTLY_TOLERANCE, sampleFirst: true }),
            ...optimizer,
            start: theta,
            log: fitLog,
            watch,
          },
        ),
      );
      return LinearMixedModel.create(data, prepared, deviance, strata, minimum, fitLog?.table());
    }),
  );
}

/** What `compute` returns; if it loses one of its threads, it begins again without any other. */
function onThreads<T>(count: number, compute: (count: number) => T): T {
  try {
    return compute(count);
  } catch (error) {
    if (!(error instanceof LostThread)) throw error;
    return compute(1);
  }
}

function mostThreads(workers: number | undefined): number {
  if (!threads.canShareMemory) return 1;
  const most = Math.min(LARGEST_TEAM, workers ?? (threads.isMain ? threads.available() : 1));
  return 1 + affordableThreads(most - 1, 0);
}

/** Random effects of all terms but the largest, and coefficients. */
function columnsThatStay({ random, fixed }: ModelFrame): number {
  const effects = random.map((term) => term.levels.length * term.columns.length);
  return effects.reduce((sum, count) => sum + count, fixed.columns.length) - Math.max(0, ...effects);
}
