import type { ModelData } from "../deviance/modelData";
import { type FactorCoding, modelVariables } from "../formula/frame/modelVariables";
import { sha256 } from "../platform/hash";
import { compareCodePoints } from "../table/codePoints";
import type { Factor } from "../table/factor";
import { LinearMixedModel } from "./linearMixedModel";
import type { MixedModel } from "./mixedModel";

/**
 * What tells one model from another: its terms, its criterion, how its factors are coded, and hashes of the columns as
 * they were read. What is computed of them is no part of it, as its bits may depend on where it was computed. The same
 * for equal fits on any machine, plain data that can be saved.
 */
export interface ModelFingerprint {
  /** The names of the response, the coefficients, the random effects by grouping factor, and the offsets. */
  readonly terms: string;
  readonly REML: boolean;
  /** σ where it is held fixed. */
  readonly sigma?: number;
  /** Of each factor and standardized number among the effects. */
  readonly codings: { readonly [column: string]: string };
  readonly columns: { readonly [column: string]: string };
  /** Another response than that of the columns, as {@link refit} takes it; weights and an offset beside the formula. */
  readonly response?: string;
  readonly weights?: string;
  readonly offset?: string;
}

const known = new WeakMap<MixedModel, ModelFingerprint>();

/** The fingerprint of a fit, made at the first use. */
export function fingerprint(model: MixedModel): ModelFingerprint {
  const own = known.get(model) ?? fingerprintOf(sourceOf(model));
  known.set(model, own);
  return own;
}

/** What a fingerprint is made of. */
export interface FingerprintSource {
  readonly data: Pick<ModelData, "frame" | "terms">;
  readonly REML: boolean;
  /** σ where it is held fixed. */
  readonly sigma?: number | undefined;
  readonly weights?: Float64Array | undefined;
  /** Family, link and approximation of a generalized model; of a linear one nothing. */
  readonly likelihood: readonly unknown[];
}

function sourceOf(model: MixedModel): FingerprintSource {
  const { data, REML } = model;
  if (model instanceof LinearMixedModel)
    return { data, REML, sigma: model.criterion.sigma, weights: data.frame.weights, likelihood: [] };
  const { family, link, nAGQ, fast, curvature, rows } = model;
  return { data, REML, weights: rows.w, likelihood: [family, link, nAGQ, fast, curvature] };
}

/** The fingerprint that the fit of a model would have. */
export function fingerprintOf({ data, REML, sigma, weights, likelihood }: FingerprintSource): ModelFingerprint {
  const { frame, terms } = data;
  const { recipe, response, fixed } = frame;
  const { rows } = recipe;
  const variables = modelVariables(frame);
  const asRead = rows.numeric(response.name).every((value, i) => value === response.values[i]);
  const effects = terms.map(({ grouping, names, blocks }) => [grouping, names, blocks]);
  return {
    terms: hashOf(JSON.stringify([response.name, fixed.names, effects, recipe.terms.offsets, ...likelihood])),
    REML,
    ...(sigma !== undefined && { sigma }),
    codings: mapped(variables.codings, (coding) => hashOf(codingText(coding))),
    columns: mapped(new Map(variables.columns.map((name) => [name, name])), (name) =>
      rows.isNumeric(name) ? hashOf(bytes(rows.numeric(name))) : factorHash(rows.factor(name)),
    ),
    ...(asRead ? {} : { response: hashOf(bytes(response.values)) }),
    ...(weights && { weights: hashOf(bytes(weights)) }),
    ...(variables.offset && { offset: hashOf(bytes(variables.offset)) }),
  };
}

function mapped<T>(values: ReadonlyMap<string, T>, text: (value: T) => string): { [column: string]: string } {
  const entries = [...values].map(([name, value]) => [name, text(value)] as const);
  return Object.fromEntries(entries.sort(([a], [b]) => compareCodePoints(a, b)));
}

/** Numbers to 12 digits: those of some codings are computed. */
function codingText({ levels, names, numbers }: FactorCoding): string {
  return JSON.stringify([levels, names, Array.from(numbers, (value) => Number(value.toPrecision(12)))]);
}

/** Whatever the order of the levels. */
function factorHash({ levels, refs }: Factor): string {
  const order = [...levels.keys()].sort((a, b) => compareCodePoints(levels[a], levels[b]));
  const place = new Int32Array(levels.length);
  order.forEach((level, i) => (place[level] = i));
  return hashOf(JSON.stringify(order.map((level) => levels[level])), bytes(refs.map((ref) => place[ref])));
}

function hashOf(...parts: (string | Uint8Array)[]): string {
  const hash = sha256();
  for (const part of parts) hash.update(part);
  return hash.hex().slice(0, 32);
}

/** Of −0 those of 0: files of text do not tell the two, nor does a fit. */
function bytes(values: Float64Array | Int32Array): Uint8Array {
  const { buffer, byteOffset, byteLength } = values.includes(0) ? values.map((value) => value + 0) : values;
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** What of two fingerprints differs, in words such as "the values of 'days'"; undefined where nothing does. */
export function fingerprintDifference(a: ModelFingerprint, b: ModelFingerprint): string | undefined {
  if (a.terms !== b.terms) return "the terms";
  if (a.REML !== b.REML) return "the criterion (REML or maximum likelihood)";
  if (a.sigma !== b.sigma) return "the fixed σ";
  const coding = differing(a.codings, b.codings);
  if (coding !== undefined) return `the coding of '${coding}'`;
  const column = differing(a.columns, b.columns);
  if (column !== undefined) return `the values of '${column}'`;
  for (const part of ["response", "weights", "offset"] as const) if (a[part] !== b[part]) return `the ${part}`;
  return undefined;
}

function differing(a: { readonly [name: string]: string }, b: { readonly [name: string]: string }): string | undefined {
  return [...Object.keys(a), ...Object.keys(b)].find((name) => own(a, name) !== own(b, name));
}

function own(values: { readonly [name: string]: string }, name: string): string | undefined {
  return Object.hasOwn(values, name) ? values[name] : undefined;
}
