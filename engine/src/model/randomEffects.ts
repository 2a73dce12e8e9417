import { BlockFactors } from "../deviance/blockFactors";
import { toUser } from "../deviance/changeOfBasis";
import { type ModelData, workingDesign } from "../deviance/modelData";
import type { RandomEffectsTerm } from "../deviance/randomEffectsTerm";
import { multiply } from "../linalg/small";
import { byGroup } from "../show/byGroup";
import { Table } from "../table/table";
import { linearPredictor } from "./linearPredictor";

/** Conditional modes of the random effects of the working columns, per term levels × S, in units of the response. */
export interface ConditionalModes {
  /** b = Λu. */
  readonly modes: Float64Array[];
  /** ZᵀV⁻¹(y − Xβ̂), of which b is ΛΛᵀ. */
  readonly scores: Float64Array[];
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
    const scores = new Float64Array(levels * s);
    const spherical = new Float64Array(s);
    for (let l = 0; l < levels; l++) {
      const c = classOf[l];
      const at = groupOf[c] * s * s;
      const score = scores.subarray(l * s, (l + 1) * s);
      for (let i = 0; i < s; i++) {
        score[i] = e[coreOffset + c * s + i] / Math.sqrt(classSize[c]);
        for (let j = 0; j < s; j++)
          score[i] += factors.n[at + i * s + j] * (products[offset + l * s + j] - means[c * s + j]);
      }
      timesTransposedLower(spherical, lambdas[t], score);
      for (let i = 0; i < s; i++) for (let j = 0; j <= i; j++) modes[l * s + i] += lambdas[t][i * s + j] * spherical[j];
    }
    return { modes, scores };
  });
  return { modes: all.map(({ modes }) => modes), scores: all.map(({ scores }) => scores) };
}

/** out = λᵀx for a lower triangular λ. */
function timesTransposedLower(out: Float64Array, lambda: Float64Array, x: Float64Array): void {
  const s = x.length;
  for (let i = 0; i < s; i++) {
    out[i] = 0;
    for (let j = i; j < s; j++) out[i] += lambda[j * s + i] * x[j];
  }
}

/** The effects of the user's columns that belong to those of the working ones, per term levels × S. */
export function userModes({ change }: Pick<ModelData, "change">, modes: readonly Float64Array[]): Float64Array[] {
  return modes.map((own, t) => {
    const changed = change.terms[t];
    if (changed === undefined) return own;
    const result = new Float64Array(own.length);
    for (let at = 0; at < own.length; at += changed.size)
      result.set(toUser(changed, own.subarray(at, at + changed.size)), at);
    return result;
  });
}

/**
 * u with b = Λu for the λ of the user's columns: λᵀ·forwardᵀ·score, whose elements have the standard deviation σ and do
 * not correlate before the response is known.
 */
export function sphericalModes(
  { change }: Pick<ModelData, "change">,
  scores: readonly Float64Array[],
  lambdas: readonly Float64Array[],
): Float64Array[] {
  return scores.map((own, t) => {
    const s = Math.sqrt(lambdas[t].length);
    const root = lambdas[t].slice();
    const changed = change.terms[t];
    if (changed !== undefined) multiply(root, changed.forward, lambdas[t], s);
    const result = new Float64Array(own.length);
    for (let at = 0; at < own.length; at += s)
      for (let i = 0; i < s; i++) for (let j = 0; j < s; j++) result[at + i] += root[j * s + i] * own[at + j];
    return result;
  });
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

/**
 * Xβ + Zb + offset, length n, from the coefficients and the effects of the working columns; undefined effects do not
 * count.
 */
export function fittedValues(
  data: Pick<ModelData, "frame" | "weighted">,
  beta: Float64Array,
  modes: readonly (Float64Array | undefined)[],
): Float64Array {
  const { fixed, terms } = workingDesign(data);
  const fitted = linearPredictor(fixed, beta, data.frame.nobs, data.frame.offset);
  terms.forEach(({ columns, refs }, t) => {
    const own = modes[t];
    if (own === undefined) return;
    const s = columns.length;
    columns.forEach((column, c) => {
      for (let i = 0; i < fitted.length; i++) fitted[i] += column[i] * own[refs[i] * s + c];
    });
  });
  return fitted;
}
