import type { MixedModelBootstrap } from "engine/bootstrap/sample/mixedModelBootstrap";

/** The bytes of a sample's columns, of its first `count` replicates. */
export function bits(sample: MixedModelBootstrap, count = sample.length): Buffer {
  const columns = sample.tbl.columnNames.map((name) => sample.tbl.numeric(name).slice(0, count));
  return Buffer.concat(columns.map((column) => Buffer.from(column.buffer, column.byteOffset, column.byteLength)));
}
