import { OptionError } from "../../errors";
import { isMixedModel, type MixedModel } from "../../model/mixedModel";
import { checkInfo, type RanefInfo, ranefinfo } from "../../model/ranefInfo";
import { unknownName } from "../../words/nearest";

/** The random effects of one grouping factor as columns, those asked for in the order asked for. */
export interface EffectColumns {
  readonly grouping: string;
  readonly levels: readonly string[];
  readonly effects: readonly { readonly name: string; readonly modes: Float64Array; readonly stddevs: Float64Array }[];
}

/**
 * @param subject a model, of which `grouping` is taken (the first by default), or what ranefinfo says of it
 * @param cols names of the effects; all by default
 */
export function effectColumns(
  where: string,
  subject: MixedModel | RanefInfo,
  grouping: string | undefined,
  cols: readonly string[] | undefined,
): EffectColumns {
  const info = isMixedModel(subject) ? ranefinfo(subject, grouping ?? subject.groupings[0]) : subject;
  checkInfo(where, info);
  if (grouping !== undefined && info.grouping !== grouping)
    throw new OptionError(`these are the random effects of ${info.grouping}, not of ${String(grouping)}`);
  const { cnames, levels, ranef, stddev } = info;
  const s = cnames.length;
  const effects = checkedColumns(where, cols, cnames).map((name) => {
    const c = cnames.indexOf(name);
    return {
      name,
      modes: Float64Array.from(levels, (_, l) => ranef[l * s + c]),
      stddevs: Float64Array.from(levels, (_, l) => stddev[l * s + c]),
    };
  });
  return { grouping: info.grouping, levels, effects };
}

/** The names asked for, all by default; an OptionError for one that is unknown, for none and for one twice. */
export function checkedColumns(
  where: string,
  cols: readonly string[] | undefined,
  names: readonly string[],
  what: string = "random effect",
): readonly string[] {
  if (cols === undefined) return names;
  if (!Array.isArray(cols))
    throw new OptionError(`${where}'s option cols is an array of names such as ["${names[0]}"], not ${String(cols)}`);
  if (cols.length === 0) throw new OptionError(`${where}'s option cols needs at least one of ${names.join(", ")}`);
  for (const [i, name] of cols.entries()) {
    if (!names.includes(name)) throw new OptionError(unknownName(what, String(name), `${what}s`, names));
    if (cols.indexOf(name) < i) throw new OptionError(`${where}'s option cols names '${name}' twice`);
  }
  return cols;
}
