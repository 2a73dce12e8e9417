import {
  cholesky,
  innerProduct,
  invertLower,
  invertPositiveDefinite,
  multiply,
  multiplyTransposed,
  sandwich,
} from "engine/linalg/small";
import { CholeskyDecomposition, determinant, inverse, Matrix } from "ml-matrix";
import { expectClose } from "../support/expectClose";
import { flat, randomMatrix, randomPositiveDefinite } from "../support/matrices";

describe.each([1, 2, 3, 5])("%i × %i", (n) => {
  const a = randomMatrix(n, n, 1);
  const b = randomMatrix(n, n, 2);
  const definite = randomPositiveDefinite(n, 3);
  const out = (): Float64Array => new Float64Array(n * n).fill(NaN);

  test("products", () => {
    const [ab, abt, aba] = [out(), out(), out()];
    multiply(ab, flat(a), flat(b), n);
    multiplyTransposed(abt, flat(a), flat(b), n);
    sandwich(aba, flat(a), flat(b), out(), n);
    expectClose(ab, flat(a.mmul(b)), { absolute: 1e-14 });
    expectClose(abt, flat(a.mmul(b.transpose())), { absolute: 1e-14 });
    expectClose(aba, flat(a.mmul(b).mmul(a.transpose())), { absolute: 1e-13 });
    expectClose([innerProduct(flat(a), flat(b), n)], [a.mmul(b.transpose()).trace()], { absolute: 1e-13 });
  });

  test("Cholesky factor and its inverse", () => {
    const l = flat(definite);
    expect(cholesky(l, n)).toBe(true);
    const expected = new CholeskyDecomposition(definite).lowerTriangularMatrix;
    expectClose(l, flat(expected), { absolute: 1e-13 });
    const inverted = out();
    invertLower(inverted, l, n);
    expectClose(inverted, flat(inverse(expected)), { absolute: 1e-12 });
  });

  test("inverse and log-determinant of a positive definite matrix", () => {
    const inverted = out();
    const logDeterminant = invertPositiveDefinite(inverted, flat(definite), new Float64Array(2 * n * n), n);
    expectClose(inverted, flat(inverse(definite)), { absolute: 1e-12 });
    expectClose([logDeterminant], [Math.log(determinant(definite))], { absolute: 1e-12 });
  });

  test("the log-determinant of numbers whose product leaves the range of doubles", () => {
    const tiny = flat(Matrix.eye(n, n).mul(1e-120));
    expectClose([invertPositiveDefinite(out(), tiny, new Float64Array(2 * n * n), n)], [n * Math.log(1e-120)], {
      relative: 1e-14,
    });
  });

  test("what is not positive definite is told", () => {
    const indefinite = flat(definite.clone().sub(Matrix.eye(n, n).mul(2 * definite.trace())));
    expect(cholesky(indefinite.slice(), n)).toBe(false);
    expect(invertPositiveDefinite(out(), indefinite, new Float64Array(2 * n * n), n)).toBeNaN();
    expect(cholesky(new Float64Array(n * n), n)).toBe(false);
  });
});
