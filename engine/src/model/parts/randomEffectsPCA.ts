import { mlMatrix } from "../../linalg/mlMatrix";
import { byGroup } from "../../show/byGroup";
import type { View } from "../../show/view";
import { matrixOf } from "../../table/matrixOf";
import type { NamedMatrix } from "../../table/namedMatrix";
import { Table } from "../../table/table";

/** The components of one term: singular values of (scaled) λ in descending order, and their directions. */
interface Components {
  readonly grouping: string;
  readonly names: readonly string[];
  readonly singularValues: Float64Array;
  /** S × S, row-major, a column for each component. */
  readonly loadings: Float64Array;
  /** The correlations or covariances, relative to σ², S × S, row-major. */
  readonly product: Float64Array;
}

/** Loadings of this part of the largest of their component are as large. */
const AS_LARGE = 1 - 1e-8;

/**
 * Principal components of the random effects of every term: which share of their variance the first components hold.
 * Columns group, component, share, cumulative; a cumulative share of 1 before the last component means a singular term.
 */
export class RandomEffectsPCA extends Table {
  /** Whether the components are those of the correlations, else of the covariances. */
  readonly corr: boolean;
  readonly #components: readonly Components[];

  /** @internal They come from {@link rePCA}. */
  static create(components: readonly Components[], corr: boolean): RandomEffectsPCA {
    return new RandomEffectsPCA(components, corr);
  }

  private constructor(components: readonly Components[], corr: boolean) {
    const parts = components.flatMap(({ grouping, singularValues }) => {
      const total = singularValues.reduce((sum, value) => sum + value * value, 0);
      let cumulative = 0;
      return Array.from(singularValues, (value, i) => {
        const share = total === 0 ? NaN : (value * value) / total;
        return { grouping, component: i + 1, share, cumulative: (cumulative += share) };
      });
    });
    super(
      [
        ["group", parts.map(({ grouping }) => grouping)],
        ["component", Int32Array.from(parts, ({ component }) => component)],
        ["share", Float64Array.from(parts, ({ share }) => share)],
        ["cumulative", Float64Array.from(parts, ({ cumulative }) => cumulative)],
      ],
      {
        rowHeader: true,
        caption: `Principal components of the random effects (${corr ? "correlations" : "covariances"})`,
        maxRows: Infinity,
      },
    );
    this.corr = corr;
    this.#components = components;
  }

  /**
   * By grouping factor the loadings, S × S: a row for each effect, a column of length 1 for each component, whose
   * largest loading is positive.
   */
  get loadings(): { readonly [grouping: string]: NamedMatrix } {
    return matrices(this.#components, ({ grouping, names, loadings }) =>
      matrixOf(names.length, names.length, loadings, {
        rows: names,
        columns: names.map((_, i) => `PC${i + 1}`),
        caption: `Loadings of ${grouping}`,
      }),
    );
  }

  /** By grouping factor what the components are of: the correlations of the effects, or their covariances over σ². */
  get covcor(): { readonly [grouping: string]: NamedMatrix } {
    return matrices(this.#components, ({ grouping, names, product }) =>
      matrixOf(names.length, names.length, product, {
        rows: names,
        columns: names,
        caption: `${this.#of} of ${grouping}`,
      }),
    );
  }

  /** @internal The table with the loadings and what they are of beside it. */
  override view(): View {
    const details = this.#matrices().map(({ label, matrix }) => ({ label, view: matrix.view() }));
    return { ...super.view(), details };
  }

  /** The shares, and of each grouping factor with more than one effect the loadings and what they are of. */
  override toString(): string {
    const several = this.#matrices().filter(({ matrix }) => matrix.rows > 1);
    return [super.toString(), ...several.map(({ matrix }) => String(matrix))].join("\n\n");
  }

  #matrices(): { readonly label: string; readonly matrix: NamedMatrix }[] {
    const { loadings, covcor } = this;
    return this.#components.flatMap(({ grouping }) => [
      { label: `Loadings of ${grouping}`, matrix: loadings[grouping] },
      { label: `${this.#of} of ${grouping}`, matrix: covcor[grouping] },
    ]);
  }

  get #of(): string {
    return this.corr ? "Correlations" : "Covariances over σ²";
  }
}

function matrices(
  components: readonly Components[],
  make: (own: Components) => NamedMatrix,
): { readonly [grouping: string]: NamedMatrix } {
  const entries = components.map((own) => [own.grouping, make(own)] as const);
  return byGroup(entries, () => entries.map(([, matrix]) => matrix));
}

/** The components of every term: the singular values of λ, with rows of length 1 or as they are. */
export function randomEffectsPCA(
  terms: readonly { readonly grouping: string; readonly names: readonly string[] }[],
  lambdas: readonly Float64Array[],
  corr: boolean,
): RandomEffectsPCA {
  const components = terms.map(({ grouping, names }, t) => ({
    grouping,
    names,
    ...componentsOf(corr ? normalizedRows(lambdas[t], names.length) : lambdas[t], names.length),
  }));
  return RandomEffectsPCA.create(components, corr);
}

/** Each row over its length; a row of zeros stays. */
function normalizedRows(lambda: Float64Array, s: number): Float64Array {
  const lengths = Float64Array.from({ length: s }, (_, i) =>
    Math.sqrt(lambda.subarray(i * s, (i + 1) * s).reduce((sum, value) => sum + value * value, 0)),
  );
  return lambda.map((value, k) => value / (lengths[Math.floor(k / s)] || 1));
}

function componentsOf(factor: Float64Array, s: number): Pick<Components, "singularValues" | "loadings" | "product"> {
  const { Matrix, SVD } = mlMatrix();
  const matrix = Matrix.from1DArray(s, s, factor);
  const { diagonal, leftSingularVectors } = new SVD(matrix);
  // A singular value below the rounding of the largest is 0 to all that is known.
  const rounding = s * Number.EPSILON * Math.max(...diagonal);
  const signs = diagonal.map((_, j) => signOf(leftSingularVectors.getColumn(j)));
  return {
    singularValues: Float64Array.from(diagonal, (value) => (value > rounding ? value : 0)),
    loadings: Float64Array.from(leftSingularVectors.to1DArray(), (value, k) => value * signs[k % s]),
    product: Float64Array.from(matrix.mmul(matrix.transpose()).to1DArray()),
  };
}

/** The sign of the first loading that is as large as any. */
function signOf(loadings: readonly number[]): number {
  const largest = Math.max(...loadings.map(Math.abs));
  return loadings.find((value) => Math.abs(value) >= AS_LARGE * largest)! < 0 ? -1 : 1;
}
