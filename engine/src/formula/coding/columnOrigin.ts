/** A numeric variable as a factor of a column. */
export interface Covariate {
  /** Other numbers have another name: a variable and what it is standardised to are two. */
  readonly name: string;
  /** Its values in the rows of the column. */
  readonly values: Float64Array;
  /** The variable that it is a whole power of, where a formula says so, as x ^ 2 does. */
  readonly power?: { readonly of: Covariate; readonly exponent: number };
}

/** What a column of a design is the product of. */
export interface ColumnOrigin {
  /** The product of its columns of coded factors; undefined where it has none. */
  readonly coded: Float64Array | undefined;
  readonly covariates: readonly Covariate[];
}

/** The origin of the product of two columns. */
export function productOrigin(a: ColumnOrigin, b: ColumnOrigin, product: Float64Array): ColumnOrigin {
  const covariates = [...a.covariates, ...b.covariates];
  if (a.coded === undefined || b.coded === undefined) return { coded: a.coded ?? b.coded, covariates };
  return { coded: covariates.length === 0 ? product : multiply(a.coded, b.coded), covariates };
}

/** The origin of the same column in some rows; `pick` takes the values of these. */
export function originInRows(
  { coded, covariates }: ColumnOrigin,
  pick: (values: Float64Array) => Float64Array,
): ColumnOrigin {
  const picked = ({ name, values, power }: Covariate): Covariate => ({
    name,
    values: pick(values),
    ...(power && { power: { ...power, of: picked(power.of) } }),
  });
  return { coded: coded && pick(coded), covariates: covariates.map(picked) };
}

export function multiply(a: Float64Array, b: Float64Array): Float64Array {
  const product = new Float64Array(a.length);
  for (let i = 0; i < a.length; i++) product[i] = a[i] * b[i];
  return product;
}
