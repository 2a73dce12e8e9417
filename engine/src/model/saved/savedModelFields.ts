import { familyNames } from "../../family/familyOf";
import { links } from "../../family/links";
import {
  count,
  type FieldKind,
  type Fields,
  listOf,
  nullable,
  number,
  numbers,
  object,
  oneOf,
  optional,
  positive,
  recordOf,
  text,
  texts,
  truth,
} from "../../table/savedFields";

/** How a factor was coded: `matrix` is levels × names, column by column as {@link ContrastCoding} has it. */
export interface SavedContrast {
  readonly levels: readonly string[];
  readonly names: readonly string[];
  readonly matrix: readonly number[];
}

export const versionsFields: FieldKind = object({
  engine: text,
  host: text,
  system: text,
  processor: text,
  threads: count,
  simd: text,
  seeds: text,
});

export const fingerprintFields: FieldKind = object({
  terms: text,
  REML: truth,
  sigma: optional(number),
  codings: recordOf(text),
  columns: recordOf(text),
  response: optional(text),
  weights: optional(text),
  offset: optional(text),
});

/** What the fields of a file must be to be restored. */
export const SAVED_MODEL_FIELDS: Fields = {
  formula: text,
  REML: truth,
  sigma: optional(positive),
  weights: optional(nullable(text)),
  offset: optional(nullable(text)),
  contrasts: recordOf(
    { words: "levels, names and a matrix of a number for each of both", holds: isSavedContrast },
    object({ center: optional(number), scale: optional(number), matrix: { words: "absent", holds: isAbsent } }),
  ),
  theta: numbers,
  workingTheta: optional(numbers),
  objective: number,
  evaluations: count,
  decrement: nullable(number),
  failure: optional(text),
  starts: optional(count),
  agreeing: optional(count),
  explored: optional(count),
  nobs: count,
  generalized: optional(
    object({
      family: oneOf(...familyNames),
      link: oneOf(...Object.keys(links)),
      nAGQ: count,
      fast: truth,
      curvature: oneOf("expected", "observed"),
      x: numbers,
      lastStep: listOf(nullable(number)),
      start: optional(numbers),
    }),
  ),
  sha256: text,
  fingerprint: optional(fingerprintFields),
  levels: optional(text),
  versions: optional(versionsFields),
};

function isSavedContrast(value: unknown): boolean {
  if (!object({ levels: texts, names: texts, matrix: numbers }).holds(value)) return false;
  const { levels, names, matrix } = value as SavedContrast;
  return matrix.length === levels.length * names.length;
}

function isAbsent(value: unknown): boolean {
  return value === undefined;
}
