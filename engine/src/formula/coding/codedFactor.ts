import { OptionError } from "../../errors";
import type { Factor } from "../../table/factor";
import { listNames } from "../../words/nearest";
import type { ColumnOrigin } from "./columnOrigin";
import type { Contrast } from "./contrasts";

/** A variable, or a product of variables, as columns of a design. */
export interface NamedColumns {
  readonly names: readonly string[];
  readonly columns: readonly Float64Array[];
  readonly origins: readonly ColumnOrigin[];
}

/** The factor with its levels in the order that the contrast asks for. */
export function orderLevels(name: string, factor: Factor, contrast: Contrast | undefined): Factor {
  if (contrast?.levels === undefined) return factor;
  const wanted = contrast.levels;
  const position = new Map(wanted.map((level, index) => [level, index]));
  const known = new Set(factor.levels);
  const unlisted = factor.levels.find((level) => !position.has(level));
  if (unlisted !== undefined)
    throw new OptionError(
      "the levels of a contrast must name every level of the factor; " +
        `'${unlisted}' of '${name}' is missing in ${listNames(wanted)}`,
    );
  const absent = wanted.find((level) => !known.has(level));
  if (absent !== undefined)
    throw new OptionError(
      "the levels of a contrast must occur in the rows used; " +
        `'${absent}' is none of the levels of '${name}': ${listNames(factor.levels)}`,
    );
  const moved = Int32Array.from(factor.levels, (level) => position.get(level)!);
  return { levels: [...wanted], refs: factor.refs.map((ref) => moved[ref]) };
}

/** One column per contrast, looked up by each row's level. */
export function codedFactor(name: string, { refs, levels }: Factor, contrast: Contrast): NamedColumns {
  const { names, matrix } = contrast.coding(levels, name);
  const width = names.length;
  if (matrix.length !== levels.length * width) {
    throw new OptionError(
      "a contrast matrix has a row per level and a column per name; " +
        `that of '${name}' has ${matrix.length} numbers for ${levels.length} levels and ${width} names`,
    );
  }
  const columns = names.map((_, column) => {
    const values = new Float64Array(refs.length);
    for (let row = 0; row < values.length; row++) values[row] = matrix[refs[row] * width + column];
    return values;
  });
  return {
    names: names.map((contrasted) => `${name}: ${contrasted}`),
    columns,
    origins: columns.map((coded) => ({ coded, covariates: [] })),
  };
}
