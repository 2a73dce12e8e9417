/** A part of the language's library that not every host has. */
interface Library {
  /** Its name among TypeScript's libraries. */
  readonly name: string;
  /** Names by which messages speak of it, and of what they are. */
  readonly members: readonly string[];
  /** The first Node that has it. */
  readonly node: string;
  has(): boolean;
}

const BASE = "lib.es2023.d.ts";

function member(owner: unknown, name: string): boolean {
  return owner !== undefined && owner !== null && name in Object(owner);
}

const globals = globalThis as unknown as { readonly [name: string]: { readonly prototype: unknown } | undefined };

/** TypeScript names libraries by the edition of the language; hosts have them one by one. */
const LIBRARIES: readonly Library[] = [
  {
    name: "es2024.arraybuffer",
    members: ["resizable", "maxByteLength", "transfer", "transferToFixedLength"],
    node: "21",
    has: () => member(ArrayBuffer.prototype, "transfer"),
  },
  { name: "es2024.collection", members: ["groupBy"], node: "21", has: () => member(Map, "groupBy") },
  { name: "es2024.object", members: ["groupBy"], node: "21", has: () => member(Object, "groupBy") },
  { name: "es2024.promise", members: ["withResolvers"], node: "22", has: () => member(Promise, "withResolvers") },
  { name: "es2024.regexp", members: ["unicodeSets"], node: "20", has: () => member(RegExp.prototype, "unicodeSets") },
  {
    name: "es2024.sharedmemory",
    members: ["waitAsync", "growable", "grow"],
    node: "20",
    has: () => member(Atomics, "waitAsync"),
  },
  {
    name: "es2024.string",
    members: ["isWellFormed", "toWellFormed"],
    node: "20",
    has: () => member(String.prototype, "isWellFormed"),
  },
  {
    name: "es2025.collection",
    node: "22",
    has: () => member(Set.prototype, "union"),
    members: [
      "union",
      "intersection",
      "difference",
      "symmetricDifference",
      "isSubsetOf",
      "isSupersetOf",
      "isDisjointFrom",
    ],
  },
  {
    name: "es2025.float16",
    members: ["Float16Array", "f16round", "getFloat16", "setFloat16"],
    node: "24",
    has: () => "Float16Array" in globals,
  },
  { name: "es2025.intl", members: ["DurationFormat"], node: "23", has: () => member(Intl, "DurationFormat") },
  {
    name: "es2025.iterator",
    members: [
      "Iterator",
      "map",
      "filter",
      "take",
      "drop",
      "flatMap",
      "reduce",
      "toArray",
      "forEach",
      "some",
      "every",
      "find",
    ],
    node: "22",
    has: () => "Iterator" in globals,
  },
  { name: "es2025.promise", members: ["try"], node: "24", has: () => member(Promise, "try") },
  { name: "es2025.regexp", members: ["escape"], node: "24", has: () => member(RegExp, "escape") },
  { name: "esnext.array", members: ["fromAsync"], node: "22", has: () => member(Array, "fromAsync") },
  {
    name: "esnext.collection",
    members: ["getOrInsert", "getOrInsertComputed"],
    node: "26",
    has: () => member(Map.prototype, "getOrInsert"),
  },
  {
    name: "esnext.disposable",
    members: ["DisposableStack", "AsyncDisposableStack", "SuppressedError"],
    node: "24",
    has: () => "dispose" in Symbol,
  },
  { name: "esnext.error", members: ["isError"], node: "24", has: () => member(Error, "isError") },
  { name: "esnext.sharedmemory", members: ["pause"], node: "24", has: () => member(Atomics, "pause") },
  { name: "esnext.temporal", members: ["Temporal"], node: "26", has: () => "Temporal" in globals },
  {
    name: "esnext.typedarrays",
    members: ["toBase64", "toHex", "fromBase64", "fromHex", "setFromBase64", "setFromHex"],
    node: "25",
    has: () => member(Uint8Array, "fromBase64"),
  },
  { name: "esnext.decorators", members: [], node: "20", has: () => true },
];

/** The libraries that this host has, as files of TypeScript. */
export function hostLibraries(): string[] {
  return [BASE, ...LIBRARIES.filter((library) => library.has()).map(({ name }) => `lib.${name}.d.ts`)];
}

const ADVICE = " Do you need to change your target library?";
const UNKNOWN = /Property '([^']+)' does not exist on type|Cannot find (?:name|namespace) '([^']+)'\./;

/** What no cell is helped by: declarations of test runners and of Node, and options of the compiler. */
const OF_TYPES = / Do you need to install type definitions for .*$/;

/**
 * What a message of the compiler about something newer than this host's language has to say: the Node that has it, in
 * place of advice on options that nobody can change here.
 * @param host - such as "Node 20.20.2"
 */
export function withoutLibraryAdvice(written: string, host: string): string {
  const message = written.replace(OF_TYPES, "");
  const found = message.includes(ADVICE) ? UNKNOWN.exec(message) : null;
  const name = found?.[1] ?? found?.[2];
  if (name === undefined) return message;
  const [said] = message.split(ADVICE);
  const library = LIBRARIES.find(({ members, has }) => members.includes(name) && !has());
  return library ? `${said} ('${name}' is there from Node ${library.node} on; this is ${host}.)` : said!;
}
