import { twoSidedP } from "../../distributions/normal";
import { normalBound } from "../../distributions/normalQuantile";
import { OptionError } from "../../errors";
import { exp } from "../../math/exp";
import type { Report } from "../../show/report";
import { Shown } from "../../show/shown";
import type { View } from "../../show/view";
import { checkOptions } from "../../table/options";
import { intervalFormats } from "../../table/resultFormats";
import { Table } from "../../table/table";
import type { ProfileCurve } from "./profileCurve";

/** A profiled parameter with its curve, which has no points where the parameter is not identified. */
export interface ProfiledCurve {
  readonly name: string;
  readonly estimate: number;
  readonly curve: ProfileCurve | undefined;
}

interface ProfileParts {
  readonly curves: readonly ProfiledCurve[];
  readonly tbl: Table;
  readonly missing: readonly string[];
  readonly notes: readonly string[];
}

/** The profile of a model's deviance in each of its parameters, as {@link profile} makes it. */
export class MixedModelProfile extends Shown {
  /** Names of the profiled parameters, as in the table of a bootstrap sample. */
  readonly parameters: string[];
  /**
   * The points: columns par, value, zeta (the signed root of the rise of −2 log-likelihood), objective, and then all
   * parameters of the model, β1…, σ, σ1…, ρ1…, θ1…, at the minimum over those that are not `par`; ascending in value
   * within a parameter. So `splom(asTable(p.tbl.toRows().filter(({ par }) => par === "β1")), { cols: ["β1", "β2"] })`
   * is the trace of β1. A ρ is 0 where a standard deviation is 0.
   */
  readonly tbl: Table;
  /** Names of the parameters that are missing because the profile was stopped. */
  readonly missing: string[];
  /**
   * Profiles that bend, stop or belong to a parameter that is not identified, in words; a bound that is reached is
   * none.
   */
  readonly notes: string[];
  readonly #curves: readonly ProfiledCurve[];

  /** @internal Profiles come from {@link profile}. */
  static create(formula: string, threshold: number, parts: ProfileParts): MixedModelProfile {
    return new MixedModelProfile(formula, threshold, parts);
  }

  private constructor(
    readonly formula: string,
    /** Of |ζ|, up to which the parameters are profiled. */ readonly threshold: number,
    { curves, tbl, missing, notes }: ProfileParts,
  ) {
    super();
    this.#curves = curves;
    this.tbl = tbl;
    this.missing = [...missing];
    this.parameters = curves.map(({ name }) => name);
    this.notes = [
      ...(missing.length === 0 ? [] : [`the profile was stopped; not profiled are ${missing.join(", ")}`]),
      ...notes,
      ...curves.flatMap(
        ({ name, curve }) =>
          curve?.traced.notes ?? [`${name} is not profiled: a standard deviation is 0 at the estimates`],
      ),
    ];
  }

  /** The estimates by maximum likelihood: columns par, estimate. */
  get estimates(): Table {
    return Table.fromColumns(
      [
        ["par", [...this.parameters]],
        ["estimate", Float64Array.from(this.#curves, ({ estimate }) => estimate)],
      ],
      { rowHeader: true, caption: "Estimates", maxRows: Infinity },
    );
  }

  /** The profiles on a fine grid of values, for charts: columns par, value, zeta. */
  zetatable(options: { points?: number } = {}): Table {
    return this.#grid("zetatable", options, "zeta", (curve, at) => curve.zeta(at).zeta);
  }

  /**
   * The densities φ(ζ)·dζ/dvalue of the parameters, were ζ standard normal, on a fine grid: columns par, value,
   * density. Where a profile ends at a bound they integrate to less than 1.
   */
  densities(options: { points?: number } = {}): Table {
    return this.#grid("densities", options, "density", (curve, at) => {
      // At a bound where ζ is even the quotient of the derivatives has a limit, close by.
      const { estimate, lower, upper, derivative } = curve.coordinate;
      const inside =
        at === lower || at === upper
          ? at +
            1e-4 *
              (estimate === at
                ? curve.traced.points[at === lower ? 1 : curve.traced.points.length - 2].at - at
                : estimate - at)
          : at;
      const { zeta, slope } = curve.zeta(inside);
      return Math.max(0, (exp(-(zeta ** 2) / 2) / Math.sqrt(2 * Math.PI)) * (slope / derivative(inside)));
    });
  }

  /**
   * Profile-likelihood intervals: columns par, estimate, lower, upper. The ends are solved for: there the minimum of −2
   * log-likelihood over the other parameters has risen by the quantile of χ² with one degree of freedom. A side where
   * the profile reaches a bound of the parameter ends there; one where it stops before is NaN. Levels other than 0.95
   * take a few evaluations for each end when they are asked for first.
   */
  confint(level = 0.95): Table {
    if (!(level > 0 && level < 1))
      throw new OptionError(`the level of an interval must lie between 0 and 1; got ${String(level)}`);
    const z = normalBound(level);
    if (z > this.threshold * (1 + 1e-12))
      throw new OptionError(
        `a profile up to |ζ| = ${Number(this.threshold.toFixed(2))} has no intervals of level ${level}, ` +
          `which need ${Number(z.toFixed(2))}; profile with a larger threshold`,
      );
    const side = (target: number): Float64Array =>
      Float64Array.from(this.#curves, ({ curve }) => curve?.valueAt(target) ?? NaN);
    return Table.fromColumns(
      [
        ["par", [...this.parameters]],
        ["estimate", Float64Array.from(this.#curves, ({ estimate }) => estimate)],
        ["lower", side(-z)],
        ["upper", side(z)],
      ],
      {
        rowHeader: true,
        formats: intervalFormats("estimate"),
        interval: ["lower", "upper"],
        caption: `${Number((100 * level).toFixed(4))} % profile-likelihood intervals`,
        missing: "NaN",
        maxRows: Infinity,
      },
    );
  }

  /** @internal */
  override report(): Report {
    const table = this.confint(this.#shownLevel).report();
    return { ...table, caption: `Profile of ${this.formula}: ${table.caption ?? ""}`, notes: this.notes };
  }

  /** @internal */
  override view(): View {
    const table = this.confint(this.#shownLevel).view();
    return { ...table, caption: `Profile of ${this.formula}: ${table.caption ?? ""}`, notes: this.notes };
  }

  /** 0.95, or as many whole percent as a profile of a low threshold has. */
  get #shownLevel(): number {
    const most = 1 - twoSidedP(this.threshold);
    return Math.min(0.95, Math.floor(100 * most) / 100 || most);
  }

  #grid(
    where: string,
    options: { points?: number },
    column: string,
    height: (curve: ProfileCurve, at: number) => number,
  ): Table {
    checkOptions(where, options, ["points"]);
    const { points = 200 } = options;
    if (!Number.isInteger(points) || points < 2)
      throw new OptionError(`a curve has two points or more; got ${String(points)}`);
    const rows = this.#curves.flatMap(({ name, curve }) =>
      curve === undefined || curve.traced.points.length < 2
        ? []
        : curve.grid(points).map((at) => ({ name, value: curve.coordinate.value(at), height: height(curve, at) })),
    );
    return Table.fromColumns([
      ["par", rows.map(({ name }) => name)],
      ["value", Float64Array.from(rows, ({ value }) => value)],
      [column, Float64Array.from(rows, (row) => row.height)],
    ]);
  }
}
