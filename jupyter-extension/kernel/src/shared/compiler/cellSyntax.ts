import ts from "typescript-6";

/** With an export the parser takes the cell for a module, where `await (x)` is an await and not a call. */
const MODULE_SUFFIX = "\nexport {};";

/**
 * How a name of a cell was declared: variables can be assigned by others, what is `other` cannot, and of a type alone
 * there is nothing at run time.
 */
export type Kind = "const" | "let" | "other" | "type";

/** What the text of a cell says before anything is known of its types. */
export interface CellSyntax {
  /** The cell as long as before, with blanks for what exports: `export` is taken as if it were not there. */
  readonly text: string;
  /** Names that the cell declares for all cells: those at its top level, and `var` within its blocks. */
  readonly declared: ReadonlyMap<string, Kind>;
  /** All identifiers in it. */
  readonly mentioned: ReadonlySet<string>;
  /** It awaits at its top level. */
  readonly awaits: boolean;
  /** It ends with an expression whose value is to be shown (not an assignment). */
  readonly showsValue: boolean;
  /** What its parser complains of. */
  readonly faults: readonly ts.Diagnostic[];
}

export function cellSyntax(source: string): CellSyntax {
  const file = ts.createSourceFile("cell.ts", source + MODULE_SUFFIX, ts.ScriptTarget.ESNext, true, ts.ScriptKind.TS);
  const faults = (file as unknown as { parseDiagnostics: ts.Diagnostic[] }).parseDiagnostics;
  const statements = file.statements.filter((statement) => statement.end <= source.length);
  return {
    text: withoutExports(source, file, statements),
    declared: declaredNames(statements),
    mentioned: mentionedNames(file),
    awaits: awaitsAtTop(file),
    showsValue: showsValue(statements),
    faults,
  };
}

/** The statement whose value a cell shows, if it ends with one. */
export function lastExpression(statements: readonly ts.Statement[]): ts.ExpressionStatement | undefined {
  const last = statements.filter((statement) => !ts.isEmptyStatement(statement)).at(-1);
  return last && ts.isExpressionStatement(last) && !assigns(last.expression) ? last : undefined;
}

function showsValue(statements: readonly ts.Statement[]): boolean {
  const last = statements.filter((statement) => !ts.isEmptyStatement(statement)).at(-1);
  return (last !== undefined && ts.isExportAssignment(last)) || lastExpression(statements) !== undefined;
}

function mentionedNames(file: ts.SourceFile): Set<string> {
  const names = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) names.add(node.text);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return names;
}

function declaredNames(statements: readonly ts.Statement[]): Map<string, Kind> {
  const names = new Map<string, Kind>();
  const add = (name: ts.Identifier | undefined, kind: Kind): void => {
    // A type may have the name of a value beside it.
    if (name && name.text !== "" && (kind !== "type" || !names.has(name.text))) names.set(name.text, kind);
  };
  const variables = (list: ts.VariableDeclarationList): void => {
    const kind = list.flags & ts.NodeFlags.Const ? "const" : "let";
    for (const { name } of list.declarations) for (const own of boundNames(name)) add(own, kind);
  };
  const hoisted = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) || ts.isClassLike(node) || ts.isModuleDeclaration(node)) return;
    if (ts.isVariableDeclarationList(node) && (node.flags & ts.NodeFlags.BlockScoped) === 0) variables(node);
    ts.forEachChild(node, hoisted);
  };
  for (const statement of statements) {
    if (ts.isVariableStatement(statement)) variables(statement.declarationList);
    else if (isNamedDeclaration(statement))
      add(statement.name as ts.Identifier | undefined, isOfType(statement) ? "type" : "other");
    else if (ts.isImportDeclaration(statement)) {
      const { importClause } = statement;
      const kind = importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword ? "type" : "other";
      add(importClause?.name, kind);
      const bindings = importClause?.namedBindings;
      if (bindings && ts.isNamespaceImport(bindings)) add(bindings.name, kind);
      else for (const { name, isTypeOnly } of bindings?.elements ?? []) add(name, isTypeOnly ? "type" : kind);
    } else hoisted(statement);
  }
  return names;
}

function isNamedDeclaration(
  node: ts.Node,
): node is
  | ts.FunctionDeclaration
  | ts.ClassDeclaration
  | ts.EnumDeclaration
  | ts.InterfaceDeclaration
  | ts.TypeAliasDeclaration
  | ts.ModuleDeclaration
  | ts.ImportEqualsDeclaration {
  if (ts.isModuleDeclaration(node)) return ts.isIdentifier(node.name) && node.name.text !== "global";
  return (
    ts.isFunctionDeclaration(node) ||
    ts.isClassDeclaration(node) ||
    ts.isEnumDeclaration(node) ||
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node) ||
    ts.isImportEqualsDeclaration(node)
  );
}

function isOfType(node: ts.Statement): boolean {
  if (ts.isImportEqualsDeclaration(node)) return node.isTypeOnly;
  return ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node);
}

function withoutExports(source: string, file: ts.SourceFile, statements: readonly ts.Statement[]): string {
  let text = source;
  const blank = (start: number, end: number): void => {
    text = text.slice(0, start) + text.slice(start, end).replace(/[^\r\n]/g, " ") + text.slice(end);
  };
  for (const statement of statements) {
    if (ts.isExportDeclaration(statement) && !statement.moduleSpecifier) blank(statement.getStart(file), statement.end);
    else if (ts.isExportAssignment(statement)) {
      const [start, end] = [statement.getStart(file), statement.expression.getStart(file)];
      blank(start, end);
      // Braces at the beginning would be those of a block.
      if (source[end] === "{") text = text.slice(0, start) + EXPRESSION + text.slice(start + EXPRESSION.length);
    } else if (ts.canHaveModifiers(statement) && !isUnnamedDefault(statement))
      for (const modifier of ts.getModifiers(statement) ?? [])
        if (modifier.kind === ts.SyntaxKind.ExportKeyword || modifier.kind === ts.SyntaxKind.DefaultKeyword)
          blank(modifier.getStart(file), modifier.end);
  }
  return text;
}

/** Begins a statement that is an expression, in no more letters than `export =`. */
const EXPRESSION = "void 0,";

/** `export default function () {}` is no statement without its first words. */
function isUnnamedDefault(statement: ts.Statement): boolean {
  return (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) && statement.name === undefined;
}

/** The identifiers that a declaration binds. */
export function boundNames(name: ts.BindingName): ts.Identifier[] {
  if (ts.isIdentifier(name)) return [name];
  return name.elements.flatMap((element) => (ts.isOmittedExpression(element) ? [] : boundNames(element.name)));
}

function awaitsAtTop(node: ts.Node): boolean {
  if (ts.isAwaitExpression(node)) return true;
  if (ts.isForOfStatement(node) && node.awaitModifier) return true;
  if (ts.isVariableDeclarationList(node) && (node.flags & ts.NodeFlags.AwaitUsing) === ts.NodeFlags.AwaitUsing)
    return true;
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
