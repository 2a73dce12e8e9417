import { eigenDecomposition } from "engine/linalg/eigenDecomposition";
import { symmetricEigen } from "engine/linalg/symmetricEigen";
import { expectClose } from "../support/expectClose";

test("eigenvalues in ascending order, with their vectors", () => {
  for (const n of [1, 2, 3, 7, 20]) {
    const root = Float64Array.from({ length: n * n }, (_, k) => Math.sin(1 + k * k));
    const a = new Float64Array(n * n);
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++) for (let k = 0; k < n; k++) a[i * n + j] += root[i * n + k] * root[j * n + k];
    const { values, vectors } = eigenDecomposition(a, n);
    const own = new Float64Array(n);
    symmetricEigen(a.slice(), own, new Float64Array(n * n), n);
    expectClose(values, own.sort(), { absolute: 1e-13 * own[n - 1] });
    const again = a.map((_, ij) => {
      const [i, j] = [Math.floor(ij / n), ij % n];
      return values.reduce((sum, value, k) => sum + value * vectors[i * n + k] * vectors[j * n + k], 0);
    });
    expectClose(again, a, { absolute: 1e-13 * own[n - 1] });
  }
});

test("what is empty has none, what is not finite has none that are numbers", () => {
  expect(eigenDecomposition(new Float64Array(0), 0)).toEqual({
    values: new Float64Array(0),
    vectors: new Float64Array(0),
  });
  for (const bad of [NaN, Infinity]) {
    expect(eigenDecomposition(Float64Array.of(1, bad, bad, 1), 2).values).toEqual(Float64Array.of(NaN, NaN));
    expect(eigenDecomposition(Float64Array.of(1, bad, bad, 1), 2).vectors).toEqual(new Float64Array(4).fill(NaN));
  }
});
