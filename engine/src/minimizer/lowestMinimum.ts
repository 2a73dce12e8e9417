import { isCostly, suitsSparse } from "../deviance/evaluationCost";
import type { Problem } from "../deviance/problem";
import type { FitLog } from "./fitLog";
import { Minimizer, type MinimizerOptions } from "./minimize";
import type { Minimum } from "./minimum";
import { momentStart } from "./momentStart";
import { OtherMinima, SAME_MINIMUM } from "./otherMinima";
import type { Start } from "./scatteredStarts";
import { snapToBoundary } from "./snapToBoundary";
import { Stopped } from "./stopped";

export interface LowestMinimumOptions
  extends Pick<MinimizerOptions, "tolerance" | "relativeTolerance" | "sampleFirst"> {
  /** θ to begin with; default moments for a large sparse model, else λ = I. */
  readonly start?: Float64Array | undefined;
  /** Most evaluations of the deviance, of all starts together. */
  readonly maxEvaluations?: number | undefined;
  readonly log?: FitLog | undefined;
  /** Told of the evaluations so far and the lowest objective; whether it wants the minimisation to stop there. */
  readonly watch?: ((evaluations: number, objective: number) => boolean) | undefined;
}

/** Multiples of λ = I to start from; all but the first start only when the ones before end in doubt. */
const SCALES = [1, 0.1, 1000];
/** An evaluation of no more multiplications than this is so quick that the exact Hessian is, too. */
const QUICK = 1e6;
/** Part of the objective that is rounding: of two ends that differ by less the earlier one is taken. */
const ROUNDING = 1e-13;

/**
 * The lowest of the minima found from several starts. Another one is tried only where the one before ended in doubt: it
 * failed, or neither surrogate nor information steps settled it, as where a second minimum may be near; and many more
 * where few levels tell a variance ({@link OtherMinima}).
 */
export function lowestMinimum(problem: Problem, options: LowestMinimumOptions): Minimum {
  const way = new Way(options);
  try {
    return lowestOnWay(problem, options, way);
  } catch (error) {
    if (!(error instanceof Stopped) || way.lowest === undefined) throw error;
    const { theta, objective } = way.lowest;
    problem.layout.makeDiagonalNonNegative(theta);
    return { theta, objective, evaluations: way.evaluations, decrement: NaN, failure: "the fit was stopped" };
  }
}

/** What is passed on the way to a minimum: the log's points, and the lowest one where somebody may stop the fit. */
class Way {
  lowest: { theta: Float64Array; objective: number } | undefined;
  evaluations = 0;

  constructor(private readonly options: Pick<LowestMinimumOptions, "log" | "watch">) {}

  /** The part of the minimiser's options that is about this. */
  get hooks(): Pick<MinimizerOptions, "record" | "guard"> {
    const { log, watch } = this.options;
    return {
      ...((log || watch) && { record: (theta, objective) => this.pass(theta, objective) }),
      ...(watch && { guard: () => this.count(watch) }),
    };
  }

  private pass(theta: Float64Array, objective: number): void {
    const { log, watch } = this.options;
    log?.add(theta, objective);
    if (watch && !(objective >= (this.lowest?.objective ?? Infinity)))
      this.lowest = { theta: theta.slice(), objective };
  }

  private count(watch: NonNullable<LowestMinimumOptions["watch"]>): void {
    const { lowest } = this;
    if (lowest !== undefined && watch(this.evaluations, lowest.objective)) throw new Stopped();
    this.evaluations++;
  }
}

function lowestOnWay(
  problem: Problem,
  { start, maxEvaluations = Infinity, log, watch: _, ...options }: LowestMinimumOptions,
  way: Way,
): Minimum {
  const minimizer = new Minimizer(problem, { ...options, ...way.hooks });
  const isQuick = !isCostly(problem.deviance.system, QUICK);
  const ends: Minimum[] = [];
  let evaluations = 0;
  for (const { name, theta } of startsOf(problem, start)) {
    log?.begin(name);
    minimizer.minimize(theta, undefined, maxEvaluations - evaluations);
    if (minimizer.usedInformation && !minimizer.usedNewton && isQuick) minimizer.confirm();
    snapToBoundary(minimizer);
    evaluations += minimizer.evaluations;
    ends.push(minimizer.minimum());
    if ((minimizer.failure === undefined && !minimizer.usedNewton) || evaluations >= maxEvaluations) break;
  }
  const lowest = ends.reduce((best, end) => (isLower(end.objective, best.objective) ? end : best));
  const others = new OtherMinima(minimizer, lowest, maxEvaluations - evaluations, log);
  others.look(ends.length, evaluations);
  return {
    ...others.lowest,
    evaluations: evaluations + others.evaluations,
    ...(others.evaluations > 0 && { explored: others.evaluations }),
    starts: ends.length + others.starts,
    agreeing:
      others.agreeing + ends.filter(({ objective }) => objective - others.lowest.objective <= SAME_MINIMUM).length,
  };
}

function isLower(objective: number, than: number): boolean {
  return Number.isNaN(than) || objective - than < -ROUNDING * Math.abs(objective);
}

/** One after the other, each made only where it is tried. */
function* startsOf({ layout, deviance }: Problem, given: Float64Array | undefined): Generator<Start> {
  if (given !== undefined) yield { name: "given", theta: given };
  else if (suitsSparse(deviance.system)) {
    const { system, statistics, degreesOfFreedom, reml, sigma } = deviance;
    const theta = momentStart(system, layout, statistics, degreesOfFreedom + (reml ? system.p : 0), sigma);
    if (theta !== undefined) yield { name: "moments", theta };
  }
  for (const scale of SCALES) {
    const name = scale === 1 ? "λ = I" : `λ = ${scale}·I`;
    yield { name, theta: layout.identity().map((value) => scale * value) };
  }
}
