import * as ts from "@tslab/typescript-for-tslab";
import { type Edit, EditedText } from "./edits";

/** What tslab has to be told about a cell because it does not see it itself. */
export interface CellFacts {
  /** The cell awaits at its top level: `await …` or `for await`. */
  awaits: boolean;
  /** The cell ends with an expression whose value is to be shown (not an assignment). */
  showsValue: boolean;
}

// With an export the parser takes the cell for a module, where `await (x)` is an await and not a call.
const MODULE_SUFFIX = "\nexport {};";

function parse(source: string): ts.SourceFile {
  return ts.createSourceFile("cell.ts", source + MODULE_SUFFIX, ts.ScriptTarget.ES2022, true, ts.ScriptKind.TS);
}

/**
 * Writes `{ s }` as `{ s: s }`. tslab turns names of earlier cells into `exports.name`, but misses shorthand
 * properties, which then fail with a ReferenceError.
 */
export function repairShorthand(source: string): EditedText {
  const edits: Edit[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isShorthandPropertyAssignment(node)) {
      const name = node.name.text;
      // `{ __proto__: x }` would set the prototype.
      const key = name === "__proto__" ? `["__proto__"]: ` : `${name}: `;
      edits.push({ start: node.name.getStart(), length: 0, text: key });
    }
    ts.forEachChild(node, visit);
  };
  visit(parse(source));
  return new EditedText(source, edits);
}

/**
 * tslab overlooks `await (x)`, `await [x]` and `for await` at the top level and takes statements like `enum` for last
 * expressions.
 */
export function cellFacts(source: string): CellFacts {
  const file = parse(source);
  const statements = file.statements.slice(0, -1).filter((statement) => !ts.isEmptyStatement(statement));
  const last = statements[statements.length - 1];
  return {
    awaits: awaitsAtTop(file),
    showsValue: last !== undefined && ts.isExpressionStatement(last) && !assigns(last.expression),
  };
}

function awaitsAtTop(node: ts.Node): boolean {
  if (ts.isAwaitExpression(node)) return true;
  if (ts.isForOfStatement(node) && node.awaitModifier) return true;
  if (ts.isFunctionLike(node) || ts.isClassLike(node) || ts.isModuleDeclaration(node)) return false;
  return ts.forEachChild(node, awaitsAtTop) ?? false;
}

function assigns(expression: ts.Expression): boolean {
  if (ts.isParenthesizedExpression(expression)) return assigns(expression.expression);
  if (ts.isPostfixUnaryExpression(expression)) return true;
  if (ts.isPrefixUnaryExpression(expression)) {
    return expression.operator === ts.SyntaxKind.PlusPlusToken || expression.operator === ts.SyntaxKind.MinusMinusToken;
  }
  if (!ts.isBinaryExpression(expression)) return false;
  const operator = expression.operatorToken.kind;
  return operator >= ts.SyntaxKind.FirstAssignment && operator <= ts.SyntaxKind.LastAssignment;
}
