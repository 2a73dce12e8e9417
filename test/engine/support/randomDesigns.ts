import type { TermDesign } from "engine/matrices/blockProduct";
import { type CoreSystem, coreSystem } from "engine/matrices/coreSystem";
import {
  crossWithResponse,
  type ResponseStatistics,
  reduceStatistics,
  statisticsLength,
} from "engine/matrices/responseStatistics";
import { MersenneTwister } from "engine/random/mersenneTwister";

/** A small random design: its terms, X, y and what the engine makes of them. */
export interface RandomDesign {
  readonly terms: readonly TermDesign[];
  readonly fixed: readonly Float64Array[];
  readonly y: Float64Array;
  readonly system: CoreSystem;
  readonly statistics: ResponseStatistics;
}

/**
 * What a random design is made of: the levels and columns of its crossed terms; `nested` adds coarser terms of the
 * first one, with an intercept or `nestedColumns` columns.
 */
export interface Recipe {
  readonly n: number;
  readonly terms: readonly { readonly levels: number; readonly columns: number }[];
  readonly nested?: readonly number[];
  readonly nestedColumns?: number;
  readonly fixed: number;
}

export function randomDesign({ n, terms, nested = [], nestedColumns = 1, fixed }: Recipe, seed: number): RandomDesign {
  const rng = new MersenneTwister(seed);
  const ones = new Float64Array(n).fill(1);
  const signs = (): Float64Array => ones.map(() => (rng.rand() < 0.5 ? -1 : 1));
  const normals = (): Float64Array => ones.map(() => rng.randn());
  const crossed = terms.map(
    ({ levels, columns }): TermDesign => ({
      ...present(Int32Array.from(ones, () => Math.floor(levels * rng.rand() ** 1.5))),
      columns: [ones, ...Array.from({ length: columns - 1 }, (_, c) => (c % 2 ? normals() : signs()))],
    }),
  );
  const coarser = nested.map(
    (levels): TermDesign => ({
      ...present(crossed[0].refs.map((level) => Math.floor((level * levels) / crossed[0].levels))),
      columns: [ones, ...Array.from({ length: nestedColumns - 1 }, normals)],
    }),
  );
  const all = [...crossed, ...coarser];
  const x = [ones, ...Array.from({ length: fixed - 1 }, (_, c) => (c % 2 ? signs() : normals()))];
  const y = normals();
  const system = coreSystem(all, x);
  const products = new Float64Array(all.reduce((sum, term) => sum + term.levels * term.columns.length, 0));
  crossWithResponse(products, all, y);
  const statistics = new Float64Array(statisticsLength(system));
  const inner = (a: Float64Array, b: Float64Array): number => a.reduce((sum, value, i) => sum + value * b[i], 0);
  reduceStatistics(
    statistics,
    system,
    products,
    Float64Array.from(x, (column) => inner(column, y)),
    inner(y, y),
  );
  return { terms: all, fixed: x, y, system, statistics };
}

/** Levels numbered without gaps. */
function present(refs: Int32Array): { refs: Int32Array; levels: number } {
  const used = [...new Set(refs)].sort((a, b) => a - b);
  const position = new Map(used.map((level, index) => [level, index]));
  return { refs: refs.map((level) => position.get(level)!), levels: used.length };
}

/** λ of every term: lower triangular, of the size of `scale`, with zeros where `singular` says so of a term's row. */
export function randomLambdas(
  system: CoreSystem,
  scale: number,
  seed: number,
  singular: (term: number, row: number) => boolean = () => false,
): Float64Array[] {
  const rng = new MersenneTwister(seed);
  return system.terms.map(({ size: s }, t) => {
    const lambda = new Float64Array(s * s);
    for (let i = 0; i < s; i++)
      for (let j = 0; j <= i; j++)
        lambda[i * s + j] = scale * (i === j ? (singular(t, i) ? 0 : 0.3 + rng.rand()) : 0.5 * rng.randn());
    return lambda;
  });
}
