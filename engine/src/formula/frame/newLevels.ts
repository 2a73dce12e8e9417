import type { Table } from "../../table/table";
import type { Recipe } from "./modelFrame";

/** The levels of a grouping factor in other data than those of the fit. */
export interface NewLevels {
  /** Level of each row, 0…count−1, in the order that a fit to these data would give them; −1 where it is missing. */
  readonly refs: Int32Array;
  readonly count: number;
}

/** The levels that other data have of every grouping factor of a fitted formula, whether the fit knows them or not. */
export function newLevels({ terms, derivation }: Recipe, table: Table): Map<string, NewLevels> {
  const extended = derivation.extend(table, new Set([terms.response]));
  return new Map(terms.random.map(({ grouping }) => [grouping.join(" & "), levelsOf(grouping, extended)]));
}

function levelsOf(grouping: readonly string[], table: Table): NewLevels {
  const factors = grouping.map((name) => table.factor(name));
  return factors
    .map(({ refs, levels }) => ({ refs, count: levels.length }))
    .reduce((outer, inner) => {
      const codes = Float64Array.from(outer.refs, (ref, row) =>
        ref < 0 || inner.refs[row] < 0 ? -1 : ref * inner.count + inner.refs[row],
      );
      const present = Float64Array.from(new Set(codes.filter((code) => code >= 0))).sort();
      const position = new Map<number, number>([[-1, -1]]);
      present.forEach((code, index) => position.set(code, index));
      return { refs: Int32Array.from(codes, (code) => position.get(code)!), count: present.length };
    });
}
