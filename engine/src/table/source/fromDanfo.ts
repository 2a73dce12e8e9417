import { memberOf } from "../../show/strictMembers";
import type { Column } from "../column";
import { parseColumn } from "./parseColumn";

/** What a danfojs DataFrame offers to read it. */
export interface DanfoFrameLike {
  readonly columns: readonly string[];
  readonly values: unknown;
  column(name: string): { readonly values: unknown };
}

export function isDanfoFrame(data: object): data is DanfoFrameLike {
  const columns = memberOf(data, "columns");
  return Array.isArray(columns) && typeof memberOf(data, "column") === "function" && "values" in data;
}

/** The columns of a danfojs DataFrame. */
export function danfoColumns(frame: DanfoFrameLike): [string, Column][] {
  return frame.columns.map((name) => [name, parseColumn(name, frame.column(name).values as ArrayLike<unknown>)]);
}
