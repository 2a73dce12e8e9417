import ts from "typescript-6";

const TYPED_ARRAYS = new Set(
  ["Int8", "Uint8", "Uint8Clamped", "Int16", "Uint16", "Int32", "Uint32", "Float16", "Float32", "Float64"].map(
    (name) => `${name}Array`,
  ),
);

/** Methods of arrays and texts that run no code of the notebook. */
const METHODS = new Set("push pop at includes indexOf charAt charCodeAt codePointAt startsWith endsWith".split(" "));

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
 * A loop that changes variables which all cells see, at the top level of a cell or in a function, costs several times
 * what it would with local ones. Where nobody can look while it runs (it awaits nothing, calls nothing that could, and
 * converts no object) it may as well change locals and hand over their values at its end, whatever that is. For the
 * case that it is ended by force it says every so many rounds where it is: numbers in an array of numbers, which it
 * asks for when there is something to say, as V8 would otherwise make an object of each in every round.
 */
export class LoopLocals {
  constructor(
    private readonly checker: ts.TypeChecker,
    private readonly live: LiveVariable,
    private readonly factory: ts.NodeFactory,
    private readonly bindingOf: (name: string) => string,
    private readonly notebook: string,
  ) {}

  /** The loop with locals; undefined where it has to stay as it is. */
  rewritten(statement: ts.Statement): ts.Statement | undefined {
    const loop = this.loopOf(statement);
    if (loop === undefined) return undefined;
    const use = new LoopUse(this.checker, this.live);
    if (!use.isClosed(loop) || use.written.size === 0 || use.isReadByFunctions()) return undefined;
    return this.withLocals(statement, use);
  }

  private loopOf(statement: ts.Statement): Loop | undefined {
    if (ts.isLabeledStatement(statement)) return this.loopOf(statement.statement);
    return ts.isIterationStatement(statement, false) ? statement : undefined;
  }

  private withLocals(statement: ts.Statement, { used, written }: LoopUse): ts.Statement {
    const { factory } = this;
    const locals = new Map([...used].map((symbol) => [symbol, factory.createUniqueName(symbol.name)]));
    const numbers = [...written].filter((symbol) => this.isNumber(symbol));
    const others = [...written].filter((symbol) => !numbers.includes(symbol));
    const binding = (symbol: ts.Symbol): ts.Identifier => factory.createIdentifier(this.bindingOf(symbol.name));
    const rounds = factory.createUniqueName("rounds");
    const reached = factory.createUniqueName("reached");
    const assignment = (target: ts.Expression, symbol: ts.Symbol): ts.Statement =>
      factory.createExpressionStatement(factory.createAssignment(target, locals.get(symbol)!));
    const handOver = (symbols: Iterable<ts.Symbol>): ts.Statement[] =>
      Array.from(symbols, (symbol) => assignment(binding(symbol), symbol));
    const now = (): ts.Statement =>
      factory.createIfStatement(
        factory.createStrictEquality(
          factory.createBitwiseAnd(factory.createPostfixIncrement(rounds), factory.createNumericLiteral(ROUNDS)),
          factory.createNumericLiteral(ROUNDS),
        ),
        factory.createBlock([
          factory.createExpressionStatement(
            factory.createBinaryExpression(reached, ts.SyntaxKind.QuestionQuestionEqualsToken, begin()),
          ),
          ...numbers.map((symbol, i) => assignment(factory.createElementAccessExpression(reached, i), symbol)),
          ...handOver(others),
        ]),
      );
    const call = (method: string, ...values: ts.Expression[]): ts.Expression =>
      factory.createCallExpression(
        factory.createPropertyAccessExpression(factory.createIdentifier(this.notebook), method),
        undefined,
        values,
      );
    const begin = (): ts.Expression =>
      call(
        "beginLoop",
        factory.createArrayLiteralExpression(numbers.map((one) => factory.createStringLiteral(binding(one).text))),
        factory.createArrayLiteralExpression(numbers.map((one) => locals.get(one)!)),
      );
    const declared: [ts.Identifier, ts.Expression?][] = [
      ...[...locals].map(([symbol, local]): [ts.Identifier, ts.Expression] => [local, binding(symbol)]),
      [rounds, factory.createNumericLiteral(0)],
      [reached],
    ];
    const declarations = declared.map(([name, value]) =>
      factory.createVariableDeclaration(name, undefined, undefined, value),
    );
    return factory.createBlock(
      [
        factory.createVariableStatement(
          undefined,
          factory.createVariableDeclarationList(declarations, ts.NodeFlags.Let),
        ),
        factory.createTryStatement(
          factory.createBlock([this.inLocals(statement, locals, now)]),
          undefined,
          factory.createBlock([
            ...handOver(written),
            factory.createIfStatement(reached, factory.createExpressionStatement(call("endLoop"))),
          ]),
        ),
      ],
      true,
    );
  }

