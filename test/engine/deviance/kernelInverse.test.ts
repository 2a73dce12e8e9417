import { kernelInverse } from "engine/deviance/kernelInverse";
import { MersenneTwister } from "engine/random/mersenneTwister";

/** GGᵀ + I of a random n × n matrix G: eigenvalues from 1 on. */
function positiveDefinite(n: number): Float64Array {
  const rng = new MersenneTwister(n);
  const g = Float64Array.from({ length: n * n }, () => rng.randn());
  return Float64Array.from({ length: n * n }, (_, at) => {
    const [i, j] = [Math.floor(at / n), at % n];
    let sum = i === j ? 1 : 0;
    for (let k = 0; k < n; k++) sum += g[i * n + k] * g[j * n + k];
    return sum;
  });
}

test.each([1, 4, 7, 37, 130, 258])(
  "a matrix of order %i times its inverse is the identity, which is symmetric",
  (n) => {
    const a = positiveDefinite(n);
    const inverse = kernelInverse(a, n)!;
    let largest = 0;
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        if (inverse[i * n + j] !== inverse[j * n + i]) largest = Infinity;
        let sum = i === j ? -1 : 0;
        for (let k = 0; k < n; k++) sum += a[i * n + k] * inverse[k * n + j];
        largest = Math.max(largest, Math.abs(sum));
      }
    }
    expect(largest).toBeLessThan(1e-9);
  },
);

test("a matrix that is not positive definite has none", () => {
  expect(kernelInverse(Float64Array.of(1, 2, 2, 1), 2)).toBeUndefined();
  expect(kernelInverse(Float64Array.of(0), 1)).toBeUndefined();
  expect(kernelInverse(Float64Array.of(NaN), 1)).toBeUndefined();
});
