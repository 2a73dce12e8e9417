import type { CoreSystem } from "./coreSystem";

/**
 * out = [Z X]ᵀZ_t·f over the core, Z_t being the columns of one term.
 * @param out length q1 + d2 + p
 * @param f a number for each core column of the term
 */
export function coreProduct(out: Float64Array, system: CoreSystem, term: number, f: Float64Array): void {
  out.fill(0);
  if (term === system.lead) addLead(out, system, f);
  else addRest(out, system, term, f);
}

function addLead(out: Float64Array, system: CoreSystem, f: Float64Array): void {
  const { terms, lead, q1, leadStart, leadColumn, leadValues } = system;
  const { size: s, classes, groupOf, blocks } = terms[lead];
  for (let c = 0; c < classes; c++) {
    const first = c * s;
    const at = groupOf[c] * s * s;
    for (let i = 0; i < s; i++) {
      const value = f[first + i];
      if (value === 0) continue;
      for (let j = 0; j < s; j++) out[first + j] += blocks[at + i * s + j] * value;
      for (let k = leadStart[c]; k < leadStart[c + 1]; k++) out[q1 + leadColumn[k]] += leadValues[k * s + i] * value;
    }
  }
}

function addRest(out: Float64Array, system: CoreSystem, term: number, f: Float64Array): void {
  const { terms, lead, q1, d2, p, leadStart, leadColumn, leadValues } = system;
  const { restStart, restColumn, restValues, restFixed } = system;
  const { coreOffset, classes, size } = terms[term];
  const from = coreOffset - q1;
  const to = from + classes * size;
  const s = terms[lead].size;
  for (let c = 0; c < terms[lead].classes; c++) {
    for (let k = leadStart[c]; k < leadStart[c + 1]; k++) {
      const column = leadColumn[k];
      if (column < from || column >= to) continue;
      for (let i = 0; i < s; i++) out[c * s + i] += leadValues[k * s + i] * f[column - from];
    }
  }
  for (let i = from; i < to; i++) {
    const value = f[i - from];
    if (value === 0) continue;
    for (let k = restStart[i]; k < restStart[i + 1]; k++) out[q1 + restColumn[k]] += restValues[k] * value;
    for (let j = 0; j < p; j++) out[q1 + d2 + j] += restFixed[i * p + j] * value;
  }
}
