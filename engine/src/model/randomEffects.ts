import { BlockFactors } from "../deviance/blockFactors";
import type { ModelData } from "../deviance/modelData";
import type { RandomEffectsTerm } from "../deviance/randomEffectsTerm";
import { byGroup } from "../show/byGroup";
import { Table } from "../table/table";
import { linearPredictor } from "./linearPredictor";

/** Conditional modes of the random effects, per term levels × S, in units of the response. */
export interface ConditionalModes {
  /** b = Λu. */
  readonly modes: Float64Array[];
  /** u, whose elements have the standard deviation σ and do not correlate before the response is known. */
  readonly spherical: Float64Array[];
}

/**
 * Conditional modes u = ΛᵀZᵀV⁻¹(y − Xβ̂) and b = Λu. The core gives ZᵀV⁻¹(y − Xβ̂) of a class of twins;
 * a twin adds its own deviation N(sₗ − s̄).
 * @param products Zᵀ of the residualised response, all levels
 * @param e ZᵀV⁻¹(y − Xβ̂) of the core
 */
export function conditionalModes(
  data: ModelData,
  products: Float64Array,
  e: Float64Array,
  lambdas: readonly Float64Array[],
): ConditionalModes {
  const all = data.system.terms.map((term, t) => {
    const { size: s, levels, classOf, classSize, groupOf, coreOffset, offset } = term;
    const factors = new BlockFactors(term);
    factors.update(lambdas[t]);
    const means = new Float64Array(term.classes * s);
    for (let l = 0; l < levels; l++) {
      for (let i = 0; i < s; i++) means[classOf[l] * s + i] += products[offset + l * s + i] / classSize[classOf[l]];
    }
    const modes = new Float64Array(levels * s);
    const spherical = new Float64Array(levels * s);
    const score = new Float64Array(s);
    for (let l = 0; l < levels; l++) {
      const c = classOf[l];
      const at = groupOf[c] * s * s;
      for (let i = 0; i < s; i++) {
        score[i] = e[coreOffset + c * s + i] / Math.sqrt(classSize[c]);
        for (let j = 0; j < s; j++)
          score[i] += factors.n[at + i * s + j] * (products[offset + l * s + j] - means[c * s + j]);
      }
      for (let i = 0; i < s; i++) for (let j = i; j < s; j++) spherical[l * s + i] += lambdas[t][j * s + i] * score[j];
      for (let i = 0; i < s; i++)
        for (let j = 0; j <= i; j++) modes[l * s + i] += lambdas[t][i * s + j] * spherical[l * s + j];
    }
    return { modes, spherical };
  });
  return { modes: all.map(({ modes }) => modes), spherical: all.map(({ spherical }) => spherical) };
}

/** Conditional modes as one table per grouping factor: the level and a column per effect. */
export function modeTables(
  terms: readonly RandomEffectsTerm[],
  modes: readonly Float64Array[],
  caption: string,
): { readonly [grouping: string]: Table } {
  const tables = terms.map(({ grouping, names, levelNames }, t) => {
    const columns = names.map(
      (name, c) => [name, Float64Array.from(levelNames, (_, l) => modes[t][l * names.length + c])] as const,
    );
    const header = names.includes(grouping) ? `${grouping} (level)` : grouping;
    return [
      grouping,
      Table.fromColumns([[header, [...levelNames]], ...columns], {
        rowHeader: true,
        caption: `${caption} of ${grouping}`,
      }),
    ] as const;
  });
  return byGroup(tables, () => tables.map(([, table]) => table));
}

/** Xβ + Zb + offset, length n. */
export function fittedValues(
  { frame, terms }: ModelData,
  coef: Float64Array,
  modes: readonly Float64Array[],
): Float64Array {
  const fitted = linearPredictor(frame.fixed.columns, coef, frame.nobs, frame.offset);
  terms.forEach(({ columns, refs }, t) => {
    const s = columns.length;
    columns.forEach((column, c) => {
      for (let i = 0; i < fitted.length; i++) fitted[i] += column[i] * modes[t][refs[i] * s + c];
    });
  });
  return fitted;
}
