import { type Calculation, columnsOf, printCalculation } from "./calculation";
import type { SplineCall } from "./parseSpline";
import { quoteName } from "./scanner";
import { type SplineSettings, splineWidth } from "./splineSettings";

/** The highest power of terms, degree of a polynomial and number of variables in one term. */
export const MAX_DEGREE = 32;

/** A variable that a formula makes of columns. */
export type Derived = {
  /** Name of the variable, unlike those of columns. */
  readonly name: string;
  /** How a formula writes it. */
  readonly text: string;
  /** How coefficients name it. */
  readonly label: string;
} & (
  | { readonly kind: "calculation"; readonly calculation: Calculation }
  | { readonly kind: "fulldummy"; readonly column: string; readonly at: number }
  | (ColumnOfTerm & { readonly kind: "polynomial"; readonly degree: number })
  | (ColumnOfTerm & { readonly kind: "spline"; readonly settings: SplineSettings })
);

/** One column of what is a single term of a formula, such as poly(x, 2). */
export interface ColumnOfTerm {
  readonly calculation: Calculation;
  /** The term as text. */
  readonly term: string;
  /** Number of the column, from 0. */
  readonly index: number;
}

export type DerivedVariables = ReadonlyMap<string, Derived>;

export function calculated(calculation: Calculation): Derived {
  const name = printCalculation(calculation);
  return {
    kind: "calculation",
    calculation,
    name,
    label: name,
    text: readsBack(calculation) ? name : `protect(${name})`,
  };
}

export function fullDummies(column: string, at: number): Derived {
  const text = `fulldummy(${quoteName(column)})`;
  return { kind: "fulldummy", column, at, name: text, text, label: column };
}

/** The calculation of a product or quotient in which a number stands, such as 2 * x; undefined for other variables. */
export function scaledCalculation(variable: Derived): Calculation | undefined {
  if (variable.kind !== "calculation" || variable.calculation.kind !== "arithmetic") return undefined;
  const { first, rest } = variable.calculation;
  const operators = new Set(rest.map(({ operator }) => operator));
  const isProduct = operators.has("*") || operators.has("/");
  return isProduct && [first, ...rest.map(({ operand }) => operand)].some(({ kind }) => kind === "number")
    ? variable.calculation
    : undefined;
}

/** What is known of the linear predictor beforehand, as `offset(…)` in a formula. */
export function offsetOf(calculation: Calculation): Derived {
  const text = `offset(${printCalculation(calculation)})`;
  return { kind: "calculation", calculation, name: text, text, label: text };
}

/** The columns of orthogonal polynomials of degree 1, 2, … */
export function polynomialTerms(calculation: Calculation, degree: number): Derived[] {
  const term = `poly(${printCalculation(calculation)}, ${degree})`;
  return Array.from({ length: degree }, (_, index) => {
    const name = `${term}${index + 1}`;
    return { kind: "polynomial", calculation, term, degree, index, name, text: name, label: name };
  });
}

/** The columns of a spline. */
export function splineTerms({ calculation, settings, text: term }: SplineCall): Derived[] {
  return Array.from({ length: splineWidth(settings) }, (_, index) => {
    const name = `${term}${index + 1}`;
    return { kind: "spline", calculation, term, settings, index, name, text: name, label: name };
  });
}

/** The columns that a derived variable reads, with their places. */
export function sourcesOf(derived: Derived): { name: string; at: number }[] {
  return derived.kind === "fulldummy" ? [{ name: derived.column, at: derived.at }] : columnsOf(derived.calculation);
}

/** The column and the exponent where a variable is a whole power of a column, from 2 on. */
export function powerOf(derived: Derived | undefined): { column: string; exponent: number } | undefined {
  if (derived?.kind !== "calculation" || derived.calculation.kind !== "arithmetic") return undefined;
  const { first, rest } = derived.calculation;
  const [{ operator, operand }] = rest;
  if (rest.length > 1 || operator !== "^" || first.kind !== "column" || operand.kind !== "number") return undefined;
  const { value: exponent } = operand;
  return Number.isInteger(exponent) && exponent >= 2 && exponent <= MAX_DEGREE
    ? { column: first.name, exponent }
    : undefined;
}

/**
 * Whether the text of a calculation in a formula is read as that calculation again, not as terms or as arithmetic
 * without a column.
 */
function readsBack(calculation: Calculation): boolean {
  if (calculation.kind !== "arithmetic") return calculation.kind === "call";
  const { first, rest } = calculation;
  if (rest[0].operator !== "^" || first.kind === "arithmetic" || first.kind === "negative") return false;
  return first.kind !== "call" || columnsOf(first).length > 0;
}
