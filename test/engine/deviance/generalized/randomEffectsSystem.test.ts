import { RandomEffectsSystem } from "engine/deviance/generalized/randomEffectsSystem";
import type { TermDesign } from "engine/matrices/blockProduct";
import { type Kept, Room } from "engine/wasm/room";
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

/** The random effects of a row in the order of elimination, and their λᵀz. */
function effectsOf({ terms, pattern, values, padded }: RandomEffectsSystem, i: number): [number, number][] {
  let first = 0;
  let column = 0;
  return terms.flatMap(({ refs, levels, columns }) => {
    const s = columns.length;
    const own = columns.map((_, c): [number, number] => [
      pattern.place[first + refs[i] * s + c],
      values.array[(column + c) * padded + i],
    ]);
    first += levels * s;
    column += s;
    return own;
  });
}

/** M = I + ΛᵀZᵀWZΛ as a dense matrix in the order of elimination. */
function dense(system: RandomEffectsSystem, w: Float64Array): number[][] {
  const q = system.order;
  const m = Array.from({ length: q }, (_, i) => Array.from({ length: q }, (__, j) => Number(i === j)));
  for (let i = 0; i < system.n; i++) {
    const effects = effectsOf(system, i);
    for (const [r, one] of effects) for (const [c, other] of effects) m[r][c] += w[i] * one * other;
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

function kept(room: Room, values: Float64Array | number): Kept {
  return room.float64(values);
}

test.each<[string, number, (n: number) => TermDesign[]]>([
  ["one scalar term", 90, (n) => [term(n, 12, 1)]],
  ["one vector term", 91, (n) => [term(n, 9, 3)]],
  ["crossed terms", 90, (n) => [term(n, 30, 1), term(n, 8, 2)]],
  ["completely crossed terms", 96, (n) => [term(n, 12, 1), term(n, 8, 1, (i) => i % 8)]],
  ["nested terms", 89, (n) => [term(n, 40, 1, (i) => i % 40), term(n, 10, 1, (i) => (i % 40) % 10)]],
  ["three terms", 93, (n) => [term(n, 20, 2), term(n, 11, 1), term(n, 5, 1)]],
])("%s: factor, solution and selected inverse are those of a dense matrix", (_, n, terms) => {
  const room = new Room();
  const system = new RandomEffectsSystem(terms(n), n, room);
  const { order: q, width, padded } = system;
  const w = Float64Array.from({ length: n }, () => 0.1 + uniform());
  const x = Float64Array.from({ length: q }, () => uniform() - 0.5);
  const rows = Float64Array.from({ length: n }, () => uniform() - 0.5);
  const [weights, solved, over, sums] = [w.slice(), x.slice(), rows.slice(), q].map((own) => kept(room, own));
  const [l, selected] = [system.size, system.size].map((size) => kept(room, size));
  const [products, variances] = [padded * width, n].map((size) => kept(room, size));
  const logarithm = room.within(() => {
    system.setLambdas(
      system.terms.map(({ columns: { length: s } }) =>
        Float64Array.from({ length: s * s }, (__, k) => (k % s > Math.floor(k / s) ? 0 : 0.3 + uniform())),
      ),
    );
    const found = system.factor(weights, l);
    system.solve(l, solved);
    system.invert(l, selected);
    system.rowProducts(selected, products, variances);
    system.crossProduct(over, sums);
    system.addEffects(solved, over, over);
    return found;
  });
  const { inverse, logDeterminant } = inverted(dense(system, w));
  expectClose([logarithm], [logDeterminant], { relative: 1e-12 });
  const solution = inverse.map((row) => row.reduce((sum, value, j) => sum + value * x[j], 0));
  expectClose(solved.array, solution, { absolute: 1e-12 });
  const { start, row } = system.pattern;
  const places = Array.from({ length: q }, (__, j) => Array.from({ length: start[j + 1] - start[j] }, () => j)).flat();
  expectClose(
    selected.array,
    places.map((j, k) => inverse[row[k]][j]),
    { absolute: 1e-12 },
  );
  const effects = Array.from({ length: n }, (__, i) => effectsOf(system, i));
  expectClose(
    variances.array,
    effects.map((own) => own.reduce((sum, [r, a]) => own.reduce((all, [c, b]) => all + a * inverse[r][c] * b, sum), 0)),
    { absolute: 1e-12 },
  );
  const expected = new Float64Array(q);
  effects.forEach((own, i) => own.forEach(([r, value]) => (expected[r] += value * rows[i])));
  expectClose(sums.array, expected, { absolute: 1e-12 });
  expectClose(
    over.array,
    effects.map((own, i) => own.reduce((sum, [r, value]) => sum + value * solution[r], rows[i])),
    { absolute: 1e-12 },
  );
});

test("a weight that makes the matrix indefinite is noticed", () => {
  const room = new Room();
  const system = new RandomEffectsSystem([term(90, 12, 1)], 90, room);
  const [weights, l] = [kept(room, new Float64Array(90).fill(-5)), kept(room, system.size)];
  room.within(() => {
    system.setLambdas([Float64Array.of(1)]);
    expect(system.factor(weights, l)).toBeNaN();
  });
});

test("arrays of a room keep their numbers between computations, at the same addresses", () => {
  const room = new Room();
  const [one, other] = [kept(room, Float64Array.of(1, 2, 3)), room.scratch(2)];
  const first = room.within(() => {
    one.array[1] = 5;
    other.array[0] = 7;
    return [one.address, other.address];
  });
  expect([...one.array]).toEqual([1, 5, 3]);
  expect(other.array).toHaveLength(0);
  room.within(() => {
    expect([one.address, other.address]).toEqual(first);
    expect([...one.array, ...other.array]).toEqual([1, 5, 3, 0, 0]);
    // Inner computations use the memory that is there, and leave it open.
    expect(room.within(() => one.array)).toBe(one.array);
    expect(one.array[1]).toBe(5);
  });
  expect(() =>
    room.within(() => {
      one.array[0] = -1;
      throw new Error("stopped");
    }),
  ).toThrow("stopped");
  expect(one.array[0]).toBe(-1);
  expect(() => room.kernels).toThrow("a room must be open");
});
