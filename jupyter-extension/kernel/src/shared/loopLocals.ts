import * as ts from "typescript-6";

const TYPED_ARRAYS = new Set(
  ["Int8", "Uint8", "Uint8Clamped", "Int16", "Uint16", "Int32", "Uint32", "Float16", "Float32", "Float64"].map(
    (name) => `${name}Array`,
  ),
);

const PRIMITIVE =
  ts.TypeFlags.NumberLike |
  ts.TypeFlags.StringLike |
  ts.TypeFlags.BooleanLike |
  ts.TypeFlags.BigIntLike |
  ts.TypeFlags.Null |
  ts.TypeFlags.Undefined;

/** How many rounds of a loop may be lost when the loop is ended by force. */
const ROUNDS = 1023;

type Loop = ts.IterationStatement;

/** The live variable that an identifier stands for, if it does. */
export type LiveVariable = (identifier: ts.Identifier) => ts.Symbol | undefined;

/**
 * A loop at the top level of a cell changes variables that all cells see, which costs several times what a local
 * variable costs. Where nobody can look while it runs (it awaits nothing, calls nothing but `Math`, and converts no
 * object) it may as well change locals and hand over their values at its end, whatever that is, and every so many
 * rounds for the case that it is ended by force.
 */
export class LoopLocals {
  constructor(
    private readonly checker: ts.TypeChecker,
    private readonly live: LiveVariable,
    private readonly factory: ts.NodeFactory,
    private readonly bindingOf: (name: string) => string,
  ) {}

  /** The loop with locals; undefined where it has to stay as it is. */
  rewritten(statement: ts.Statement): ts.Statement | undefined {
    const loop = this.loopOf(statement);
    if (loop === undefined) return undefined;
    const use = new LoopUse(this.checker, this.live);
    if (!use.isClosed(loop) || use.written.size === 0) return undefined;
    return this.withLocals(statement, use);
  }

  private loopOf(statement: ts.Statement): Loop | undefined {
    if (ts.isLabeledStatement(statement)) return this.loopOf(statement.statement);
    return ts.isIterationStatement(statement, false) ? statement : undefined;
  }

  private withLocals(statement: ts.Statement, { used, written }: LoopUse): ts.Statement {
    const { factory } = this;
    const locals = new Map([...used].map((symbol) => [symbol, factory.createUniqueName(symbol.name)]));
    const binding = (symbol: ts.Symbol): ts.Identifier => factory.createIdentifier(this.bindingOf(symbol.name));
    const rounds = factory.createUniqueName("rounds");
    const handOver = (): ts.Statement[] =>
      [...written].map((symbol) =>
        factory.createExpressionStatement(factory.createAssignment(binding(symbol), locals.get(symbol)!)),
      );
    const now = (): ts.Statement =>
      factory.createIfStatement(
        factory.createStrictEquality(
          factory.createBitwiseAnd(factory.createPostfixIncrement(rounds), factory.createNumericLiteral(ROUNDS)),
          factory.createNumericLiteral(ROUNDS),
        ),
        factory.createBlock(handOver()),
      );
    const declarations = [
      ...[...locals].map(([symbol, local]) =>
        factory.createVariableDeclaration(local, undefined, undefined, binding(symbol)),
      ),
      factory.createVariableDeclaration(rounds, undefined, undefined, factory.createNumericLiteral(0)),
    ];
    return factory.createBlock(
      [
        factory.createVariableStatement(
          undefined,
          factory.createVariableDeclarationList(declarations, ts.NodeFlags.Let),
        ),
        factory.createTryStatement(
          factory.createBlock([this.inLocals(statement, locals, now)]),
          undefined,
          factory.createBlock(handOver()),
        ),
      ],
      true,
    );
  }

  private inLocals(
    statement: ts.Statement,
    locals: ReadonlyMap<ts.Symbol, ts.Identifier>,
    now: () => ts.Statement,
  ): ts.Statement {
    const { factory } = this;
    const local = (node: ts.Identifier): ts.Identifier | undefined => {
      const symbol = this.live(node);
      return symbol && locals.get(symbol);
    };
    const visit = (node: ts.Node): ts.Node => {
      if (ts.isIdentifier(node)) return local(node) ?? node;
      if (ts.isPropertyAccessExpression(node))
        return factory.updatePropertyAccessExpression(
          node,
          ts.visitNode(node.expression, visit) as ts.Expression,
          node.name,
        );
      if (ts.isVariableDeclarationList(node) && (node.flags & ts.NodeFlags.BlockScoped) === 0)
        return assigned(node, (name) => local(name)!, visit, factory);
      const inside = ts.visitEachChild(node, visit, undefined);
      return ts.isIterationStatement(node, false) ? this.withRounds(inside as Loop, now) : inside;
    };
    return ts.visitNode(statement, visit) as ts.Statement;
  }

