import type { ModelData } from "../../deviance/modelData";
import type { RandomEffectsTerm } from "../../deviance/randomEffectsTerm";
import { eigenDecomposition } from "../../linalg/eigenDecomposition";
import { sumOfProducts } from "../../linalg/orthogonalize";
import type { TermDesign } from "../../matrices/blockProduct";
import { listNames } from "../../words/nearest";

/** Covariances of the rows that differ by a smaller part of their squares are the same. */
const SAME = 1e-12;
/** Elements that are smaller take no part in a combination. */
const ROUNDING = 1e-6;
/** Of costlier terms it is not known. */
const MOST_PRODUCTS = 1e7;

/**
 * Random effects of a term whose covariance Σ the rows do not determine, because a matrix E that is not 0 has
 * ZEZᵀ = 0: a covariate that is constant beside an intercept, or, where levels have one value each, takes only two.
 */
export function undeterminedCovariances({ terms, weighted }: Pick<ModelData, "terms" | "weighted">): string[] {
  return terms.flatMap((term, t) => {
    const elements = elementsOf(term);
    if (elements.length === 1 || term.levels * elements.length ** 2 > MOST_PRODUCTS) return [];
    const shared = combined(weighted.terms[t], elements);
    if (shared.length === 0) return [];
    const names = [...new Set(shared)].sort((a, b) => a - b).map((column) => `'${term.names[column]}'`);
    return [
      `do not interpret the variances and correlations of the random effects ${listNames(names)} of ` +
        `'${term.grouping}', as others fit exactly as well, with the same coefficients: leave one of these effects out`,
    ];
  });
}

/** The elements (a, b), a ≤ b, of the covariance of a term that are parameters. */
function elementsOf({ blocks }: RandomEffectsTerm): (readonly [number, number])[] {
  return blocks.flatMap((block) => block.flatMap((a, i) => block.slice(i).map((b) => [a, b] as const)));
}

/** The columns that take part in a matrix E with ZEZᵀ = 0, found by the inner products of ZEZᵀ for single elements. */
function combined(term: TermDesign, elements: readonly (readonly [number, number])[]): number[] {
  const p = elements.length;
  const gram = new Float64Array(p * p);
  for (const m of crossProducts(term)) {
    const at = (a: number, b: number): number => m[a * term.columns.length + b];
    elements.forEach(([a, b], i) => {
      for (let j = 0; j <= i; j++) {
        const [c, d] = elements[j];
        // tr(E·M·E′·M) = 2(M_ac·M_bd + M_ad·M_bc) for elements off the diagonal, half of it for each on it.
        const product = at(a, c) * at(b, d) + at(a, d) * at(b, c);
        gram[i * p + j] += product;
        if (j < i) gram[j * p + i] += product;
      }
    });
  }
  const lengths = Float64Array.from(elements, (_, i) => Math.sqrt(gram[i * p + i]));
  const zero = elements.filter((_, i) => lengths[i] === 0);
  if (zero.length > 0) return zero.flat();
  const scaled = gram.map((value, k) => value / (lengths[Math.floor(k / p)] * lengths[k % p]));
  const { values, vectors } = eigenDecomposition(scaled, p);
  return [...values.keys()]
    .filter((c) => values[c] <= SAME * p)
    .flatMap((c) => elements.filter((_, i) => Math.abs(vectors[i * p + c]) > ROUNDING).flat());
}

/** ZᵀZ of every level, S × S. */
function crossProducts({ refs, levels, columns }: TermDesign): Float64Array[] {
  const rows = Array.from({ length: levels }, (): number[] => []);
  refs.forEach((level, row) => {
    rows[level].push(row);
  });
  return rows.map((own) => {
    const parts = columns.map((column) => Float64Array.from(own, (row) => column[row]));
    return Float64Array.from(parts.flatMap((x) => parts.map((y) => sumOfProducts(x, y))));
  });
}
