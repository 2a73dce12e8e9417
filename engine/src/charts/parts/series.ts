import { extent } from "../../distributions/extent";
import { DataError, OptionError } from "../../errors";
import type { TableLike } from "../../table/asTable";
import { asTable } from "../../table/asTable";
import { shownValue } from "../../table/shownValue";
import { LARGEST } from "./axisRange";

/** A named sample of finite numbers, at least one. */
export interface Series {
  name: string;
  values: Float64Array;
}

/** A width below which the arithmetic of scales vanishes. */
const NARROWEST = 1e-90;

/** One series a column, named by the column. Missing values are left out. */
export function columnSeries(data: TableLike, columns: readonly string[]): Series[] {
  const other = [columns].flat().find((column) => typeof column !== "string");
  if (!Array.isArray(columns) || other !== undefined)
    throw new OptionError(`a chart needs the name of a column; got ${shownValue(other ?? columns)}`);
  const table = asTable(data);
  return columns.map((column) => finiteSeries(column, table.numeric(column), `column '${column}'`));
}

/**
 * One series a group of rows, in the order of the levels, which every chart and every model follows; rows of no group
 * are left out.
 */
export function groupedSeries(data: TableLike, column: string, by: string): Series[] {
  const table = asTable(data);
  const values = table.numeric(column);
  const { refs, levels } = table.factor(by);
  const groups = new Map<number, number[]>();
  refs.forEach((ref, row) => {
    if (ref < 0) return;
    const group = groups.get(ref);
    if (group === undefined) groups.set(ref, [values[row]]);
    else group.push(values[row]);
  });
  const inOrder = [...groups].sort(([a], [b]) => a - b);
  return inOrder.map(([ref, group]) =>
    finiteSeries(levels[ref], Float64Array.from(group), `column '${column}' where ${by} is '${levels[ref]}'`),
  );
}

/**
 * The finite ones of values as a series.
 * @param where they are, in the words of errors
 * @throws DataError if none is finite, or they are too large or too near to each other for any scale
 */
export function finiteSeries(name: string, values: Float64Array, where: string): Series {
  const finite = values.every(Number.isFinite) ? values : values.filter(Number.isFinite);
  if (finite.length === 0) throw new DataError(`${where} has no numbers to draw`);
  const [least, greatest] = extent(finite);
  if (Math.max(-least, greatest) > LARGEST || (least < greatest && greatest - least < NARROWEST))
    throw new DataError(
      `a chart draws numbers up to ±${LARGEST} that differ by ${NARROWEST} or more; ${where} holds those ` +
        `from ${least} to ${greatest} (scale them)`,
    );
  return { name, values: finite };
}
