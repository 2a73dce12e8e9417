import type { CovarianceLayout } from "../deviance/covarianceLayout";
import { cos } from "../math/cos";
import { sin } from "../math/sin";
import type { LevelDesign } from "./levelDesign";
import { type Start, startOfFactor } from "./scatteredStarts";

/** So many mixtures of two effects are looked at, and these sizes of each. */
const ANGLES = 16;
const SIZES = [0.25, 0.5, 1, 2, 4, 8, 16];

/** How often {@link tiedStarts} asks for a value, for each block of two effects. */
export const TIED_VALUES = ANGLES * SIZES.length;

/**
 * Starts in the valleys of the deviance along two effects of a block that correlate ±1, in units of those of a mean
 * level's estimates ({@link LevelDesign.spread}). Small models have minima there of which one in 40 scattered starts
 * finds the narrowest.
 * @param found θ, whose other blocks are held
 * @param value the deviance at a θ; NaN where it has none
 */
export function tiedStarts(
  layout: CovarianceLayout,
  designs: readonly LevelDesign[],
  found: Float64Array,
  value: (theta: Float64Array) => number,
): Start[] {
  return layout.blocks.flatMap((block, b) => {
    if (block.size !== 2) return [];
    const best = Array.from({ length: ANGLES }, (_, k) => {
      const angle = (Math.PI * k) / ANGLES;
      const thetas = SIZES.map((size) => {
        const theta = found.slice();
        theta.set(startOfFactor(layout, designs, b, [[size * cos(angle)], [size * sin(angle), 0]]), block.offset);
        return theta;
      });
      const values = thetas.map((theta) => orInfinity(value(theta)));
      const lowest = Math.min(...values);
      return { theta: thetas[values.indexOf(lowest)], lowest };
    });
    return best.flatMap(({ theta, lowest }, k) => {
      const before = best[(k + ANGLES - 1) % ANGLES].lowest;
      const after = best[(k + 1) % ANGLES].lowest;
      return lowest < before && lowest <= after ? [{ name: `valley ${k + 1} of block ${b + 1}`, theta }] : [];
    });
  });
}

function orInfinity(value: number): number {
  return Number.isNaN(value) ? Infinity : value;
}
