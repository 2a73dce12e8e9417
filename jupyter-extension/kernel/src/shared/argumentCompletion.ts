import ts from "typescript-6";
import { argumentKey, calleeOf, importText, textArgument } from "./columnPlace";
import type { Completion } from "./compiler/completion";
import { inLetters } from "./latexNames";
import type { LiteralText } from "./literalText";
import type { Platform } from "./platform";
import type { SessionTables } from "./sessionTables";

/** Functions whose first argument is a file, and the files that they read. */
const OF_FILE: ReadonlyMap<string, RegExp> = new Map([
  ["readcsv", /\.(?:csv|tsv|txt|dat)(?:\.gz)?$/i],
  ["readarrow", /\.(?:arrow|feather|ipc)$/i],
  ["savemodel", /\.json$/i],
  ["restoremodel", /\.json$/i],
  ["savereplicates", /\.arrow$/i],
  ["restorereplicates", /\.arrow$/i],
  ["readFileSync", /./],
  ["readFile", /./],
  ["createReadStream", /./],
]);

/** Functions of whose arguments one is a design, with variables of the model as its keys, or names such a variable. */
const OF_VARIABLE: ReadonlyMap<string, { readonly design: number; readonly variable?: number }> = new Map([
  ["effects", { design: 0 }],
  ["empairs", { design: 0 }],
  ["emtrends", { design: 1, variable: 0 }],
]);

/** Functions whose second argument is a grouping factor of the model that is the first. */
const OF_GROUPING = new Set(["caterpillar", "qqcaterpillar", "shrinkageplot", "influence", "levelcoef"]);

/**
 * What a text in a call may be where its types do not say so: a data set, a file of the notebook's folder, a column
 * of the table that is an argument or whose method is called, a variable or grouping factor of a model. Undefined where
 * there is nothing to offer.
 */
export function completeArgument(
  source: string,
  offset: number,
  tables: SessionTables,
  platform: Pick<Platform, "datasetNames" | "listFolder">,
): Completion | undefined {
  const key = argumentKey(source, offset);
  if (key !== undefined) {
    if (OF_VARIABLE.get(calleeOf(key.call) ?? "")?.design !== key.argument) return undefined;
    const names = modelOf(key.call, (model) => tables.variablesOf(model)) ?? [];
    const written = source.slice(key.start, offset).replace(/^["']/, "");
    const fit = fitting(names, written).filter((name) => !key.taken.includes(name));
    return fit.length === 0 ? undefined : { names: fit.map(propertyKey), start: key.start, end: key.end };
  }
  const place = textArgument(source, offset);
  if (place === undefined) return undefined;
  const { call, argument, literal } = place;
  const name = calleeOf(call) ?? "";
  const complete = (all: readonly string[] | undefined, from = 0): Completion | undefined =>
    all && completeText(literal, offset, all, from);
  if (name === "dataset" && argument === 0) return complete(platform.datasetNames());
  const files = argument === 0 ? OF_FILE.get(name) : undefined;
  if (files !== undefined) {
    const folder = folderOf(literal, offset);
    const entries = platform.listFolder(folder || ".").filter((entry) => !entry.startsWith("."));
    return complete(
      entries.filter((entry) => entry.endsWith("/") || files.test(entry)),
      folder.length,
    );
  }
  if (OF_VARIABLE.get(name)?.variable === argument) return complete(modelOf(call, (one) => tables.variablesOf(one)));
  if (OF_GROUPING.has(name) && argument === 1) return complete(modelOf(call, (one) => tables.groupingsOf(one)));
  return complete(tableColumns(call, argument, tables));
}

/** Of the first argument that is a model. */
function modelOf(call: ts.CallExpression, ask: (model: ts.Expression) => string[] | undefined): string[] | undefined {
  for (const argument of call.arguments) {
    const found = ask(argument);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Names that begin with what is written, with Greek letters in words too, then those that hold it. */
function fitting(all: readonly string[], written: string): string[] {
  const word = written.toLowerCase();
  const forms = (one: string): string[] => [one, inLetters(one)].map((form) => form.toLowerCase());
  const starting = all.filter((one) => forms(one).some((form) => form.startsWith(word)));
  return [...starting, ...all.filter((one) => !starting.includes(one) && one.toLowerCase().includes(word))];
}

function completeText(literal: LiteralText, offset: number, all: readonly string[], from = 0): Completion | undefined {
  const names = fitting(all, literal.text.slice(from, literal.textOffset(offset))).map((one) => literal.write(one));
  return names.length === 0 ? undefined : { names, start: literal.sourceOffset(from), end: literal.end };
}

function folderOf(literal: LiteralText, offset: number): string {
  return /^.*\//.exec(literal.text.slice(0, literal.textOffset(offset)))?.[0] ?? "";
}

const MODULE = /\.(?:[cm]?[jt]sx?|json)$/;

/** In an import: modules beside the notebook, and packages that the kernel or the notebook's folder has. */
export function completeSpecifier(
  source: string,
  offset: number,
  platform: Pick<Platform, "listFolder" | "packageNames">,
): Completion | undefined {
  const literal = importText(source, offset);
  if (literal === undefined) return undefined;
  const folder = folderOf(literal, offset);
  if (!folder.startsWith(".")) return completeText(literal, offset, platform.packageNames());
  const entries = platform
    .listFolder(folder)
    .filter((entry) => !/^(?:\.|node_modules\/)/.test(entry) && (entry.endsWith("/") || MODULE.test(entry)));
  const names = entries.map((entry) => (/\.d\.[cm]?ts$/.test(entry) ? "" : entry.replace(/\.tsx?$/, "")));
  return completeText(
    literal,
    offset,
    [...new Set(names)].filter((name) => name !== ""),
    folder.length,
  );
}

function propertyKey(name: string): string {
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name) ? name : JSON.stringify(name);
}

/** Of the table that the call is about. */
function tableColumns(call: ts.CallExpression, argument: number, tables: SessionTables): string[] | undefined {
  const { expression } = call;
  const candidates = [
    ...(ts.isPropertyAccessExpression(expression) ? [expression.expression] : []),
    ...call.arguments.slice(0, argument),
  ];
  for (const candidate of candidates) {
    const columns = tables.columnsOf(candidate);
    if (columns !== undefined && columns.length > 0) return columns.map(({ name }) => name);
  }
  return undefined;
}
