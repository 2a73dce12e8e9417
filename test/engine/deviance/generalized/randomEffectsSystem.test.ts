import { RandomEffectsSystem } from "engine/deviance/generalized/randomEffectsSystem";
import type { TermDesign } from "engine/matrices/blockProduct";
import { expectClose } from "../../support/expectClose";

let state = 7;
function uniform(): number {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return state / 2 ** 32;
}

function term(
  n: number,
  levels: number,
  size: number,
  refs = (_: number): number => Math.floor(uniform() * levels),
): TermDesign {
  return {
    refs: Int32Array.from({ length: n }, (_, i) => (i < levels ? i : refs(i))),
    levels,
    columns: Array.from({ length: size }, (_, c) =>
      Float64Array.from({ length: n }, () => (c === 0 ? 1 : uniform() - 0.5)),
    ),
  };
}

/** M = I + ΛᵀZᵀWZΛ as a dense matrix in the order of elimination. */
function dense(system: RandomEffectsSystem, w: Float64Array): number[][] {
  const q = system.order;
  const m = Array.from({ length: q }, (_, i) => Array.from({ length: q }, (__, j) => Number(i === j)));
  for (let i = 0; i < system.n; i++)
    for (let a = 0; a < system.width; a++)
      for (let b = 0; b < system.width; b++) {
        const [r, c] = [a, b].map((k) => i * system.width + k);
        m[system.column[r]][system.column[c]] += w[i] * system.values[r] * system.values[c];
      }
  return m;
}

/** Inverse and log-determinant by Gauss and Jordan. */
function inverted(matrix: number[][]): { inverse: number[][]; logDeterminant: number } {
  const q = matrix.length;
  const rows = matrix.map((row, i) => [...row, ...row.map((_, j) => Number(i === j))]);
  let logDeterminant = 0;
  for (let k = 0; k < q; k++) {
    logDeterminant += Math.log(rows[k][k]);
    const pivot = rows[k][k];
    rows[k] = rows[k].map((value) => value / pivot);
    for (let i = 0; i < q; i++) {
      if (i === k) continue;
      const factor = rows[i][k];
      if (factor !== 0) rows[i] = rows[i].map((value, j) => value - factor * rows[k][j]);
    }
  }
  return { inverse: rows.map((row) => row.slice(q)), logDeterminant };
}

const n = 90;
test.each<[string, () => TermDesign[]]>([
  ["one scalar term", () => [term(n, 12, 1)]],
  ["one vector term", () => [term(n, 9, 3)]],
  ["crossed terms", () => [term(n, 30, 1), term(n, 8, 2)]],
  ["nested terms", () => [term(n, 40, 1, (i) => i % 40), term(n, 10, 1, (i) => (i % 40) % 10)]],
  ["three terms", () => [term(n, 20, 2), term(n, 11, 1), term(n, 5, 1)]],
])("%s: factor, solution and selected inverse are those of a dense matrix", (_, terms) => {
  const system = new RandomEffectsSystem(terms(), n);
  const w = Float64Array.from({ length: n }, () => 0.1 + uniform());
  system.setLambdas(
    system.terms.map(({ columns: { length: s } }) =>
      Float64Array.from({ length: s * s }, (__, k) => (k % s > Math.floor(k / s) ? 0 : 0.3 + uniform())),
    ),
  );
  const { inverse, logDeterminant } = inverted(dense(system, w));
  const l = new Float64Array(system.size);
  expectClose([system.factor(w, l)], [logDeterminant], { relative: 1e-12 });
  const x = Float64Array.from({ length: system.order }, () => uniform() - 0.5);
  const solution = inverse.map((row) => row.reduce((sum, value, j) => sum + value * x[j], 0));
  const solved = x.slice();
  system.solve(l, solved);
  expectClose(solved, solution, { absolute: 1e-12 });
  const selected = new Float64Array(system.size);
  system.invert(l, selected);
  const { start, row } = system.pattern;
  const places = Array.from({ length: system.order }, (__, j) =>
    Array.from({ length: start[j + 1] - start[j] }, () => j),
  ).flat();
  expectClose(
    selected,
    places.map((j, k) => inverse[row[k]][j]),
    { absolute: 1e-12 },
  );
  const products = new Float64Array(n * system.width);
  const variances = new Float64Array(n);
  system.rowProducts(selected, products, variances);
  expectClose(
    variances,
    Array.from({ length: n }, (__, i) => {
      let sum = 0;
      for (let a = 0; a < system.width; a++)
        for (let b = 0; b < system.width; b++) {
          const [r, c] = [i * system.width + a, i * system.width + b];
          sum += system.values[r] * inverse[system.column[r]][system.column[c]] * system.values[c];
        }
      return sum;
    }),
    { absolute: 1e-12 },
  );
});

test("a weight that makes the matrix indefinite is noticed", () => {
  const system = new RandomEffectsSystem([term(n, 12, 1)], n);
  system.setLambdas([Float64Array.of(1)]);
  expect(system.factor(new Float64Array(n).fill(-5), new Float64Array(system.size))).toBeNaN();
});