  private isNumber(symbol: ts.Symbol): boolean {
    const type = this.checker.getTypeOfSymbol(symbol);
    return (type.flags & ts.TypeFlags.NumberLike) !== 0;
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
      // Those of a function are its own.
      if (ts.isVariableDeclarationList(node) && !isBlockScoped(node) && this.isLive(node))
        return assigned(node, (name) => local(name)!, visit, factory);
      const inside = ts.visitEachChild(node, visit, undefined);
      return ts.isIterationStatement(node, false) ? this.withRounds(inside as Loop, now) : inside;
    };
    return ts.visitNode(statement, visit) as ts.Statement;
  }

  private isLive({ declarations }: ts.VariableDeclarationList): boolean {
    return declarations.some(({ name }) => ts.isIdentifier(name) && this.live(name) !== undefined);
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
  /** Names of live variables that functions read which the loop calls. */
  private readonly read = new Set<string>();
  private readonly called = new Set<ts.Node>();

  constructor(
    private readonly checker: ts.TypeChecker,
    private readonly live: LiveVariable,
  ) {}

  /** Whether a function that the loop calls would look at what it changes. */
  isReadByFunctions(): boolean {
    return [...this.written].some(({ name }) => this.read.has(name));
  }

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
    if (ts.isReturnStatement(node)) return node.expression === undefined || this.isClosed(node.expression);
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
    if (ts.isParenthesizedExpression(node)) return this.isClosed(node.expression);
    if (ts.isConditionalExpression(node))
      return [node.condition, node.whenTrue, node.whenFalse].every((part) => this.isClosed(part));
    if (ts.isAsExpression(node) || ts.isNonNullExpression(node) || ts.isSatisfiesExpression(node))
      return this.isClosed(node.expression);
    if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) {
      const changes = ts.isPostfixUnaryExpression(node) || isChange(node.operator);
      return this.isPrimitive(node.operand) && (changes ? this.isTarget(node.operand) : this.isClosed(node.operand));
    }
    if (ts.isBinaryExpression(node)) return this.isClosedOperation(node);
    if (ts.isPropertyAccessExpression(node)) return this.isPlainProperty(node);
    if (ts.isElementAccessExpression(node)) return this.isElement(node);
    if (ts.isCallExpression(node)) return this.isClosedCall(node);
    return false;
  }

  private isClosedCall(node: ts.CallExpression): boolean {
    const { expression, arguments: values } = node;
    if (!ts.isPropertyAccessExpression(expression))
      return ts.isIdentifier(expression) && this.arePrimitive(values) && this.isClosedFunction(expression, node);
    const { expression: owner, name } = expression;
    if (this.isGlobal(owner, "Math") || this.isGlobal(owner, "Number")) return this.arePrimitive(values);
    if (this.isGlobal(owner, "Date")) return name.text === "now";
    const isKnown = METHODS.has(name.text) && this.isList(owner) && this.isClosed(owner);
    return isKnown && values.every((value) => this.isClosed(value));
  }

  /** A constant function or a declared one of a cell that keeps to itself too. */
  private isClosedFunction(callee: ts.Identifier, call: ts.CallExpression): boolean {
    const declaration = this.checker.getResolvedSignature(call)?.declaration;
    if (declaration === undefined || !isPlainFunction(declaration) || declaration.body === undefined) return false;
    if (!ts.isFunctionDeclaration(declaration) && !isConstant(this.checker.getSymbolAtLocation(callee))) return false;
    const name = ts.isFunctionDeclaration(declaration) ? declaration.name : constantName(declaration);
    if (name?.text !== callee.text) return false;
    if (this.called.has(declaration)) return true;
    this.called.add(declaration);
    const isPlain = declaration.parameters.every(
      (one) => ts.isIdentifier(one.name) && !one.dotDotDotToken && !one.initializer,
    );
    const within = new LoopUse(this.checker, (node) => outerVariable(node, declaration, this.checker));
    const isClosed = isPlain && within.isClosedBody(declaration.body, this.called);
    for (const { name } of within.used) this.read.add(name);
    for (const name of within.read) this.read.add(name);
    return isClosed && within.written.size === 0;
  }

  private isClosedBody(body: ts.ConciseBody, called: Set<ts.Node>): boolean {
    for (const one of called) this.called.add(one);
    const isClosed = this.isClosed(body);
    for (const one of this.called) called.add(one);
    return isClosed;
  }

  private isClosedOperation({ left, right, operatorToken }: ts.BinaryExpression): boolean {
    const { kind } = operatorToken;
    if (kind === ts.SyntaxKind.EqualsToken)
      return this.isSwap(left, right) || (this.isTarget(left) && this.isClosed(right));
    const isPlain =
      kind !== ts.SyntaxKind.InKeyword &&
      kind !== ts.SyntaxKind.InstanceOfKeyword &&
      this.isPrimitive(left) &&
      this.isPrimitive(right);
    const assigns = kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
    return isPlain && (assigns ? this.isTarget(left) : this.isClosed(left)) && this.isClosed(right);
  }

  /** `[a, b] = [b, a]` */
  private isSwap(left: ts.Expression, right: ts.Expression): boolean {
    return (
      ts.isArrayLiteralExpression(left) &&
      ts.isArrayLiteralExpression(right) &&
      left.elements.every((element) => this.isTarget(element)) &&
      right.elements.every((element) => this.isClosed(element))
    );
  }

  private isRead(node: ts.Identifier): boolean {
    const symbol = this.live(node);
    if (symbol) {
      this.used.add(symbol);
      return true;
    }
    if (node.text === "undefined" || node.text === "NaN" || node.text === "Infinity") return true;
    const own = this.checker.getSymbolAtLocation(node)?.valueDeclaration;
    const isVariable = own !== undefined && (ts.isVariableDeclaration(own) || ts.isParameter(own));
    return isVariable && own.getSourceFile() === node.getSourceFile();
  }

  private isTarget(node: ts.Node): boolean {
    if (ts.isElementAccessExpression(node)) return this.isElement(node);
    if (!ts.isIdentifier(node) || !this.isRead(node)) return false;
    const symbol = this.live(node);
    if (symbol) this.written.add(symbol);
    return true;
  }

  private isPlainProperty({ expression, name }: ts.PropertyAccessExpression): boolean {
    if (this.isGlobal(expression, "Math")) return this.isPrimitive(name);
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

  private isGlobal(node: ts.Expression, name: string): boolean {
    if (!ts.isIdentifier(node) || node.text !== name) return false;
    const declarations = this.checker.getSymbolAtLocation(node)?.declarations ?? [];
    return declarations.length > 0 && declarations.every((one) => one.getSourceFile().isDeclarationFile);
  }

  private arePrimitive(nodes: readonly ts.Expression[]): boolean {
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

function isPlainFunction(node: ts.Node): node is ts.ArrowFunction | ts.FunctionExpression | ts.FunctionDeclaration {
  if (!ts.isArrowFunction(node) && !ts.isFunctionExpression(node) && !ts.isFunctionDeclaration(node)) return false;
  return !node.asteriskToken && !node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword);
}

/** The name of the constant that is this function and nothing else. */
function constantName({ parent }: ts.Node): ts.Identifier | undefined {
  const isOwn = ts.isVariableDeclaration(parent) && ts.isIdentifier(parent.name) && isConst(parent);
  return isOwn ? (parent.name as ts.Identifier) : undefined;
}

function isConstant(symbol: ts.Symbol | undefined): boolean {
  const { valueDeclaration } = symbol ?? {};
  return valueDeclaration !== undefined && ts.isVariableDeclaration(valueDeclaration) && isConst(valueDeclaration);
}

function isConst(declaration: ts.VariableDeclaration): boolean {
  return (ts.getCombinedNodeFlags(declaration) & ts.NodeFlags.Const) !== 0;
}

/** A variable that a function does not declare itself. */
function outerVariable(node: ts.Identifier, declaration: ts.Node, checker: ts.TypeChecker): ts.Symbol | undefined {
  const symbol = checker.getSymbolAtLocation(node);
  if (symbol === undefined || (symbol.flags & ts.SymbolFlags.Variable) === 0) return undefined;
  const { valueDeclaration: own } = symbol;
  const isInside =
    own !== undefined &&
    own.getSourceFile() === declaration.getSourceFile() &&
    own.pos >= declaration.pos &&
    own.end <= declaration.end;
  return isInside ? undefined : symbol;
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
