import { type LinearChange, toUser, weightsToWorking } from "../../deviance/changeOfBasis";
import type { ResponseRows } from "../../deviance/generalized/workingRows";
import type { ModelData } from "../../deviance/modelData";
import { coneDistance } from "../../linalg/coneDistance";
import { leastSquares } from "../../linalg/leastSquares";
import { removeSpan, sumOfProducts } from "../../linalg/orthogonalize";
import { Estimability } from "../estimability";

/** A direction of the coefficients along which no row's likelihood falls and some rise for ever. */
export interface Separation {
  /** By kept column; 0 where a coefficient does not take part. */
  readonly direction: Float64Array;
  /** How many rows' likelihoods rise along it, or along another such direction. */
  readonly rows: number;
  /** By row how its linear predictor changes along it; 0 where no such direction changes it. */
  readonly along: Float64Array;
  /**
   * Where such directions lead a combination of the coefficients of the kept columns: ±1 to infinity of that sign, 0
   * nowhere, NaN where they disagree, so that nothing tells.
   */
  leads(weights: Float64Array): number;
}

/** The columns of X that are kept, and the working columns that the orthonormal basis belongs to. */
export interface SeparatedDesign {
  readonly fixed: readonly Float64Array[];
  readonly basis: readonly Float64Array[];
  readonly working: readonly Float64Array[];
  readonly change: LinearChange | undefined;
}

/** Where a mean comes so near to 0, or a probability to 1, separation is looked for; that of the logit 15. */
const FAR = 3e-7;
/** Of vectors of coefficients and of rows: a part below this is rounding. */
const ROUNDING = 1e-9;
/** A combination in the cone of the rows is one whose distance from it is below this part of its length. */
const OUTSIDE = 1e-7;

/**
 * Whether the coefficients have no finite maximum likelihood estimates (Albert & Anderson, Biometrika 71, 1984): there
 * is a direction d with xᵀd ≥ 0 where every trial succeeded, ≤ 0 where none did (of counts: at 0), 0 elsewhere, and
 * not 0 everywhere. There is one where the negative sum of these rows, with their signs, lies outside of their cone
 * (Stiemke's theorem), and what then is left of that is one. It is computed in an orthonormal basis of X, so that
 * neither units, origins nor contrasts matter.
 */
function separation(design: SeparatedDesign, response: ResponseRows): Separation | undefined {
  const sides = sidesOf(response);
  if (sides === undefined) return undefined;
  const { basis, fixed, working, change } = design;
  const rows = [...sides.keys()].map((i) => Float64Array.from(basis, (column) => column[i]));
  const still = rows.filter((_, i) => sides[i] === 0);
  let free = complement(still, basis.length);
  let left = signedRows(rows, sides, free);
  const rising = new Set<number>();
  const found = new Float64Array(basis.length);
  while (left.length > 0) {
    const direction = directionOf(left);
    if (direction === undefined) break;
    const own = left.filter(({ unit }) => sumOfProducts(unit, direction) > ROUNDING);
    if (own.length === 0) break;
    addDirection(found, combined(free, direction), rows, sides, rising);
    for (const { row } of own) rising.add(row);
    left = left.filter(({ row }) => !rising.has(row));
  }
  if (rising.size === 0) return undefined;
  free = complement([...still, ...left.map(({ row }) => rows[row])], basis.length);
  const cone = signedRows(rows, sides, free).filter(({ row }) => rising.has(row));
  const gamma = widest(cone, free, found);
  const along = Float64Array.from(rows, (row, i) => (rising.has(i) ? sumOfProducts(row, gamma) : 0));
  if ([...rising].some((row) => !(sides[row] * along[row] > 0))) return undefined;
  const [ofWorking] = leastSquares(working, [combined(basis, gamma)]);
  const units = cone.map(({ unit }) => unit);
  return {
    direction: withoutRounding(toUser(change, ofWorking), fixed),
    rows: rising.size,
    along,
    leads: (weights) => {
      const own = weightsOfBasis(design, weights);
      const part = Float64Array.from(free, (column) => sumOfProducts(column, own));
      const length = Math.sqrt(sumOfProducts(part, part));
      if (!(length > ROUNDING * Math.sqrt(sumOfProducts(own, own)))) return 0;
      const sign = Math.sign(sumOfProducts(own, gamma));
      const rest = coneDistance(
        units,
        part.map((value) => sign * value),
      );
      return Math.sqrt(sumOfProducts(rest, rest)) <= OUTSIDE * length ? sign : NaN;
    },
  };
}

