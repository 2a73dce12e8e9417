import type { Column } from "./column";

const orders = new WeakMap<object, readonly string[]>();

/** Gives a column of texts the order of its levels, which {@link levelOrderOf} tells of the same array from then on. */
export function withLevelOrder<T extends Column>(column: T, levels: readonly string[]): T {
  orders.set(column, levels.map(String));
  return column;
}

/** The levels of a column in the order that its source gives them; undefined where it gives none. */
export function levelOrderOf(column: Column): readonly string[] | undefined {
  return orders.get(column);
}
