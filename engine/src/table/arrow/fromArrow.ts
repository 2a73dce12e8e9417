import type { Column } from "../column";
import { parseColumn } from "../source/parseColumn";

/** What tables of apache-arrow and of flechette have in common. */
export interface ArrowTableLike {
  readonly numRows: number;
  readonly schema: { readonly fields: readonly { readonly name: PropertyKey }[] };
  getChild(name: string): unknown;
}

/** Type numbers of the Arrow format. */
const INT = 2;
const FLOAT = 3;
const DATE = 8;
const TIMESTAMP = 10;
const HALF_PRECISION = 0;

interface VectorLike extends Iterable<unknown> {
  readonly length: number;
  readonly nullCount: number;
  readonly type: { readonly typeId: number; readonly precision?: number };
  toArray(): ArrayLike<unknown>;
}

export function isArrowTable(data: object): data is ArrowTableLike {
  const { schema, numRows, getChild } = data as Partial<ArrowTableLike>;
  return Array.isArray(schema?.fields) && typeof numRows === "number" && typeof getChild === "function";
}

/** The columns of an Arrow table; dictionaries are decoded, dates and time stamps become ISO strings. */
export function arrowColumns(table: ArrowTableLike): [string, Column][] {
  return table.schema.fields.map(({ name }, index) => [String(name), arrowColumn(table, String(name), index)]);
}

function arrowColumn(table: ArrowTableLike, name: string, index: number): Column {
  const vector = vectorAt(table, name, index);
  const { typeId } = vector.type;
  if (isPlainNumber(vector)) return parseColumn(name, vector.toArray());
  if (typeId === DATE || typeId === TIMESTAMP) return parseColumn(name, Array.from(vector, toDate));
  return parseColumn(name, Array.from(vector));
}

/** By position where possible: a name may occur twice, which is reported later. */
function vectorAt(table: ArrowTableLike, name: string, index: number): VectorLike {
  const { getChildAt } = table as { getChildAt?: (index: number) => unknown };
  return (getChildAt ? getChildAt.call(table, index) : table.getChild(name)) as VectorLike;
}

/**
 * Whether the vector's own array holds its numbers: not with nulls, and not for half precision, which is stored as
 * integers.
 */
function isPlainNumber({ type, nullCount }: VectorLike): boolean {
  return nullCount === 0 && (type.typeId === INT || (type.typeId === FLOAT && type.precision !== HALF_PRECISION));
}

function toDate(value: unknown): unknown {
  return typeof value === "number" || typeof value === "bigint" ? new Date(Number(value)) : value;
}
