import { checkOptions } from "../table/options";

/** How a factor becomes columns: rows are levels, columns are the named contrasts. */
export interface Contrast {
  /** Levels in order; absent to take those of the data, sorted. */
  readonly levels?: readonly string[];
  /**
   * The coding of the given levels.
   * @param name of the factor, for errors
   */
  coding(levels: readonly string[], name: string): ContrastCoding;
}

export interface ContrastCoding {
  /** One name per column: the level it stands for. */
  readonly names: readonly string[];
  /** levels × columns, row-major. */
  readonly matrix: Float64Array;
}

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

/** One indicator column per level, for a factor that takes the place of the intercept. */
export const fullDummyCoding: Contrast = {
  coding: (levels) => ({
    names: levels,
    matrix: Float64Array.from({ length: levels.length ** 2 }, (_, i) => (Math.floor(i / levels.length) === i % levels.length ? 1 : 0)),
  }),
};

function baseCoding(kind: string, options: ContrastOptions, atBase: number): Contrast {
  checkOptions(kind, options, ["base", "levels"]);
  const { base, levels } = options;
  return {
    ...(levels === undefined ? {} : { levels }),
    coding(all, name) {
      const reference = base === undefined ? 0 : all.indexOf(String(base));
      if (reference < 0) throw new RangeError(`the base level must be a level of '${name}'; '${base}' is not among ${all.join(", ")}`);
      const names = all.filter((_, index) => index !== reference);
      const matrix = new Float64Array(all.length * names.length);
      all.forEach((level, row) => {
        for (let column = 0; column < names.length; column++) matrix[row * names.length + column] = row === reference ? atBase : level === names[column] ? 1 : 0;
      });
      return { names, matrix };
    },
  };
}
