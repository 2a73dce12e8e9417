import { asTable, type TableLike } from "../../table/asTable";

/**
 * A specification whose data are rows as Vega-Lite has them: tables and lists of rows stand for theirs, as in
 * `{ data: kb07, … }` and `{ data: { values: kb07 }, … }`.
 */
export function withOwnData<Spec>(spec: Spec): Spec {
  return own(spec, "") as Spec;
}

function own(part: unknown, key: string): unknown {
  if (key === "data") return dataOf(part);
  if (Array.isArray(part)) return part.map((one) => own(one, ""));
  if (!isPlain(part)) return part;
  return Object.fromEntries(Object.entries(part).map(([name, value]) => [name, own(value, name)]));
}

function dataOf(data: unknown): unknown {
  if (Array.isArray(data) || isForeign(data)) return { values: rowsOf(data) };
  if (!isPlain(data) || !isForeign(data["values"])) return data;
  return { ...data, values: rowsOf(data["values"]) };
}

function rowsOf(data: object): unknown {
  return Array.isArray(data) ? data : asTable(data as TableLike).toRows();
}

function isPlain(value: unknown): value is { readonly [name: string]: unknown } {
  if (typeof value !== "object" || value === null) return false;
  const prototype = Object.getPrototypeOf(value) as object | null;
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function isForeign(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !isPlain(value);
}
