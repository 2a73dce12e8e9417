import ts from "typescript-6";
import { lastExpression } from "./cellSyntax";
import { LoopLocals } from "./loopLocals";

/** What the code of a cell calls the kernel. */
export const NOTEBOOK = "__notebook__";

/** Ends the hidden binding by which cells read what a module may change. */
export const LIVE = "$live";

/** What has to be known of a cell's names to compile it. */
export interface TransformNames {
  /** Names that the cell declares as values for all cells. */
  readonly declared: ReadonlySet<string>;
  /** The binding of a name of cells. */
  bindingOf(name: string): string;
  /** Whether a name stands for what its module may change. */
  isLive(name: string): boolean;
}

/**
 * How a cell becomes a script: what it declares at its top level is assigned to the bindings of all cells, its last
 * expression is handed over, and it imports through the kernel. All else, functions above all, stays as it is written.
 * @param from - where the cell begins in its file
 */
export function cellTransformers(from: number, names: TransformNames, checker: ts.TypeChecker): ts.CustomTransformers {
  return {
    before: [(context) => (file) => new Before(context.factory, from, names, checker).file(file)],
    after: [(context) => (file) => new After(context.factory, names).file(file)],
  };
}

/** On the syntax of TypeScript, where names and types are known. */
class Before {
  private readonly loops: LoopLocals;

  constructor(
    private readonly factory: ts.NodeFactory,
    private readonly from: number,
    private readonly names: TransformNames,
    private readonly checker: ts.TypeChecker,
  ) {
    const live = (node: ts.Identifier): ts.Symbol | undefined => this.liveVariable(node);
    this.loops = new LoopLocals(checker, live, factory, (name) => names.bindingOf(name), NOTEBOOK);
  }

  file(file: ts.SourceFile): ts.SourceFile {
    const own = file.statements.filter((statement) => statement.getStart(file) >= this.from);
    const last = lastExpression(own.filter((statement) => !ts.isExportDeclaration(statement)));
    const statements = own.flatMap((statement) => {
      if (ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement)) return [];
      if (ts.isImportEqualsDeclaration(statement)) return this.importEquals(statement);
      if (isUnnamed(statement)) return [];
      const visited = ts.visitNode(statement, this.visit) as ts.Statement;
      return statement === last ? this.handedOver(visited as ts.ExpressionStatement) : visited;
    });
    return this.factory.updateSourceFile(file, statements);
  }

  private handedOver(statement: ts.ExpressionStatement): ts.Statement {
    const { factory } = this;
    const target = factory.createPropertyAccessExpression(factory.createIdentifier(NOTEBOOK), "value");
    return factory.updateExpressionStatement(statement, factory.createAssignment(target, statement.expression));
  }

  /** `import A = N.B` */
  private importEquals({ name, moduleReference }: ts.ImportEqualsDeclaration): ts.Statement[] {
    const { factory } = this;
    const symbol = this.checker.getSymbolAtLocation(name);
    if (ts.isExternalModuleReference(moduleReference) || symbol === undefined) return [];
    if ((this.checker.getAliasedSymbol(symbol).flags & ts.SymbolFlags.Value) === 0) return [];
    const expression = (entity: ts.EntityName): ts.Expression =>
      ts.isIdentifier(entity)
        ? factory.createIdentifier(this.names.bindingOf(entity.text))
        : factory.createPropertyAccessExpression(expression(entity.left), entity.right);
    const declaration = factory.createVariableDeclaration(name, undefined, undefined, expression(moduleReference));
    return [
      factory.createVariableStatement(
        undefined,
        factory.createVariableDeclarationList([declaration], ts.NodeFlags.Const),
      ),
    ];
  }

  private readonly visit = (node: ts.Node): ts.Node =>
    (ts.isStatement(node) ? this.loops.rewritten(node) : undefined) ?? this.changed(node);

  private changed(node: ts.Node): ts.Node {
    const { factory, visit } = this;
    if (ts.isIdentifier(node)) return this.reference(node);
    if (ts.isShorthandPropertyAssignment(node)) return this.shorthand(node);
    if (ts.isMetaProperty(node) && node.keywordToken === ts.SyntaxKind.ImportKeyword) return this.ofNotebook("meta");
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
      return factory.updateCallExpression(
        node,
        this.ofNotebook("import"),
        undefined,
        ts.visitNodes(node.arguments, visit) as ts.NodeArray<ts.Expression>,
      );
    return ts.visitEachChild(node, visit, undefined);
  }

  private ofNotebook(property: string): ts.Expression {
    const { factory } = this;
    return factory.createPropertyAccessExpression(factory.createIdentifier(NOTEBOOK), property);
  }

  private reference(node: ts.Identifier): ts.Node {
    const { text, parent } = node;
    if (!this.isRenamed(text) || (parent && isNameOf(parent, node))) return node;
    const symbol = this.checker.getSymbolAtLocation(node);
    return symbol && isTopLevel(symbol, node.getSourceFile()) ? this.renamed(text) : node;
  }

  private shorthand(node: ts.ShorthandPropertyAssignment): ts.Node {
    const { factory, visit } = this;
    const { text } = node.name;
    const symbol = this.isRenamed(text) ? this.checker.getShorthandAssignmentValueSymbol(node) : undefined;
    if (symbol === undefined || !isTopLevel(symbol, node.getSourceFile()))
      return node.objectAssignmentInitializer
        ? factory.updateShorthandPropertyAssignment(
            node,
            node.name,
            ts.visitNode(node.objectAssignmentInitializer, visit) as ts.Expression,
          )
        : node;
    const value = this.renamed(text);
    const fallback = node.objectAssignmentInitializer;
    return factory.createPropertyAssignment(
      text === "__proto__" ? factory.createComputedPropertyName(factory.createStringLiteral(text)) : text,
      fallback ? factory.createAssignment(value, ts.visitNode(fallback, visit) as ts.Expression) : value,
    );
  }

  private isRenamed(name: string): boolean {
    return this.names.isLive(name) || this.names.bindingOf(name) !== name;
  }

  private renamed(name: string): ts.Expression {
    const { factory } = this;
    return this.names.isLive(name)
      ? factory.createPropertyAccessExpression(factory.createIdentifier(name + LIVE), "value")
      : factory.createIdentifier(this.names.bindingOf(name));
  }

  private liveVariable(node: ts.Identifier): ts.Symbol | undefined {
    const symbol = this.checker.getSymbolAtLocation(node);
    if (symbol === undefined || (symbol.flags & ts.SymbolFlags.Variable) === 0) return undefined;
    return isTopLevel(symbol, node.getSourceFile()) ? symbol : undefined;
  }
}

