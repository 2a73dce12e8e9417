import ts from "typescript-6";

/** What a name gets of a module: an export by name, `default`, all of it (`*`), or what `require` gives (`=`). */
export interface ImportBinding {
  readonly name: string;
  readonly imported: string;
  /** The module may change it after the import. */
  readonly live: boolean;
}

/** A module that a cell imports, before its first statement runs. */
export interface CellImport {
  readonly specifier: string;
  readonly bindings: readonly ImportBinding[];
}

/** The modules that a cell imports, in its order; those of which it takes nothing but types are left out. */
export function cellImports(file: ts.SourceFile, from: number, checker: ts.TypeChecker): CellImport[] {
  const found: CellImport[] = [];
  const binding = (name: ts.Identifier, imported: string, specifier: string): ImportBinding[] => {
    const symbol = checker.getSymbolAtLocation(name);
    const target = symbol && targetOf(symbol, checker);
    if (target && !isValue(target)) return [];
    // Of the reader's own modules without types nothing is known.
    const live = target === undefined ? /^\.{0,2}\//.test(specifier) : isChangedByItsModule(target);
    return [{ name: name.text, imported, live }];
  };
  for (const statement of file.statements) {
    if (statement.getStart(file) < from) continue;
    if (ts.isImportDeclaration(statement)) {
      const { importClause, moduleSpecifier } = statement;
      const specifier = (moduleSpecifier as ts.StringLiteral).text;
      const bindings = importClause
        ? clauseBindings(importClause, (name, imported) => binding(name, imported, specifier))
        : [];
      if (importClause === undefined || bindings.length > 0) found.push({ specifier, bindings });
    } else if (ts.isImportEqualsDeclaration(statement) && ts.isExternalModuleReference(statement.moduleReference)) {
      const specifier = (statement.moduleReference.expression as ts.StringLiteral).text;
      const bindings = statement.isTypeOnly ? [] : binding(statement.name, "=", specifier);
      if (bindings.length > 0) found.push({ specifier, bindings });
    } else if (ts.isExportDeclaration(statement) && statement.moduleSpecifier && !statement.isTypeOnly) {
      found.push({ specifier: (statement.moduleSpecifier as ts.StringLiteral).text, bindings: [] });
    }
  }
  return found;
}

function clauseBindings(
  clause: ts.ImportClause,
  binding: (name: ts.Identifier, imported: string) => ImportBinding[],
): ImportBinding[] {
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return [];
  const named = clause.namedBindings;
  return [
    ...(clause.name ? binding(clause.name, "default") : []),
    ...(named && ts.isNamespaceImport(named) ? binding(named.name, "*") : []),
    ...(named && ts.isNamedImports(named) ? named.elements : [])
      .filter(({ isTypeOnly }) => !isTypeOnly)
      .flatMap(({ name, propertyName }) => binding(name, (propertyName ?? name).text)),
  ];
}

/** What an import leads to; undefined if the compiler does not know. */
function targetOf(symbol: ts.Symbol, checker: ts.TypeChecker): ts.Symbol | undefined {
  if ((symbol.flags & ts.SymbolFlags.Alias) === 0) return symbol;
  const target = checker.getAliasedSymbol(symbol);
  return target.declarations === undefined ? undefined : target;
}

/** A constant enumeration of declarations is nowhere but in the compiler. */
function isValue(target: ts.Symbol): boolean {
  const onlyDeclared =
    (target.flags & ts.SymbolFlags.ConstEnum) !== 0 &&
    target.declarations!.every((one) => one.getSourceFile().isDeclarationFile);
  return (target.flags & ts.SymbolFlags.Value) !== 0 && !onlyDeclared;
}

/** Declarations write `var` and `const` for what stays as it is, and `let` for what does not. */
function isChangedByItsModule({ valueDeclaration }: ts.Symbol): boolean {
  if (valueDeclaration === undefined || !ts.isVariableDeclaration(valueDeclaration)) return false;
  const flags = ts.getCombinedNodeFlags(valueDeclaration);
  if (valueDeclaration.getSourceFile().isDeclarationFile)
    return (flags & ts.NodeFlags.BlockScoped) === ts.NodeFlags.Let;
  return (flags & ts.NodeFlags.Const) === 0;
}
