import { DataError } from "../errors";
import { hasSquares, largestSize } from "../formula/coding/unitOf";
import type { ModelFrame } from "../formula/frame/modelFrame";

/**
 * Refuses columns whose squares, of which a fit consists, are beyond the range of numbers in any unit that a frame
 * could give their variables.
 */
export function checkScale({ response, fixed, random }: ModelFrame): void {
  checkSquares(response.name, response.values);
  fixed.columns.forEach((column, j) => checkSquares(fixed.names[j], column));
  for (const { names, columns } of random) columns.forEach((column, j) => checkSquares(names[j], column));
}

function checkSquares(name: string, values: Float64Array): void {
  if (hasSquares(values)) return;
  const largest = largestSize(values);
  throw new DataError(
    "the squares of a variable must be within the range of numbers; " +
      `the largest size of '${name}' is ${largest} (${largest > 1 ? "divide" : "multiply"} it by a power of ten)`,
  );
}
