import type { ModelData } from "../../deviance/modelData";
import type { RandomEffectsTerm } from "../../deviance/randomEffectsTerm";
import { eigenDecomposition } from "../../linalg/eigenDecomposition";
import type { TermDesign } from "../../matrices/blockProduct";
import { listNames } from "../../words/nearest";

/** Covariances of the rows that differ by a smaller part of their squares are the same. */
const SAME = 1e-12;
/** Of costlier designs it is not known. */
const MOST_PRODUCTS = 1e7;
/** So many effects of a term are named. */
const MOST_NAMES = 4;

/** An element (a, b), a ≤ b, of the covariance Σ of a term that is a parameter. */
interface Element {
  readonly term: number;
  readonly a: number;
  readonly b: number;
}

/**
 * The terms whose covariances are not determined because those that several of them give the rows add up to one of
 * another: (1 | g & f) + (0 + f | g), for compound symmetry is within the unstructured. Some matrices Eₜ,
 * not all 0, of the patterns of λλᵀ then have Σₜ ZₜEₜZₜᵀ = 0, and those of one term alone have not. Empty without such.
 */
export function overlappingTerms({ terms, weighted }: Pick<ModelData, "terms" | "weighted">): number[] {
  const candidates = [...terms.keys()].filter((t) => terms.some((other, u) => u !== t && shareRows(terms[t], other)));
  const elements = candidates.flatMap((t) => elementsOf(terms[t], t));
  if (candidates.length === 0 || terms[0].refs.length * elements.length ** 2 > MOST_PRODUCTS) return [];
  const gram = scaled(gramOf(weighted.terms, elements), elements.length);
  const nullity = (isIn: (term: number) => boolean): number => {
    const places = [...elements.keys()].filter((i) => isIn(elements[i].term));
    return nullityOf(gram, elements.length, places);
  };
  const all = nullity(() => true);
  return candidates.filter((t) => all > nullity((u) => u !== t) + nullity((u) => u === t));
}

/** Whether two rows are in one level of both of two terms, or a row has a level of its own in both. */
function shareRows(one: RandomEffectsTerm, other: RandomEffectsTerm): boolean {
  const ones = countsOf(one.refs);
  const others = countsOf(other.refs);
  const seen = new Set<number>();
  return one.refs.some((level, row) => {
    const otherLevel = other.refs[row];
    if (ones.get(level) === 1 && others.get(otherLevel) === 1) return true;
    const cell = level * other.levels + otherLevel;
    return seen.size === seen.add(cell).size;
  });
}

function countsOf(refs: ArrayLike<number>): Map<number, number> {
  const counts = new Map<number, number>();
  for (let row = 0; row < refs.length; row++) counts.set(refs[row], (counts.get(refs[row]) ?? 0) + 1);
  return counts;
}

export function overlapWarning(terms: readonly RandomEffectsTerm[], overlapping: readonly number[]): string {
  const names = overlapping.map((t) => {
    const { names, grouping } = terms[t];
    return `'${names.slice(0, MOST_NAMES).join(" + ")}${names.length > MOST_NAMES ? " + …" : ""} | ${grouping}'`;
  });
  return (
    `the random-effects terms ${listNames(names)} overlap, so do not interpret their variances, as others fit ` +
    "exactly as well, with the same coefficients: leave one of these terms out"
  );
}

function elementsOf({ blocks }: RandomEffectsTerm, term: number): Element[] {
  return blocks.flatMap((block) => block.flatMap((a, i) => block.slice(i).map((b) => ({ term, a, b }))));
}

/** The inner products of the ZEZᵀ of single elements, up to factors of rows and columns. */
function gramOf(designs: readonly TermDesign[], elements: readonly Element[]): Float64Array {
  const p = elements.length;
  const gram = new Float64Array(p * p);
  const places = designs.map((_, t) => [...elements.keys()].filter((i) => elements[i].term === t));
  designs.forEach((one, t) => {
    designs.slice(0, t + 1).forEach((other, u) => {
      if (places[t].length === 0 || places[u].length === 0) return;
      const stride = other.columns.length;
      for (const m of crossProducts(one, other)) {
        for (const i of places[t]) {
          const [left, right] = [elements[i].a * stride, elements[i].b * stride];
          for (const j of places[u]) {
            const { a: c, b: d } = elements[j];
            gram[i * p + j] += m[left + c] * m[right + d] + m[left + d] * m[right + c];
          }
        }
      }
    });
  });
  for (let i = 0; i < p; i++) for (let j = 0; j < i; j++) gram[j * p + i] = gram[i * p + j];
  return gram;
}

/** ZₕᵀWₖ, row-major, for each level h of a term and k of another that meet. */
function crossProducts(one: TermDesign, other: TermDesign): Iterable<Float64Array> {
  const products = new Map<number, Float64Array>();
  const stride = other.columns.length;
  for (let row = 0; row < one.refs.length; row++) {
    const key = one.refs[row] * other.levels + other.refs[row];
    let m = products.get(key);
    if (m === undefined) products.set(key, (m = new Float64Array(one.columns.length * stride)));
    for (let i = 0; i < one.columns.length; i++)
      for (let j = 0; j < stride; j++) m[i * stride + j] += one.columns[i][row] * other.columns[j][row];
  }
  return products.values();
}

function scaled(gram: Float64Array, p: number): Float64Array {
  const lengths = Float64Array.from({ length: p }, (_, i) => Math.sqrt(gram[i * p + i]) || 1);
  return gram.map((value, k) => value / (lengths[Math.floor(k / p)] * lengths[k % p]));
}

function nullityOf(gram: Float64Array, p: number, places: readonly number[]): number {
  const part = Float64Array.from(places.flatMap((i) => places.map((j) => gram[i * p + j])));
  const { values } = eigenDecomposition(part, places.length);
  return values.filter((value) => value <= SAME * p).length;
}
