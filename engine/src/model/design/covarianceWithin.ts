import type { RandomEffectsTerm } from "../../deviance/randomEffectsTerm";
import { orthogonalize, sumOfProducts } from "../../linalg/orthogonalize";
import { symmetricEigen } from "../../linalg/symmetricEigen";

/** Of its norm, what may be left of a column or a matrix that is taken for a combination. */
const TOLERANCE = 1e-7;

/**
 * Whether the covariance of a term, whatever its λ, is one of the covariances that another term of the same or a
 * coarser grouping factor can have. So compound symmetry, (1 | g) + (1 | g & f), lies within the unstructured
 * (0 + f | g): the levels of g & f within one of g have as effects the indicators of f.
 *
 * Within a level of the coarser factor let B hold the rows of its columns and zₕ those of the finer term's column z in
 * one of its levels h. Then z zᵀ over the levels h must be BΣBᵀ with one Σ for all levels, of the pattern of the blocks
 * and positive semidefinite. With zₕ = Baₕ, that is Σ = Σₕ aₕaₕᵀ as far as the rows of B reach.
 */
export function isCovarianceWithin(small: RandomEffectsTerm, large: RandomEffectsTerm): boolean {
  if (!isWithin(small, large)) return false;
  const levels = rowsByLevel(large);
  const innerRows = levels.map((rows) => rowsByInner(rows, small));
  const places = new Pattern(large);
  const reaches = levels.map((rows) => new Reach(large.columns.map((column) => pick(column, rows))));
  return small.blocks.every((block) =>
    generators(block).every((columns) => {
      const solution = places.solve(reaches, (level) => {
        const z = sumOfColumns(columns.map((c) => pick(small.columns[c], levels[level])));
        return reaches[level].outerProducts(innerRows[level].map((rows) => only(z, rows)));
      });
      return solution !== undefined && isSemidefinite(solution, large.columns.length);
    }),
  );
}

/** The columns whose sums generate the covariances of a block: each, and each pair. */
function generators(block: readonly number[]): number[][] {
  return block.flatMap((i, at) => [[i], ...block.slice(0, at).map((j) => [i, j])]);
}

/** Whether each level of the smaller term lies in one of the larger term. */
function isWithin(small: RandomEffectsTerm, large: RandomEffectsTerm): boolean {
  const outer = new Int32Array(small.levels).fill(-1);
  return small.refs.every((level, row) => {
    if (outer[level] === -1) outer[level] = large.refs[row];
    return outer[level] === large.refs[row];
  });
}

function rowsByLevel({ refs, levels }: RandomEffectsTerm): number[][] {
  const rows = Array.from({ length: levels }, (): number[] => []);
  refs.forEach((level, row) => rows[level].push(row));
  return rows;
}

/** Positions among some rows of those of each level of a finer factor. */
function rowsByInner(rows: readonly number[], { refs }: RandomEffectsTerm): number[][] {
  const inner = new Map<number, number[]>();
  rows.forEach((row, at) => {
    const own = inner.get(refs[row]);
    if (own === undefined) inner.set(refs[row], [at]);
    else own.push(at);
  });
  return [...inner.values()];
}

const pick = (column: Float64Array, rows: readonly number[]): Float64Array =>
  Float64Array.from(rows, (row) => column[row]);

function only(values: Float64Array, rows: readonly number[]): Float64Array {
  const result = new Float64Array(values.length);
  for (const row of rows) result[row] = values[row];
  return result;
}

function sumOfColumns([first, ...others]: readonly Float64Array[]): Float64Array {
  return others.reduce((sum, column) => sum.map((value, i) => value + column[i]), first);
}

/** What the columns of the larger term can express within one of its levels. */
class Reach {
  /** Orthonormal rows that span the row space of B, each with as many numbers as columns. */
  readonly rowSpace: readonly Float64Array[];
  private readonly basis: readonly Float64Array[];
  /** Coefficients of B that give each basis vector. */
  private readonly coefficients: readonly Float64Array[];

  constructor(columns: readonly Float64Array[]) {
    const { kept, basis } = orthogonalize(columns);
    this.basis = basis;
    const triangle = basis.map((direction) =>
      Float64Array.from(kept, (index) => sumOfProducts(direction, columns[index])),
    );
    this.coefficients = inverseColumns(triangle).map((own) => {
      const parts = new Float64Array(columns.length);
      kept.forEach((index, j) => (parts[index] = own[j]));
      return parts;
    });
    const rows = basis.map((direction) => Float64Array.from(columns, (column) => sumOfProducts(direction, column)));
    this.rowSpace = orthogonalize(rows).basis;
  }

