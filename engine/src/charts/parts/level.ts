import { OptionError } from "../../errors";

/** The coverage level of an interval, 0.95 by default. */
export function checkedLevel(where: string, level: number = 0.95): number {
  if (!(level > 0 && level < 1))
    throw new OptionError(`${where}'s option level lies between 0 and 1, not at ${String(level)}`);
  return level;
}

/** "95 %" */
export function percentOf(level: number): string {
  return `${Number((100 * level).toPrecision(6))} %`;
}

/** Levels or shares of an option that has several. */
export function checkedLevels(what: string, levels: readonly number[]): readonly number[] {
  for (const level of levels)
    if (!(level > 0 && level < 1)) throw new OptionError(`${what} lie between 0 and 1, not at ${String(level)}`);
  return levels;
}
