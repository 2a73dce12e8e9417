import { OptionError } from "../../errors";
import { memberOf } from "../../show/strictMembers";
import type { View } from "../../show/view";
import { checkOptions } from "../../table/options";
import { shownValue } from "../../table/shownValue";
import { Table } from "../../table/table";
import type { Standard } from "./standardize";

/** How a factor becomes columns. */
export interface Contrast {
  /** Levels in order; absent to take those of the data, sorted. */
  readonly levels?: readonly string[];
  /**
   * The coding of the given levels.
   * @param name of the factor, for errors
   */
  coding(levels: readonly string[], name: string): ContrastCoding;
}

/** The coding of the levels of one factor. */
export interface ContrastCoding {
  /** One name per column, such as the level it stands for. */
  readonly names: readonly string[];
  /** levels × columns, row-major. */
  readonly matrix: Float64Array;
}

/** Options of the codings with a reference level. */
export interface ContrastOptions {
  /** The reference level; default the first. */
  base?: string;
  /** All levels, in the order to use; default those of the data, sorted by code point. */
  levels?: string[];
}

/**
 * Contrasts of factors, and standards (Center, Scale, ZScore) of numeric variables, by column name. A numeric column
 * with contrasts is a factor, as in StatsModels.jl; its levels are its numbers as text, in order of size.
 */
export type Contrasts = { readonly [column: string]: Contrast | Standard };

/** Indicator coding: each level but the base has a column that is 1 there, else 0. */
export function DummyCoding(options: ContrastOptions = {}): Contrast {
  return baseCoding("DummyCoding", options, (levels) => indicators(levels, 0));
}

/** Effects (sum-to-zero) coding: as {@link DummyCoding} but −1 at the base level, so ±1 for two levels. */
export function EffectsCoding(options: ContrastOptions = {}): Contrast {
  return baseCoding("EffectsCoding", options, (levels) => indicators(levels, -1));
}

/**
 * Each level but the base against the mean of the levels before it, as `HelmertCoding` of StatsModels.jl scales them:
 * −1 for those, their number for the level. The base counts as the first of all, wherever it stands.
 */
export function HelmertCoding(options: ContrastOptions = {}): Contrast {
  return baseCoding("HelmertCoding", options, (levels) =>
    rowsOf(levels, (row, column) => (row <= column ? -1 : row === column + 1 ? row : 0)),
  );
}

/** Coefficients are differences of neighbours: the mean of each level but the first minus that of the one before it. */
export function SeqDiffCoding(options: Pick<ContrastOptions, "levels"> = {}): Contrast {
  checkOptions("SeqDiffCoding", options, ["levels"]);
  return baseCoding("SeqDiffCoding", options, (levels) =>
    rowsOf(levels, (row, column) => (row <= column ? -(levels - column - 1) : column + 1) / levels),
  );
}

/** One indicator column per level, also where the model has an intercept. */
export function FullDummyCoding(): Contrast {
  return fullDummyCoding;
}

/** For factors after the bar, which are never coded: accepted so that code from Julia runs. */
export function Grouping(): Contrast {
  return grouping;
}

const grouping: Contrast = {
  coding(_, name) {
    throw new OptionError(`a column with Grouping() may stand after the bar only; '${name}' has an effect`);
  },
};

/** One indicator column per level, for a factor whose margin is not in the model. */
export const fullDummyCoding: Contrast = {
  coding(levels) {
    const matrix = new Float64Array(levels.length ** 2);
    levels.forEach((_, level) => (matrix[level * levels.length + level] = 1));
    return { names: levels, matrix };
  },
};

/** The coding of the given levels as a table: a row per level, a column per coefficient. */
export function contrastsmatrix(contrast: Contrast, levels: readonly string[]): Table {
  if (typeof memberOf(contrast, "coding") !== "function")
    throw new OptionError(`contrastsmatrix needs a coding such as EffectsCoding(); got ${shownValue(contrast)}`);
  const all = contrast.levels ?? checkLevels("contrastsmatrix", levels);
  const { names, matrix } = contrast.coding(all, "levels");
  const columns = names.map(
    (name, j) => [name, Float64Array.from(all, (_, i) => matrix[i * names.length + j])] as const,
  );
  return Table.fromColumns([["level", [...all]], ...columns], {
    rowHeader: true,
    caption: "Contrasts",
    maxRows: Infinity,
    enrich: shaded,
  });
}

function shaded(view: View): View {
  return {
    ...view,
    columns: view.columns.map((column) => (column.format === undefined ? column : { ...column, shade: true })),
  };
}

/** A coding whose columns are named after the levels but the base, whose row is the first of the matrix. */
function baseCoding(kind: string, options: ContrastOptions, rows: (levels: number) => Float64Array): Contrast {
  checkOptions(kind, options, ["base", "levels"]);
  const { base } = options;
  const levels = options.levels === undefined ? undefined : checkLevels(kind, options.levels);
  return {
    ...(levels === undefined ? {} : { levels }),
    coding(all, name) {
      const reference = base === undefined ? 0 : all.indexOf(String(base).normalize("NFC"));
      if (reference < 0)
        throw new OptionError(
          `the base of ${kind} must be a level of the factor; ` +
            `'${base}' is none of the levels of '${name}': ${all.join(", ")}`,
        );
      return {
        names: all.filter((_, level) => level !== reference),
        matrix: withBaseAt(rows(all.length), all.length, reference),
      };
    },
  };
}

/** Moves the first row of a levels × (levels − 1) matrix to the place of the base; the others keep their order. */
function withBaseAt(matrix: Float64Array, levels: number, base: number): Float64Array {
  const width = levels - 1;
  const first = matrix.slice(0, width);
  matrix.copyWithin(0, width, (base + 1) * width);
  matrix.set(first, base * width);
  return matrix;
}

function indicators(levels: number, atBase: number): Float64Array {
  return rowsOf(levels, (row, column) => (row === 0 ? atBase : row === column + 1 ? 1 : 0));
}

function rowsOf(levels: number, element: (row: number, column: number) => number): Float64Array {
  const width = levels - 1;
  return Float64Array.from({ length: levels * width }, (_, index) => element(Math.floor(index / width), index % width));
}

export function checkLevels(kind: string, levels: readonly string[]): string[] {
  if (!Array.isArray(levels))
    throw new OptionError(`the levels of ${kind} must be an array of names, not ${shownValue(levels)}`);
  const names = levels.map((level) => String(level).normalize("NFC"));
  const repeated = names.find((level, index) => names.indexOf(level) !== index);
  if (repeated !== undefined) throw new OptionError(`the levels of ${kind} must differ; '${repeated}' occurs twice`);
  return names;
}
