import ts from "typescript-6";

/** What the types of a place in a cell let stand there. */
export interface Expected {
  /** Literal values as they are written, `"residual"`, `true`; within quotes without those. */
  readonly values: readonly string[];
  /** The text within the quotes, if the place is there. */
  readonly text?: ts.TextSpan;
  /**
   * Names of options that an object there may have, if the place is within its braces and something is expected there;
   * without those it has.
   */
  readonly keys: readonly string[] | undefined;
}

/**
 * What may stand where the cursor is, by the types of all overloads of the call around: TypeScript itself follows one
 * overload, and proposes neither truth values nor what is expected without quotes.
 */
export function expectedValues(file: ts.SourceFile, offset: number, checker: ts.TypeChecker): Expected | undefined {
  const place = placeAt(file, offset);
  if (place === undefined) return undefined;
  const types = new Types(checker);
  if (place.kind === "key") return { values: [], keys: keysOf(place.object, types, checker) };
  const expected = place.kind === "argument" ? types.ofArgument(place.call, place.index) : types.at(place.node);
  const values = [...new Set(expected.flatMap((type) => literals(type, checker)))];
  if (values.length === 0) return undefined;
  if (place.kind === "argument" || !ts.isStringLiteralLike(place.node)) return { values, keys: undefined };
  const texts = values.filter((value) => value.startsWith('"')).map((value) => JSON.parse(value) as string);
  const start = place.node.getStart(file) + 1;
  // What is not closed goes on to the end of the line.
  const end = place.node.isUnterminated ? offset : place.node.end - 1;
  return { values: texts, text: { start, length: end - start }, keys: undefined };
}

type Call = ts.CallExpression | ts.NewExpression;

type Place =
  | { readonly kind: "value"; readonly node: ts.Expression }
  /** One of which nothing is written yet. */
  | { readonly kind: "argument"; readonly call: Call; readonly index: number }
  | { readonly kind: "key"; readonly object: ts.ObjectLiteralExpression };

