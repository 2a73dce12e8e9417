import type { CovarianceLayout } from "../deviance/covarianceLayout";
import { lowerFactor } from "../linalg/lowerFactor";
import type { LevelDesign } from "./levelDesign";

/** Where a minimisation begins. */
export interface Start {
  readonly name: string;
  readonly theta: Float64Array;
}

/** Sizes of all directions alike, of one direction alone, and of two that vary together. */
const ALL = [0.3, 3, 10, 300];
const ALONE = 30;
const TIED = 10;

/**
 * Starts from which the minima of small models with unequal levels are reached: covariances in units of those of a mean
 * level's estimates ({@link LevelDesign.spread}), with the effects of all directions, of one direction alone, or of two
 * that correlate ±1.
 */
export function furtherStarts(layout: CovarianceLayout, designs: readonly LevelDesign[]): Start[] {
  const start = (name: string, factors: (block: number, direction: number) => readonly number[]): Start => ({
    name,
    theta: thetaOf(layout, designs, factors),
  });
  const directions = layout.blocks.flatMap(({ size }, block) =>
    Array.from({ length: size }, (_, direction) => ({ block, direction })),
  );
  return [
    ...ALL.map((size) => start(`all effects ${size}`, (_, i) => unit(i, size))),
    ...directions.map(({ block, direction }, k) =>
      start(`effect ${k + 1} alone`, (b, i) => unit(i, b === block && i === direction ? ALONE : 0)),
    ),
    ...directions
      .filter(({ direction }) => direction > 0)
      .flatMap(({ block, direction }) =>
        [1, -1].map((sign) =>
          start(`effects 1 and ${direction + 1} tied, ${sign > 0 ? "+" : "−"}`, (b, i) =>
            b !== block ? unit(i, 1) : i === 0 ? [TIED] : i === direction ? [sign * TIED] : [],
          ),
        ),
      ),
  ];
}

/** Sizes of scattered starts: from a tenth of a mean level's standard errors to 300 times of them. */
const SMALLEST = 0.1;
const DECADES = 3.5;
/** … and how much the directions of one start differ. */
const SPREAD_OF_DIRECTIONS = 1.6;

/** Starts all over the covariances, in the units of {@link furtherStarts}; always the same ones. */
export function scatteredStarts(layout: CovarianceLayout, designs: readonly LevelDesign[], count: number): Start[] {
  return Array.from({ length: count }, (_, k) => {
    let dimension = 0;
    const next = (): number => scattered(k, dimension++);
    const size = SMALLEST * 10 ** (DECADES * next());
    const factors = layout.blocks.map(({ size: s }) =>
      Array.from({ length: s }, (__, row) =>
        Array.from({ length: row + 1 }, (___, column) =>
          column === row ? size * 10 ** (SPREAD_OF_DIRECTIONS * (next() - 0.5)) : size * 2 * (next() - 0.5),
        ),
      ),
    );
    return { name: `scattered ${k + 1}`, theta: thetaOf(layout, designs, (block, d) => factors[block][d]) };
  });
}

/** Number k of a sequence that fills 0…1 evenly, another sequence for every dimension (Weyl's, of irrational steps). */
function scattered(k: number, dimension: number): number {
  const at = (k + 1) * Math.exp((dimension + 1) / 7);
  return at - Math.floor(at);
}

/** A row of a diagonal matrix. */
function unit(row: number, size: number): number[] {
  const values = new Array<number>(row + 1).fill(0);
  values[row] = size;
  return values;
}

/** θ with λλᵀ = UFFᵀUᵀ in every block. @param factors the rows of F, as far as they are not 0 */
function thetaOf(
  { length, blocks }: CovarianceLayout,
  designs: readonly LevelDesign[],
  factors: (block: number, direction: number) => readonly number[],
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
