import { DummyCoding } from "../coding/contrasts";
import { isStandard } from "../coding/standardize";
import { sourcesOf } from "../language/derived";
import { settingOf } from "./design";
import type { ModelFrame } from "./modelFrame";
import { nameOfNumbers } from "./rowValues";

/**
 * How a variable among the effects becomes columns: levels × names numbers of a factor, center and scale of a number.
 */
export interface FactorCoding {
  readonly levels: readonly string[];
  readonly names: readonly string[];
  readonly numbers: ArrayLike<number>;
}

/** What a frame was made of. */
export interface ModelVariables {
  /** The columns of the table that the formula names, calculations by what they calculate with. */
  readonly columns: readonly string[];
  readonly codings: ReadonlyMap<string, FactorCoding>;
  /** The offset beside the formula. */
  readonly offset?: Float64Array;
}

export function modelVariables({ recipe }: ModelFrame): ModelVariables {
  const { terms, rows, contrasts, offset } = recipe;
  const effects = new Set([...terms.fixed, ...terms.random.flatMap((term) => term.effects)].flat());
  const grouping = terms.random.flatMap((term) => term.grouping);
  const sources = [terms.response, ...terms.offsets, ...effects, ...grouping].flatMap((name) => {
    const derived = terms.derived.get(name);
    return derived === undefined ? [name] : sourcesOf(derived).map((one) => one.name);
  });
  const codings = new Map<string, FactorCoding>();
  for (const name of effects) {
    const setting = settingOf(contrasts, name);
    if (setting !== undefined && isStandard(setting)) {
      const { center, scale } = setting;
      codings.set(name, { levels: [], names: [setting.label("")], numbers: [center, scale].map(settled) });
    } else if (terms.derived.get(name)?.kind !== "fulldummy" && (setting !== undefined || !rows.isNumeric(name))) {
      const contrast = setting ?? DummyCoding();
      const levels = contrast.levels ?? rows.factor(name).levels;
      const { names, matrix } = contrast.coding(levels, name);
      codings.set(name, { levels, names, numbers: matrix });
    }
  }
  const given = offset && rows.numeric(offset.column ?? nameOfNumbers("offset"));
  return { columns: [...new Set(sources)], codings, ...(given && { offset: given }) };
}

function settled(statistic: unknown): number {
  return typeof statistic === "number" ? statistic : 0;
}
