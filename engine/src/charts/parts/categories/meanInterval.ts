import { mean } from "../../../distributions/mean";
import { quantileOfSorted } from "../../../distributions/quantileOfSorted";
import { studentBound } from "../../../distributions/studentT";
import { DataError } from "../../../errors";
import { MersenneTwister } from "../../../random/mersenneTwister";

/** How intervals of means are found; "none" draws none. */
export type MeanIntervals = "wald" | "bootstrap" | "within" | "none";

/** The values of one condition, with the unit (such as the subject) that each is of. */
export interface Condition {
  readonly name: string;
  readonly values: Float64Array;
  readonly units?: readonly string[];
}

export interface MeanInterval {
  readonly mean: number;
  readonly lower: number;
  readonly upper: number;
  readonly n: number;
}

const REPLICATES = 2000;

/**
 * Means of conditions with intervals: "wald" mean ± t·SE with n − 1 degrees of freedom, "bootstrap" percentiles of 2000
 * means of resampled values (the same at each call), "within" those of a design in which each unit is in each
 * condition: of the units' means less their own means, with Morey's correction (2008, Tutor. Quant. Methods Psychol. 4,
 * 61–64). In a mixed design, whose groups share no unit, each group is such a design.
 */
export function meanIntervals(conditions: readonly Condition[], kind: MeanIntervals, level: number): MeanInterval[] {
  if (kind === "within") return withinIntervals(conditions, level);
  return conditions.map(({ values }) => {
    const n = values.length;
    const center = mean(values);
    if (kind === "none" || n < 2) return { mean: center, lower: NaN, upper: NaN, n };
    if (kind === "bootstrap") return { mean: center, ...percentiles(values, level), n };
    const half = (studentBound(level, n - 1) * deviation(values, center)) / Math.sqrt(n);
    return { mean: center, lower: center - half, upper: center + half, n };
  });
}

function deviation(values: Float64Array, center: number): number {
  return Math.sqrt(values.reduce((sum, value) => sum + (value - center) ** 2, 0) / (values.length - 1));
}

function percentiles(values: Float64Array, level: number): { lower: number; upper: number } {
  const rng = new MersenneTwister(0);
  // In ascending order, so that the order of the rows makes no difference.
  const sorted = values.slice().sort();
  const means = Float64Array.from({ length: REPLICATES }, () => {
    let sum = 0;
    for (let i = 0; i < sorted.length; i++)
      sum += sorted[Math.min(sorted.length - 1, Math.floor(rng.rand() * sorted.length))];
    return sum / sorted.length;
  }).sort();
  return { lower: quantileOfSorted(means, (1 - level) / 2), upper: quantileOfSorted(means, (1 + level) / 2) };
}

type UnitMeans = ReadonlyMap<string, number>;

function withinIntervals(conditions: readonly Condition[], level: number): MeanInterval[] {
  const means = conditions.map(({ values, units = [] }) => unitMeans(values, units));
  const found = new Map<number, MeanInterval>();
  for (const members of withoutCommonUnits(means)) {
    const pick = <T>(list: readonly T[]): T[] => members.map((k) => list[k]);
    const own = intervalsOfGroup(pick(conditions), pick(means), level);
    members.forEach((k, i) => found.set(k, own[i]));
  }
  return conditions.map((_, k) => found.get(k)!);
}

/** The conditions in groups of which none shares a unit with another. */
function withoutCommonUnits(means: readonly UnitMeans[]): number[][] {
  let groups: { members: number[]; units: Set<string> }[] = [];
  means.forEach((own, k) => {
    const units = [...own.keys()];
    const joined = groups.filter((group) => units.some((unit) => group.units.has(unit)));
    const members = [...joined.flatMap((group) => group.members), k];
    const all = new Set([...joined.flatMap((group) => [...group.units]), ...units]);
    groups = [...groups.filter((group) => !joined.includes(group)), { members, units: all }];
  });
  return groups.map(({ members }) => members.sort((a, b) => a - b));
}

function intervalsOfGroup(
  conditions: readonly Condition[],
  means: readonly UnitMeans[],
  level: number,
): MeanInterval[] {
  const names = [...new Set(means.flatMap((own) => [...own.keys()]))];
  conditions.forEach(({ name }, k) => {
    const absent = names.find((unit) => !means[k].has(unit));
    if (absent !== undefined)
      throw new DataError(
        `within-subject intervals need each unit in each condition; '${absent}' has no row in ${name}`,
      );
  });
  const [n, k] = [names.length, conditions.length];
  if (n < 2 || k < 2)
    throw new DataError(`within-subject intervals need two units and two conditions or more; got ${n} and ${k}`);
  const own = names.map((unit) => means.reduce((sum, condition) => sum + condition.get(unit)!, 0) / k);
  const all = own.reduce((sum, value) => sum + value, 0) / n;
  return means.map((condition) => {
    const values = Float64Array.from(names, (unit, i) => condition.get(unit)! - own[i] + all);
    const center = mean(values);
    const half = (studentBound(level, n - 1) * deviation(values, center) * Math.sqrt(k / (k - 1))) / Math.sqrt(n);
    return { mean: center, lower: center - half, upper: center + half, n };
  });
}

function unitMeans(values: Float64Array, units: readonly string[]): UnitMeans {
  const sums = new Map<string, [sum: number, count: number]>();
  values.forEach((value, i) => {
    const [sum, count] = sums.get(units[i]) ?? [0, 0];
    sums.set(units[i], [sum + value, count + 1]);
  });
  return new Map([...sums].map(([unit, [sum, count]]) => [unit, sum / count]));
}