/** `export default function () {}`, which nobody can name. */
function isUnnamed(statement: ts.Statement): boolean {
  return (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) && statement.name === undefined;
}

/** Whether an identifier is what `parent` declares or a property of it, rather than a reference. */
function isNameOf(parent: ts.Node, node: ts.Identifier): boolean {
  return (parent as { name?: ts.Node }).name === node || (parent as { propertyName?: ts.Node }).propertyName === node;
}

/** Declared for all cells: at the top level of the file, or by `var` outside functions. */
function isTopLevel(symbol: ts.Symbol, file: ts.SourceFile): boolean {
  return (symbol.declarations ?? []).some((one) => one.getSourceFile() === file && isDeclaredAtTop(one));
}

function isDeclaredAtTop(declaration: ts.Declaration): boolean {
  let node: ts.Node = declaration;
  while (ts.isBindingElement(node) || ts.isObjectBindingPattern(node) || ts.isArrayBindingPattern(node))
    node = node.parent;
  if (ts.isVariableDeclaration(node)) {
    const list = node.parent;
    if (!ts.isVariableDeclarationList(list)) return false;
    if (list.flags & ts.NodeFlags.BlockScoped) return ts.isVariableStatement(list.parent) && isTop(list.parent.parent);
    for (let outer: ts.Node = list; !isTop(outer); outer = outer.parent)
      if (ts.isFunctionLike(outer) || ts.isClassLike(outer) || ts.isModuleDeclaration(outer)) return false;
    return true;
  }
  if (ts.isImportSpecifier(node)) return isTop(node.parent.parent.parent.parent);
  if (ts.isNamespaceImport(node)) return isTop(node.parent.parent.parent);
  if (ts.isImportClause(node)) return isTop(node.parent.parent);
  return ts.isStatement(node) && isTop(node.parent);
}

function isTop(node: ts.Node): boolean {
  return ts.isSourceFile(node);
}

/** On what is left without types: plain JavaScript. */
class After {
  constructor(
    private readonly factory: ts.NodeFactory,
    private readonly names: TransformNames,
  ) {}

