import { type Column, isIntegerArray, isNumericArray, kindOf, type NumericArray, valueAt } from "../column";
import type { ColumnTable } from "../columnTable";
import { levelOrderOf } from "../levelOrder";
import { arrowReader } from "./arrowCodecs";
import { dictionaryColumn } from "./dictionaryColumn";
import { type Column as ArrowColumn, type DataType, flechette } from "./flechette";

/**
 * The table in Apache Arrow's IPC file format: numbers with the type of their array, strings dictionary-encoded,
 * missing values null. Levels that have an order are an ordered dictionary.
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
  const { bool, columnFromArray, utf8 } = flechette();
  const isMissing = hasMissing(values);
  // Its memory is taken as it is; of no rows there is none.
  if (isNumericArray(values) && !isMissing && values.length > 0) return columnFromArray(values);
  const cells = isMissing ? Array.from({ length: values.length }, (_, row) => valueAt(values, row)) : values;
  if (isNumericArray(values)) return columnFromArray(cells as unknown[], arrowType(values));
  const isBoolean = kindOf(values) === "boolean";
  if (isBoolean && levelOrderOf(values) === undefined) return columnFromArray(cells as unknown[], bool());
  return dictionaryColumn(cells as (string | boolean | null)[], values, isBoolean ? bool() : utf8());
}

function hasMissing(values: Column): boolean {
  if (!isNumericArray(values)) return values.includes(null as never);
  if (isIntegerArray(values)) return false;
  for (let row = 0; row < values.length; row++) if (Number.isNaN(values[row])) return true;
  return false;
}

function arrowType(values: NumericArray): DataType {
  const types = flechette();
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
