import { quoteName } from "./scanner";

/** Arithmetic with the columns of a table, row by row. */
export type Calculation =
  | { readonly kind: "number"; readonly value: number; readonly constant?: Constant }
  | { readonly kind: "column"; readonly name: string; readonly at: number }
  | { readonly kind: "negative"; readonly operand: Calculation }
  | { readonly kind: "call"; readonly name: string; readonly operand: Calculation }
  | Arithmetic;

/** Operands joined by operators of one rank from left to right: a list, so that long sums need no deep tree. */
export interface Arithmetic {
  readonly kind: "arithmetic";
  readonly first: Calculation;
  readonly rest: readonly { readonly operator: ArithmeticOperator; readonly operand: Calculation }[];
}

export type ArithmeticOperator = "+" | "-" | "*" | "/" | "^" | Comparison;

/** Operators whose result is 1 where they hold, else 0. */
export type Comparison = "<" | "<=" | ">" | ">=" | "==" | "!=";

/** A number that a formula calls by its name; a column of that name is written in backticks. */
export interface Constant {
  readonly name: string;
  readonly at: number;
}

const CONSTANTS: ReadonlyMap<string, number> = new Map([
  ["pi", Math.PI],
  ["π", Math.PI],
]);

/** The constant of this name, if it is one. */
export function constant(name: string, at: number): Calculation | undefined {
  const value = CONSTANTS.get(name);
  return value === undefined ? undefined : { kind: "number", value, constant: { name, at } };
}

export const COMPARISONS: ReadonlySet<string> = new Set<Comparison>(["<", "<=", ">", ">=", "==", "!="]);

const COMPARISON_RANK = 0;
const RANK: { readonly [operator in Exclude<ArithmeticOperator, Comparison>]: number } = {
  "+": 1,
  "-": 1,
  "*": 2,
  "/": 2,
  "^": 4,
};
const NEGATIVE_RANK = 3;
const ATOM_RANK = 5;

/** The calculation as text with the spaces that Julia prints: "log(x)", "1000 / rt", "x ^ 2". */
export function printCalculation(calculation: Calculation): string {
  switch (calculation.kind) {
    case "number":
      return calculation.constant?.name ?? String(calculation.value);
    case "column":
      return CONSTANTS.has(calculation.name) ? `\`${calculation.name}\`` : quoteName(calculation.name);
    case "negative":
      return `-${within(calculation.operand, NEGATIVE_RANK)}`;
    case "call":
      return `${calculation.name}(${printCalculation(calculation.operand)})`;
    case "arithmetic": {
      const rank = rankOf(calculation);
      const first = within(calculation.first, calculation.rest[0].operator === "^" ? rank + 1 : rank);
      return (
        first +
        calculation.rest
          .map(({ operator, operand }) => {
            const bare = isNegativeExponent(operator, operand);
            return ` ${operator} ${bare ? printCalculation(operand) : within(operand, rank + 1)}`;
          })
          .join("")
      );
    }
  }
}

function isNegativeExponent(operator: ArithmeticOperator, operand: Calculation): boolean {
  return operator === "^" && operand.kind === "negative" && rankOf(operand.operand) === ATOM_RANK;
}

function within(calculation: Calculation, rank: number): string {
  const text = printCalculation(calculation);
  return rankOf(calculation) < rank ? `(${text})` : text;
}

function rankOf(calculation: Calculation): number {
  if (calculation.kind === "arithmetic") {
    const [{ operator }] = calculation.rest;
    return isComparison(operator) ? COMPARISON_RANK : RANK[operator];
  }
  if (calculation.kind === "negative") return NEGATIVE_RANK;
  return calculation.kind === "number" && calculation.value < 0 ? NEGATIVE_RANK : ATOM_RANK;
}

export function isComparison(operator: ArithmeticOperator): operator is Comparison {
  return COMPARISONS.has(operator);
}

/** The calculation with the other sign. */
export function negated(calculation: Calculation): Calculation {
  if (calculation.kind === "number" && calculation.constant === undefined)
    return { kind: "number", value: -calculation.value };
  if (calculation.kind !== "arithmetic" || rankOf(calculation) !== RANK["*"])
    return { kind: "negative", operand: calculation };
  return { ...calculation, first: negated(calculation.first) };
}

/** The numbers that a calculation calls by their names. */
export function constantsOf(calculation: Calculation): Constant[] {
  return leaves(calculation).flatMap((leaf) =>
    leaf.kind === "number" && leaf.constant !== undefined ? [leaf.constant] : [],
  );
}

/** The columns that a calculation reads, with their places. */
export function columnsOf(calculation: Calculation): { name: string; at: number }[] {
  return leaves(calculation).flatMap((leaf) => (leaf.kind === "column" ? [leaf] : []));
}

/** How many numbers and columns a calculation combines. */
export function operandCount(calculation: Calculation): number {
  return leaves(calculation).length;
}

function leaves(calculation: Calculation): Extract<Calculation, { kind: "number" | "column" }>[] {
  switch (calculation.kind) {
    case "number":
    case "column":
      return [calculation];
    case "negative":
    case "call":
      return leaves(calculation.operand);
    case "arithmetic":
      return [calculation.first, ...calculation.rest.map(({ operand }) => operand)].flatMap(leaves);
  }
}
