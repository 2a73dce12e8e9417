import { FileError } from "../errors";
import { shownValue } from "./shownValue";

/** What a field of a file must be: in words, and as a test. */
export interface FieldKind {
  readonly words: string;
  readonly holds: (value: unknown) => boolean;
  /** Of an object: so that a sentence names the field within it. */
  readonly fields?: Fields;
}

const isText = (value: unknown): boolean => typeof value === "string";
const isNumber = (value: unknown): boolean => Number.isFinite(value);
const isCount = (value: unknown): boolean => Number.isInteger(value) && (value as number) >= 0;
const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const allOf = (holds: (value: unknown) => boolean) => (value: unknown) => Array.isArray(value) && value.every(holds);

export const text: FieldKind = { words: "a text", holds: isText };
export const truth: FieldKind = { words: "true or false", holds: (value) => typeof value === "boolean" };
export const number: FieldKind = { words: "a finite number", holds: isNumber };
export const positive: FieldKind = {
  words: "a positive number",
  holds: (value) => isNumber(value) && (value as number) > 0,
};
export const count: FieldKind = { words: "a whole number that is not negative", holds: isCount };
export const texts: FieldKind = { words: "a list of texts", holds: allOf(isText) };
export const numbers: FieldKind = { words: "a list of finite numbers", holds: allOf(isNumber) };
export const counts: FieldKind = { words: "a list of whole numbers", holds: allOf(isCount) };
export const listsOfCounts: FieldKind = { words: "lists of whole numbers", holds: allOf(allOf(isCount)) };

/** One of these texts. */
export function oneOf(...allowed: readonly string[]): FieldKind {
  return { words: `one of ${allowed.join(", ")}`, holds: (value) => allowed.includes(value as string) };
}

/** Absent, or of a kind. */
export function optional({ words, holds, ...inner }: FieldKind): FieldKind {
  return { words: `absent or ${words}`, holds: (value) => value === undefined || holds(value), ...inner };
}

/** null, or of a kind. */
export function nullable({ words, holds }: FieldKind): FieldKind {
  return { words: `null or ${words}`, holds: (value) => value === null || holds(value) };
}

export type Fields = { readonly [name: string]: FieldKind };

/** An object with these fields, and perhaps others, which later releases may have added. */
export function object(fields: Fields): FieldKind {
  return {
    words: `an object with ${Object.keys(fields).join(", ")}`,
    holds: (value) => isRecord(value) && wrongField(value, fields) === undefined,
    fields,
  };
}

/** An object whose values are each of one of some kinds, whatever their names. */
export function recordOf(...kinds: readonly FieldKind[]): FieldKind {
  return {
    words: `an object, each value of which is ${kinds.map((kind) => kind.words).join(", or ")}`,
    holds: (value) => isRecord(value) && Object.values(value).every((one) => kinds.some((kind) => kind.holds(one))),
  };
}

export function listOf({ words, holds }: FieldKind): FieldKind {
  return { words: `a list, each element of which is ${words}`, holds: allOf(holds) };
}

/**
 * @param what the files are called: "savemodel"
 * @throws FileError unless each field is of its kind, as a file may have a seal that was not written by this package
 */
export function checkFields(value: unknown, fields: Fields, what: string, path: string): void {
  if (!isRecord(value)) throw new FileError(`a file of ${what} holds an object; '${path}' does not`, path);
  const wrong = wrongField(value, fields);
  if (wrong === undefined) return;
  const { names, kind, found } = wrong;
  throw new FileError(
    `the field '${names.join(".")}' in a file of ${what} is ${kind.words}; ` +
      `in '${path}' it is ${found === undefined ? "not there" : shownValue(found)}`,
    path,
  );
}

interface WrongField {
  /** From the outermost object to the field. */
  readonly names: readonly string[];
  readonly kind: FieldKind;
  readonly found: unknown;
}

/** Fields are own ones: JSON may have one that is called "__proto__" or "toString". */
function wrongField(value: Record<string, unknown>, fields: Fields): WrongField | undefined {
  for (const [name, kind] of Object.entries(fields)) {
    const found = Object.hasOwn(value, name) ? value[name] : undefined;
    if (kind.holds(found)) continue;
    const inner = kind.fields !== undefined && isRecord(found) ? wrongField(found, kind.fields) : undefined;
    return inner ? { ...inner, names: [name, ...inner.names] } : { names: [name], kind, found };
  }
  return undefined;
}
