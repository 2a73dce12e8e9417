import { DataError, OptionError } from "../../errors";
import type { Factor } from "../../table/factor";
import { checkOptions } from "../../table/options";
import type { Table } from "../../table/table";
import { listNames } from "../../words/nearest";
import type { PlotMapping } from "./plotOptions";
import type { PlotGroup } from "./plotShapes";

/** One panel's part of a table. */
export interface PlotCell {
  /** Names of its levels, empty for a single panel. */
  readonly title: string;
  readonly groups: readonly PlotGroup[];
}

export interface PlotCells {
  /** Row by row, those without rows of the table included. */
  readonly cells: readonly PlotCell[];
  /** Panels in a row; undefined where they follow each other as there is room. */
  readonly columns?: number;
  /** Levels of the colours, none without such a column. */
  readonly colors: readonly string[];
  /** How many rows of the table are drawn. */
  readonly count: number;
}

const MOST_PANELS = 60;

/**
 * Parts a table's rows into panels, and those by colour and group. Rows with a missing value in a column of the mapping
 * are left out.
 */
export function plotCells(table: Table, mapping: PlotMapping): PlotCells {
  checkMapping(table, mapping);
  const { x, y, color, group, row, column, layout } = mapping;
  const [xs, ys] = [numeric(table, "x", x), y === undefined ? undefined : numeric(table, "y", y)];
  const factors = [color, group, row, column, layout].map((name) =>
    name === undefined ? undefined : table.factor(name),
  );
  const complete = Array.from({ length: table.numRows }, (_, i) => i).filter(
    (i) =>
      Number.isFinite(xs[i]) &&
      (ys === undefined || Number.isFinite(ys[i])) &&
      factors.every((factor) => factor === undefined || factor.refs[i] >= 0),
  );
  if (complete.length === 0)
    throw new DataError(
      `plot needs rows with values in ${Object.values(mapping).join(", ")}; of the ${table.numRows} rows there is none`,
    );
  const [colors, groups, rows, columns, wrapped] = factors.map((factor) =>
    factor === undefined ? undefined : usedLevels(factor, complete),
  );
  const across = wrapped ?? columns;
  const panels = (rows?.levels.length ?? 1) * (across?.levels.length ?? 1);
  if (panels > MOST_PANELS)
    throw new OptionError(
      `plot draws at most ${MOST_PANELS} panels, ` +
        `but ${[row, column, layout].filter((name) => name !== undefined).join(" and ")} would make ${panels}`,
    );
  const parts = new Map<number, Map<string, number[]>>();
  for (const i of complete) {
    const cell = (rows?.at(i) ?? 0) * (across?.levels.length ?? 1) + (across?.at(i) ?? 0);
    const own = parts.get(cell) ?? new Map<string, number[]>();
    const key = `${colors?.at(i) ?? 0} ${groups?.at(i) ?? 0}`;
    const members = own.get(key);
    if (members === undefined) own.set(key, [i]);
    else members.push(i);
    parts.set(cell, own);
  }
  const cells = Array.from({ length: panels }, (_, cell): PlotCell => {
    const [r, c] = [Math.floor(cell / (across?.levels.length ?? 1)), cell % (across?.levels.length ?? 1)];
    const own = [...(parts.get(cell) ?? [])].sort(([a], [b]) => Number.parseInt(a, 10) - Number.parseInt(b, 10));
    return {
      title: [rows?.levels[r], across?.levels[c]].filter((level) => level !== undefined).join(", "),
      groups: own.map(([key, members]) => ({
        color: Number.parseInt(key, 10),
        rows: members,
        x: Float64Array.from(members, (i) => xs[i]),
        y: ys === undefined ? new Float64Array(0) : Float64Array.from(members, (i) => ys[i]),
      })),
    };
  });
  return {
    cells,
    colors: colors?.levels ?? [],
    count: complete.length,
    ...(wrapped === undefined ? { columns: across?.levels.length ?? 1 } : {}),
  };
}

const PLACES = ["x", "y", "color", "group", "row", "column", "layout"];

function checkMapping(table: Table, mapping: PlotMapping): void {
  checkOptions("plot's mapping", mapping, PLACES);
  if (mapping.x === undefined) throw new OptionError("plot's mapping needs a column for x");
  for (const name of Object.values(mapping))
    if (!table.has(name)) throw new DataError(table.absence("column", String(name)));
  if (mapping.layout !== undefined && (mapping.row !== undefined || mapping.column !== undefined))
    throw new OptionError("plot's mapping has either layout or row and column");
}

function numeric(table: Table, place: string, name: string): Float64Array {
  if (table.kind(name) === "numeric") return table.numeric(name);
  const numbers = table.columnNames.filter((other) => table.kind(other) === "numeric");
  throw new DataError(`plot's ${place} is a column of numbers, and '${name}' is not; those are ${listNames(numbers)}`);
}

/** The levels that occur in the rows, in the order of the factor. */
function usedLevels(
  { refs, levels }: Factor,
  rows: readonly number[],
): { levels: string[]; at: (row: number) => number } {
  const used = [...new Set(rows.map((i) => refs[i]))].sort((a, b) => a - b);
  const place = new Map(used.map((ref, i) => [ref, i]));
  return { levels: used.map((ref) => levels[ref]), at: (row) => place.get(refs[row])! };
}
