import { OptionError } from "../../errors";
import { cholesky } from "../../linalg/small";
import { checkOptions } from "../../table/options";
import { shownValue } from "../../table/shownValue";
import { type Contrast, checkLevels } from "./contrasts";

/**
 * A hypothesis about the means of the levels: a weight per level in their order, or by name (0 for those not named).
 */
export type Hypothesis = readonly number[] | { readonly [level: string]: number };

export interface HypothesisOptions {
  /** All levels, in the order to use; default those of the data, sorted by code point. */
  levels?: string[];
  /** A name for each coefficient; default the names of the hypotheses, else the levels but the first. */
  labels?: string[];
}

/**
 * Coefficients that estimate what you say: each hypothesis is a weighted sum of the means of the levels. The coding is
 * the pseudo-inverse of the weights (Schad, Vasishth, Hohenstein & Kliegl, J. Mem. Lang. 110, 2020).
 * @param hypotheses a list, or an object whose keys name the coefficients
 */
export function HypothesisCoding(
  hypotheses: readonly Hypothesis[] | { readonly [label: string]: Hypothesis },
  options: HypothesisOptions = {},
): Contrast {
  checkOptions("HypothesisCoding", options, ["levels", "labels"]);
  if (typeof hypotheses !== "object" || hypotheses === null)
    throw new OptionError(`HypothesisCoding takes an array or an object of hypotheses; got ${shownValue(hypotheses)}`);
  const named = !Array.isArray(hypotheses);
  const list = Object.values(hypotheses) as readonly Hypothesis[];
  const labels = options.labels ?? (named ? Object.keys(hypotheses) : undefined);
  return weightedCoding("HypothesisCoding", options.levels, labels, list.length, (levels, name) => {
    const weights = list.map((hypothesis) => weightsOf(hypothesis, levels, name));
    return pseudoInverse(weights, levels.length, name);
  });
}

/**
 * A coding of your own.
 * @param matrix a row per level, a column per coefficient
 */
export function ContrastsCoding(matrix: readonly (readonly number[])[], options: HypothesisOptions = {}): Contrast {
  checkOptions("ContrastsCoding", options, ["levels", "labels"]);
  if (!Array.isArray(matrix) || !matrix.every(Array.isArray))
    throw new OptionError(`ContrastsCoding takes an array of rows; got ${shownValue(matrix)}`);
  const width = matrix[0]?.length ?? 0;
  return weightedCoding("ContrastsCoding", options.levels, options.labels, width, (levels, name) => {
    if (matrix.length !== levels.length || matrix.some((row) => row.length !== width)) {
      throw new OptionError(
        "a contrast matrix has a row per level; " +
          `that of '${name}' has ${matrix.length} rows for the levels ${levels.join(", ")}`,
      );
    }
    return finite("ContrastsCoding", Float64Array.from(matrix.flat()));
  });
}

function weightedCoding(
  kind: string,
  given: string[] | undefined,
  labels: readonly string[] | undefined,
  count: number,
  matrix: (levels: readonly string[], name: string) => Float64Array,
): Contrast {
  const levels = given === undefined ? undefined : checkLevels(kind, given);
  return {
    ...(levels === undefined ? {} : { levels }),
    coding(all, name) {
      if (count < 1 || count >= all.length)
        throw new OptionError(
          `${kind} has from 1 to ${all.length - 1} coefficients for the levels ${all.join(", ")} of '${name}'; ` +
            `got ${count}`,
        );
      const names = labels ?? all.slice(1, count + 1);
      if (names.length !== count)
        throw new OptionError(`${kind} has a label for each coefficient; got ${names.length} labels for ${count}`);
      return { names, matrix: matrix(all, name) };
    },
  };
}

function weightsOf(hypothesis: Hypothesis, levels: readonly string[], name: string): Float64Array {
  if (Array.isArray(hypothesis)) {
    if (hypothesis.length !== levels.length)
      throw new OptionError(
        "a hypothesis has a weight per level; " +
          `got ${hypothesis.length} for the levels ${levels.join(", ")} of '${name}'`,
      );
    return finite("HypothesisCoding", Float64Array.from(hypothesis));
  }
  const weights = hypothesis as { readonly [level: string]: number };
  const unknown = Object.keys(weights).find((level) => !levels.includes(level));
  if (unknown !== undefined)
    throw new OptionError(
      `a hypothesis names levels of the factor; '${unknown}' is none of the levels of '${name}': ${levels.join(", ")}`,
    );
  return finite(
    "HypothesisCoding",
    Float64Array.from(levels, (level) => (Object.hasOwn(weights, level) ? weights[level] : 0)),
  );
}

function finite(kind: string, values: Float64Array): Float64Array {
  const bad = values.find((value) => !Number.isFinite(value));
  if (bad !== undefined) throw new OptionError(`the numbers of ${kind} must be finite; got ${bad}`);
  return values;
}

/** Hᵀ(HHᵀ)⁻¹ of the hypotheses H, levels × hypotheses, row-major. */
function pseudoInverse(rows: readonly Float64Array[], levels: number, name: string): Float64Array {
  const k = rows.length;
  const gram = new Float64Array(k * k);
  for (let i = 0; i < k; i++)
    for (let j = 0; j < k; j++) gram[i * k + j] = rows[i].reduce((sum, value, l) => sum + value * rows[j][l], 0);
  const size = Math.max(...rows.map((_, i) => gram[i * k + i]));
  if (!cholesky(gram, k) || rows.some((_, i) => !(gram[i * k + i] ** 2 > 1e-14 * size))) {
    throw new OptionError(`hypotheses must not follow from each other; those for '${name}' do`);
  }
  const matrix = new Float64Array(levels * k);
  for (let l = 0; l < levels; l++) {
    const x = Float64Array.from(rows, (row) => row[l]);
    for (let i = 0; i < k; i++) {
      for (let j = 0; j < i; j++) x[i] -= gram[i * k + j] * x[j];
      x[i] /= gram[i * k + i];
    }
    for (let i = k - 1; i >= 0; i--) {
      for (let j = i + 1; j < k; j++) x[i] -= gram[j * k + i] * x[j];
      x[i] /= gram[i * k + i];
    }
    matrix.set(x, l * k);
  }
  return matrix;
}
