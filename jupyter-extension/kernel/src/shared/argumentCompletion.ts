import ts from "typescript-6";
import { calleeOf, textArgument } from "./columnPlace";
import type { Completion } from "./compiler/completion";
import type { Platform } from "./platform";
import type { SessionTables } from "./sessionTables";

/** Functions whose first argument is a file, and the files that they read. */
const OF_FILE: ReadonlyMap<string, RegExp> = new Map([
  ["readcsv", /\.(?:csv|tsv|txt|dat)(?:\.gz)?$/i],
  ["readarrow", /\.(?:arrow|feather|ipc)$/i],
  ["loadmodel", /\.json$/i],
  ["restoremodel", /\.json$/i],
  ["readFileSync", /./],
  ["readFile", /./],
  ["createReadStream", /./],
]);

/**
 * What a text in a call may be where its types do not say so: a data set, a file of the notebook's folder, or a column
 * of the table that is an argument or whose method is called. Undefined where there is nothing to offer.
 */
export function completeArgument(
  source: string,
  offset: number,
  tables: SessionTables,
  platform: Pick<Platform, "datasetNames" | "listFolder">,
): Completion | undefined {
  const place = textArgument(source, offset);
  if (place === undefined) return undefined;
  const { call, argument, literal } = place;
  const name = calleeOf(call) ?? "";
  const written = literal.text.slice(0, literal.textOffset(offset));
  const complete = (all: readonly string[], from = 0): Completion | undefined => {
    const word = written.slice(from).toLowerCase();
    const starting = all.filter((one) => one.toLowerCase().startsWith(word));
    const holding = all.filter((one) => !starting.includes(one) && one.toLowerCase().includes(word));
    const names = [...starting, ...holding].map((one) => literal.write(one));
    return names.length === 0 ? undefined : { names, start: literal.sourceOffset(from), end: literal.end };
  };
  if (name === "dataset" && argument === 0) return complete(platform.datasetNames());
  const files = argument === 0 ? OF_FILE.get(name) : undefined;
  if (files !== undefined) {
    const folder = /^.*\//.exec(written)?.[0] ?? "";
    const entries = platform.listFolder(folder || ".").filter((entry) => !entry.startsWith("."));
    return complete(
      entries.filter((entry) => entry.endsWith("/") || files.test(entry)),
      folder.length,
    );
  }
  const columns = tableColumns(call, argument, tables);
  return columns && complete(columns);
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
