import { orthogonalize, removeSpan, sumOfProducts } from "engine/linalg/orthogonalize";
import { Matrix, QrDecomposition, solve } from "ml-matrix";
import { expectClose } from "../support/expectClose";
import { flat, randomMatrix } from "../support/matrices";

const columnsOf = (matrix: Matrix): Float64Array[] =>
  Array.from({ length: matrix.columns }, (_, j) => Float64Array.from(matrix.getColumn(j)));
const asMatrix = (columns: readonly Float64Array[]): Matrix =>
  new Matrix(columns.map((column) => Array.from(column))).transpose();

test("the basis is that of QR up to signs", () => {
  const x = randomMatrix(50, 6, 1);
  const { kept, basis } = orthogonalize(columnsOf(x));
  expect(kept).toEqual([0, 1, 2, 3, 4, 5]);
  const q = new QrDecomposition(x).orthogonalMatrix;
  expectClose(flat(Matrix.abs(asMatrix(basis))), flat(Matrix.abs(q)), { absolute: 1e-13 });
});

test("nearly dependent columns still give an orthonormal basis", () => {
  const x = Float64Array.from({ length: 40 }, (_, i) => 1 + i / 40);
  const powers = Array.from({ length: 8 }, (_, k) => x.map((value) => value ** k));
  const { basis } = orthogonalize(powers);
  const gram = asMatrix(basis).transpose().mmul(asMatrix(basis));
  expectClose(flat(gram), flat(Matrix.eye(basis.length, basis.length)), { absolute: 1e-14 });
});

test("dependent, zero and repeated columns are left out", () => {
  const [a, b] = columnsOf(randomMatrix(20, 2, 2));
  const sum = a.map((value, i) => 3 * value - b[i]);
  expect(orthogonalize([a, new Float64Array(20), b, sum, a.slice()]).kept).toEqual([0, 2]);
  expect(orthogonalize([])).toEqual({ kept: [], basis: [], shares: [] });
});

test("what is left of a response is its least-squares residual", () => {
  const x = randomMatrix(30, 4, 3);
  const y = Float64Array.from(randomMatrix(30, 1, 4).getColumn(0));
  const rest = y.slice();
  const columns = columnsOf(x);
  removeSpan(rest, orthogonalize(columns).basis);
  const response = Matrix.columnVector(Array.from(y));
  expectClose(
    rest,
    response
      .clone()
      .sub(x.mmul(solve(x, response)))
      .to1DArray(),
    { absolute: 1e-13 },
  );
  columns.forEach((column) => expect(Math.abs(sumOfProducts(column, rest))).toBeLessThan(1e-12));
});
