import { type Column, valueAt } from "../column";
import type { ColumnTable } from "../columnTable";
import { requirePeer } from "./peer";

/** What a danfojs DataFrame offers, as far as these declarations need to know it. */
export interface DanfoFrame {
  readonly columns: string[];
  readonly shape: number[];
  readonly values: unknown;
  column(name: string): { readonly values: unknown };
  print(): void;
}

/** The table as a danfojs DataFrame; throws if danfojs-node is not installed. */
export function toDanfoFrame(table: ColumnTable): DanfoFrame {
  const danfo = requirePeer("danfojs-node", "toDanfo()") as { DataFrame: new (data: object) => DanfoFrame };
  return new danfo.DataFrame(
    Object.fromEntries(table.columnNames.map((name) => [name, danfoValues(table.column(name))])),
  );
}

/** Plain arrays, because danfojs 1.2 reads typed arrays as wrong data; NaN where missing, which it counts as such. */
function danfoValues(values: Column): unknown[] {
  return Array.from({ length: values.length }, (_, row) => valueAt(values, row) ?? NaN);
}
