import type { CovarianceLayout } from "../deviance/covarianceLayout";
import { lowerFactor } from "../linalg/lowerFactor";
import { exp } from "../math/exp";
import { pow } from "../math/pow";
import type { LevelDesign } from "./levelDesign";

/** Where a minimisation begins. */
export interface Start {
  readonly name: string;
  readonly theta: Float64Array;
}

/** Sizes of the starts: from a tenth of a mean level's standard errors to 300 times of them. */
const SMALLEST = 0.1;
const DECADES = 3.5;
/** … and by how many decades the directions of one start differ. */
const DECADES_OF_DIRECTIONS = 1.6;

/**
 * Starts all over the covariances, always the same ones, in units of those of a mean level's estimates
 * ({@link LevelDesign.spread}). In every other one the effects of a block correlate ±1, as most minima of small models
 * have it.
 */
export function scatteredStarts(layout: CovarianceLayout, designs: readonly LevelDesign[], count: number): Start[] {
  return Array.from({ length: count }, (_, k) => {
    let dimension = 0;
    const next = (): number => scattered(k, dimension++);
    const size = SMALLEST * pow(10, DECADES * next());
    const isTied = k % 2 === 0;
    const element = (row: number, column: number): number => {
      if (isTied && column > 0) return 0;
      return row === column ? size * pow(10, DECADES_OF_DIRECTIONS * (next() - 0.5)) : size * 2 * (next() - 0.5);
    };
    const factors = layout.blocks.map(({ size: s }) =>
      Array.from({ length: s }, (__, row) => Array.from({ length: row + 1 }, (___, column) => element(row, column))),
    );
    return { name: `scattered ${k + 1}`, theta: thetaOf(layout, designs, (block, row) => factors[block][row]) };
  });
}

/** The start with effects of all directions, of one size in the same units, that do not correlate. */
export function startOfSize(layout: CovarianceLayout, designs: readonly LevelDesign[], size: number): Float64Array {
  return thetaOf(layout, designs, (_, row) => {
    const values = new Array<number>(row + 1).fill(0);
    values[row] = size;
    return values;
  });
}

/** The elements of a block of θ whose effects have a factor F in the same units. @param factor the rows of F */
export function startOfFactor(
  layout: CovarianceLayout,
  designs: readonly LevelDesign[],
  block: number,
  factor: readonly (readonly number[])[],
): Float64Array {
  const { offset, size: s } = layout.blocks[block];
  const theta = thetaOf(layout, designs, (own, row) => (own === block ? factor[row] : new Array(row + 1).fill(0)));
  layout.makeDiagonalNonNegative(theta);
  return theta.subarray(offset, offset + (s * (s + 1)) / 2);
}

/** Number k of a sequence that fills 0…1 evenly, another sequence for every dimension (Weyl's, of irrational steps). */
function scattered(k: number, dimension: number): number {
  const at = (k + 1) * exp((dimension + 1) / 7);
  return at - Math.floor(at);
}

/** θ with λλᵀ = UFFᵀUᵀ in every block. @param factors the rows of the lower triangle F */
function thetaOf(
  { length, blocks }: CovarianceLayout,
  designs: readonly LevelDesign[],
  factors: (block: number, row: number) => readonly number[],
): Float64Array {
  const theta = new Float64Array(length);
  blocks.forEach(({ size: s, offset }, block) => {
    const { spread } = designs[block];
    const product = new Float64Array(s * s);
    for (let d = 0; d < s; d++) {
      factors(block, d).forEach((value, column) => {
        for (let i = 0; i <= d; i++) product[i * s + column] += spread[i * s + d] * value;
      });
    }
    lowerFactor(product, s);
    let k = offset;
    for (let j = 0; j < s; j++) for (let i = j; i < s; i++) theta[k++] = product[i * s + j];
  });
  return theta;
}
