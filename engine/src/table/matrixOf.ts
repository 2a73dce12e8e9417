import type { MatrixNames, MatrixValues } from "./matrixDisplay";
import type { NamedMatrix } from "./namedMatrix";

/** A matrix with names; its class is loaded when it is first used. */
export function matrixOf(rows: number, columns: number, values: MatrixValues, names: MatrixNames): NamedMatrix {
  const named = require("./namedMatrix") as typeof import("./namedMatrix");
  return new named.NamedMatrix(rows, columns, names, values);
}