  file(file: ts.SourceFile): ts.SourceFile {
    const functions: ts.Statement[] = [];
    const rest: ts.Statement[] = [];
    for (const statement of file.statements) {
      if (ts.isFunctionDeclaration(statement) && this.isDeclared(statement.name)) functions.push(this.func(statement));
      else rest.push(...this.statement(statement));
    }
    return this.factory.updateSourceFile(file, [...functions, ...rest]);
  }

  private isDeclared(name: ts.Node | undefined): name is ts.Identifier {
    return name !== undefined && ts.isIdentifier(name) && !isMadeUp(name) && this.names.declared.has(name.text);
  }

  private target(name: ts.Identifier): ts.Identifier {
    return ts.setTextRange(this.factory.createIdentifier(this.names.bindingOf(name.text)), name);
  }

  private assignment(target: ts.Expression, value: ts.Expression, original: ts.Node): ts.Statement {
    const statement = this.factory.createExpressionStatement(
      ts.setTextRange(this.factory.createAssignment(target, this.named(value, original)), original),
    );
    return ts.setTextRange(statement, original);
  }

  /** A function without a name gets that of the cell, not that of the binding. */
  private named(value: ts.Expression, declaration: ts.Node): ts.Expression {
    const { factory } = this;
    const { name } = declaration as ts.NamedDeclaration;
    const isPlain = name === undefined || !ts.isIdentifier(name) || this.names.bindingOf(name.text) === name.text;
    if (isPlain || !isUnnamedFunction(value)) return value;
    const object = factory.createObjectLiteralExpression([factory.createPropertyAssignment(name.text, value)]);
    return factory.createPropertyAccessExpression(object, name.text);
  }

  private statement(statement: ts.Statement): ts.Statement[] {
    if (ts.isExportDeclaration(statement) || ts.isImportDeclaration(statement)) return [];
    if (ts.isClassDeclaration(statement) && this.isDeclared(statement.name)) return [this.classOf(statement)];
    if (ts.isVariableStatement(statement)) return this.variables(statement);
    const original = ts.getOriginalNode(statement);
    if (ts.isEnumDeclaration(original) || ts.isModuleDeclaration(original)) return [this.filled(statement)];
    return [ts.visitNode(statement, this.hoisted) as ts.Statement];
  }

  /** A function that calls itself by its name calls whatever has that name then. */
  private func(declaration: ts.FunctionDeclaration): ts.Statement {
    const { factory } = this;
    const { name, asteriskToken, parameters, body } = declaration;
    const modifiers = declaration.modifiers?.filter(ts.isModifier).filter(({ kind }) => kind === ASYNC);
    const own = mentions([...parameters, body!], name!.text) ? undefined : name;
    const value = factory.createFunctionExpression(
      modifiers,
      asteriskToken,
      own,
      undefined,
      parameters,
      undefined,
      body!,
    );
    return this.assignment(this.target(name!), ts.setTextRange(value, declaration), declaration);
  }

  private classOf(declaration: ts.ClassDeclaration): ts.Statement {
    const { name, heritageClauses, members } = declaration;
    const value = this.factory.createClassExpression(undefined, name, undefined, heritageClauses, members);
    return this.assignment(this.target(name!), ts.setTextRange(value, declaration), declaration);
  }

  private variables(statement: ts.VariableStatement): ts.Statement[] {
    const { declarationList: list } = statement;
    const isOwn = list.declarations.some(({ name }) => namesOf(name).some((one) => this.isDeclared(one)));
    if (!isOwn) return [statement];
    const kept = isBlockScoped(list) || isMade(ts.getOriginalNode(statement));
    return list.declarations.flatMap((one) => {
      const { name, initializer } = one;
      if (!namesOf(name).some((own) => this.isDeclared(own)))
        return [
          this.factory.createVariableStatement(
            undefined,
            this.factory.createVariableDeclarationList([one], list.flags),
          ),
        ];
      if (initializer) return [this.assignment(this.pattern(name), initializer, one)];
      // `var x` alone leaves x as it is.
      return kept ? [this.assignment(this.pattern(name), this.factory.createVoidZero(), one)] : [];
    });
  }

