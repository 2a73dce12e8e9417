import path from "node:path";
import * as ts from "@tslab/typescript-for-tslab";

const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  lib: ["lib.es2022.d.ts"],
  module: ts.ModuleKind.CommonJS,
  moduleResolution: ts.ModuleResolutionKind.Node10,
  strict: true,
  types: ["node"],
};

/** A name that the declaration of an export uses and that cannot be imported with it. */
export interface Unexported {
  name: string;
  usedBy: string;
}

/**
 * The types, classes and values of a package that the declarations of its exports name and its index does not export;
 * what its classes keep private, and what other packages declare, is left out.
 * @param index the index's declarations, a file "….d.ts"
 */
export function unexported(index: string): Unexported[] {
  const program = ts.createProgram([index], OPTIONS);
  const checker = program.getTypeChecker();
  const resolved = (symbol: ts.Symbol): ts.Symbol =>
    symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  const module = checker.getSymbolAtLocation(program.getSourceFile(index)!)!;
  const exported = new Set(checker.getExportsOfModule(module).map(resolved));
  const folder = path.dirname(path.resolve(index)) + path.sep;
  const isOurs = (node: ts.Node): boolean => path.resolve(node.getSourceFile().fileName).startsWith(folder);

  const named = new Map<string, Unexported>();
  const look = (node: ts.Node, usedBy: string): void => {
    if (isPrivate(node)) return;
    const symbol = ts.isIdentifier(node) ? checker.getSymbolAtLocation(node) : undefined;
    const target = symbol && resolved(symbol);
    const declaration = target?.declarations?.[0];
    if (target && declaration && isTopLevel(declaration) && isOurs(declaration) && !exported.has(target))
      named.set(`${target.name} ${usedBy}`, { name: target.name, usedBy });
    ts.forEachChild(node, (child) => look(child, usedBy));
  };
  for (const symbol of exported)
    for (const declaration of symbol.declarations ?? []) if (isOurs(declaration)) look(declaration, symbol.name);
  return [...named.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function isPrivate(node: ts.Node): boolean {
  return (
    ts.canHaveModifiers(node) && (ts.getModifiers(node) ?? []).some(({ kind }) => kind === ts.SyntaxKind.PrivateKeyword)
  );
}

/** Whether a declaration stands in a module, not in a type or a signature. */
function isTopLevel(declaration: ts.Declaration): boolean {
  const holder = ts.isVariableDeclaration(declaration) ? declaration.parent.parent.parent : declaration.parent;
  return ts.isSourceFile(holder);
}
