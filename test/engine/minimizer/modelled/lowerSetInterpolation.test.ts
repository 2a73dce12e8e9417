import { fillBasis, interpolate, lejaNodes, lowerSet } from "engine/minimizer/modelled/lowerSetInterpolation";
import { expectClose } from "../../support/expectClose";

test("a lower set holds what its weights allow, and each index after those below it", () => {
  const indices = lowerSet([2, 1], 4);
  expect([...indices].sort((a, b) => a[0] - b[0] || a[1] - b[1])).toEqual([
    [0, 0],
    [0, 1],
    [0, 2],
    [0, 3],
    [0, 4],
    [1, 0],
    [1, 1],
    [1, 2],
    [2, 0],
  ]);
  indices.forEach((index, k) =>
    index.forEach((power, i) => {
      if (power === 0) return;
      const below = index.map((value, j) => (j === i ? power - 1 : value));
      expect(indices.slice(0, k)).toContainEqual(below);
    }),
  );
});

test("Leja nodes are distinct, in the interval, and take its ends early", () => {
  const nodes = Array.from(lejaNodes(1, 0.5, 3, 6));
  expect(nodes.slice(0, 3)).toEqual([1, 3, 0.5]);
  expect(new Set(nodes).size).toBe(6);
  nodes.forEach((node) => expect(node).toBe(Math.min(3, Math.max(0.5, node))));
  expect(new Set(lejaNodes(2, 0, 2, 4)).size).toBe(4);
});

test("polynomials of the lower set are reproduced everywhere", () => {
  const indices = lowerSet([2, 1, 2], 5);
  const nodes = [lejaNodes(1, 0.8, 1.2, 3), lejaNodes(1, 0.2, 4, 6), lejaNodes(0.3, 0, 1, 3)];
  const functions = [
    ([a, b, c]: ArrayLike<number>[number][]): number => 2 - a * b ** 3 + c * c * b - 0.5 * a * c,
    ([a, b]: ArrayLike<number>[number][]): number => b ** 5 - 3 * a * a * b + a,
  ];
  const { coefficients } = interpolate(
    nodes,
    indices,
    indices.map((index) => functions.map((f) => f(index.map((power, i) => nodes[i][power])))),
  );
  const basis = new Float64Array(indices.length);
  for (const z of [
    [0.9, 1.7, 0.2],
    [1.1, 3.1, 0.8],
    [2, -1, 3],
  ]) {
    fillBasis(basis, nodes, indices, z);
    expectClose(
      coefficients.map((c) => c.reduce((sum, value, k) => sum + value * basis[k], 0)),
      functions.map((f) => f(z)),
      { relative: 1e-11, absolute: 1e-11 },
    );
  }
});
