import { cellText, plainTable } from "./plainTable";

const MAX_ROWS = 20;
const MAX_COLUMNS = 20;

interface MatrixLike {
  readonly rows: number;
  readonly columns: number;
  get(row: number, column: number): number;
}

/** A matrix of ml-matrix, told by its properties: a notebook may have another copy of the package. */
export function isMatrix(value: unknown): value is MatrixLike {
  if (typeof value !== "object" || value === null) return false;
  const { klass, rows, columns, get } = value as Partial<MatrixLike> & { readonly klass?: unknown };
  return klass === "Matrix" && typeof rows === "number" && typeof columns === "number" && typeof get === "function";
}

/** The first rows and columns of a matrix as text and as an HTML table. */
export function matrixBundle(matrix: MatrixLike): Record<string, string> {
  const { rows, columns } = matrix;
  const numbers = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
  const shown = numbers(Math.min(columns, MAX_COLUMNS));
  const cells = numbers(Math.min(rows, MAX_ROWS)).map((i) => [
    String(i + 1),
    ...shown.map((j) => cellText(matrix.get(i, j))),
  ]);
  const whole = rows <= MAX_ROWS && columns <= MAX_COLUMNS;
  const note = `${rows} × ${columns}${whole ? "" : `, the first ${cells.length} × ${shown.length} shown`}`;
  return plainTable(["", ...shown.map((j) => String(j + 1))], cells, note);
}
