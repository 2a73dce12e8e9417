import { lowerFactor } from "engine/linalg/lowerFactor";
import { Matrix } from "ml-matrix";
import { expectClose } from "../support/expectClose";
import { flat, randomMatrix } from "../support/matrices";

function factored(f: Matrix): Matrix {
  const l = flat(f);
  lowerFactor(l, f.rows);
  return Matrix.from1DArray(f.rows, f.rows, Array.from(l));
}

function expectFactor(l: Matrix, f: Matrix): void {
  expectClose(flat(l.mmul(l.transpose())), flat(f.mmul(f.transpose())), { absolute: 1e-13 });
  for (let i = 0; i < l.rows; i++) {
    expect(l.get(i, i)).toBeGreaterThanOrEqual(0);
    for (let j = i + 1; j < l.rows; j++) expect(l.get(i, j)).toBe(0);
  }
}

const zeros = (l: Matrix): number[] => l.diagonal().flatMap((value, i) => (value === 0 ? [i] : []));

describe.each([1, 2, 3, 4, 6])("order %i", (s) => {
  test("a full matrix has a positive diagonal", () => {
    const f = randomMatrix(s, s, s);
    const l = factored(f);
    expectFactor(l, f);
    expect(zeros(l)).toEqual([]);
  });

  test("as many exact zeros on the diagonal as the rank is short", () => {
    for (let rank = 0; rank < s; rank++) {
      const f = randomMatrix(s, s, 10 * s + rank);
      for (let i = 0; i < s; i++) for (let j = rank; j < s; j++) f.set(i, j, 0);
      const l = factored(f);
      expectFactor(l, f);
      expect(zeros(l)).toEqual(Array.from({ length: s - rank }, (_, i) => rank + i));
    }
  });

  test("a zero row gets a zero column, wherever it is", () => {
    for (let row = 0; row < s; row++) {
      const f = randomMatrix(s, s, 100 * s + row);
      for (let j = 0; j < s; j++) f.set(row, j, 0);
      const l = factored(f);
      expectFactor(l, f);
      expect(l.getColumn(row)).toEqual(new Array(s).fill(0));
      expect(zeros(l)).toEqual([row]);
    }
  });
});

test("a row that repeats the one before it to the last digit is dependent", () => {
  const f = new Matrix([
    [0.3, 0.7, 0.2],
    [0.9, 2.1, 0.6],
    [0.1, 0.5, 1.1],
  ]);
  const l = factored(f);
  expect(zeros(l)).toEqual([1]);
  expectFactor(l, f);
});
