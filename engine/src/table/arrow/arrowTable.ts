import type { ColumnTable } from "../columnTable";
import { requirePeer } from "../source/peer";
import { arrowBytes } from "./arrowBytes";

/** What an Apache Arrow table of the package apache-arrow offers, as far as these declarations need to know it. */
export interface ArrowTable {
  readonly numRows: number;
  readonly numCols: number;
  readonly schema: { readonly fields: readonly { readonly name: string; readonly nullable: boolean }[] };
  getChild(name: string): ArrowVector | null;
  toArray(): unknown[];
}

/** A column of an {@link ArrowTable}. */
export interface ArrowVector extends Iterable<unknown> {
  readonly length: number;
  readonly nullCount: number;
  get(index: number): unknown;
  toArray(): ArrayLike<unknown>;
}

/** The table as one of the package apache-arrow; throws if that is not installed. */
export function toArrowTable(table: ColumnTable): ArrowTable {
  const arrow = requirePeer("apache-arrow", "toArrow()") as { tableFromIPC(bytes: Uint8Array): ArrowTable };
  return arrow.tableFromIPC(arrowBytes(table));
}
