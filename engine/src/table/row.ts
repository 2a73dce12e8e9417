/**
 * A value of a column of which only the data tell what it holds. It is `any`, so that `row.rt > 200` and
 * `Math.log(row.rt)` can be written: the one exception to precise types.
 */
// biome-ignore lint/suspicious/noExplicitAny: stated above
export type AnyValue = any;

/**
 * A row of a table whose columns are not known by their types: `any` as its values are, as `{ ...row, more }` would
 * lose the columns of an index signature.
 */
export type AnyRow = AnyValue;

/**
 * What a value becomes in a table: dates are texts; a missing number is NaN, any other missing value `null`. Of bigints
 * and of mixed kinds only the data tell.
 */
export type CellOf<V> = unknown extends V
  ? AnyValue
  : [V] extends [number | null | undefined]
    ? number
    : [V] extends [string | Date | null | undefined]
      ? string | (null extends V ? null : undefined extends V ? null : never)
      : [V] extends [boolean | null | undefined]
        ? boolean | (null extends V ? null : undefined extends V ? null : never)
        : AnyValue;

/** A row of a table that is made of rows of this type. */
export type RowOf<R> = 0 extends 1 & R ? AnyRow : { [K in keyof R]: CellOf<R[K]> };

/** A row of a table that is made of columns of this type. */
export type RowOfColumns<C> = { [K in keyof C]: C[K] extends ArrayLike<infer V> ? CellOf<V> : AnyValue };
