import type { ResponseRows } from "../../deviance/generalized/workingRows";
import type { RandomEffectsTerm } from "../../deviance/randomEffectsTerm";

/**
 * Rows that an effect of a random-effects term moves alone, in which no level of the grouping factor has both zeros and
 * ones: as the standard deviation of that effect grows without end the likelihood of the rows goes to that of the
 * shares of levels.
 */
export interface PureCells {
  readonly grouping: string;
  /** Which rows, in the words of a sentence. */
  readonly where: string;
  readonly rows: number;
}

/** Such rows of every term, as long as they are not all rows. */
export function pureCells(terms: readonly RandomEffectsTerm[], { y, family, link }: ResponseRows): PureCells[] {
  if (!family.isProbability || !["logit", "probit", "cloglog"].includes(link.name)) return [];
  return terms.flatMap((term) =>
    [...ofColumns(term), ...baseOf(term)]
      .filter(({ rows }) => rows.length < y.length && isPure(rows, term, y))
      .map(({ where, rows }) => ({ grouping: term.grouping, where, rows: rows.length })),
  );
}

interface Cell {
  readonly where: string;
  readonly rows: readonly number[];
}

/** Of every column that is 0 or one other number the rows where it is that. */
function ofColumns({ names, columns }: RandomEffectsTerm): Cell[] {
  return columns.flatMap((column, c) => {
    const rows = rowsWith(column, (value) => value !== 0);
    const isIndicator = rows.every((row) => column[row] === column[rows[0]]);
    return isIndicator ? [{ where: `'${names[c]}' is not 0`, rows }] : [];
  });
}

/** The rows of the base, where an intercept stands beside indicators that are all 0 there. */
function baseOf({ names, columns }: RandomEffectsTerm): Cell[] {
  const intercept = names.indexOf("(Intercept)");
  if (intercept < 0 || columns.length === 1) return [];
  const others = columns.filter((_, c) => c !== intercept);
  const isDisjoint = others[0].every((_, i) => {
    const own = others.filter((column) => column[i] !== 0);
    return own.length < 2 && own.every((column) => column[i] === 1);
  });
  if (!isDisjoint) return [];
  const rows = rowsWith(others[0], (_, i) => others.every((column) => column[i] === 0));
  const list = names.filter((name) => name !== "(Intercept)").map((name) => `'${name}'`);
  return [{ where: `${list.join(" and ")} ${list.length > 1 ? "are" : "is"} 0`, rows }];
}

function rowsWith(column: Float64Array, isWanted: (value: number, row: number) => boolean): number[] {
  return [...column.keys()].filter((row) => isWanted(column[row], row));
}

/** Whether levels have one response in these rows, some 0 and some 1. */
function isPure(rows: readonly number[], { refs, levels }: RandomEffectsTerm, y: Float64Array): boolean {
  const responses = new Float64Array(levels).fill(NaN);
  for (const row of rows) {
    const own = responses[refs[row]];
    if ((y[row] !== 0 && y[row] !== 1) || (!Number.isNaN(own) && own !== y[row])) return false;
    responses[refs[row]] = y[row];
  }
  return responses.includes(0) && responses.includes(1);
}
