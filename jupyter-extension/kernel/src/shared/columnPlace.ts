import ts from "typescript-6";
import { isLiteral, type Literal, LiteralText } from "./literalText";

/** A place in a cell where the name of a column is written. */
export type ColumnPlace = {
  readonly table: ts.Expression | undefined;
} /** In the text of a formula; `before` is what stands before this literal where it is put together of several. */ & (
  | { readonly kind: "formula"; readonly literal: LiteralText; readonly before: string }
  /** A string that is nothing but the name. */
  | { readonly kind: "name"; readonly literal: LiteralText }
  /** A key of the option `contrasts`, between `start` and `end`. */
  | { readonly kind: "key"; readonly start: number; readonly end: number; readonly taken: readonly string[] }
);

/** Stands in a formula for what is known only when the cell runs. */
export const HOLE = "_";

const OF_COLUMN = new Set(["densityplot", "histogram"]);
const OPTIONS_OF_COLUMN = new Set(["weights", "offset"]);
/** Of any function that takes a table. */
const ARGUMENTS_OF_COLUMN = new Set("x y color group row column layout columns weights offset grouping".split(" "));

/**
 * Where the cursor is, if a column's name is written there: in a string of `fit`, `densityplot` or `histogram`, or a
 * key of `contrasts`.
 */
export function columnPlace(source: string, offset: number): ColumnPlace | undefined {
  const { file, node } = nodeAt(source, offset);
  if (!isLiteral(node)) return keyPlace(node, file, offset);
  const literal = new LiteralText(node, file);
  if (offset < literal.start || offset > literal.end) return undefined;
  return stringPlace(node, literal, file) ?? keyPlace(node, file, offset);
}

/** A text that is an argument of a call, or an option of it that takes a column, with the cursor in it. */
export interface TextArgument {
  readonly call: ts.CallExpression;
  /** Which argument, from 0. */
  readonly argument: number;
  readonly literal: LiteralText;
}

export function textArgument(source: string, offset: number): TextArgument | undefined {
  const { file, node } = nodeAt(source, offset);
  if (!ts.isStringLiteralLike(node)) return undefined;
  const literal = new LiteralText(node, file);
  if (offset < literal.start || offset > literal.end) return undefined;
  let argument: ts.Node = node;
  if (ts.isArrayLiteralExpression(argument.parent)) argument = argument.parent;
  const option = argument.parent;
  if (ts.isPropertyAssignment(option) && ARGUMENTS_OF_COLUMN.has(keyOf(option) ?? "")) argument = option.parent;
  const call = argument.parent;
  if (!ts.isCallExpression(call)) return undefined;
  const at = call.arguments.indexOf(argument as ts.Expression);
  return at < 0 ? undefined : { call, argument: at, literal };
}

/** A key that is being written in an object that is an argument of a call. */
export interface ArgumentKey {
  readonly call: ts.CallExpression;
  readonly argument: number;
  readonly start: number;
  readonly end: number;
  readonly taken: readonly string[];
}

