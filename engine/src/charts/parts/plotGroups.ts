import { mean } from "../../distributions/mean";
import { quantileOfSorted } from "../../distributions/quantileOfSorted";
import { DataError, OptionError } from "../../errors";
import type { Factor } from "../../table/factor";
import { checkOptions } from "../../table/options";
import type { Table } from "../../table/table";
import { listNames, unknownName } from "../../words/nearest";
import type { Shades } from "./colors/shades";
import { unknownPlace } from "./plotNames";
import { type LevelOrder, PLOT_OPTIONS, type PlotMapping, type PlotOptions } from "./plotOptions";
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
  /** Levels of the colours, none without such a column or where its numbers are shades. */
  readonly colors: readonly string[];
  /** Whether an axis or the panels name these levels too. */
  readonly isNamed: boolean;
  /** The rows of all panels, of which shades have their ends. */
  readonly rows: readonly number[];
  /** How many rows of the table are drawn. */
  readonly count: number;
}

const MOST_PANELS = 60;

/**
 * Parts a table's rows into panels, and those by colour and group. Rows with a missing value in a column of the mapping
 * are left out.
 */
export function plotCells(
  table: Table,
  mapping: PlotMapping,
  { categories, sorter = {}, shades }: { categories?: string; sorter?: PlotOptions["sorter"]; shades?: Shades } = {},
): PlotCells & { levels: readonly string[] } {
  const { group, row, column, layout } = mapping;
  const color = shades === undefined ? mapping.color : undefined;
  const [x, y] =
    categories === undefined || categories === mapping.x ? [mapping.x, mapping.y] : [mapping.y!, mapping.x];
  const factorOf = (name: string): Factor => sortedFactor(table, name, sorter[name]);
  const category = categories === undefined ? undefined : factorOf(categories);
  const used =
    category &&
    usedLevels(
      category,
      Array.from(category.refs.keys()).filter((i) => category.refs[i] >= 0),
    );
  const xs =
    category && used
      ? Float64Array.from(category.refs, (ref, i) => (ref < 0 ? NaN : used.at(i)))
      : numeric(table, "x", x);
  const ys = y === undefined ? undefined : numeric(table, "y", y);
  const factors = [color, group, row, column, layout].map((name) => (name === undefined ? undefined : factorOf(name)));
  const complete = Array.from({ length: table.numRows }, (_, i) => i).filter(
    (i) =>
      Number.isFinite(xs[i]) &&
      (ys === undefined || Number.isFinite(ys[i])) &&
      (shades === undefined || Number.isFinite(shades.values[i])) &&
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
    isNamed: color !== undefined && [categories, row, column, layout].includes(color),
    rows: complete,
    count: complete.length,
    levels: used?.levels ?? [],
    ...(wrapped === undefined ? { columns: across?.levels.length ?? 1 } : {}),
  };
}

const PLACES = ["x", "y", "color", "group", "row", "column", "layout", "size", "text", "xend", "yend", "value"];

/** Checks that a mapping names columns of the table. */
export function checkMapping(table: Table, mapping: PlotMapping): void {
  const foreign = Object.keys(mapping ?? {}).filter((name) => !PLACES.includes(name));
  const sentence = foreign.map((name) => unknownPlace(name, PLOT_OPTIONS)).find((text) => text !== undefined);
  if (sentence !== undefined) throw new OptionError(sentence);
  checkOptions("plot's mapping", mapping, PLACES);
  if (mapping.x === undefined) throw new OptionError("plot's mapping needs a column for x");
  for (const name of Object.values(mapping))
    if (!table.has(name)) throw new DataError(table.absence("column", String(name)));
  if (mapping.layout !== undefined && (mapping.row !== undefined || mapping.column !== undefined))
    throw new OptionError("plot's mapping has either layout or row and column");
}

/** A column as categories in the order that is asked for; by default in that of the factor. */
export function sortedFactor(table: Table, name: string, order: LevelOrder | undefined): Factor {
  const factor = table.factor(name);
  if (order === undefined) return factor;
  const { refs, levels } = factor;
  const places = Array.isArray(order) ? listed(name, levels, order) : summarised(table, factor, order as ByColumn);
  const place = new Map(places.map((ref, i) => [ref, i]));
  return { refs: refs.map((ref) => (ref < 0 ? ref : place.get(ref)!)), levels: places.map((ref) => levels[ref]) };
}

type ByColumn = Exclude<LevelOrder, readonly string[]>;

function listed(name: string, levels: readonly string[], order: readonly string[]): number[] {
  const unknown = order.find((level) => !levels.includes(String(level)));
  if (unknown !== undefined) throw new OptionError(unknownName("level", String(unknown), `levels of ${name}`, levels));
  const first = [...new Set(order.map((level) => levels.indexOf(String(level))))];
  return [...first, ...levels.map((_, i) => i).filter((i) => !first.includes(i))];
}

function summarised(table: Table, { refs, levels }: Factor, order: ByColumn): number[] {
  checkOptions("an order of levels", order, ["by", "stat", "descending"]);
  const { by, stat = "mean", descending = false } = order;
  if (!["mean", "median", "count"].includes(stat))
    throw new OptionError(`levels are ordered by "mean", "median" or "count"; got ${JSON.stringify(stat)}`);
  const values = table.numeric(by);
  const own = levels.map((_, ref) => values.filter((value, i) => refs[i] === ref && Number.isFinite(value)));
  const size = own.map((sample) => {
    if (stat === "count") return sample.length;
    if (sample.length === 0) return Infinity;
    return stat === "mean" ? mean(sample) : quantileOfSorted(sample.sort(), 0.5);
  });
  return levels.map((_, ref) => ref).sort((a, b) => (descending ? size[b] - size[a] : size[a] - size[b]) || a - b);
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
