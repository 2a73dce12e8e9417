/** The coverage level of an interval, 0.95 by default. */
export function checkedLevel(where: string, level: number = 0.95): number {
  if (!(level > 0 && level < 1)) throw new RangeError(`${where}'s option level lies between 0 and 1, not at ${String(level)}`);
  return level;
}

/** "95 %" */
export function percentOf(level: number): string {
  return `${Number((100 * level).toPrecision(6))} %`;
}
