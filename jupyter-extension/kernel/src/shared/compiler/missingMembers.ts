import ts from "typescript-6";
import { nearestName } from "./nearestName";

/** A member in brackets that its object does not have. */
export interface MissingMember {
  readonly start: number;
  readonly message: string;
}

/**
 * Members in brackets, `table["x"]` and `table[0]`, that instances of a package's classes do not have: in cells, which
 * are not checked strictly, they would be undefined without a word.
 */
export function missingMembers(file: ts.SourceFile, checker: ts.TypeChecker): MissingMember[] {
  const found: MissingMember[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isElementAccessExpression(node) && isRead(node)) {
      const missing = missingIn(node, checker);
      if (missing !== undefined) found.push({ start: node.argumentExpression.getStart(file), message: missing });
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

function isRead({ parent }: ts.Node): boolean {
  return !(
    ts.isBinaryExpression(parent) &&
    parent.operatorToken.kind >= ts.SyntaxKind.FirstAssignment &&
    parent.operatorToken.kind <= ts.SyntaxKind.LastAssignment
  );
}

function missingIn(
  { expression, argumentExpression: key, questionDotToken }: ts.ElementAccessExpression,
  checker: ts.TypeChecker,
): string | undefined {
  if (questionDotToken !== undefined || !(ts.isStringLiteralLike(key) || ts.isNumericLiteral(key))) return undefined;
  const type = checker.getTypeAtLocation(expression);
  const declaration = type.symbol?.valueDeclaration;
  if (declaration === undefined || !ts.isClassDeclaration(declaration)) return undefined;
  if (!declaration.getSourceFile().isDeclarationFile) return undefined;
  const index = ts.isNumericLiteral(key) ? ts.IndexKind.Number : ts.IndexKind.String;
  const has =
    checker.getPropertyOfType(type, key.text) !== undefined ||
    checker.getIndexInfoOfType(type, index) !== undefined ||
    checker.getIndexInfoOfType(type, ts.IndexKind.String) !== undefined;
  if (has) return undefined;
  // Rows have no names that a number could be near to.
  const nearest =
    index === ts.IndexKind.Number
      ? undefined
      : nearestName(
          key.text,
          checker.getPropertiesOfType(type).map(({ name }) => name),
        );
  const hint = nearest === undefined ? "" : ` Did you mean '${nearest}'?`;
  return `Property '${key.text}' does not exist on type '${checker.typeToString(type)}'.${hint}`;
}
