import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { parseSync } from "@swc/core";

const SOURCES = path.resolve(__dirname, "../../engine/src");

/**
 * What ECMAScript defines to the last bit; its other functions of Math are approximated, each engine in its own way.
 */
const EXACT = [
  "abs ceil clz32 floor fround imul max min round sign sqrt trunc",
  "E LN10 LN2 LOG10E LOG2E PI SQRT1_2 SQRT2",
].flatMap((names) => names.split(" "));

/** Names that no result depends on. */
const HARMLESS: { readonly [file: string]: string } = { "show/progress.ts": "Math.random" };

type Node = { readonly type?: string; readonly [field: string]: unknown };

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null;
}

/** Whether a power is exact whatever the engine: a square, or a literal power of 2 that is a normal number. */
function isExactPower({ left, right }: Node): boolean {
  const [base, exponent] = [literal(left), literal(right)];
  if (typeof base === "bigint" || typeof exponent === "bigint") return true;
  return exponent === 2 || (base === 2 && Number.isInteger(exponent) && Math.abs(exponent as number) <= 1000);
}

function literal(node: unknown): number | bigint | undefined {
  if (!isNode(node)) return undefined;
  if (node.type === "NumericLiteral") return node.value as number;
  if (node.type === "BigIntLiteral") return 0n;
  const minus = node.type === "UnaryExpression" && node.operator === "-" ? literal(node.argument) : undefined;
  return minus === undefined ? undefined : -minus;
}

/** What in a file leaves bits to the host. */
function hostDependent(source: string): string[] {
  const found: string[] = [];
  const visit = (node: unknown, parent?: Node): void => {
    if (Array.isArray(node)) {
      for (const item of node) visit(item, parent);
      return;
    }
    if (!isNode(node)) return;
    if (node.type === "BinaryExpression" && node.operator === "**" && !isExactPower(node)) found.push("**");
    if (node.type === "AssignmentExpression" && node.operator === "**=") found.push("**=");
    if (node.type === "Identifier" && node.value === "Math") {
      const property = parent?.type === "MemberExpression" && parent.object === node ? (parent.property as Node) : {};
      const name = property.type === "Identifier" ? (property.value as string) : "…";
      if (!EXACT.includes(name)) found.push(`Math.${name}`);
    }
    for (const value of Object.values(node)) visit(value, node);
  };
  visit(parseSync(source, { syntax: "typescript", target: "es2022" }) as unknown);
  return found;
}

function sourceFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) return sourceFiles(file);
    return entry.name.endsWith(".ts") && !entry.name.endsWith(".generated.ts") ? [file] : [];
  });
}

test("no file of the engine leaves the bits of a result to the host's Math", () => {
  const files = sourceFiles(SOURCES);
  expect(files.length).toBeGreaterThan(300);
  const found = files.flatMap((file) => {
    const name = path.relative(SOURCES, file).replaceAll(path.sep, "/");
    return hostDependent(readFileSync(file, "utf8"))
      .filter((what) => HARMLESS[name] !== what)
      .map((what) => `${name}: ${what}`);
  });
  expect(found).toEqual([]);
});

test.each([
  ["const y = Math.log(x);", ["Math.log"]],
  ["const f = [Math.exp, Math.abs];", ["Math.exp"]],
  ["const { log } = Math;", ["Math.…"]],
  ["const y = Math[name](x);", ["Math.…"]],
  ["const y = globalThis.Math.abs(x);", ["Math.…"]],
  ["const y = x ** 3;", ["**"]],
  ["const y = 10 ** -5;", ["**"]],
  ["const y = 2 ** k;", ["**"]],
  ["x **= 2;", ["**="]],
  ["const y = x ** 2 + 2 ** -53 + Math.sqrt(2 ** 32) * Math.PI + Number(2n ** 64n); // Math.log, x ** 3", []],
])("what the scanner finds in %s", (source, found) => {
  expect(hostDependent(source)).toEqual(found);
});

test("powers of 2 by literals are exact here", () => {
  for (let k = 1, power = 2; k <= 1000; k++, power *= 2) {
    expect(2 ** k).toBe(power);
    expect(2 ** -k).toBe(1 / power);
  }
});
