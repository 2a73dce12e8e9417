import { OptionError } from "../../errors";
import type { ModelFrame } from "../../formula/frame/modelFrame";
import { newFrame } from "../../formula/frame/newFrame";
import { sourcesOf } from "../../formula/language/derived";
import type { Column } from "../../table/column";
import { listNames, unknownName } from "../../table/nearest";
import { Table } from "../../table/table";

/** Values of some variables: numbers, or levels of factors. */
export type EffectsDesign = { readonly [variable: string]: readonly (number | string | boolean)[] };

/** How factors that are not in the design are averaged over: their levels as frequent as in the rows, or all alike. */
export type Averaging = "rows" | "levels";

/** All combinations of the values of a design, and for each the weights of the coefficients in its mean. */
export interface ReferenceGrid {
  readonly columns: readonly (readonly [string, Column])[];
  readonly weights: readonly Float64Array[];
}

const LARGEST_GRID = 1_000_000;

/** A variable with the values to average over and their shares. */
interface Averaged {
  readonly name: string;
  readonly values: readonly (number | string)[];
  readonly shares: readonly number[];
}

/**
 * The mean of the population, without an offset, where the variables of a design have given values. Other numeric
 * variables are at their means; over the levels of other factors it is averaged.
 */
export function referenceGrid(frame: ModelFrame, design: EffectsDesign, averaging: Averaging): ReferenceGrid {
  const { terms, contrasts, derivation, rows } = frame.recipe;
  const sources = (names: readonly string[]): Set<string> =>
    new Set(
      names.flatMap((name) => {
        const derived = terms.derived.get(name);
        return derived === undefined ? [name] : sourcesOf(derived).map((source) => source.name);
      }),
    );
  const fixed = sources(terms.fixed.flat());
  // Columns that the formula needs but the mean of the population, less an offset, does not depend on.
  const random = sources([...terms.offsets, ...terms.random.flatMap(({ effects }) => effects.flat())]);
  const wanted = Object.keys(design);
  const unknown = wanted.find((name) => !fixed.has(name));
  if (unknown !== undefined)
    throw new OptionError(unknownName("variable of the fixed effects", unknown, "variables", [...fixed]));
  const empty = wanted.find((name) => !Array.isArray(design[name]) || design[name].length === 0);
  if (empty !== undefined)
    throw new OptionError(
      `a design has a value or more for each variable, such as ${empty}: [0, 1]; '${empty}' has ${listNames([String(design[empty])]) || "none"}`,
    );
  const others = [...new Set([...fixed, ...random])]
    .filter((name) => !wanted.includes(name))
    .map((name): Averaged => {
      if (rows.isNumeric(name)) return { name, values: [mean(rows.numeric(name))], shares: [1] };
      const { refs, levels } = rows.factor(name);
      if (!fixed.has(name)) return { name, values: [levels[0]], shares: [1] };
      const counts = levels.map(
        (_, level) => refs.reduce((sum, ref) => sum + (ref === level ? 1 : 0), 0) / refs.length,
      );
      return { name, values: levels, shares: averaging === "levels" ? levels.map(() => 1 / levels.length) : counts };
    });
  const asked = product(wanted.map((name) => design[name].map((value) => ({ value, share: 1 }))));
  const averaged = product(others.map(({ values, shares }) => values.map((value, i) => ({ value, share: shares[i] }))));
  const count = asked.length * averaged.length;
  if (count > LARGEST_GRID)
    throw new OptionError(
      `a grid of effects may have ${LARGEST_GRID} rows at most; this one has ${asked.length} combinations of values times ${averaged.length} of the levels of ${listNames(others.map(({ name }) => name))}`,
    );
  const names = [...wanted, ...others.map(({ name }) => name)];
  const whole = asked.flatMap((own) => averaged.map((rest) => [...own.values, ...rest.values]));
  const table = Table.fromColumns(
    names.map(
      (name, j) =>
        [
          name,
          columnOf(
            name,
            whole.map((values) => values[j]),
            rows.isNumeric(name),
          ),
        ] as const,
    ),
  );
  const { fixed: columns } = newFrame({ recipe: { terms, contrasts, derivation, rows } }, table, true);
  const weights = asked.map((_, i) =>
    Float64Array.from(columns, (column) =>
      averaged.reduce((sum, { share }, k) => sum + share * column[i * averaged.length + k], 0),
    ),
  );
  return {
    columns: wanted.map(
      (name, j) =>
        [
          name,
          columnOf(
            name,
            asked.map(({ values }) => values[j]),
            rows.isNumeric(name),
          ),
        ] as const,
    ),
    weights,
  };
}

/** All combinations, the first variable changing fastest. */
function product(
  parts: readonly (readonly { value: number | string | boolean; share: number }[])[],
): { values: (number | string | boolean)[]; share: number }[] {
  return parts.reduce<{ values: (number | string | boolean)[]; share: number }[]>(
    (all, part) =>
      part.flatMap(({ value, share }) =>
        all.map((own) => ({ values: [...own.values, value], share: own.share * share })),
      ),
    [{ values: [], share: 1 }],
  );
}

function columnOf(name: string, values: readonly (number | string | boolean)[], numeric: boolean): Column {
  if (!numeric) return values.map(String);
  const bad = values.find((value) => typeof value !== "number" || !Number.isFinite(value));
  if (bad !== undefined)
    throw new OptionError(`the values of a numeric variable are finite numbers; '${name}' has ${JSON.stringify(bad)}`);
  return Float64Array.from(values as number[]);
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
