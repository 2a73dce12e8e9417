import type { RandomEffectsTerm } from "../../deviance/randomEffectsTerm";
import { listNames } from "../../words/nearest";

/**
 * Slopes whose covariate has one value in all rows of every level, beside an intercept: no level tells its slope, which
 * shows only in how far levels with different values lie apart.
 */
export function constantSlopes(terms: readonly RandomEffectsTerm[]): string[] {
  return terms.flatMap(({ grouping, names, refs, levels, columns }) => {
    const first = firstRows(refs, levels);
    if (levels === refs.length || !columns.some((column) => column.every((value) => value === column[0]))) return [];
    const constant = names.filter((_, c) => {
      const column = columns[c];
      return (
        column.some((value) => value !== column[0]) && refs.every((level, row) => column[row] === column[first[level]])
      );
    });
    if (constant.length === 0) return [];
    const listed = listNames(constant.map((name) => `'${name}'`));
    const [verb, slopes, them] = constant.length === 1 ? ["does", "a slope", "it"] : ["do", "slopes", "them"];
    return [
      `${listed} ${verb} not vary within any level of '${grouping}', so no level shows ${slopes} of its own: leave ` +
        `${listed} out of the random effects of '${grouping}', and keep ${them} among the fixed ones`,
    ];
  });
}

/** The first row of every level. */
function firstRows(refs: Int32Array, levels: number): Int32Array {
  const first = new Int32Array(levels).fill(-1);
  refs.forEach((level, row) => {
    if (first[level] < 0) first[level] = row;
  });
  return first;
}
