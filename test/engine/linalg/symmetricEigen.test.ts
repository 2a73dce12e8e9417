import { symmetricEigen } from "engine/linalg/symmetricEigen";
import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import { expectClose } from "../support/expectClose";
import { flat, randomMatrix } from "../support/matrices";

function eigen(matrix: Matrix): { values: Float64Array; vectors: Matrix } {
  const n = matrix.rows;
  const [values, vectors] = [new Float64Array(n), new Float64Array(n * n)];
  symmetricEigen(flat(matrix), values, vectors, n);
  return { values, vectors: Matrix.from1DArray(n, n, Array.from(vectors)) };
}

const symmetric = (n: number): Matrix => {
  const a = randomMatrix(n, n, n);
  return a.clone().add(a.transpose());
};

test.each([1, 2, 3, 4, 10, 20])("order %i", (n) => {
  const matrix = symmetric(n);
  const { values, vectors } = eigen(matrix);
  const expected = Float64Array.from(
    new EigenvalueDecomposition(matrix, { assumeSymmetric: true }).realEigenvalues,
  ).sort();
  expectClose(values.slice().sort(), expected, { absolute: 1e-12 });
  expectClose(flat(vectors.transpose().mmul(vectors)), flat(Matrix.eye(n, n)), { absolute: 1e-13 });
  expectClose(flat(matrix.mmul(vectors)), flat(vectors.mmul(Matrix.diag(Array.from(values)))), { absolute: 1e-12 });
});

test("a diagonal matrix, a zero matrix and repeated eigenvalues", () => {
  expect([...eigen(Matrix.diag([3, 1, 2])).values]).toEqual([3, 1, 2]);
  expect([...eigen(Matrix.zeros(3, 3)).values]).toEqual([0, 0, 0]);
  expectClose(eigen(Matrix.ones(4, 4)).values.sort(), [0, 0, 0, 4], { absolute: 1e-14 });
});

test("a small eigenvalue beside large ones keeps its digits relative to the largest", () => {
  const { values } = eigen(
    new Matrix([
      [1e8, 1],
      [1, 1e-8 + 1e-8],
    ]),
  );
  expectClose(values.sort(), [1e-8, 1e8], { absolute: 1e-9, relative: 1e-12 });
});
