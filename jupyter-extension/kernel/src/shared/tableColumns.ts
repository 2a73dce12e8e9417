import { types } from "node:util";

/**
 * A column as far as it can be told without reading the table; `factor` if it holds texts or booleans, undefined if
 * unknown.
 */
export interface ColumnName {
  readonly name: string;
  readonly factor: boolean | undefined;
}

/** An own property that holds a value; neither getters nor proxies are asked. */
export function ownValue(object: unknown, name: PropertyKey): unknown {
  return isObject(object) ? Object.getOwnPropertyDescriptor(object, name)?.value : undefined;
}

/** The columns of what the engine takes as a table, or undefined. No code of the notebook's own runs. */
export function tableColumns(data: unknown): ColumnName[] | undefined {
  if (!isObject(data)) return undefined;
  const columns = Array.isArray(data)
    ? rowColumns(data)
    : (engineColumns(data) ?? danfoColumns(data) ?? arrowColumns(data) ?? objectColumns(data));
  return columns?.length ? columns : undefined;
}

/** Of a Table of whatever copy of the engine. */
export function engineColumns(data: unknown): ColumnName[] | undefined {
  const names = ownValue(data, "columnNames");
  if (!isTexts(names) || typeof ownValue(data, "numRows") !== "number") return undefined;
  const prototype: unknown = Object.getPrototypeOf(data);
  const kind = ownValue(prototype, "kind");
  if (
    typeof kind !== "function" ||
    (ownValue(prototype, "constructor") as { name?: unknown } | undefined)?.name !== "Table"
  )
    return undefined;
  return names.map((name) => ({ name, factor: kind.call(data, name) !== "numeric" }));
}

function rowColumns(rows: readonly unknown[]): ColumnName[] | undefined {
  const row = ownValue(rows, 0);
  if (!isObject(row) || Array.isArray(row)) return undefined;
  return Object.keys(row).map((name) => ({ name, factor: isFactorValue(ownValue(row, name)) }));
}

function danfoColumns(frame: object): ColumnName[] | undefined {
  const names = ownValue(frame, "$columns");
  const kinds = ownValue(frame, "$dtypes");
  if (!isTexts(names)) return undefined;
  return names.map((name, column) => ({
    name,
    factor: isTexts(kinds) ? ["string", "boolean"].includes(kinds[column]!) : undefined,
  }));
}

function arrowColumns(table: object): ColumnName[] | undefined {
  const fields = ownValue(ownValue(table, "schema"), "fields");
  if (!Array.isArray(fields)) return undefined;
  return fields
    .map((field) => ownValue(field, "name"))
    .filter((name) => typeof name === "string")
    .map((name) => ({ name, factor: undefined }));
}

function objectColumns(columns: object): ColumnName[] | undefined {
  const prototype: unknown = Object.getPrototypeOf(columns);
  if (prototype !== null && prototype !== Object.prototype) return undefined;
  const names = Object.keys(columns);
  const values = names.map((name) => ownValue(columns, name));
  if (!values.every((value) => Array.isArray(value) || ArrayBuffer.isView(value))) return undefined;
  return names.map((name, column) => ({ name, factor: isFactorValue(ownValue(values[column], 0)) }));
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !types.isProxy(value);
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && !types.isProxy(value) && value.every((text) => typeof text === "string");
}

function isFactorValue(value: unknown): boolean | undefined {
  return value === null || value === undefined ? undefined : typeof value !== "number" && typeof value !== "bigint";
}
