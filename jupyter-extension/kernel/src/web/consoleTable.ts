import { inspect } from "node-inspect-extracted";

const INDEX = "(index)";
const VALUES = "Values";

type Row = ReadonlyMap<string, string>;

/** A value in a cell: an object in one line, of which a large one only says what it is. */
function cellOf(value: unknown): string {
  const isLarge = typeof value === "object" && value !== null && !Array.isArray(value) && Object.keys(value).length > 2;
  return inspect(value, { maxArrayLength: 3, breakLength: Number.POSITIVE_INFINITY, depth: isLarge ? -1 : 0 });
}

function isObject(value: unknown): value is object {
  return (typeof value === "object" && value !== null) || typeof value === "function";
}

function columnsOf(item: unknown, chosen: readonly string[] | undefined): [string, string][] {
  if (!isObject(item)) return [[VALUES, cellOf(item)]];
  const own = item as { readonly [key: string]: unknown };
  return (chosen ?? Object.keys(own)).filter((key) => Object.hasOwn(own, key)).map((key) => [key, cellOf(own[key])]);
}

/** What `console.table` prints, with the lines of Node's; undefined for what is no table. */
export function consoleTable(data: unknown, chosen?: readonly string[]): string | undefined {
  if (typeof data !== "object" || data === null) return undefined;
  const [first, items] =
    data instanceof Map
      ? ["(iteration index)", [...data].map(([key, value], i) => [String(i), { Key: key, Values: value }] as const)]
      : data instanceof Set
        ? ["(iteration index)", [...data].map((value, i) => [String(i), value] as const)]
        : [INDEX, Object.entries(data)];
  const rows = items.map(([index, item]): Row => new Map([[first, index], ...columnsOf(item, chosen)]));
  const found = new Set(rows.flatMap((row) => [...row.keys()]));
  const names = [first, ...(chosen ?? [...found].filter((name) => name !== first && name !== VALUES))];
  if (found.has(VALUES) && !names.includes(VALUES)) names.push(VALUES);
  return drawn(names, rows);
}

function drawn(names: readonly string[], rows: readonly Row[]): string {
  const columns = names.map((name) => [name, ...rows.map((row) => row.get(name) ?? "")]);
  const widths = columns.map((texts) => Math.max(...texts.map((text) => text.length)));
  const rule = (left: string, middle: string, right: string): string =>
    left + widths.map((width) => "─".repeat(width + 2)).join(middle) + right;
  const line = (at: number): string => `│${columns.map((texts, i) => ` ${texts[at]!.padEnd(widths[i]!)} `).join("│")}│`;
  const body = rows.map((_, i) => line(i + 1));
  return [rule("┌", "┬", "┐"), line(0), rule("├", "┼", "┤"), ...body, rule("└", "┴", "┘")].join("\n");
}