/**
 * Which way the linear predictor of a row may go without its likelihood falling in the end: 1 up, −1 down, 0 neither;
 * undefined for families and links where none goes to infinity.
 */
function sidesOf({ y, family, link }: ResponseRows): Int8Array | undefined {
  const isCount = family.name === "Poisson" || family.name === "NegativeBinomial";
  const isTwoSided = family.isProbability && ["logit", "probit", "cloglog"].includes(link.name);
  if (!isTwoSided && !((family.isProbability || isCount) && link.name === "log")) return undefined;
  return Int8Array.from(y, (value) => (value === 0 ? -1 : isTwoSided && value === 1 ? 1 : 0));
}

/** A row with its sign, in the coordinates of the directions that are free, at unit length. */
interface SignedRow {
  readonly row: number;
  readonly unit: Float64Array;
}

function signedRows(rows: readonly Float64Array[], sides: Int8Array, free: readonly Float64Array[]): SignedRow[] {
  return rows.flatMap((own, row) => {
    if (sides[row] === 0) return [];
    const part = Float64Array.from(free, (column) => sides[row] * sumOfProducts(column, own));
    const length = Math.sqrt(sumOfProducts(part, part));
    if (!(length > ROUNDING * Math.sqrt(sumOfProducts(own, own)))) return [];
    return [{ row, unit: part.map((value) => value / length) }];
  });
}

/** A direction, of unit length, along which no row falls and some rise. */
function directionOf(rows: readonly SignedRow[]): Float64Array | undefined {
  const target = new Float64Array(rows[0].unit.length);
  for (const { unit } of rows) for (let j = 0; j < target.length; j++) target[j] -= unit[j] / rows.length;
  const rest = coneDistance(
    rows.map(({ unit }) => unit),
    target,
  );
  const length = Math.sqrt(sumOfProducts(rest, rest));
  return length * rows.length > ROUNDING ? rest.map((value) => -value / length) : undefined;
}

/** Adds as much of a direction as leaves all rows rising that rise already. */
function addDirection(
  sum: Float64Array,
  direction: Float64Array,
  rows: readonly Float64Array[],
  sides: Int8Array,
  rising: ReadonlySet<number>,
): void {
  let share = 1;
  for (const row of rising) {
    const falls = -sides[row] * sumOfProducts(rows[row], direction);
    if (falls > 0) share = Math.min(share, (sides[row] * sumOfProducts(rows[row], sum)) / (2 * falls));
  }
  for (let j = 0; j < sum.length; j++) sum[j] += share * direction[j];
}

/**
 * Of the directions along which each row rises by 1 or more the shortest (least distance programming, Lawson & Hanson,
 * chapter 23), for one that is known.
 */
function widest(cone: readonly SignedRow[], free: readonly Float64Array[], known: Float64Array): Float64Array {
  const inFree = Float64Array.from(free, (column) => sumOfProducts(column, known));
  const length = Math.sqrt(sumOfProducts(inFree, inFree));
  const least = cone.reduce((most, { unit }) => Math.min(most, sumOfProducts(unit, inFree) / length), Infinity);
  if (!(least > 0)) return known;
  const size = free.length;
  const generators = cone.map(({ unit }) => {
    const norm = Math.sqrt(1 + least * least);
    return Float64Array.from([...unit, least], (value) => value / norm);
  });
  const target = new Float64Array(size + 1);
  target[size] = 1;
  const rest = coneDistance(generators, target);
  if (!(rest[size] > 0)) return known;
  const direction = Float64Array.from(inFree, (_, j) => -rest[j] / rest[size]);
  if (cone.some(({ unit }) => !(sumOfProducts(unit, direction) > 0.5 * least))) return known;
  return combined(free, direction);
}