export function argumentKey(source: string, offset: number): ArgumentKey | undefined {
  const { file, node } = nodeAt(source, offset);
  const isKey =
    (ts.isIdentifier(node) || ts.isStringLiteral(node)) &&
    ts.isObjectLiteralElement(node.parent) &&
    node.parent.name === node;
  const object = isKey ? node.parent.parent : node;
  if (!ts.isObjectLiteralExpression(object) || !ts.isCallExpression(object.parent)) return undefined;
  if (!isKey && !/[{,]\s*$/.test(file.text.slice(object.getStart(file), offset))) return undefined;
  const taken = object.properties.filter(({ name }) => name !== node).map((one) => keyOf(one) ?? "");
  const [start, end] = isKey ? [node.getStart(file), node.end] : [offset, offset];
  return { call: object.parent, argument: object.parent.arguments.indexOf(object), start, end, taken };
}

/** The text of an import in which the cursor is. */
export function importText(source: string, offset: number): LiteralText | undefined {
  const { file, node } = nodeAt(source, offset);
  if (!ts.isStringLiteral(node)) return undefined;
  const { parent } = node;
  const isImport =
    ts.isImportDeclaration(parent) ||
    ts.isExportDeclaration(parent) ||
    ts.isExternalModuleReference(parent) ||
    (ts.isCallExpression(parent) &&
      (parent.expression.kind === ts.SyntaxKind.ImportKeyword || calleeOf(parent) === "require"));
  const literal = new LiteralText(node, file);
  return isImport && offset >= literal.start && offset <= literal.end ? literal : undefined;
}

/** The call in whose parentheses the cursor is: where the name of its function ends. */
export function enclosingCall(source: string, offset: number): number | undefined {
  const file = parse(source);
  let found: number | undefined;
  const visit = (node: ts.Node): void => {
    const isCall = ts.isCallExpression(node) || ts.isNewExpression(node);
    const opening = isCall ? source.indexOf("(", node.expression.end) : -1;
    const isOpen = source[node.end - 1] !== ")";
    if (isCall && opening >= 0 && offset > opening && (offset < node.end || (isOpen && offset >= node.end)))
      found = node.expression.end;
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

/** The smallest node that the cursor is in or at the end of. */
function nodeAt(source: string, offset: number): { file: ts.SourceFile; node: ts.Node } {
  let file = parse(source);
  let node = innermost(file, offset);
  if (isLiteral(node) && node.isUnterminated) {
    // What follows the cursor is the rest of the call rather than of the string.
    const quote = ts.isStringLiteral(node) ? source[node.getStart(file)]! : "`";
    file = parse(source.slice(0, offset) + quote + source.slice(offset));
    node = innermost(file, offset);
  }
  return { file, node };
}

function parse(source: string): ts.SourceFile {
  return ts.createSourceFile("cell.ts", source, ts.ScriptTarget.ES2022, true, ts.ScriptKind.TS);
}

/** The smallest node that the cursor is in or at the end of. */
function innermost(file: ts.SourceFile, offset: number): ts.Node {
  const within = (node: ts.Node): ts.Node | undefined => {
    if (node.getStart(file) > offset || offset > node.end) return undefined;
    return ts.forEachChild(node, within) ?? node;
  };
  return ts.forEachChild(file, within) ?? file;
}

function stringPlace(node: Literal, literal: LiteralText, file: ts.SourceFile): ColumnPlace | undefined {
  const whole = wholeText(node);
  const { parent } = whole;
  if (ts.isPropertyAssignment(parent)) {
    const call =
      OPTIONS_OF_COLUMN.has(keyOf(parent) ?? "") && parent.initializer === node
        ? optionsCall(parent.parent)
        : undefined;
    return call && { kind: "name", table: call.arguments[1], literal };
  }
  const argument = ts.isArrayLiteralExpression(parent) ? parent : whole;
  const call = argument.parent;
  if (!ts.isCallExpression(call)) return undefined;
  const name = calleeOf(call);
  const place = call.arguments.indexOf(argument as ts.Expression);
  if ((name === "fit" || name === "glmm") && place === 0 && argument === whole) {
    return { kind: "formula", table: call.arguments[1], literal, before: textBefore(node, whole, file) };
  }
  if (OF_COLUMN.has(name ?? "") && place === 1 && whole === node)
    return { kind: "name", table: call.arguments[0], literal };
  return undefined;
}

/** The expression that this literal is a part of: a template, texts joined by `+`. */
function wholeText(node: ts.Node): ts.Node {
  const { parent } = node;
  const part = ts.isTemplateSpan(parent)
    ? isLiteral(node)
    : ts.isTemplateExpression(parent) || ts.isParenthesizedExpression(parent) || isSum(parent);
  return part ? wholeText(parent) : node;
}

function isSum(node: ts.Node): node is ts.BinaryExpression {
  return ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken;
}

function textBefore(literal: Literal, whole: ts.Node, file: ts.SourceFile): string {
  let text = "";
  const reached = (node: ts.Node): boolean => {
    if (node === literal) return true;
    if (isLiteral(node)) text += new LiteralText(node, file).text;
    else if (isSum(node)) return reached(node.left) || reached(node.right);
    else if (ts.isParenthesizedExpression(node)) return reached(node.expression);
    else if (ts.isTemplateExpression(node)) return reached(node.head) || node.templateSpans.some(reached);
    else if (ts.isTemplateSpan(node)) return reached(node.expression) || reached(node.literal);
    else text += HOLE;
    return false;
  };
  reached(whole);
  return text;
}

function keyPlace(node: ts.Node, file: ts.SourceFile, offset: number): ColumnPlace | undefined {
  const isKey =
    (ts.isIdentifier(node) || ts.isStringLiteral(node)) &&
    ts.isObjectLiteralElement(node.parent) &&
    node.parent.name === node;
  const object = isKey ? node.parent.parent : node;
  if (
    !ts.isObjectLiteralExpression(object) ||
    !ts.isPropertyAssignment(object.parent) ||
    keyOf(object.parent) !== "contrasts"
  )
    return undefined;
  if (!isKey && !/[{,]\s*$/.test(file.text.slice(object.getStart(file), offset))) return undefined;
  const call = optionsCall(object.parent.parent);
  if (call === undefined) return undefined;
  const [start, end] = isKey ? [node.getStart(file), node.end] : [offset, offset];
  const taken = object.properties
    .filter(({ name }) => name !== node)
    .map((property) => keyOf(property))
    .filter((key) => key !== undefined);
  return { kind: "key", table: call.arguments[1], start, end, taken };
}

/** The call of `fit` that these are the options of. */
function optionsCall(options: ts.Node): ts.CallExpression | undefined {
  const call = options.parent;
  return ts.isCallExpression(call) && calleeOf(call) === "fit" && call.arguments[2] === options ? call : undefined;
}

export function calleeOf({ expression }: ts.CallExpression): string | undefined {
  if (ts.isPropertyAccessExpression(expression)) return expression.name.text;
  return ts.isIdentifier(expression) ? expression.text : undefined;
}

function keyOf({ name }: ts.ObjectLiteralElementLike): string | undefined {
  return name && (ts.isIdentifier(name) || ts.isStringLiteral(name)) ? name.text : undefined;
}
