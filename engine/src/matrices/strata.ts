import { type ColumnBasis, orthogonalize } from "../linalg/orthogonalize";
import { symmetricEigen } from "../linalg/symmetricEigen";
import { crossWithFixed, diagonalBlocks, type TermDesign } from "./blockProduct";
import type { CoreSystem } from "./coreSystem";
import { evenlyCrossed } from "./evenCrossing";

/**
 * What the surrogate of the deviance must know of the design: which grouping factor is nested in which, how many
 * independent directions a term's effects have, which of them X absorbs. Found once; plain data that can be posted.
 */
export interface Strata {
  readonly terms: readonly TermStratum[];
  /** Columns of X that make up the grand-mean stratum, ascending; empty when there is none. */
  readonly mean: Int32Array;
}

export interface TermStratum {
  /** Number of levels. */
  readonly levels: number;
  /** Directions of independent effects per column: the levels, less what X absorbs for REML. */
  readonly count: number;
  /** The grouping factors that this one is nested in immediately. */
  readonly parents: readonly Nesting[];
  /** Per column of the term, its position in {@link Strata.mean}; empty without a grand-mean stratum. */
  readonly inMean: Int32Array;
}

/** An outer term whose levels each hold whole levels of the inner one and whose columns include the inner one's. */
export interface Nesting {
  readonly term: number;
  /** Column of the outer term that equals each column of the inner one. */
  readonly columns: Int32Array;
  /** 1/J for every core level of the outer term, J its number of inner levels; empty when outer levels are twins. */
  readonly shares: Float64Array;
  /** Mean of 1/J over the outer levels. */
  readonly meanShare: number;
}

/**
 * The grand mean is a stratum of its own for maximum likelihood (REML leaves nothing there) in designs whose outermost
 * terms are crossed evenly and lie in X; elsewhere it would cost more than it tells.
 * @param fixed the columns of X, none a combination of others
 */
export function findStrata(
  designs: readonly TermDesign[],
  fixed: readonly Float64Array[],
  system: CoreSystem,
  reml: boolean,
): Strata {
  const ancestors = designs.map((inner) =>
    designs.map((outer, t) => nesting(inner, outer, t, system)).filter((link) => link !== undefined),
  );
  const parents = ancestors.map((links) =>
    links.filter((link) => !links.some((other) => ancestors[other.term].some(({ term }) => term === link.term))),
  );
  const inFixed = designs.map(({ columns }) => columns.map((column) => fixed.findIndex((x) => equal(x, column))));
  const outermost = designs.map((_, t) => t).filter((t) => parents[t].length === 0);
  const hasMean =
    !reml &&
    outermost.length > 1 &&
    outermost.every((t) => inFixed[t].every((column) => column >= 0)) &&
    outermost.every((t, i) => outermost.slice(0, i).every((u) => evenlyCrossed(designs[t], designs[u])));
  const mean = hasMean ? Int32Array.from(new Set(inFixed.flat())).sort() : new Int32Array(0);
  const basis = reml ? orthogonalize(fixed) : undefined;
  const terms = designs.map(
    (design, t): TermStratum => ({
      levels: design.levels,
      count: design.levels - (basis === undefined ? 0 : absorbedDimensions(design, basis) / design.columns.length),
      parents: parents[t],
      inMean: hasMean ? Int32Array.from(inFixed[t], (column) => mean.indexOf(column)) : new Int32Array(0),
    }),
  );
  return { terms, mean };
}

/** Whether the surrogate of these strata reads the traces of single levels. */
export function needsLevelTraces({ terms }: Strata): boolean {
  return terms.some(({ parents }) => parents.some(({ shares }) => shares.length > 0));
}

function nesting(inner: TermDesign, outer: TermDesign, term: number, system: CoreSystem): Nesting | undefined {
  if (outer.levels >= inner.levels) return undefined;
  const columns = inner.columns.map((column) => outer.columns.findIndex((candidate) => equal(candidate, column)));
  if (columns.includes(-1)) return undefined;
  const outerOf = new Int32Array(inner.levels).fill(-1);
  const innerLevels = new Int32Array(outer.levels);
  for (let i = 0; i < inner.refs.length; i++) {
    const level = inner.refs[i];
    if (outerOf[level] === outer.refs[i]) continue;
    if (outerOf[level] >= 0) return undefined;
    outerOf[level] = outer.refs[i];
    innerLevels[outer.refs[i]]++;
  }
  const { classes, classOf } = system.terms[term];
  const shares = new Float64Array(classes === outer.levels ? classes : 0);
  let sum = 0;
  innerLevels.forEach((count, level) => {
    const share = 1 / Math.max(1, count);
    sum += share;
    if (shares.length > 0) shares[classOf[level]] = share;
  });
  return { term, columns: Int32Array.from(columns), shares, meanShare: sum / outer.levels };
}

function equal(a: Float64Array, b: Float64Array): boolean {
  if (a === b) return true;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/**
 * dim(span Z ∩ span X) of a term: with an orthonormal basis Q of X, the zero eigenvalues of I − QᵀZ(ZᵀZ)⁺ZᵀQ, the
 * squared sines of the angles between the two spaces.
 */
function absorbedDimensions(design: TermDesign, { basis }: ColumnBasis): number {
  const p = basis.length;
  const s = design.columns.length;
  const own = diagonalBlocks(design);
  const cross = crossWithFixed(design, basis);
  const sines = new Float64Array(p * p);
  for (let i = 0; i < p; i++) sines[i * p + i] = 1;
  const values = new Float64Array(s);
  const vectors = new Float64Array(s * s);
  const direction = new Float64Array(p);
  for (let level = 0; level < design.levels; level++) {
    symmetricEigen(own.slice(level * s * s, (level + 1) * s * s), values, vectors, s);
    const largest = Math.max(...values);
    for (let k = 0; k < s; k++) {
      if (!(values[k] > 1e-10 * largest)) continue;
      for (let i = 0; i < p; i++) {
        direction[i] = 0;
        for (let c = 0; c < s; c++) direction[i] += vectors[c * s + k] * cross[(level * s + c) * p + i];
      }
      for (let i = 0; i < p; i++)
        for (let j = 0; j < p; j++) sines[i * p + j] -= (direction[i] * direction[j]) / values[k];
    }
  }
  const angles = new Float64Array(p);
  symmetricEigen(sines, angles, new Float64Array(p * p), p);
  return angles.reduce((count, value) => count + (value < 1e-9 ? 1 : 0), 0);
}
