import { DataError } from "../../errors";
import type { Table } from "../../table/table";
import { quoteName } from "../language/scanner";

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

/** The functions of one column that a formula may call, named as in Julia and R. */
export const functions: ReadonlyMap<string, (x: number) => number> = new Map([
  ["log", Math.log],
  ["log2", Math.log2],
  ["log10", Math.log10],
  ["log1p", Math.log1p],
  ["exp", Math.exp],
  ["expm1", Math.expm1],
  ["sqrt", Math.sqrt],
  ["cbrt", Math.cbrt],
  ["abs", Math.abs],
  ["abs2", (x: number): number => x * x],
  ["inv", (x: number): number => 1 / x],
  ["sin", Math.sin],
  ["cos", Math.cos],
  ["tan", Math.tan],
  ["sign", Math.sign],
  ["floor", Math.floor],
  ["ceil", Math.ceil],
  ["round", roundHalfToEven],
]);

/** As `round` of Julia and R does. */
function roundHalfToEven(x: number): number {
  const rounded = Math.round(x);
  return Math.abs(x % 1) === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}

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

/**
 * The values of a calculation in every row, NaN where a column that it reads is missing.
 * @throws where a function has no value, such as log of a negative number
 */
export function calculate(calculation: Calculation, table: Table): Float64Array {
  const values = evaluate(calculation, table);
  const inputs = columnsOf(calculation).map(({ name }) => ({ name, values: table.numeric(name) }));
  for (let row = 0; row < values.length; row++) {
    if (!Number.isNaN(values[row]) || inputs.some((input) => Number.isNaN(input.values[row]))) continue;
    const where = inputs.map((input) => `${input.name} is ${input.values[row]}`).join(" and ");
    throw new DataError(
      `the variables of a formula must have a value in every row; ${printCalculation(calculation)} has none in row ${row + 1}, where ${where}`,
    );
  }
  return values;
}

function evaluate(calculation: Calculation, table: Table): Float64Array {
  switch (calculation.kind) {
    case "number":
      return new Float64Array(table.numRows).fill(calculation.value);
    case "column":
      return table.numeric(calculation.name);
    case "negative":
      return evaluate(calculation.operand, table).map((value) => -value);
    case "call":
      return evaluate(calculation.operand, table).map(functions.get(calculation.name)!);
    case "arithmetic": {
      const values = Float64Array.from(evaluate(calculation.first, table));
      for (const { operator, operand } of calculation.rest) combine(values, operator, evaluate(operand, table));
      return values;
    }
  }
}

function combine(values: Float64Array, operator: ArithmeticOperator, others: Float64Array): void {
  for (let i = 0; i < values.length; i++) {
    switch (operator) {
      case "+":
        values[i] += others[i];
        break;
      case "-":
        values[i] -= others[i];
        break;
      case "*":
        values[i] *= others[i];
        break;
      case "/":
        values[i] /= others[i];
        break;
      case "^":
        values[i] **= others[i];
        break;
    }
  }
}
