import type { ColumnOrigin } from "../formula/coding/columnOrigin";
import { orthogonalize, removeSpan, sumOfProducts } from "../linalg/orthogonalize";
import { wholePower } from "../linalg/wholePower";
import { AS_IT_IS, inForm, isForm, type StandardForm } from "./standardForm";

/** The forms of covariates, by their names; the others are as they are. */
export type Forms = ReadonlyMap<string, StandardForm>;

/** Columns and what each of them is made of; without origins they are taken as they are. */
export interface OriginalColumns {
  readonly columns: readonly Float64Array[];
  readonly origins?: readonly ColumnOrigin[] | undefined;
}

/** A column as a product: of a coded column and powers of covariates. */
interface Monomial {
  readonly coded: Float64Array | undefined;
  readonly exponents: ReadonlyMap<string, number>;
}

/** The weight of a column of a list in a combination. */
interface Part {
  readonly column: number;
  readonly weight: number;
}

/** A coded column is a combination of others when less than this part of its norm is left. */
const NOTHING = 1e-12;

/**
 * The columns of X, or those of random effects that correlate, as polynomials in their covariates. Where all lower
 * powers of a covariate stand beside each of its columns, as 1 stands beside x, its origin does not matter: x + a has
 * the same span.
 */
export class PolynomialColumns {
  /** The covariates by their names. */
  readonly covariates: ReadonlyMap<string, Float64Array>;
  private readonly columns: readonly Float64Array[];
  private readonly monomials: readonly Monomial[];
  /** The covariates whose powers are taken for such, not for covariates of their own. */
  private readonly powers: ReadonlySet<string>;

  /** @param model columns of the same formula in other rows, whose powers these take over */
  constructor({ columns, origins = columns.map(asItIs) }: OriginalColumns, model?: PolynomialColumns) {
    this.columns = columns;
    const powers = model?.powers ?? shiftedPowers(origins);
    this.powers = powers;
    const covariates = new Map<string, Float64Array>();
    this.monomials = monomialsOf(origins, powers, covariates);
    this.covariates = covariates;
  }

  /** Whether the span of the columns does not depend on the origin of a covariate. */
  allowsShift(name: string): boolean {
    return allowsShift(this.monomials, name);
  }

  /** Names of the covariates of a column. */
  covariatesIn(column: number): string[] {
    return [...this.monomials[column].exponents.keys()];
  }

  /**
   * The columns with their covariates in forms.
   * @param exactly whether counted values are rounded to their steps
   * @param known what covariates are in forms of their own, which is added to
   */
  inForms(forms: Forms, exactly = true, known = new Map<StandardForm, Float64Array>()): Float64Array[] {
    if (this.stay(forms)) return [...this.columns];
    const values = new Map<string, Float64Array>();
    for (const [name, own] of this.covariates) {
      const form = formOf(forms, name);
      const found = known.get(form) ?? inForm(own, form, exactly);
      values.set(name, found);
      if (isForm(form)) known.set(form, found);
    }
    return this.columns.map((column, j) =>
      this.isChanged(j, forms) ? product(this.monomials[j], values, column.length) : column,
    );
  }

  /**
   * S × S numbers, row-major: the columns as they are, as combinations of those in forms, of which only covariates of
   * {@link allowsShift} may be centred; undefined where the columns are the same. By the binomial theorem,
   * (scale·x + center)^e = Σ (e over e′)·scale^e′·center^(e − e′)·x^e′.
   */
  expansion(forms: Forms): Float64Array | undefined {
    if (this.stay(forms)) return undefined;
    const { monomials } = this;
    const s = monomials.length;
    const matrix = new Float64Array(s * s);
    monomials.forEach((own, j) => {
      for (const { lower, weight } of lowerExponents(own.exponents, forms)) {
        const parts = sameExponents(lower, own.exponents)
          ? [{ column: j, weight: 1 }]
          : combination(monomials, own, lower)!;
        for (const part of parts) matrix[part.column * s + j] += part.weight * weight;
      }
    });
    return matrix;
  }

  /** The columns by their degree in all covariates, in which order {@link expansion} is upper triangular. */
  byDegree(): number[] {
    const degrees = this.monomials.map(({ exponents }) => [...exponents.values()].reduce((sum, own) => sum + own, 0));
    return [...degrees.keys()].sort((a, b) => degrees[a] - degrees[b] || a - b);
  }

  /** Whether no covariate changes. */
  private stay(forms: Forms): boolean {
    for (const name of this.covariates.keys()) if (isForm(formOf(forms, name))) return false;
    return true;
  }

  private isChanged(column: number, forms: Forms): boolean {
    return this.covariatesIn(column).some((name) => isForm(formOf(forms, name)));
  }
}

function asItIs(coded: Float64Array): ColumnOrigin {
  return { coded, covariates: [] };
}

/** The covariates whose powers make up polynomials in them with any origin. */
function shiftedPowers(origins: readonly ColumnOrigin[]): Set<string> {
  const powers = new Set<string>();
  for (const { covariates } of origins)
    for (const { power } of covariates) if (power !== undefined) powers.add(power.of.name);
  if (powers.size === 0) return powers;
  const names = [...powers];
  for (const name of names) if (!allowsShift(monomialsOf(origins, powers), name)) powers.delete(name);
  return powers;
}