  private withRounds(loop: Loop, now: () => ts.Statement): Loop {
    const { factory } = this;
    const body = factory.createBlock([now(), loop.statement], true);
    if (ts.isForStatement(loop))
      return factory.updateForStatement(loop, loop.initializer, loop.condition, loop.incrementor, body);
    if (ts.isForOfStatement(loop))
      return factory.updateForOfStatement(loop, loop.awaitModifier, loop.initializer, loop.expression, body);
    if (ts.isWhileStatement(loop)) return factory.updateWhileStatement(loop, loop.expression, body);
    return factory.updateDoStatement(loop as ts.DoStatement, body, (loop as ts.DoStatement).expression);
  }
}

/** `var i = 0, j = 1` of a loop's head as assignments. */
function assigned(
  list: ts.VariableDeclarationList,
  local: (name: ts.Identifier) => ts.Identifier,
  visit: (node: ts.Node) => ts.Node,
  factory: ts.NodeFactory,
): ts.Expression {
  const parts = list.declarations.map(({ name, initializer }): ts.Expression => {
    const target = local(name as ts.Identifier);
    return initializer ? factory.createAssignment(target, ts.visitNode(initializer, visit) as ts.Expression) : target;
  });
  return parts.reduce((all, part) => factory.createComma(all, part));
}

/** Which live variables a loop uses, and whether it keeps to itself. */
class LoopUse {
  readonly used = new Set<ts.Symbol>();
  readonly written = new Set<ts.Symbol>();

  constructor(
    private readonly checker: ts.TypeChecker,
    private readonly live: LiveVariable,
  ) {}

  /** Whether nothing outside the loop can run, or be seen to wait, while it runs. */
  isClosed(node: ts.Node): boolean {
    if (ts.isForStatement(node))
      return (
        (node.initializer === undefined || this.isClosed(node.initializer)) &&
        (node.condition === undefined || this.isClosed(node.condition)) &&
        (node.incrementor === undefined || this.isClosed(node.incrementor)) &&
        this.isClosed(node.statement)
      );
    if (ts.isForOfStatement(node))
      return (
        !node.awaitModifier &&
        this.isList(node.expression) &&
        this.isClosed(node.expression) &&
        this.isItem(node.initializer) &&
        this.isClosed(node.statement)
      );
    if (ts.isVariableDeclarationList(node)) return node.declarations.every((one) => this.isOwnVariable(one, node));
    if (ts.isVariableStatement(node)) return this.isClosed(node.declarationList) && isBlockScoped(node.declarationList);
    if (ts.isBreakOrContinueStatement(node) || ts.isEmptyStatement(node)) return true;
    if (ts.isLabeledStatement(node)) return this.isClosed(node.statement);
    if (
      ts.isBlock(node) ||
      ts.isExpressionStatement(node) ||
      ts.isWhileStatement(node) ||
      ts.isDoStatement(node) ||
      ts.isIfStatement(node)
    )
      return this.areClosed(node);
    return ts.isExpression(node) && this.isClosedExpression(node);
  }

  private areClosed(node: ts.Node): boolean {
    let closed = true;
    ts.forEachChild(node, (child) => {
      closed &&= this.isClosed(child);
    });
    return closed;
  }

  private isOwnVariable({ name, initializer }: ts.VariableDeclaration, list: ts.VariableDeclarationList): boolean {
    if (!ts.isIdentifier(name) || (list.flags & ts.NodeFlags.Using) === ts.NodeFlags.Using) return false;
    if (!isBlockScoped(list) && !this.isTarget(name)) return false;
    return initializer === undefined || this.isClosed(initializer);
  }

  /** What a for-of loop gives its items to. */
  private isItem(initializer: ts.ForInitializer): boolean {
    if (ts.isVariableDeclarationList(initializer))
      return isBlockScoped(initializer) && ts.isIdentifier(initializer.declarations[0]!.name);
    return this.isTarget(initializer);
  }