  /** P(Σ aaᵀ)P of vectors z = Ba, P the projection on the row space; undefined if one of them is no combination. */
  outerProducts(vectors: readonly Float64Array[]): Float64Array | undefined {
    const { rowSpace, basis, coefficients } = this;
    const s = coefficients[0]?.length ?? 0;
    const sum = new Float64Array(s * s);
    for (const z of vectors) {
      const rest = z.slice();
      const a = new Float64Array(s);
      basis.forEach((direction, k) => {
        const part = sumOfProducts(direction, z);
        for (let i = 0; i < rest.length; i++) rest[i] -= part * direction[i];
        for (let j = 0; j < s; j++) a[j] += part * coefficients[k][j];
      });
      if (sumOfProducts(rest, rest) > TOLERANCE ** 2 * sumOfProducts(z, z)) return undefined;
      const projected = new Float64Array(s);
      for (const direction of rowSpace) {
        const part = sumOfProducts(direction, a);
        for (let j = 0; j < s; j++) projected[j] += part * direction[j];
      }
      for (let i = 0; i < s; i++) for (let j = 0; j < s; j++) sum[i * s + j] += projected[i] * projected[j];
    }
    return sum;
  }
}

/** The columns of the inverse of an upper triangular matrix given by rows. */
function inverseColumns(triangle: readonly Float64Array[]): Float64Array[] {
  const n = triangle.length;
  return Array.from({ length: n }, (_, k) => {
    const x = new Float64Array(n);
    x[k] = 1 / triangle[k][k];
    for (let i = k - 1; i >= 0; i--) {
      let sum = 0;
      for (let j = i + 1; j <= k; j++) sum += triangle[i][j] * x[j];
      x[i] = -sum / triangle[i][i];
    }
    return x;
  });
}

/** The symmetric matrices that a term's Σ can be: 0 outside of its blocks. */
class Pattern {
  private readonly elements: readonly (readonly [number, number])[];

  constructor(private readonly term: RandomEffectsTerm) {
    this.elements = term.blocks.flatMap((block) =>
      block.flatMap((i, at) => block.slice(0, at + 1).map((j) => [i, j] as const)),
    );
  }

  /** The Σ of the pattern with PΣP = the wanted matrix in every level, s × s; undefined if there is none. */
  solve(reaches: readonly Reach[], wanted: (level: number) => Float64Array | undefined): Float64Array | undefined {
    const { elements } = this;
    const s = this.term.columns.length;
    const images = elements.map((): Float64Array[] => []);
    const targets: Float64Array[] = [];
    // Levels with the same row space and the same wanted matrix say the same.
    const seen = new Set<string>();
    for (let level = 0; level < reaches.length; level++) {
      const target = wanted(level);
      if (target === undefined) return undefined;
      const projection = projectionOn(reaches[level].rowSpace, s);
      const key = [...projection, ...target].map((value) => value.toPrecision(9)).join();
      if (seen.has(key)) continue;
      seen.add(key);
      targets.push(target);
      elements.forEach(([i, j], e) => images[e].push(projected(projection, i, j, s)));
    }
    const stacked = images.map((parts) => Float64Array.from(parts.flatMap((part) => [...part])));
    const goal = Float64Array.from(targets.flatMap((part) => [...part]));
    const { kept, basis } = orthogonalize(stacked);
    const rest = goal.slice();
    const parts = basis.map((direction) => {
      const part = sumOfProducts(direction, rest);
      for (let i = 0; i < rest.length; i++) rest[i] -= part * direction[i];
      return part;
    });
    if (sumOfProducts(rest, rest) > TOLERANCE ** 2 * sumOfProducts(goal, goal)) return undefined;
    const triangle = basis.map((direction) =>
      Float64Array.from(kept, (index) => sumOfProducts(direction, stacked[index])),
    );
    const inverse = inverseColumns(triangle);
    const solution = new Float64Array(s * s);
    kept.forEach((e, k) => {
      const value = parts.reduce((sum, part, j) => sum + part * inverse[j][k], 0);
      const [i, j] = elements[e];
      solution[i * s + j] = solution[j * s + i] = value;
    });
    return solution;
  }
}

function projectionOn(rows: readonly Float64Array[], s: number): Float64Array {
  const projection = new Float64Array(s * s);
  for (const row of rows)
    for (let i = 0; i < s; i++) for (let j = 0; j < s; j++) projection[i * s + j] += row[i] * row[j];
  return projection;
}

/** PEP for the symmetric matrix E with 1 in the places (i, j) and (j, i). */
function projected(projection: Float64Array, i: number, j: number, s: number): Float64Array {
  return Float64Array.from({ length: s * s }, (_, at) => {
    const [row, column] = [Math.floor(at / s), at % s];
    const one = projection[row * s + i] * projection[j * s + column];
    return i === j ? one : one + projection[row * s + j] * projection[i * s + column];
  });
}

function isSemidefinite(matrix: Float64Array, s: number): boolean {
  const values = new Float64Array(s);
  symmetricEigen(matrix.slice(), values, new Float64Array(s * s), s);
  return values.every((value) => value >= -TOLERANCE * Math.max(...values.map(Math.abs)));
}