/** The value or the object that is being written at the cursor. */
function placeAt(file: ts.SourceFile, offset: number): Place | undefined {
  let found: Place | undefined;
  const before = file.text
    .slice(0, offset)
    .replace(/[\p{ID_Continue}$]*$/u, "")
    .trimEnd();
  const visit = (node: ts.Node): void => {
    if (node.pos > offset || (offset > node.end && /\S/.test(file.text.slice(node.end, offset)))) return;
    if (ts.isStringLiteralLike(node) && node.getStart(file) < offset) found = { kind: "value", node };
    else if (ts.isObjectLiteralExpression(node) && /[{,]$/.test(before) && node.getStart(file) < before.length)
      found = { kind: "key", object: node };
    else if (isWritten(node, before)) found = { kind: "value", node };
    else if ((ts.isCallExpression(node) || ts.isNewExpression(node)) && isBetweenArguments(node, before))
      found = {
        kind: "argument",
        call: node,
        index: argumentsOf(node).filter(({ end }) => end < before.length).length,
      };
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

function argumentsOf(call: Call): readonly ts.Expression[] {
  return call.arguments ?? [];
}

function isBetweenArguments(call: Call, before: string): boolean {
  const isWithin = argumentsOf(call).some(({ pos, end }) => pos < before.length && before.length <= end);
  return /[(,]$/.test(before) && before.length > call.expression.end && !isWithin;
}

/** A name, or nothing yet, where a value is to come. */
function isWritten(node: ts.Node, before: string): node is ts.Identifier {
  if (!ts.isIdentifier(node)) return false;
  const { parent } = node;
  if (ts.isPropertyAssignment(parent)) return parent.initializer === node && before.endsWith(":");
  if (ts.isVariableDeclaration(parent)) return parent.initializer === node && before.endsWith("=");
  if (ts.isArrayLiteralExpression(parent)) return /[[,]$/.test(before);
  return (
    (ts.isCallExpression(parent) || ts.isNewExpression(parent)) && parent.expression !== node && /[(,]$/.test(before)
  );
}

function keysOf(object: ts.ObjectLiteralExpression, types: Types, checker: ts.TypeChecker): string[] | undefined {
  const taken = new Set(object.properties.map(({ name }) => (name && ts.isIdentifier(name) ? name.text : "")));
  const keys = new Set<string>();
  const expected = types.at(object);
  for (const type of expected) {
    for (const one of type.isUnion() ? type.types : [type]) {
      if (isInstance(one) || (one.flags & ts.TypeFlags.Object) === 0 || checker.isArrayLikeType(one)) continue;
      if (one.getCallSignatures().length > 0) continue;
      for (const { name } of one.getProperties()) if (!taken.has(name) && !/^(?:#|__)/.test(name)) keys.add(name);
    }
  }
  return expected.length === 0 ? undefined : [...keys];
}

/** What no braces make. */
function isInstance({ symbol }: ts.Type): boolean {
  return symbol !== undefined && (symbol.flags & ts.SymbolFlags.Class) !== 0;
}

function literals(type: ts.Type, checker: ts.TypeChecker): string[] {
  const parts = type.isUnion() ? type.types : [type];
  return parts.flatMap((part) => {
    if (part.flags & ts.TypeFlags.EnumLiteral) return [checker.typeToString(part)];
    if (part.isStringLiteral()) return [JSON.stringify(part.value)];
    if (part.flags & ts.TypeFlags.BooleanLiteral) return [checker.typeToString(part)];
    return [];
  });
}

/** The types that a value may have where it stands. */
class Types {
  constructor(private readonly checker: ts.TypeChecker) {}

  at(node: ts.Expression): ts.Type[] {
    const { parent } = node;
    if (ts.isParenthesizedExpression(parent) || ts.isConditionalExpression(parent)) return this.at(parent);
    if (ts.isPropertyAssignment(parent) && parent.initializer === node)
      return this.at(parent.parent).flatMap((type) => this.ofProperty(type, parent.name));
    if (ts.isArrayLiteralExpression(parent)) return this.at(parent).flatMap((type) => this.ofElement(type));
    if (ts.isCallExpression(parent) || ts.isNewExpression(parent)) {
      const index = argumentsOf(parent).indexOf(node);
      return index < 0 ? [] : this.ofArgument(parent, index);
    }
    const type = this.checker.getContextualType(node);
    return type === undefined ? [] : [type];
  }

  private ofProperty(type: ts.Type, name: ts.PropertyName): ts.Type[] {
    if (!ts.isIdentifier(name) && !ts.isStringLiteral(name)) return [];
    return (type.isUnion() ? type.types : [type]).flatMap((one) => {
      if (isInstance(one) || (one.flags & ts.TypeFlags.Object) === 0) return [];
      const property = one.getProperty(name.text);
      if (property !== undefined) return [this.checker.getTypeOfSymbol(property)];
      const any = this.checker.getIndexTypeOfType(one, ts.IndexKind.String);
      return any === undefined ? [] : [any];
    });
  }

  private ofElement(type: ts.Type): ts.Type[] {
    return (type.isUnion() ? type.types : [type])
      .filter((one) => this.checker.isArrayLikeType(one))
      .map((one) => this.checker.getIndexTypeOfType(one, ts.IndexKind.Number))
      .filter((one) => one !== undefined);
  }

  /** Whether a signature takes what is written for a parameter; of the last of a list nothing is asked. */
  private takes(signature: ts.Signature, index: number, value: ts.Expression): boolean {
    const parameter = signature.getParameters()[index];
    const { valueDeclaration: own } = parameter ?? {};
    if (parameter === undefined || (own !== undefined && ts.isParameter(own) && own.dotDotDotToken)) return true;
    const type = this.checker.getTypeAtLocation(value);
    return this.checker.isTypeAssignableTo(type, this.checker.getTypeOfSymbol(parameter));
  }

  ofArgument(call: Call, index: number): ts.Type[] {
    const given = argumentsOf(call);
    const callee = this.checker.getTypeAtLocation(call.expression);
    const all = ts.isCallExpression(call) ? callee.getCallSignatures() : callee.getConstructSignatures();
    const fitting = all.filter((one) => given.slice(0, index).every((value, i) => this.takes(one, i, value)));
    return (fitting.length > 0 ? fitting : all).flatMap((signature) => {
      const parameters = signature.getParameters();
      const parameter = parameters[Math.min(index, parameters.length - 1)];
      if (parameter === undefined) return [];
      const type = this.checker.getTypeOfSymbol(parameter);
      const { valueDeclaration: own } = parameter;
      const isRest = own !== undefined && ts.isParameter(own) && own.dotDotDotToken !== undefined;
      if (!isRest) return index < parameters.length ? [type] : [];
      return this.checker.isTupleType(type)
        ? this.checker.getTypeArguments(type as ts.TypeReference).slice()
        : this.ofElement(type);
    });
  }
}