function formOf(forms: Forms, name: string): StandardForm {
  return forms.get(name) ?? AS_IT_IS;
}

/** @param found receives the covariates by their names */
function monomialsOf(
  origins: readonly ColumnOrigin[],
  powers: ReadonlySet<string>,
  found = new Map<string, Float64Array>(),
): Monomial[] {
  return origins.map(({ coded, covariates }) => {
    const exponents = new Map<string, number>();
    for (const own of covariates) {
      const power = own.power !== undefined && powers.has(own.power.of.name) ? own.power : { of: own, exponent: 1 };
      const { name, values } = power.of;
      exponents.set(name, (exponents.get(name) ?? 0) + power.exponent);
      found.set(name, values);
    }
    return { coded, exponents };
  });
}

function allowsShift(monomials: readonly Monomial[], name: string): boolean {
  return monomials.every((own) =>
    Array.from({ length: own.exponents.get(name) ?? 0 }, (_, exponent) =>
      withExponent(own.exponents, name, exponent),
    ).every((lower) => combination(monomials, own, lower) !== undefined),
  );
}

function withExponent(exponents: Monomial["exponents"], name: string, exponent: number): Map<string, number> {
  const result = new Map(exponents);
  if (exponent === 0) result.delete(name);
  else result.set(name, exponent);
  return result;
}

function sameExponents(a: Monomial["exponents"], b: Monomial["exponents"]): boolean {
  return a.size === b.size && [...a].every(([name, exponent]) => b.get(name) === exponent);
}

/** Exponents up to those of a column in the covariates that are centred, with the weight of each in its expansion. */
function lowerExponents(
  exponents: Monomial["exponents"],
  forms: Forms,
): { lower: Map<string, number>; weight: number }[] {
  return [...exponents].reduce<{ lower: Map<string, number>; weight: number }[]>(
    (all, [name, exponent]) => {
      const { center, scale } = formOf(forms, name);
      const choices = center === 0 ? [exponent] : Array.from({ length: exponent + 1 }, (_, lower) => lower);
      return all.flatMap(({ lower, weight }) =>
        choices.map((own) => ({
          lower: withExponent(lower, name, own),
          weight: weight * binomial(exponent, own) * wholePower(scale, own) * wholePower(center, exponent - own),
        })),
      );
    },
    [{ lower: new Map(), weight: 1 }],
  );
}

function binomial(n: number, k: number): number {
  let result = 1;
  for (let i = 1; i <= k; i++) result = (result * (n - k + i)) / i;
  return result;
}

/** The column with other exponents as a combination of columns with these; undefined where it is none. */
function combination(
  monomials: readonly Monomial[],
  { coded }: Monomial,
  exponents: Monomial["exponents"],
): Part[] | undefined {
  const candidates = [...monomials.keys()].filter((i) => sameExponents(monomials[i].exponents, exponents));
  const same = candidates.find((i) => areEqual(monomials[i].coded, coded));
  if (same !== undefined) return [{ column: same, weight: 1 }];
  const known = [coded, ...candidates.map((i) => monomials[i].coded)].find((own) => own !== undefined);
  if (candidates.length === 0 || known === undefined) return undefined;
  const ones = new Float64Array(known.length).fill(1);
  const weights = spanned(
    coded ?? ones,
    candidates.map((i) => monomials[i].coded ?? ones),
  );
  return weights?.map(({ column, weight }) => ({ column: candidates[column], weight }));
}

function areEqual(a: Float64Array | undefined, b: Float64Array | undefined): boolean {
  if (a === b) return true;
  if (a === undefined || b === undefined) return (a ?? b)!.every((value) => value === 1);
  return a.every((value, i) => value === b[i]);
}

/** The weights of columns in a column that they span. */
function spanned(column: Float64Array, columns: readonly Float64Array[]): Part[] | undefined {
  const { kept, basis } = orthogonalize(columns);
  const rest = column.slice();
  removeSpan(rest, basis);
  removeSpan(rest, basis);
  if (sumOfProducts(rest, rest) > NOTHING ** 2 * sumOfProducts(column, column)) return undefined;
  const weights = basis.map((direction) => sumOfProducts(direction, column));
  for (let j = kept.length - 1; j >= 0; j--) {
    weights[j] /= sumOfProducts(basis[j], columns[kept[j]]);
    for (let i = 0; i < j; i++) weights[i] -= sumOfProducts(basis[i], columns[kept[j]]) * weights[j];
  }
  return kept.map((index, j) => ({ column: index, weight: weights[j] }));
}

function product(
  { coded, exponents }: Monomial,
  values: ReadonlyMap<string, Float64Array>,
  length: number,
): Float64Array {
  const [[name, exponent], ...others] = exponents;
  if (coded === undefined && exponent === 1 && others.length === 0) return values.get(name)!;
  const result = coded?.slice() ?? new Float64Array(length).fill(1);
  for (const [name, exponent] of exponents) {
    const own = values.get(name)!;
    for (let i = 0; i < length; i++) result[i] *= wholePower(own[i], exponent);
  }
  return result;
}
