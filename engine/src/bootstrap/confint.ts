import { DataError, OptionError } from "../errors";
import { LinearMixedModel } from "../model/linearMixedModel";
import { waldIntervals } from "../model/waldIntervals";
import { checkOptions } from "../table/options";
import { compareCodePoints } from "../table/codePoints";
import { Table } from "../table/table";
import type { MixedModelBootstrap } from "./mixedModelBootstrap";
import { shortestcovint } from "./shortestcovint";

export interface ConfintOptions {
  /** "shortest" (default): the shortest interval that covers `level` of the replicates; "equaltail": quantiles. */
  method?: "shortest" | "equaltail";
  /** Coverage, between 0 and 1; default 0.95. */
  level?: number;
}

/** What has intervals of its own, as a profile has. */
export interface HasIntervals {
  confint(level?: number): Table;
}

/**
 * Intervals with the columns par, lower, upper: of a bootstrap sample coverage intervals of β, ρ, σ and the σ's, failed replicates
 * left out; of a model Wald intervals of the coefficients; of a profile profile-likelihood intervals, with the column estimate.
 */
export function confint(sample: MixedModelBootstrap, options?: ConfintOptions): Table;
export function confint(model: LinearMixedModel, options?: { level?: number }): Table;
export function confint(profile: HasIntervals, options?: { level?: number }): Table;
export function confint(subject: MixedModelBootstrap | LinearMixedModel | HasIntervals, options: ConfintOptions = {}): Table {
  const isProfile = "confint" in subject;
  if (!isProfile && !(subject instanceof LinearMixedModel)) return coverageIntervals(subject, options);
  checkOptions(`confint of a ${isProfile ? "profile" : "model"}`, options, ["level"]);
  const { level = 0.95 } = options;
  if (isProfile) return subject.confint(level);
  if (!(level > 0 && level < 1)) throw new OptionError(`the level of an interval must lie between 0 and 1; got ${String(level)}`);
  return waldIntervals(subject, level);
}

function coverageIntervals(sample: MixedModelBootstrap, options: ConfintOptions): Table {
  checkOptions("confint", options, ["method", "level"]);
  const { method = "shortest", level = 0.95 } = options;
  if (!(level > 0 && level < 1)) throw new OptionError(`the level of an interval must lie between 0 and 1; got ${String(level)}`);
  if (method !== "shortest" && method !== "equaltail") throw new OptionError(`the method of confint is "shortest" or "equaltail"; got ${JSON.stringify(method)}`);
  if (sample.length === sample.failures.length) throw new DataError(`coverage intervals need replicates; the sample has ${sample.length}, of which ${sample.failures.length} failed`);
  const names = sample.tbl.columnNames.filter((name) => /^[βρσ]\d*$/u.test(name)).sort(compareCodePoints);
  const intervals = names.map((name) => {
    const values = sample.tbl.numeric(name).filter((value) => !Number.isNaN(value));
    return method === "shortest" ? shortestcovint(values, level) : [quantile(values, (1 - level) / 2), quantile(values, (1 + level) / 2)];
  });
  return Table.fromColumns(
    [["par", names], ["lower", Float64Array.from(intervals, ([lower]) => lower)], ["upper", Float64Array.from(intervals, ([, upper]) => upper)]],
    { rowHeader: true, interval: ["lower", "upper"], caption: `${Number((100 * level).toFixed(4))} % coverage intervals (${method})` },
  );
}

/** Type 7 quantile (Hyndman & Fan, 1996), the default of R and Julia. */
function quantile(values: Float64Array, probability: number): number {
  const sorted = values.slice().sort();
  const position = probability * (sorted.length - 1);
  const below = Math.floor(position);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
}
