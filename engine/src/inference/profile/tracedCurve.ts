import type { Coordinate, PointParameters, RestMinimizer } from "./coordinate";
import type { CurvePoint } from "./curvePoint";
import { solveBetween } from "./solveBetween";

/** How a profile ends on one side. */
export type CurveEnd = "threshold" | "bound" | "stopped" | "flat";

/** The profile of one parameter: points in ascending order, one of them the estimate. */
export interface TracedCurve {
  readonly points: readonly CurvePoint[];
  readonly ends: { readonly lower: CurveEnd; readonly upper: CurveEnd };
  /** What is unusual about it, in words. */
  readonly notes: readonly string[];
}

/** Steps aim at so much of ζ. */
const STEP = 0.5;
/** A step in the first direction, in units of the scale, that shows how steep ζ is at the estimate. */
const PROBE = 0.01;
const MOST_POINTS = 60;
const MOST_BENT = 6;
/** Two points further apart than this in ζ get one between them. */
const GAP = 1.2;
/** … unless halving so often does not help: ζ jumps there from one optimum over the other parameters to another. */
const MOST_HALVINGS = 6;
/** A fall of the objective below that of the estimates by more than this is no rounding. */
const LOWER = 1e-5;

export interface TraceOptions {
  /** The objective and the parameters at the estimates. */
  readonly objective: number;
  readonly parameters: PointParameters;
  /** How far to go, in |ζ|. */
  readonly threshold: number;
  /** Points at exactly these |ζ| are among the others: the ends of intervals. */
  readonly ends: readonly number[];
  /** Called with the share of the way that is done, from 0 to 1. */
  readonly onStep?: (share: number) => void;
}

/** Follows the minimum over the other parameters away from the estimate, on both sides, until |ζ| ≥ threshold. */
export function trace(coordinate: Coordinate, options: TraceOptions): TracedCurve {
  const { estimate, name } = coordinate;
  const { objective, parameters } = options;
  const notes: string[] = [];
  if (!(coordinate.scale > 0) || !Number.isFinite(coordinate.scale)) {
    return {
      points: [],
      ends: { lower: "flat", upper: "flat" },
      notes: [`${name} is not profiled: the objective does not curve at the estimate`],
    };
  }
  return coordinate.open((rest) => {
    const { steepness, fall } = slopeAtEstimate(coordinate, rest, objective);
    if (!(steepness > 0)) {
      const reason =
        fall > LOWER
          ? `the objective falls by ${fall.toExponential(1)} when the other parameters are optimised, ` +
            "so the fit is not the optimum"
          : "the objective does not rise away from the estimate";
      return { points: [], ends: { lower: "flat", upper: "flat" }, notes: [`${name} is not profiled: ${reason}`] };
    }
    const center: CurvePoint = { at: estimate, zeta: 0, slope: steepness, objective, parameters };
    const [upper, lower] = ([1, -1] as const).map((direction) => {
      rest.restart();
      return new Side(coordinate, direction, options, rest).follow(center, notes);
    });
    return {
      points: [...lower.points.reverse(), center, ...upper.points],
      ends: { lower: lower.end, upper: upper.end },
      notes,
    };
  });
}

/**
 * dζ/du at the estimate, from points close by (the objective is even about a bound), and by how much the objective
 * falls there.
 */
function slopeAtEstimate(
  { estimate, scale, lower, upper }: Coordinate,
  rest: RestMinimizer,
  objective: number,
): { steepness: number; fall: number } {
  const steps = [PROBE * scale, -PROBE * scale].filter((step) => estimate + step > lower && estimate + step < upper);
  const rises = steps.map((step) => rest.at(estimate + step).objective - objective);
  const slopes = rises.map((rise, i) => Math.sqrt(Math.max(0, rise)) / Math.abs(steps[i]));
  return { steepness: slopes.reduce((sum, value) => sum + value, 0) / slopes.length, fall: -Math.min(...rises) };
}

class Side {
  private readonly points: CurvePoint[] = [];
  private readonly objective: number;
  /** Those that are not reached yet, ascending. */
  private readonly ends: number[];

