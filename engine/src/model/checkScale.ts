import { DataError } from "../errors";
import type { ModelFrame } from "../formula/modelFrame";
import { sumOfProducts } from "../linalg/orthogonalize";

/** Sums of squares below this have lost digits or become 0. */
const LEAST = 1e-300;

/** Refuses variables whose squares, of which a fit consists, are beyond the range of numbers. */
export function checkScale({ response, fixed, random }: ModelFrame): void {
  checkSquares(response.name, response.values);
  fixed.columns.forEach((column, j) => checkSquares(fixed.names[j], column));
  for (const { names, columns } of random) columns.forEach((column, j) => checkSquares(names[j], column));
}

function checkSquares(name: string, values: Float64Array): void {
  const sum = sumOfProducts(values, values);
  if (sum < Infinity && (sum > LEAST || values.every((value) => value === 0))) return;
  const largest = values.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
  throw new DataError(`the squares of a variable must be within the range of numbers; the largest size of '${name}' is ${largest} (${largest > 1 ? "divide" : "multiply"} it by a power of ten)`);
}
