import ts from "typescript-6";

/** Complaints of a call: an argument that does not fit, no overload that fits, more or fewer arguments. */
const OF_CALLS: ReadonlySet<number> = new Set([2345, 2554, 2559, 2769]);
/** More arguments have too many orders. */
const MOST_ARGUMENTS = 4;
const LONGEST = 80;

/**
 * What is wrong with a call whose arguments fit in another order, as people have them in whose language the model comes
 * first; undefined where no order fits.
 * @param start where the compiler complains
 */
export function argumentOrder(
  file: ts.SourceFile,
  { code, start }: { readonly code: number; readonly start: number },
  checker: ts.TypeChecker,
): string | undefined {
  const call = OF_CALLS.has(code) ? callAt(file, start) : undefined;
  if (call === undefined || call.arguments.length < 2 || call.arguments.length > MOST_ARGUMENTS) return undefined;
  const types = call.arguments.map((argument) => checker.getTypeAtLocation(argument));
  for (const signature of checker.getTypeAtLocation(call.expression).getCallSignatures()) {
    const order = orderFor(signature, types, call, checker);
    if (order === undefined) continue;
    const name = ts.isPropertyAccessExpression(call.expression) ? call.expression.name : call.expression;
    const texts = order.map((place) => call.arguments[place]!.getText(file));
    const written = `${name.getText(file)}(${texts.join(", ")})`;
    const names = signature.parameters.slice(0, order.length).map((one) => one.name);
    return (
      `${name.getText(file)} has its arguments in another order: ${names.join(", ")}` +
      (written.length <= LONGEST && !written.includes("\n") ? `; write ${written}` : "")
    );
  }
  return undefined;
}

/** The innermost call at one of whose arguments, or at whose name, a place lies. */
function callAt(file: ts.SourceFile, start: number): ts.CallExpression | undefined {
  let found: ts.CallExpression | undefined;
  const visit = (node: ts.Node): void => {
    if (start < node.getStart(file) || start >= node.end) return;
    if (ts.isCallExpression(node) && isAt(node, start, file)) found = node;
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

function isAt({ expression, arguments: list }: ts.CallExpression, start: number, file: ts.SourceFile): boolean {
  const name = ts.isPropertyAccessExpression(expression) ? expression.name : expression;
  return [name, expression, ...list].some((node) => node.getStart(file) === start);
}

/** The places of the arguments in the order of the parameters, all of which fit there; undefined if there is none. */
function orderFor(
  { parameters }: ts.Signature,
  types: readonly ts.Type[],
  call: ts.CallExpression,
  checker: ts.TypeChecker,
): number[] | undefined {
  const declarations = parameters.map(({ valueDeclaration }) => valueDeclaration);
  const isPlain = declarations.every(
    (one) => one !== undefined && ts.isParameter(one) && one.dotDotDotToken === undefined,
  );
  const least = declarations.findIndex(
    (one) => one !== undefined && checker.isOptionalParameter(one as ts.ParameterDeclaration),
  );
  if (!isPlain || types.length > parameters.length || types.length < (least < 0 ? parameters.length : least))
    return undefined;
  const expected = parameters.slice(0, types.length).map((one) => {
    const type = checker.getTypeOfSymbolAtLocation(one, call);
    return type.isTypeParameter() ? (checker.getBaseConstraintOfType(type) ?? type) : type;
  });
  const fits = (argument: number, parameter: number): boolean =>
    checker.isTypeAssignableTo(types[argument]!, expected[parameter]!);
  const orderFrom = (order: readonly number[]): number[] | undefined => {
    if (order.length === types.length) return order.some((place, i) => place !== i) ? [...order] : undefined;
    for (let place = 0; place < types.length; place++) {
      if (order.includes(place) || !fits(place, order.length)) continue;
      const whole = orderFrom([...order, place]);
      if (whole !== undefined) return whole;
    }
    return undefined;
  };
  return orderFrom([]);
}
