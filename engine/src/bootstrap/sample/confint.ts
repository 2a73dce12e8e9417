import { quantilesOf } from "../../distributions/quantilesOf";
import { withoutNaN } from "../../distributions/withoutNaN";
import { DataError, OptionError } from "../../errors";
import { hessianErrors, type StandardErrors } from "../../model/generalized/hessianCovariance";
import { isMixedModel, type MixedModel } from "../../model/mixedModel";
import { waldIntervals } from "../../model/waldIntervals";
import { checkLevel, checkOptions, checkSwitch } from "../../table/options";
import { byError, type ColumnFormat } from "../../table/resultFormats";
import { Table } from "../../table/table";
import { checkSample } from "./checkSample";
import { fewLevelsOfModel, fewLevelsOfSample } from "./fewLevels";
import { intervalView } from "./intervalView";
import { leftOutCoefficients } from "./leftOutCoefficients";
import type { MixedModelBootstrap } from "./mixedModelBootstrap";
import { bcaIntervals, bootstrapTIntervals } from "./modelIntervals";
import { equaltailErrors, type IntervalMethod, shortestErrors } from "./monteCarloError";
import { parameterLabels, parameterNames } from "./parameters";
import { shortestInterval } from "./shortestInterval";

export interface ConfintOptions {
  /**
   * "shortest" (default): the shortest interval that covers `level` of the replicates; "equaltail": quantiles; "bca":
   * quantiles corrected for bias and skewness (Efron 1987), which cover better where few levels tell a standard
   * deviation; "bootstrap-t": of coefficients, by their standard errors in the replicates.
   */
  method?: IntervalMethod | "bca" | "bootstrap-t";
  /** Coverage, between 0 and 1; default 0.95. */
  level?: number;
  /**
   * Adds the columns lower_error and upper_error: standard errors of the ends that the finite number of replicates
   * leaves; default false.
   */
  error?: boolean;
}

const METHODS: readonly unknown[] = ["shortest", "equaltail", "bca", "bootstrap-t"];

/** What has intervals of its own, as a profile has. */
export interface HasIntervals {
  confint(level?: number): Table;
}

/**
 * Intervals with the columns par, lower, upper: of a bootstrap sample coverage intervals of β, ρ, σ and the σ's, failed
 * replicates left out (of which {@link reportabledigits} says how many digits to report, and how many replicates would
 * give one more); of a model Wald intervals of the coefficients (of a generalized one with `se: "hessian"` by
 * the standard errors of R); of a profile profile-likelihood intervals, with the column estimate.
 */
export function confint(sample: MixedModelBootstrap, options?: ConfintOptions): Table;
export function confint(model: MixedModel, options?: { level?: number; se?: StandardErrors }): Table;
export function confint(profile: HasIntervals, options?: { level?: number }): Table;
export function confint(subject: MixedModelBootstrap | MixedModel | HasIntervals, options: ConfintOptions = {}): Table {
  const isProfile = typeof subject === "object" && subject !== null && "confint" in subject;
  if (!isProfile && !isMixedModel(subject)) {
    checkSample("confint", subject);
    return coverageIntervals(subject, options);
  }
  checkOptions(`confint of a ${isProfile ? "profile" : "model"}`, options, isProfile ? ["level"] : ["level", "se"]);
  const { level = 0.95, se } = options as ConfintOptions & { readonly se?: StandardErrors };
  checkLevel(level);
  if (isProfile) return subject.confint(level);
  return waldIntervals(
    subject,
    level,
    se === undefined ? undefined : hessianErrors(subject, se),
    noted(fewLevelsOfModel(subject)),
  );
}

/** Enough digits to find those that other programs print of the same replicates. */
const TUTORIAL: ColumnFormat = { ...byError(["lower", "upper"]), digits: 4 };