  private isClosedExpression(node: ts.Expression): boolean {
    if (ts.isIdentifier(node)) return this.isRead(node);
    if (ts.isLiteralExpression(node)) return !ts.isRegularExpressionLiteral(node);
    if (isKeywordValue(node)) return true;
    if (ts.isParenthesizedExpression(node) || ts.isConditionalExpression(node)) return this.areClosed(node);
    if (ts.isAsExpression(node) || ts.isNonNullExpression(node) || ts.isSatisfiesExpression(node))
      return this.isClosed(node.expression);
    if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) {
      const changes = ts.isPostfixUnaryExpression(node) || isChange(node.operator);
      return this.isPrimitive(node.operand) && (changes ? this.isTarget(node.operand) : this.isClosed(node.operand));
    }
    if (ts.isBinaryExpression(node)) return this.isClosedOperation(node);
    if (ts.isPropertyAccessExpression(node)) return this.isPlainProperty(node);
    if (ts.isElementAccessExpression(node)) return this.isElement(node);
    if (ts.isCallExpression(node)) return this.isOfMath(node.expression) && this.areNumbers(node.arguments);
    return false;
  }

  private isClosedOperation({ left, right, operatorToken }: ts.BinaryExpression): boolean {
    const { kind } = operatorToken;
    if (kind === ts.SyntaxKind.EqualsToken) return this.isTarget(left) && this.isClosed(right);
    const isPlain =
      kind !== ts.SyntaxKind.InKeyword &&
      kind !== ts.SyntaxKind.InstanceOfKeyword &&
      this.isPrimitive(left) &&
      this.isPrimitive(right);
    const assigns = kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
    return isPlain && (assigns ? this.isTarget(left) : this.isClosed(left)) && this.isClosed(right);
  }

  private isRead(node: ts.Identifier): boolean {
    const symbol = this.live(node);
    if (symbol) {
      this.used.add(symbol);
      return true;
    }
    if (node.text === "undefined" || node.text === "NaN" || node.text === "Infinity") return true;
    const own = this.checker.getSymbolAtLocation(node)?.valueDeclaration;
    return own !== undefined && ts.isVariableDeclaration(own) && own.getSourceFile() === node.getSourceFile();
  }

  private isTarget(node: ts.Node): boolean {
    if (ts.isElementAccessExpression(node)) return this.isElement(node);
    if (!ts.isIdentifier(node) || !this.isRead(node)) return false;
    const symbol = this.live(node);
    if (symbol) this.written.add(symbol);
    return true;
  }

  private isPlainProperty({ expression, name }: ts.PropertyAccessExpression): boolean {
    if (this.isGlobalMath(expression)) return this.isPrimitive(name);
    return name.text === "length" && this.isList(expression) && this.isClosed(expression);
  }

  private isElement({ expression, argumentExpression }: ts.ElementAccessExpression): boolean {
    return (
      this.isList(expression) &&
      this.isClosed(expression) &&
      (this.typeOf(argumentExpression).flags & ts.TypeFlags.NumberLike) !== 0 &&
      this.isClosed(argumentExpression)
    );
  }

  private isOfMath(callee: ts.Expression): boolean {
    return ts.isPropertyAccessExpression(callee) && this.isGlobalMath(callee.expression);
  }

  private isGlobalMath(node: ts.Expression): boolean {
    if (!ts.isIdentifier(node) || node.text !== "Math") return false;
    const declarations = this.checker.getSymbolAtLocation(node)?.declarations ?? [];
    return declarations.length > 0 && declarations.every((one) => one.getSourceFile().isDeclarationFile);
  }

  private areNumbers(nodes: readonly ts.Expression[]): boolean {
    return nodes.every((node) => this.isPrimitive(node) && this.isClosed(node));
  }

  /** An array, a typed array or a text: what reading an element of it does is known. */
  private isList(node: ts.Expression): boolean {
    const type = this.typeOf(node);
    if (type.flags & ts.TypeFlags.StringLike) return true;
    const name = type.symbol?.name;
    const isOfLanguage = type.symbol?.declarations?.every((one) => one.getSourceFile().isDeclarationFile) ?? false;
    return (
      this.checker.isArrayType(type) ||
      this.checker.isTupleType(type) ||
      (isOfLanguage && name !== undefined && TYPED_ARRAYS.has(name))
    );
  }

  /** No object, whose conversion to a number or text could run code of the notebook. */
  private isPrimitive(node: ts.Expression | ts.MemberName): boolean {
    const type = this.typeOf(node);
    const parts = type.isUnion() ? type.types : [type];
    return parts.every(({ flags }) => (flags & PRIMITIVE) !== 0);
  }

  private typeOf(node: ts.Node): ts.Type {
    return this.checker.getTypeAtLocation(node);
  }
}

function isBlockScoped(list: ts.VariableDeclarationList): boolean {
  return (list.flags & ts.NodeFlags.BlockScoped) !== 0;
}

function isChange(operator: ts.PrefixUnaryOperator): boolean {
  return operator === ts.SyntaxKind.PlusPlusToken || operator === ts.SyntaxKind.MinusMinusToken;
}

function isKeywordValue({ kind }: ts.Node): boolean {
  return (
    kind === ts.SyntaxKind.TrueKeyword || kind === ts.SyntaxKind.FalseKeyword || kind === ts.SyntaxKind.NullKeyword
  );
}
