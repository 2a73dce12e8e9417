import { quoteName } from "./scanner";

/** Arithmetic with the columns of a table, row by row. */
export type Calculation =
  | { readonly kind: "number"; readonly value: number }
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

export type ArithmeticOperator = "+" | "-" | "*" | "/" | "^";

const RANK: { readonly [operator in ArithmeticOperator]: number } = { "+": 1, "-": 1, "*": 2, "/": 2, "^": 4 };
const NEGATIVE_RANK = 3;
const ATOM_RANK = 5;

/** The calculation as text with the spaces that Julia prints: "log(x)", "1000 / rt", "x ^ 2". */
export function printCalculation(calculation: Calculation): string {
  switch (calculation.kind) {
    case "number":
      return String(calculation.value);
    case "column":
      return quoteName(calculation.name);
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
          .map(
            ({ operator, operand }) =>
              ` ${operator} ${isNegativeExponent(operator, operand) ? printCalculation(operand) : within(operand, rank + 1)}`,
          )
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
  if (calculation.kind === "arithmetic") return RANK[calculation.rest[0].operator];
  if (calculation.kind === "negative") return NEGATIVE_RANK;
  return calculation.kind === "number" && calculation.value < 0 ? NEGATIVE_RANK : ATOM_RANK;
}

/** The columns that a calculation reads, with their places. */
export function columnsOf(calculation: Calculation): { name: string; at: number }[] {
  switch (calculation.kind) {
    case "number":
      return [];
    case "column":
      return [calculation];
    case "negative":
    case "call":
      return columnsOf(calculation.operand);
    case "arithmetic":
      return [calculation.first, ...calculation.rest.map(({ operand }) => operand)].flatMap(columnsOf);
  }
}

/** How many numbers and columns a calculation combines. */
export function operandCount(calculation: Calculation): number {
  switch (calculation.kind) {
    case "number":
    case "column":
      return 1;
    case "negative":
    case "call":
      return operandCount(calculation.operand);
    case "arithmetic":
      return calculation.rest.reduce(
        (sum, { operand }) => sum + operandCount(operand),
        operandCount(calculation.first),
      );
  }
}
