import { semidefiniteCholesky } from "engine/linalg/semidefiniteCholesky";
import { MersenneTwister } from "engine/random/mersenneTwister";
import { Matrix } from "ml-matrix";
import { expectClose } from "../support/expectClose";

const rng = new MersenneTwister(6);
const normals = (rows: number, columns: number): Matrix =>
  new Matrix(Array.from({ length: rows }, () => Array.from({ length: columns }, () => rng.randn())));

function factorOf(a: Matrix): ReturnType<typeof semidefiniteCholesky> & { product: number[] } {
  const found = semidefiniteCholesky(Float64Array.from(a.to1DArray()), a.rows);
  const rows = Array.from({ length: a.rows }, (_, i) =>
    Array.from(found.factor.subarray(i * found.rank, (i + 1) * found.rank)),
  );
  const L = new Matrix(rows);
  return { ...found, product: L.mmul(L.transpose()).to1DArray() };
}

test("a positive definite matrix has the Cholesky factor", () => {
  const x = normals(9, 5);
  const a = x.transpose().mmul(x);
  const { rank, product, ends, pivots } = factorOf(a);
  expect([rank, [...ends], [...pivots]]).toEqual([5, [1, 2, 3, 4, 5], [0, 1, 2, 3, 4]]);
  expectClose(product, a.to1DArray(), { absolute: 1e-12 });
});

test("rows that depend on earlier ones open no column", () => {
  const x = normals(9, 3);
  const [a, b, c] = [0, 1, 2].map((j) => x.getColumnVector(j));
  const columns = [a, a.clone().mul(-2), b, Matrix.zeros(9, 1), a.clone().add(b), c];
  const z = new Matrix(columns.map((column) => column.to1DArray())).transpose();
  const cross = z.transpose().mmul(z);
  const { rank, product, ends, pivots } = factorOf(cross);
  expect([rank, [...ends], [...pivots]]).toEqual([3, [1, 1, 2, 2, 2, 3], [0, 2, 5]]);
  expectClose(product, cross.to1DArray(), { absolute: 1e-12 });
});

test("a pivot is compared with the scale that is given", () => {
  expect(semidefiniteCholesky(Float64Array.of(1e-14), 1).rank).toBe(1);
  expect(semidefiniteCholesky(Float64Array.of(1e-14), 1, () => 1).rank).toBe(0);
});
