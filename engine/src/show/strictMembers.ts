import { OptionError } from "../errors";
import { nearest, unknownName } from "../words/nearest";

/**
 * Names that are read of any object to learn what it is, so that they have to stay undefined: by `await` and JSON, by
 * what prints, compares and clones (Node, browsers, Jest, lodash, immutable), and by what takes lists, tables, streams
 * and elements (apache-arrow, arquero, danfojs, ml-matrix, Vega, React).
 */
const PROBED = new Set(
  [
    "then catch finally toJSON toBSON inspect length size splice callee call equals asymmetricMatch message",
    "nodeType nodeName tagName jquery window href body next return throw done stat read cancel clear append set on",
    "addEventListener buffer schema data dataSync type klass signal getModuleId",
  ].flatMap((line) => line.split(" ")),
);

/** Members that are public within this package alone, and could be taken for what somebody means. */
const INTERNAL = new Set(
  [
    "absence approximation coefficientRows correlated covarianceOf criterion data description devianceFunction",
    "drawnFrom endless generalized hardlyShrinkingTheta limit minimum model modes modesAt note notices parameters",
    "payload report residualIsFixed rest rows separation start strata trials view working workingCovarianceOf",
    "workingModes workingRoots",
  ].flatMap((line) => line.split(" ")),
);

/** The key under which an object has the names of its columns. */
export const columnsKey: unique symbol = Symbol("names of columns");

/**
 * A last prototype whose members are those of `base`: reading any other one throws an OptionError that
 * tells the nearest, where plain JavaScript gives undefined. Members that exist are found before it is asked, so that
 * reading them costs what it costs without; `in` tells without an error whether there is one.
 *
 * @param isWhole - whether an object was made by its class: prototypes, and copies that are being filled, were not
 */
export function lastPrototype(isWhole: (object: object) => boolean, base: object = Object.prototype): object {
  return new Proxy(Object.create(base) as object, {
    get(target, key, receiver: unknown) {
      if (typeof key === "symbol" || key in target || typeof receiver !== "object" || receiver === null)
        return Reflect.get(target, key, receiver);
      if (!isWhole(receiver) || isProbed(key, receiver)) return undefined;
      throw new OptionError(sentence(receiver, key));
    },
  });
}

/**
 * The prototype of objects that have an entry for each of their names, and no members: reading another name throws an
 * OptionError that tells those there are.
 */
export const namedEntries: object = new Proxy(Object.create(null) as object, {
  get(_, key, receiver: object) {
    if (typeof key === "symbol" || key in Object.prototype || PROBED.has(key) || isMark(key)) return undefined;
    throw new OptionError(unknownName("name", key, "names", Object.keys(receiver)));
  },
});

/** What a value of whatever kind has under a name; undefined if nothing. */
export function memberOf(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  return name in value ? (value as { readonly [name: string]: unknown })[name] : undefined;
}

class Strict {
  readonly #whole = true;

  static {
    Object.setPrototypeOf(
      Strict.prototype,
      lastPrototype((object) => #whole in object),
    );
  }
}

/** Base of what throws when a member is read that it does not have. */
export const StrictMembers = Strict as abstract new () => object;

/** Libraries have marks of their own, which begin so. */
function isMark(key: string): boolean {
  return /^[_$@]/.test(key);
}

function isProbed(key: string, object: object): boolean {
  if (PROBED.has(key) || isMark(key)) return true;
  if (!/^is[A-Z]/.test(key)) return false;
  return membersOf(object).every((name) => name.toLowerCase() !== key.toLowerCase());
}

function sentence(object: { readonly [columnsKey]?: readonly string[] }, key: string): string {
  const columns = object[columnsKey];
  const what = `a ${object.constructor.name} has no '${key}'`;
  if (/^-?\d+$/.test(key)) {
    if (columns === undefined) return what;
    const rows = "toRows" in object ? "rows are objects in .toRows()" : "a number is .get(row, column)";
    return `${what}; ${rows}, a column is .column("name")`;
  }
  const near = nearestMember(key, membersOf(object), columns ?? []);
  if (near !== undefined) return `${what} (did you mean ${near}?)`;
  return columns === undefined ? what : `${what}; a column is .column("name")`;
}

/** The names under which the object has something for those who use this package. */
function membersOf(object: object): string[] {
  const names = new Set<string>();
  for (let at: object | null = object; at !== null && at !== Object.prototype; at = Object.getPrototypeOf(at))
    for (const name of Object.getOwnPropertyNames(at)) names.add(name);
  return [...names].filter((name) => name !== "constructor" && !INTERNAL.has(name));
}

/** The member or column that `name` is a slip of, or else the member of which it is a longer or a shorter form. */
function nearestMember(name: string, members: readonly string[], columns: readonly string[]): string | undefined {
  const near = nearest(name, [...columns, ...members]);
  if (near !== undefined) return columns.includes(near) ? `.column(${JSON.stringify(near)})` : `'${near}'`;
  const [longest] = members.filter((member) => isShortened(member, name)).sort((a, b) => b.length - a.length);
  return longest === undefined ? undefined : `'${longest}'`;
}

/** Fewer letters say little. */
const LEAST_LETTERS = 3;

/** Whether the one is the other with letters left out, as coef is of coefficients; the first letter stays. */
function isShortened(a: string, b: string): boolean {
  const [short, long] = [a.toLowerCase(), b.toLowerCase()].sort((x, y) => x.length - y.length) as [string, string];
  let at = 0;
  for (const letter of long) if (letter === short[at]) at++;
  return at === short.length && at >= LEAST_LETTERS && short[0] === long[0];
}