function coverageIntervals(sample: MixedModelBootstrap, options: ConfintOptions): Table {
  checkOptions("confint", options, ["method", "level", "error"]);
  const { method = "shortest", level = 0.95, error = false } = options;
  checkLevel(level);
  if (!METHODS.includes(method))
    throw new OptionError(
      `the method of confint is "${METHODS.slice(0, -1).join('", "')}" or "${METHODS.at(-1)}"; ` +
        `got ${JSON.stringify(method)}`,
    );
  checkSwitch("the option error of confint", error);
  if (converged(sample, "obj").length === 0)
    throw new DataError(
      `coverage intervals need replicates; the sample has ${sample.length}, of which ${sample.failures.length} failed`,
    );
  if (method === "bca" || method === "bootstrap-t") {
    if (error)
      throw new OptionError(
        `the option error of confint is known of the methods shortest and equaltail, not of ${method}`,
      );
    return modelTable(sample, method, level);
  }
  const names = parameterNames(sample);
  const values = names.map((name) => converged(sample, name));
  const leftOut = leftOutCoefficients(sample);
  const intervals = values.map((own, i): [number, number] =>
    leftOut.has(names[i]) || own.length === 0
      ? [NaN, NaN]
      : method === "shortest"
        ? shortestInterval(own, level)
        : equalTails(own, level),
  );
  const errorsOf = (row: number): [number, number] =>
    (method === "shortest" ? shortestErrors : equaltailErrors)(values[row], level);
  const labels = parameterLabels(sample);
  const errors = error ? names.map((_, row) => errorsOf(row)) : [];
  return Table.fromColumns(
    [
      ["par", names],
      ["lower", Float64Array.from(intervals, ([lower]) => lower)],
      ["upper", Float64Array.from(intervals, ([, upper]) => upper)],
      ...(error
        ? [
            ["lower_error", Float64Array.from(errors, ([lower]) => lower)] as const,
            ["upper_error", Float64Array.from(errors, ([, upper]) => upper)] as const,
          ]
        : []),
    ],
    {
      rowHeader: true,
      meanings: { header: "of", of: names.map((name) => labels.get(name) ?? "") },
      formats: {
        lower: TUTORIAL,
        upper: TUTORIAL,
        lower_error: byError("lower_error"),
        upper_error: byError("upper_error"),
      },
      interval: ["lower", "upper"],
      caption: `${Number((100 * level).toFixed(4))} % coverage intervals (${method})`,
      notes: noted(
        fewLevelsOfSample(
          sample,
          names.some((name) => /^σ\d/.test(name)),
        ),
      ),
      enrich: (view) => intervalView(view, sample, names, intervals, error ? (row) => errors[row] : errorsOf),
    },
  );
}

function modelTable(sample: MixedModelBootstrap, method: "bca" | "bootstrap-t", level: number): Table {
  const { names, intervals, notes } =
    method === "bca" ? bcaIntervals(sample, parameterNames(sample), level) : bootstrapTIntervals(sample, level);
  const labels = parameterLabels(sample);
  return Table.fromColumns(
    [
      ["par", [...names]],
      ["lower", Float64Array.from(intervals, ([lower]) => lower)],
      ["upper", Float64Array.from(intervals, ([, upper]) => upper)],
    ],
    {
      rowHeader: true,
      formats: { lower: TUTORIAL, upper: TUTORIAL },
      interval: ["lower", "upper"],
      missing: "–",
      meanings: { header: "of", of: names.map((name) => labels.get(name) ?? "") },
      notes,
      caption: `${Number((100 * level).toFixed(4))} % bootstrap intervals (${method})`,
    },
  );
}

function noted(line: string | undefined): string[] {
  return line === undefined ? [] : [line];
}

/** The values of a parameter in the replicates that converged. */
export function converged(sample: MixedModelBootstrap, name: string): Float64Array {
  return withoutNaN(sample.tbl.numeric(name));
}

function equalTails(values: Float64Array, level: number): [number, number] {
  const [lower, upper] = quantilesOf(values, [(1 - level) / 2, (1 + level) / 2]);
  return [lower, upper];
}
