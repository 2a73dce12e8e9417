import { OptionError } from "../../errors";
import type { TableLike } from "../../table/asTable";
import { isNumericArray, type NumericArray } from "../../table/column";
import { shownValue } from "../../table/shownValue";

/** Numbers without a table, such as the residuals of a model or a column of a bootstrap. */
export type DrawnValues = NumericArray | readonly number[];

function isValues(data: unknown): data is DrawnValues {
  return isNumericArray(data) || (Array.isArray(data) && data.length > 0 && data.every((x) => typeof x === "number"));
}

/**
 * The arguments of a chart of a column, which may be numbers alone: these become a table of one column.
 * @param where the function that draws, for the error
 */
export function columnOrValues<C, O extends object>(
  where: string,
  data: TableLike | DrawnValues,
  column: C | O | undefined,
  options: O | undefined,
): { data: TableLike; column: C | string; options: O } {
  if (!isValues(data)) {
    if (column === undefined || (typeof column === "object" && !Array.isArray(column)))
      throw new OptionError(`${where} draws a column of a table, whose name comes second; got ${shownValue(column)}`);
    return { data, column: column as C, options: options ?? ({} as O) };
  }
  if (typeof column === "string" || Array.isArray(column))
    throw new OptionError(`${where} of numbers alone has no columns, but got the name ${shownValue(column)}`);
  return { data: { value: data as NumericArray }, column: "value", options: (column ?? {}) as O };
}
