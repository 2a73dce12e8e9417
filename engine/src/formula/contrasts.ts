import { checkOptions } from "../table/options";

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

/** Contrasts by column name. */
export type Contrasts = { readonly [column: string]: Contrast };

/** Indicator coding: each level but the base has a column that is 1 there, else 0. */
export function DummyCoding(options: ContrastOptions = {}): Contrast {
  return baseCoding("DummyCoding", options, 0);
}

/** Effects (sum-to-zero) coding: as {@link DummyCoding} but −1 at the base level, so ±1 for two levels. */
export function EffectsCoding(options: ContrastOptions = {}): Contrast {
  return baseCoding("EffectsCoding", options, -1);
}

/** One indicator column per level, for a factor whose margin is not in the model. */
export const fullDummyCoding: Contrast = {
  coding(levels) {
    const matrix = new Float64Array(levels.length ** 2);
    levels.forEach((_, level) => (matrix[level * levels.length + level] = 1));
    return { names: levels, matrix };
  },
};

function baseCoding(kind: string, options: ContrastOptions, atBase: number): Contrast {
  checkOptions(kind, options, ["base", "levels"]);
  const { base } = options;
  const levels = options.levels === undefined ? undefined : checkLevels(kind, options.levels);
  return {
    ...(levels === undefined ? {} : { levels }),
    coding(all, name) {
      const reference = base === undefined ? 0 : all.indexOf(String(base));
      if (reference < 0) throw new RangeError(`the base of ${kind} must be a level of the factor; '${base}' is none of the levels of '${name}': ${all.join(", ")}`);
      const names = all.filter((_, level) => level !== reference);
      const matrix = new Float64Array(all.length * names.length);
      matrix.fill(atBase, reference * names.length, (reference + 1) * names.length);
      names.forEach((_, column) => (matrix[(column < reference ? column : column + 1) * names.length + column] = 1));
      return { names, matrix };
    },
  };
}

function checkLevels(kind: string, levels: readonly string[]): string[] {
  if (!Array.isArray(levels)) throw new TypeError(`the levels of ${kind} must be an array of names, not ${String(levels)}`);
  const names = levels.map(String);
  const repeated = names.find((level, index) => names.indexOf(level) !== index);
  if (repeated !== undefined) throw new RangeError(`the levels of ${kind} must differ; '${repeated}' occurs twice`);
  return names;
}