  constructor(
    private readonly coordinate: Coordinate,
    private readonly direction: 1 | -1,
    private readonly options: TraceOptions,
    private readonly rest: RestMinimizer,
  ) {
    this.objective = options.objective;
    this.ends = [...options.ends].sort((a, b) => a - b);
  }

  follow(center: CurvePoint, notes: string[]): { points: CurvePoint[]; end: CurveEnd } {
    const { coordinate, direction, points } = this;
    const { threshold, onStep } = this.options;
    const bound = direction > 0 ? coordinate.upper : coordinate.lower;
    let last = center;
    let step = STEP / center.slope;
    let bent = 0;
    while (points.length < MOST_POINTS) {
      if (direction * (bound - last.at) <= 0) return { points, end: "bound" };
      const at = direction * (bound - last.at) <= 1.01 * step ? bound : last.at + direction * step;
      const { point, failure } = this.point(at);
      if (failure !== undefined) {
        notes.push(`the profile of ${coordinate.name} stops ${this.where(last)}: ${failure}`);
        return { points, end: "stopped" };
      }
      if (point.objective < this.objective - LOWER)
        notes.push(
          `the profile of ${coordinate.name} finds a lower objective ${this.where(point)}, ` +
            `by ${(this.objective - point.objective).toExponential(1)}: the fit is not the optimum`,
        );
      if (Math.abs(point.zeta - last.zeta) > GAP) this.between(last, point, notes);
      this.add(point, last, notes);
      onStep?.(((direction > 0 ? 0 : 1) + Math.min(1, Math.abs(point.zeta) / threshold)) / 2);
      if (direction * (point.zeta - last.zeta) < -1e-6) {
        if (bent++ === 0) notes.push(`the profile of ${coordinate.name} bends: ζ is not monotone ${this.where(last)}`);
        if (bent > MOST_BENT) return { points, end: "stopped" };
      }
      if (Math.abs(point.zeta) >= threshold) return { points, end: "threshold" };
      const wanted = point.slope > 0 ? STEP / point.slope : 2 * step;
      step = Math.min(2 * step, Math.max(step / 4, wanted));
      last = point;
    }
    notes.push(`the profile of ${coordinate.name} stops ${this.where(last)}: ζ hardly rises`);
    return { points, end: "stopped" };
  }

  private point(at: number): { point: CurvePoint; failure?: string } {
    const { objective, slope, failure } = this.rest.at(at);
    const zeta = this.direction * Math.sqrt(Math.max(0, objective - this.objective));
    const parameters = this.rest.parameters();
    const point = { at, zeta, slope: zeta === 0 ? 0 : slope / (2 * zeta), objective, parameters };
    return { point, ...(failure === undefined ? {} : { failure }) };
  }

  /** Adds a point, and before it the ends that lie between it and the one before it. */
  private add(point: CurvePoint, center: CurvePoint, notes: string[]): void {
    const { points, ends, direction } = this;
    while (ends.length > 0 && Math.abs(point.zeta) > ends[0]) {
      const before = points.at(-1) ?? center;
      const end = ends.shift()!;
      const solved = solveBetween((at) => this.point(at), before, point, direction * end);
      if (solved.failure !== undefined)
        notes.push(
          `the profile of ${this.coordinate.name} is interpolated at |ζ| = ${Number(end.toFixed(2))}: ` +
            solved.failure,
        );
      else if (solved.point.at !== before.at && solved.point.at !== point.at) points.push(solved.point);
    }
    points.push(point);
  }

  /** Points between two that are too far apart, by halving. */
  private between(last: CurvePoint, next: CurvePoint, notes: string[], depth = 0): void {
    if (depth === MOST_HALVINGS) {
      notes.push(
        `the profile of ${this.coordinate.name} jumps ${this.where(last)}: ` +
          "the optimum over the other parameters changes to another one",
      );
      return;
    }
    const { point, failure } = this.point((last.at + next.at) / 2);
    if (failure !== undefined) return;
    if (Math.abs(point.zeta - last.zeta) > GAP) this.between(last, point, notes, depth + 1);
    this.add(point, last, notes);
    if (Math.abs(next.zeta - point.zeta) > GAP) this.between(point, next, notes, depth + 1);
  }

  private where({ at }: CurvePoint): string {
    return `at ${Number(this.coordinate.value(at).toPrecision(4))}`;
  }
}
