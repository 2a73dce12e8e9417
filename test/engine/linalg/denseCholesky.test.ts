import { denseCholesky, dot, solveRow, solveRowTransposed } from "engine/linalg/denseCholesky";
import { CholeskyDecomposition, Matrix, solve } from "ml-matrix";
import { expectClose } from "../support/expectClose";
import { flat, randomMatrix, randomPositiveDefinite } from "../support/matrices";

describe.each([1, 2, 7, 40])("order %i", (n) => {
  const matrix = randomPositiveDefinite(n, n);
  const expected = new CholeskyDecomposition(matrix).lowerTriangularMatrix;
  const l = flat(matrix);
  const positive = denseCholesky(l, n);
  const right = flat(randomMatrix(1, n, 5));

  test("factor", () => {
    expect(positive).toBe(true);
    for (let i = 0; i < n; i++)
      expectClose(l.subarray(i * n, i * n + i + 1), expected.getRow(i).slice(0, i + 1), { absolute: 1e-12 });
  });

  test("both triangular solves", () => {
    const x = right.slice();
    solveRow(x, 0, l, n, 0, n);
    expectClose(x, solve(expected, Matrix.columnVector(Array.from(right))).to1DArray(), { absolute: 1e-11 });
    solveRowTransposed(x, 0, l, n);
    expectClose(x, solve(matrix, Matrix.columnVector(Array.from(right))).to1DArray(), { absolute: 1e-11 });
  });

  test("a solve that starts behind zeros, inside a longer buffer", () => {
    const from = n >> 1;
    const b = right.map((value, i) => (i < from ? 0 : value));
    const whole = b.slice();
    solveRow(whole, 0, l, n, 0, n);
    const part = Float64Array.from([9, ...b, 9]);
    solveRow(part, 1, l, n, from, n);
    expectClose(part, [9, ...whole, 9], { absolute: 1e-14 });
  });
});

test("inner products of stretches", () => {
  const x = Float64Array.of(1, 2, 3, 4, 5, 6);
  expect([dot(x, 0, x, 1, 0, 5), dot(x, 2, x, 0, 1, 4), dot(x, 0, x, 0, 3, 3)]).toEqual([70, 4 * 2 + 5 * 3 + 6 * 4, 0]);
});

test("what is not positive definite is told", () => {
  expect(denseCholesky(Float64Array.of(1, 2, 2, 1), 2)).toBe(false);
  expect(denseCholesky(Float64Array.of(NaN), 1)).toBe(false);
});