/** Orthonormal vectors that stand at right angles to others. */
function complement(others: readonly Float64Array[], size: number): Float64Array[] {
  const span: Float64Array[] = [];
  for (const own of others) {
    if (span.length === size) return [];
    const rest = own.slice();
    removeSpan(rest, span);
    removeSpan(rest, span);
    const length = Math.sqrt(sumOfProducts(rest, rest));
    if (length > ROUNDING * Math.sqrt(sumOfProducts(own, own))) span.push(rest.map((value) => value / length));
  }
  const free: Float64Array[] = [];
  while (span.length + free.length < size) {
    const taken = [...span, ...free];
    const rests = Array.from({ length: size }, (_, j) => {
      const rest = new Float64Array(size);
      rest[j] = 1;
      removeSpan(rest, taken);
      removeSpan(rest, taken);
      return { rest, length: Math.sqrt(sumOfProducts(rest, rest)) };
    });
    const { rest, length } = rests.reduce((one, other) => (other.length > one.length ? other : one));
    free.push(rest.map((value) => value / length));
  }
  return free;
}

/** Σ weightⱼ·columnⱼ */
function combined(columns: readonly Float64Array[], weights: Float64Array): Float64Array {
  const sum = new Float64Array(columns[0].length);
  columns.forEach((column, j) => {
    for (let i = 0; i < sum.length; i++) sum[i] += weights[j] * column[i];
  });
  return sum;
}

/** Coefficients that are 0 where what they contribute is rounding. */
function withoutRounding(direction: Float64Array, fixed: readonly Float64Array[]): Float64Array {
  const parts = direction.map(
    (value, j) => Math.abs(value) * fixed[j].reduce((most, x) => Math.max(most, Math.abs(x)), 0),
  );
  const largest = parts.reduce((most, part) => Math.max(most, part), 0);
  return direction.map((value, j) => (parts[j] <= ROUNDING * largest ? 0 : value));
}

/** The weights that the coordinates of the basis have in a combination of the user's coefficients. */
function weightsOfBasis({ basis, working, change }: SeparatedDesign, weights: Float64Array): Float64Array {
  const result = weightsToWorking(change, weights).slice();
  for (let j = 0; j < result.length; j++) {
    for (let i = 0; i < j; i++) result[j] -= sumOfProducts(basis[i], working[j]) * result[i];
    result[j] /= sumOfProducts(basis[j], working[j]);
  }
  return result;
}

/** What a combination of coefficients is asked of. */
export interface SeparatedModel {
  readonly nobs: number;
  readonly data: Pick<ModelData, "frame" | "kept">;
  readonly separation: Separation | undefined;
  /** The fit to the rows that are not separated, where some are. */
  readonly rest: SeparatedModel | undefined;
}

/**
 * What a separation makes of a combination of the coefficients, one weight for each column of X: ±∞ where all of its
 * directions lead there, NaN where they disagree or where nothing else tells it, as the rows that are not separated do
 * not determine it; 0 where it is that of the estimates.
 */
export function combinationsAtInfinity({
  nobs,
  data,
  separation,
  rest,
}: SeparatedModel): (weights: ArrayLike<number>) => number {
  if (separation === undefined) return () => 0;
  const estimable = rest && new Estimability(rest.data);
  const ofRest = rest && combinationsAtInfinity(rest);
  return (weights) => {
    const sign = separation.leads(Float64Array.from(data.kept, (index) => weights[index]));
    if (sign !== 0) return sign * Infinity;
    if (estimable !== undefined) return estimable.holds(weights) ? ofRest!(weights) : NaN;
    return separation.rows === nobs && data.kept.some((index) => weights[index] !== 0) ? NaN : 0;
  };
}

/** The separation of a fit, looked for only where a mean is nearly 0, or a probability nearly 1. */
export function separationOf(
  design: SeparatedDesign,
  response: ResponseRows,
  eta: Float64Array,
): Separation | undefined {
  const out = new Float64Array(5);
  const { link, family } = response;
  const isFar = eta.some((value) => {
    if (Number.isNaN(value)) return true;
    link.inverse(value, out);
    return out[0] < FAR || (family.isProbability && out[1] < FAR);
  });
  return isFar ? separation(design, response) : undefined;
}
