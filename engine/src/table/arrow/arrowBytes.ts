import { type Column, isNumericArray, kindOf, valueAt } from "../column";
import type { ColumnTable } from "../columnTable";
import { arrowReader } from "./arrowCodecs";
import { type Column as ArrowColumn, type DataType, flechette, type IntType } from "./flechette";

/**
 * The table in Apache Arrow's IPC file format: numbers with the type of their array, strings dictionary-encoded,
 * missing values null.
 * @param metadata texts to keep with the schema. @param compression of the buffers
 */
export function arrowBytes(
  table: ColumnTable,
  metadata?: Map<string, string>,
  compression: "lz4" | "none" = "none",
): Uint8Array {
  const arrow = compression === "none" ? flechette() : arrowReader();
  const columns = table.columnNames.map((name): [string, ArrowColumn<unknown>] => [
    name,
    arrowColumn(table.column(name)),
  ]);
  const result = arrow.tableFromColumns(columns);
  if (metadata !== undefined) result.schema.metadata = metadata;
  return arrow.tableToIPC(result, {
    format: "file",
    codec: compression === "none" ? null : arrow.CompressionType.LZ4_FRAME,
  }) as Uint8Array;
}

function arrowColumn(values: Column): ArrowColumn<unknown> {
  const hasMissing = Array.prototype.some.call(values, (value) => value === null || Number.isNaN(value));
  const cells = hasMissing ? Array.from({ length: values.length }, (_, row) => valueAt(values, row)) : values;
  return flechette().columnFromArray(cells as unknown[], arrowType(values)) as ArrowColumn<unknown>;
}

function arrowType(values: Column): DataType {
  const types = flechette();
  if (!isNumericArray(values)) {
    return kindOf(values) === "boolean"
      ? types.bool()
      : types.dictionary(types.utf8(), indexType(new Set<unknown>(values).size));
  }
  switch (values.constructor) {
    case Int8Array:
      return types.int8();
    case Uint8Array:
      return types.uint8();
    case Int16Array:
      return types.int16();
    case Uint16Array:
      return types.uint16();
    case Int32Array:
      return types.int32();
    case Uint32Array:
      return types.uint32();
    case Float32Array:
      return types.float32();
    default:
      return types.float64();
  }
}

function indexType(count: number): IntType {
  const { int8, int16, int32 } = flechette();
  if (count <= 2 ** 7) return int8();
  return count <= 2 ** 15 ? int16() : int32();
}
