import { DataError } from "../../errors";
import { pow } from "../../math/pow";
import { numbersOf } from "../../table/dates";
import type { Table } from "../../table/table";
import { type ArithmeticOperator, type Calculation, columnsOf, printCalculation } from "../language/calculation";
import { functions } from "../language/functions";

/**
 * The values of a calculation in every row, NaN where a column that it reads is missing.
 * @throws where a function has no value, such as log of a negative number
 */
export function calculate(calculation: Calculation, table: Table): Float64Array {
  const values = Float64Array.from(evaluate(calculation, table));
  const inputs = columnsOf(calculation).map(({ name }) => ({ name, values: numbersOf(table, name) }));
  for (let row = 0; row < values.length; row++) {
    if (inputs.some((input) => Number.isNaN(input.values[row]))) values[row] = NaN;
    else if (Number.isNaN(values[row])) throw withoutValue(calculation, row, inputs);
  }
  return values;
}

function withoutValue(
  calculation: Calculation,
  row: number,
  inputs: readonly { readonly name: string; readonly values: Float64Array }[],
): DataError {
  const where = inputs.map(({ name, values }) => `${name} is ${values[row]}`).join(" and ");
  return new DataError(
    `the variables of a formula must have a value in every row; ${printCalculation(calculation)} has none in row ` +
      `${row + 1}, where ${where}`,
  );
}

function evaluate(calculation: Calculation, table: Table): Float64Array {
  switch (calculation.kind) {
    case "number":
      return new Float64Array(table.numRows).fill(calculation.value);
    case "column":
      return numbersOf(table, calculation.name);
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
        values[i] = pow(values[i], others[i]);
        break;
      case "<":
        values[i] = Number(values[i] < others[i]);
        break;
      case "<=":
        values[i] = Number(values[i] <= others[i]);
        break;
      case ">":
        values[i] = Number(values[i] > others[i]);
        break;
      case ">=":
        values[i] = Number(values[i] >= others[i]);
        break;
      case "==":
        values[i] = Number(values[i] === others[i]);
        break;
      case "!=":
        values[i] = Number(values[i] !== others[i]);
        break;
    }
  }
}
