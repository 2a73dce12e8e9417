/** Numbers of one column; NaN is a missing value. */
export type NumericArray =
  | Float64Array
  | Float32Array
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array;

/** The values of a column; `null`, and NaN among numbers, is a missing value. */
export type Column = NumericArray | (string | null)[] | (boolean | null)[];

/** What a column holds. */
export type ColumnKind = "numeric" | "string" | "boolean";

/** One value of a column. */
export type ColumnValue = number | string | boolean | null;

const NUMERIC_TYPES = [
  Float64Array,
  Float32Array,
  Int8Array,
  Uint8Array,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
];

export function isNumericArray(values: unknown): values is NumericArray {
  return NUMERIC_TYPES.some((type) => values instanceof type);
}

/** True if the column holds whole numbers by its type. */
export function isIntegerArray(values: Column): boolean {
  return isNumericArray(values) && !(values instanceof Float64Array) && !(values instanceof Float32Array);
}

/** What the column holds; an array of `null`s counts as strings. */
export function kindOf(values: Column): ColumnKind {
  if (isNumericArray(values)) return "numeric";
  const first = (values as unknown[]).find((value) => value !== null);
  return typeof first === "boolean" ? "boolean" : "string";
}

/** The name of the column's type: "Int16", "Float64", "String", "Boolean". */
export function typeName(values: Column): string {
  if (isNumericArray(values)) return values.constructor.name.replace("Array", "");
  return kindOf(values) === "boolean" ? "Boolean" : "String";
}

/** The value in a row, with `null` for a missing one. */
export function valueAt(values: Column, row: number): ColumnValue {
  const value = values[row];
  return value === undefined || Number.isNaN(value) ? null : value;
}
