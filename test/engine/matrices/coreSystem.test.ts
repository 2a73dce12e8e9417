import { blockProduct, crossWithFixed, diagonalBlocks, type TermDesign } from "engine/matrices/blockProduct";
import { coreSystem } from "engine/matrices/coreSystem";
import { CrossProducts } from "engine/matrices/crossProducts";
import { crossWithResponse, reduceStatistics, statisticsLength } from "engine/matrices/responseStatistics";
import { twinClasses } from "engine/matrices/twins";
import { MersenneTwister } from "engine/random/mersenneTwister";
import { Matrix } from "ml-matrix";
import { expectClose } from "../support/expectClose";

const rng = new MersenneTwister(8);
const n = 60;
const ones = new Float64Array(n).fill(1);
const x = Float64Array.from(ones, () => rng.randn());
const y = Float64Array.from(ones, () => rng.randn());
const a: TermDesign = { refs: Int32Array.from(ones, () => Math.floor(7 * rng.rand())), levels: 7, columns: [ones, x] };
const b: TermDesign = { refs: Int32Array.from(ones, () => Math.floor(4 * rng.rand())), levels: 4, columns: [ones] };

/** Z with the S columns of a level side by side. */
function dense({ refs, levels, columns }: TermDesign): Matrix {
  const z = Matrix.zeros(refs.length, levels * columns.length);
  refs.forEach((level, i) => columns.forEach((column, c) => z.set(i, level * columns.length + c, column[i])));
  return z;
}

test("block products hold ZᵀZ, ZᵀX and Zᵀy", () => {
  const product = dense(a).transpose().mmul(dense(b));
  const { start, level, values, rows, columns } = blockProduct(a, b);
  const found = Matrix.zeros(14, 4);
  for (let l = 0; l < 7; l++) {
    for (let k = start[l]; k < start[l + 1]; k++) {
      for (let r = 0; r < rows; r++)
        for (let c = 0; c < columns; c++)
          found.set(l * rows + r, level[k] * columns + c, values[(k * rows + r) * columns + c]);
    }
  }
  expectClose(found.to1DArray(), product.to1DArray(), { absolute: 1e-13 });
  const own = dense(a).transpose().mmul(dense(a));
  const blocks = diagonalBlocks(a);
  for (let l = 0; l < 7; l++)
    expectClose(blocks.subarray(4 * l, 4 * l + 4), own.subMatrix(2 * l, 2 * l + 1, 2 * l, 2 * l + 1).to1DArray(), {
      absolute: 1e-13,
    });
  expectClose(
    crossWithFixed(a, [x, ones]),
    dense(a)
      .transpose()
      .mmul(new Matrix([Array.from(x), Array.from(ones)]).transpose())
      .to1DArray(),
    { absolute: 1e-13 },
  );
  const products = new Float64Array(18);
  crossWithResponse(products, [a, b], y);
  const response = Matrix.columnVector(Array.from(y));
  expectClose(
    products,
    [a, b].flatMap((term) => dense(term).transpose().mmul(response).to1DArray()),
    { absolute: 1e-13 },
  );
});

test("twins are levels that nothing tells apart", () => {
  const classOf = (terms: TermDesign[], fixed: Float64Array[]): number[] => [
    ...twinClasses(new CrossProducts(terms, fixed), 0).classOf,
  ];
  const g = { refs: Int32Array.of(0, 0, 1, 1, 2, 2, 3), levels: 4, columns: [new Float64Array(7).fill(1)] };
  const covariate = Float64Array.of(0.1, 0.2, 0.2, 0.1, 0.1, 0.3, 5);
  expect(classOf([g], [g.columns[0]])).toEqual([0, 0, 0, 1]);
  expect(classOf([g], [g.columns[0], covariate])).toEqual([0, 0, 1, 2]);
  expect([...twinClasses(new CrossProducts([{ ...g, columns: [covariate] }], []), 0).first]).toEqual([0, 2, 3]);
  const crossed = { refs: Int32Array.of(0, 1, 0, 1, 0, 0, 0), levels: 2, columns: g.columns };
  expect(classOf([g, crossed], [])).toEqual([0, 0, 1, 2]);
});

test("the reduction keeps the lengths of Zᵀy: core and scatter add up to it", () => {
  const balanced: TermDesign = {
    refs: Int32Array.from(ones, (_, i) => i % 6),
    levels: 6,
    columns: [ones, Float64Array.from(ones, (_, i) => Math.floor(i / 6))],
  };
  const system = coreSystem([balanced], [ones]);
  expect([system.terms[0].classes, system.q1, system.d2, system.p]).toEqual([1, 2, 0, 1]);
  const products = new Float64Array(12);
  crossWithResponse(products, [balanced], y);
  const statistics = new Float64Array(statisticsLength(system));
  reduceStatistics(statistics, system, products, Float64Array.of(0), 1);
  for (let i = 0; i < 2; i++) {
    for (let j = 0; j < 2; j++) {
      let whole = 0;
      for (let l = 0; l < 6; l++) whole += products[2 * l + i] * products[2 * l + j];
      expectClose([statistics[i] * statistics[j] + statistics[3 + 2 * i + j]], [whole], { relative: 1e-12 });
    }
  }
});

test("the term with the most effects leads, whatever its place", () => {
  expect(coreSystem([b, a], [ones]).lead).toBe(1);
  expect(coreSystem([a, b], [ones])).toMatchObject({ lead: 0, q1: 14, d2: 4, p: 1, rest: [1] });
});
