import type { ModelFrame } from "../formula/frame/modelFrame";
import { weightsIn } from "../formula/frame/rowValues";
import { environment } from "../platform/environment";
import type { Table } from "../table/table";

/**
 * Weights of the rows of other data: those in the column that the fit took its own from; undefined where each is 1.
 * Where the fit had weights and the data have not, a warning says so.
 * @param where the function as the user calls it
 */
export function newWeights(
  where: string,
  { recipe: { weights } }: Pick<ModelFrame, "recipe">,
  table: Table,
): Float64Array | undefined {
  if (weights === undefined) return undefined;
  const { column } = weights;
  if (column !== undefined && table.has(column)) return weightsIn(table, column);
  const missing =
    column === undefined
      ? "the fit was given its weights as numbers, so the new data have none"
      : `the fit had the weights '${column}', a column that the new data have not`;
  environment.warn(`${where}: ${missing}; their rows count as of weight 1`, "WeightsWarning");
  return undefined;
}
