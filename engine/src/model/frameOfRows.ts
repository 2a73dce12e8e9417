import { originInRows } from "../formula/coding/columnOrigin";
import type { ModelFrame } from "../formula/frame/modelFrame";
import type { RandomTerm } from "../formula/frame/randomTerms";

/** A frame with some of its rows. */
export function frameOfRows(frame: ModelFrame, rows: readonly number[]): ModelFrame {
  const picked = new Map<Float64Array, Float64Array>();
  const pick = (values: Float64Array): Float64Array => {
    const own = picked.get(values) ?? Float64Array.from(rows, (row) => values[row]);
    picked.set(values, own);
    return own;
  };
  return {
    ...frame,
    nobs: rows.length,
    response: { ...frame.response, values: pick(frame.response.values) },
    fixed: columnsOfRows(frame.fixed, pick),
    random: frame.random.map((term) => termOfRows(term, rows, pick)),
    ...(frame.weights === undefined ? {} : { weights: pick(frame.weights) }),
    ...(frame.offset === undefined ? {} : { offset: pick(frame.offset) }),
  };
}

/** Columns, and what they are made of, over some rows. */
function columnsOfRows<T extends Pick<ModelFrame["fixed"], "columns" | "origins">>(
  design: T,
  pick: (values: Float64Array) => Float64Array,
): T {
  return {
    ...design,
    columns: design.columns.map(pick),
    ...(design.origins && { origins: design.origins.map((origin) => originInRows(origin, pick)) }),
  };
}

/** A random-effects term over some rows, without the levels that have none of them. */
function termOfRows(
  term: RandomTerm,
  rows: readonly number[],
  pick: (values: Float64Array) => Float64Array,
): RandomTerm {
  const used = new Set(rows.map((row) => term.refs[row]));
  const place = new Map([...used].sort((a, b) => a - b).map((level, index) => [level, index]));
  return {
    ...columnsOfRows(term, pick),
    refs: Int32Array.from(rows, (row) => place.get(term.refs[row])!),
    levels: term.levels.filter((_, level) => used.has(level)),
  };
}