  /** The part of an enum or a namespace that fills its object. */
  private filled(statement: ts.Statement): ts.Statement {
    const rename = (node: ts.Node): ts.Node =>
      ts.isIdentifier(node) && this.isDeclared(node) ? this.target(node) : ts.visitEachChild(node, rename, undefined);
    const visit = (node: ts.Node): ts.Node => {
      if (!ts.isCallExpression(node)) return ts.visitEachChild(node, visit, undefined);
      const values = ts.visitNodes(node.arguments, rename) as ts.NodeArray<ts.Expression>;
      return this.factory.updateCallExpression(node, node.expression, undefined, values);
    };
    return ts.isExpressionStatement(statement) ? (ts.visitNode(statement, visit) as ts.Statement) : statement;
  }

  /** `var` within blocks and heads of loops is declared for all cells too. */
  private readonly hoisted = (node: ts.Node): ts.Node | ts.Node[] => {
    if (ts.isFunctionLike(node) || ts.isClassLike(node)) return node;
    if (ts.isVariableStatement(node) && !isBlockScoped(node.declarationList)) {
      const statements = this.variables(node).map((one) => ts.visitEachChild(one, this.hoisted, undefined));
      return statements.length === 1 ? statements[0]! : this.factory.createBlock(statements);
    }
    if (ts.isVariableDeclarationList(node) && !isBlockScoped(node)) return this.head(node);
    return ts.visitEachChild(node, this.hoisted, undefined);
  };

  /** `var` in the head of a loop. */
  private head(list: ts.VariableDeclarationList): ts.Node {
    const own = list.declarations.filter(({ name }) => namesOf(name).some((one) => this.isDeclared(one)));
    if (own.length === 0) return list;
    const parts: ts.Expression[] = own
      .filter(({ initializer }) => initializer !== undefined)
      .map(({ name, initializer }) => this.factory.createAssignment(this.pattern(name), initializer!));
    if (parts.length === 0) return this.pattern(own[0]!.name);
    return parts.reduce((all, part) => this.factory.createComma(all, part));
  }

  /** What a declaration binds, as the left side of an assignment. */
  private pattern(name: ts.BindingName): ts.Expression {
    const { factory } = this;
    if (ts.isIdentifier(name)) return this.target(name);
    if (ts.isArrayBindingPattern(name))
      return factory.createArrayLiteralExpression(
        name.elements.map((element) => {
          if (ts.isOmittedExpression(element)) return element;
          const value = this.withDefault(element);
          return element.dotDotDotToken ? factory.createSpreadElement(value) : value;
        }),
      );
    return factory.createObjectLiteralExpression(
      name.elements.map((element) => {
        if (element.dotDotDotToken) return factory.createSpreadAssignment(this.pattern(element.name));
        const key = element.propertyName ?? (element.name as ts.Identifier);
        return factory.createPropertyAssignment(
          ts.isIdentifier(key) ? factory.createIdentifier(key.text) : key,
          this.withDefault(element),
        );
      }),
    );
  }

  private withDefault({ name, initializer }: ts.BindingElement): ts.Expression {
    const target = this.pattern(name);
    return initializer ? this.factory.createAssignment(target, initializer) : target;
  }
}

const ASYNC = ts.SyntaxKind.AsyncKeyword;

function isUnnamedFunction(value: ts.Expression): boolean {
  return ts.isArrowFunction(value) || ((ts.isFunctionExpression(value) || ts.isClassExpression(value)) && !value.name);
}

function isBlockScoped(list: ts.VariableDeclarationList): boolean {
  return (list.flags & ts.NodeFlags.BlockScoped) !== 0;
}

/** Names that the compiler makes up (`D_1` of a class D) have the text of what they are made of. */
function isMadeUp(name: ts.Identifier): boolean {
  return (name as { emitNode?: { autoGenerate?: unknown } }).emitNode?.autoGenerate !== undefined;
}

/** The variable that the compiler makes for an enum or a namespace. */
function isMade(original: ts.Node): boolean {
  return ts.isEnumDeclaration(original) || ts.isModuleDeclaration(original);
}

function namesOf(name: ts.BindingName): ts.Identifier[] {
  if (ts.isIdentifier(name)) return [name];
  return name.elements.flatMap((element) => (ts.isOmittedExpression(element) ? [] : namesOf(element.name)));
}

function mentions(nodes: readonly ts.Node[], name: string): boolean {
  const within = (node: ts.Node): boolean =>
    (ts.isIdentifier(node) && node.text === name) || (ts.forEachChild(node, within) ?? false);
  return nodes.some(within);
}
