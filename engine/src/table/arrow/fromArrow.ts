import { memberOf } from "../../show/strictMembers";
import { type Column, isNumericArray } from "../column";
import { withLevelOrder } from "../levelOrder";
import { type FrameColumns, parseColumn } from "../source/parseColumn";

/** What tables of apache-arrow and of flechette have in common. */
export interface ArrowTableLike {
  readonly numRows: number;
  readonly schema: { readonly fields: readonly { readonly name: PropertyKey }[] };
  getChild(name: string): unknown;
}

/** Type numbers of the Arrow format. */
const DICTIONARY = -1;
const INT = 2;
const FLOAT = 3;
const DATE = 8;
const TIMESTAMP = 10;
const HALF_PRECISION = 0;
/** Texts, their large and their view kind. */
const TEXTS: ReadonlySet<number> = new Set([5, 20, 24]);
/** Binary, interval, list, struct, union, fixed-size binary and list, map, and their large and view kinds. */
const WITHOUT_VALUES: ReadonlySet<number> = new Set([4, 11, 12, 13, 14, 15, 16, 17, 19, 21, 23, 25, 26]);

interface VectorLike extends Iterable<unknown> {
  readonly length: number;
  readonly nullCount: number;
  readonly type: {
    readonly typeId: number;
    readonly precision?: number;
    /** Of a dictionary, the type of what it lists. */
    readonly dictionary?: { readonly typeId: number };
    /** Of a dictionary, as flechette and as apache-arrow call it. */
    readonly ordered?: boolean;
    readonly isOrdered?: boolean;
  };
  readonly data: readonly { readonly dictionary?: Iterable<unknown> }[];
  toArray(): ArrayLike<unknown>;
}

export function isArrowTable(data: object): data is ArrowTableLike {
  return (
    Array.isArray(memberOf(memberOf(data, "schema"), "fields")) &&
    typeof memberOf(data, "numRows") === "number" &&
    typeof memberOf(data, "getChild") === "function"
  );
}

export interface ArrowColumnOptions {
  /** "file": levels in the order of every dictionary, not only in that of dictionaries marked as ordered. */
  readonly levels?: "file" | undefined;
  /** Whether columns may share the memory of the Arrow table, which nobody else uses then. */
  readonly shared?: boolean | undefined;
}

/**
 * The columns of an Arrow table; dictionaries are decoded, dates and time stamps become ISO strings. The levels of an
 * ordered dictionary (an ordered factor of R, an ordered categorical of pandas) keep their order.
 */
export function arrowColumns(table: ArrowTableLike, options: ArrowColumnOptions = {}): FrameColumns {
  const columns: [string, Column][] = [];
  const omitted: string[] = [];
  table.schema.fields.forEach(({ name }, index) => {
    const vector = vectorAt(table, String(name), index);
    if (WITHOUT_VALUES.has(vector.type.typeId)) omitted.push(String(name));
    else columns.push([String(name), arrowColumn(vector, String(name), options)]);
  });
  return { columns, omitted };
}

function arrowColumn(vector: VectorLike, name: string, { levels, shared }: ArrowColumnOptions): Column {
  const { typeId, ordered, isOrdered } = vector.type;
  if (isPlainNumber(vector)) {
    const values = vector.toArray();
    return shared && isNumericArray(values) ? values : parseColumn(name, values);
  }
  if (typeId === DATE || typeId === TIMESTAMP) return parseColumn(name, Array.from(vector, toDate));
  const isText = TEXTS.has(vector.type.dictionary?.typeId ?? typeId);
  const isEmpty = isText && vector.nullCount === vector.length;
  const column = isEmpty ? Array<null>(vector.length).fill(null) : parseColumn(name, Array.from(vector));
  if (typeId !== DICTIONARY || isNumericArray(column)) return column;
  return levels === "file" || ordered || isOrdered ? withLevelOrder(column, dictionaryOf(vector)) : column;
}

/** The texts of a dictionary, or of those of all batches, in their order. */
function dictionaryOf({ data }: VectorLike): string[] {
  const texts = data.flatMap(({ dictionary }) => Array.from(dictionary ?? [], String));
  return [...new Set(texts)];
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
