import { MersenneTwister } from "engine/random/mersenneTwister";
import { asTable } from "engine/table/asTable";
import type { Table } from "engine/table/table";

/**
 * A table of `n` rows with y = 3 + x/2 + effects of the grouping factors g1, g2, … + noise; rows fall on levels
 * unevenly.
 */
export function crossedTable(
  n: number,
  factors: readonly { readonly levels: number; readonly sd: number }[],
  seed: number,
): Table {
  const rng = new MersenneTwister(seed);
  const effects = factors.map(({ levels, sd }) => Float64Array.from({ length: levels }, () => sd * rng.randn()));
  const refs = factors.map(({ levels }) =>
    Array.from({ length: n }, (_, i) => (i < levels ? i : Math.floor(levels * rng.rand() ** 1.4))),
  );
  const x = Float64Array.from({ length: n }, () => rng.randn());
  const y = x.map(
    (value, i) => 3 + value / 2 + rng.randn() + refs.reduce((sum, levels, f) => sum + effects[f][levels[i]], 0),
  );
  return asTable({
    y,
    x,
    ...Object.fromEntries(refs.map((levels, f) => [`g${f + 1}`, levels.map((level) => `L${level}`)])),
  });
}
