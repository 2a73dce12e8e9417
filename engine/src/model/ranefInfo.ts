import { OptionError } from "../errors";
import { byName } from "../show/byName";
import { memberOf } from "../show/strictMembers";
import { shownValue } from "../table/shownValue";
import { Table } from "../table/table";
import { unknownName } from "../words/nearest";
import { checkMixedModel } from "./checkModel";
import { condVar } from "./diagnostics";
import type { MixedModel } from "./mixedModel";

/** The random effects of one grouping factor with what is known of them after the fit. */
export interface RanefInfo {
  /** Name of the grouping factor. */
  readonly grouping: string;
  /** Names of the S random effects of a level. */
  readonly cnames: readonly string[];
  /** Names of the levels. */
  readonly levels: readonly string[];
  /** Conditional modes given the response, levels × S, row-major, in units of the response per unit of the column. */
  readonly ranef: Float64Array;
  /** Conditional standard deviations given the response, θ, σ and β, levels × S, row-major. */
  readonly stddev: Float64Array;
}

/** Conditional modes and standard deviations of the random effects, by grouping factor. */
export function ranefinfo(model: MixedModel): { readonly [grouping: string]: RanefInfo };
/** Those of one grouping factor. Throws an OptionError that names the grouping factors if there is no such. */
export function ranefinfo(model: MixedModel, grouping: string): RanefInfo;
export function ranefinfo(
  model: MixedModel,
  grouping?: string,
): RanefInfo | { readonly [grouping: string]: RanefInfo } {
  checkMixedModel("ranefinfo", model);
  const wanted = grouping === undefined ? undefined : checkedGrouping(model, grouping);
  const variances = condVar(model);
  const result = Object.create(null) as { [grouping: string]: RanefInfo };
  for (const { grouping: name, names, levelNames } of model.data.terms) {
    const s = names.length;
    const modes = names.map((column) => model.ranef[name].numeric(column));
    const cells = levelNames.length * s;
    result[name] = {
      grouping: name,
      cnames: names,
      levels: levelNames,
      ranef: Float64Array.from({ length: cells }, (_, i) => modes[i % s][Math.floor(i / s)]),
      stddev: Float64Array.from({ length: cells }, (_, i) => Math.sqrt(variances[name][i * s + (i % s)])),
    };
  }
  return wanted === undefined ? byName(Object.entries(result)) : result[wanted];
}

/**
 * {@link RanefInfo} as a long table: name of the effect, level, cmode and cstddev; all levels of the first effect come
 * first.
 */
export function ranefinfotable(info: RanefInfo): Table {
  checkInfo("ranefinfotable", info);
  const { grouping, cnames, levels, ranef, stddev } = info;
  const s = cnames.length;
  const rows = cnames.flatMap((name, c) => levels.map((level, l) => ({ name, level, at: l * s + c })));
  return Table.fromColumns(
    [
      ["name", rows.map(({ name }) => name)],
      ["level", rows.map(({ level }) => level)],
      ["cmode", Float64Array.from(rows, ({ at }) => ranef[at])],
      ["cstddev", Float64Array.from(rows, ({ at }) => stddev[at])],
    ],
    { caption: `Random effects of ${grouping} with their conditional standard deviations` },
  );
}

/** @throws unless the argument is what {@link ranefinfo} says of one grouping factor */
export function checkInfo(where: string, info: unknown): asserts info is RanefInfo {
  const lists = ["cnames", "levels"].every((name) => Array.isArray(memberOf(info, name)));
  const numbers = ["ranef", "stddev"].every((name) => memberOf(info, name) instanceof Float64Array);
  if (!lists || !numbers)
    throw new OptionError(
      `${where} needs the random effects of one grouping factor, as ranefinfo(m, "subj") has them; ` +
        `got ${shownValue(info)}`,
    );
}

/** The name of a grouping factor of the model: the one asked for, or the first. */
export function checkedGrouping(model: MixedModel, grouping: string = model.groupings[0]): string {
  if (!model.groupings.includes(grouping))
    throw new OptionError(unknownName("grouping factor", String(grouping), "those of the model", model.groupings));
  return grouping;
}
