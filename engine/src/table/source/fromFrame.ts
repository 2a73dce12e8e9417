import { memberOf } from "../../show/strictMembers";
import type { Column } from "../column";
import { areNoCells, type FrameColumns, parseColumn } from "./parseColumn";

/** What a data frame offers to read it, as those of nodejs-polars do. */
export interface FrameLike {
  readonly columns: readonly string[];
  getColumn(name: string): { toArray(): ArrayLike<unknown> };
}

/** Methods by which data frames of different packages give a column. */
const READERS = ["getColumn", "column", "getSeries", "col"] as const;

type Reader = (name: string) => unknown;

/** The columns of a data frame of any package that gives them by name; undefined if `data` is none. */
export function frameColumns(data: object): FrameColumns | undefined {
  const names = namesOf(data);
  const frame = data as { readonly [method in (typeof READERS)[number]]?: Reader };
  const reader = READERS.find((method) => typeof memberOf(data, method) === "function");
  if (names === undefined || reader === undefined) return undefined;
  const columns: [string, Column][] = [];
  const omitted: string[] = [];
  for (const name of names) {
    const values = valuesOf(frame[reader]!(name));
    if (values === undefined) return undefined;
    if (areNoCells(values)) omitted.push(name);
    else columns.push([name, parseColumn(name, values)]);
  }
  return { columns, omitted };
}

function namesOf(data: object): readonly string[] | undefined {
  const listed = memberOf(data, "getColumnNames");
  const names = typeof listed === "function" ? (listed.call(data) as unknown) : memberOf(data, "columns");
  return Array.isArray(names) && names.length > 0 && names.every((name) => typeof name === "string")
    ? names
    : undefined;
}

/** The values of a series, whose package may call them otherwise. */
function valuesOf(series: unknown): ArrayLike<unknown> | undefined {
  if (isList(series)) return series;
  if (typeof series !== "object" || series === null) return undefined;
  const toArray = memberOf(series, "toArray");
  const found = typeof toArray === "function" ? (toArray.call(series) as unknown) : memberOf(series, "values");
  return isList(found) ? found : undefined;
}

function isList(values: unknown): values is ArrayLike<unknown> {
  return Array.isArray(values) || (ArrayBuffer.isView(values) && !(values instanceof DataView));
}
