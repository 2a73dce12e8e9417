import ts from "typescript-6";

/** What one library of the language says of one name. */
export interface LibraryPart {
  /** Such as `es2015.core`. */
  readonly library: string;
  readonly name: string;
  /** The namespace that it stands in, if in one that is split. */
  readonly namespace?: string;
  /** Names of other parts in it. */
  readonly needs: readonly string[];
  /** Without comments. */
  readonly text: string;
}

/** The language's libraries by the names that they declare. */
export interface SplitLibraries {
  /** The libraries that each library refers to. */
  readonly references: { readonly [library: string]: readonly string[] };
  /** In the order in which the compiler reads libraries. */
  readonly parts: readonly LibraryPart[];
  /** Libraries that are modules, and stay whole, with the names in them. */
  readonly modules: { readonly [library: string]: readonly string[] };
  /** Names that the compiler itself asks for. */
  readonly builtin: readonly string[];
}

/** As the compiler's own text asks for what it has to know of the library. */
const ASKED = /\bgetGlobal\w+\(\s*(?:\/\*[^*]*\*\/\s*)?(?:"(\w+)"|\[([^\]]*)\])/g;

/** Names of the library that the compiler asks for. @param compiler - its own text */
export function builtinNames(compiler: string): string[] {
  const names = new Set<string>();
  for (const [, name, list] of compiler.matchAll(ASKED)) {
    if (name !== undefined) names.add(name);
    for (const [one] of (list ?? "").matchAll(/\w+/g)) names.add(one);
  }
  return [...names].sort();
}

/** @param texts - of libraries by their names, in the order in which the compiler reads them */
export function splitLibraries(texts: ReadonlyMap<string, string>, builtin: readonly string[]): SplitLibraries {
  const files = [...texts].map(([library, text]) => {
    const file = ts.createSourceFile(`lib.${library}.d.ts`, text, ts.ScriptTarget.Latest, false);
    return { library, file, references: file.libReferenceDirectives.map(({ fileName }) => fileName) };
  });
  const [modules, scripts] = [true, false].map((is) => files.filter(({ file }) => ts.isExternalModule(file) === is));
  const namespaces = new Set(scripts!.flatMap(({ file }) => namespacesOfTypes(file)));
  const found = scripts!.flatMap(({ library, file }) =>
    partsOf(file, namespaces).map((part) => ({ library, ...part })),
  );
  const names = new Set(found.map(({ name }) => name));
  const needed = (mentioned: Iterable<string>, own?: string): string[] =>
    [...mentioned].filter((name) => name !== own && names.has(name));
  return {
    references: Object.fromEntries(files.map(({ library, references }) => [library, references])),
    parts: found.map(({ mentioned, ...part }) => ({ ...part, needs: needed(mentioned, part.name) })),
    modules: Object.fromEntries(modules!.map(({ library, file }) => [library, needed(mentionedIn(file))])),
    builtin: needed(builtin),
  };
}

type Part = Pick<LibraryPart, "name" | "namespace" | "text"> & { readonly mentioned: ReadonlySet<string> };

function partsOf(file: ts.SourceFile, namespaces: ReadonlySet<string>): Part[] {
  const printer = ts.createPrinter({ removeComments: true });
  const textOf = (node: ts.Node): string =>
    printer.printNode(ts.EmitHint.Unspecified, node, file).replace(/\n\s+/g, "\n");
  return file.statements.flatMap((statement): Part[] => {
    const inner = bodyOf(statement);
    if (inner === undefined || !namespaces.has(inner.namespace)) return named(statement, textOf(statement), undefined);
    const { namespace, statements } = inner;
    return statements.flatMap((one) => named(one, `declare namespace ${namespace} {\n${textOf(one)}\n}`, namespace));
  });
}

/** A statement under the first of the names that it declares; it declares one, but for a list of variables. */
function named(statement: ts.Statement, text: string, namespace: string | undefined): Part[] {
  const mentioned = mentionedIn(statement);
  return namesOf(statement).map((name) => ({ name, ...(namespace && { namespace }), text, mentioned }));
}

function namesOf(statement: ts.Statement): string[] {
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.map(({ name }) => (name as ts.Identifier).text);
  const { name } = statement as ts.Statement & { readonly name?: ts.Identifier };
  if (name === undefined) throw new Error(`a library has a statement without a name: ${ts.SyntaxKind[statement.kind]}`);
  return [name.text];
}

/** Namespaces that have types, such as `Intl`: what they declare is split too. */
function namespacesOfTypes(file: ts.SourceFile): string[] {
  return file.statements.flatMap((statement) => {
    const { namespace, statements } = bodyOf(statement) ?? {};
    return namespace !== undefined && statements!.some(ts.isInterfaceDeclaration) ? [namespace] : [];
  });
}

function bodyOf(statement: ts.Statement): { namespace: string; statements: readonly ts.Statement[] } | undefined {
  if (!ts.isModuleDeclaration(statement) || !ts.isIdentifier(statement.name)) return undefined;
  const { name, body } = statement;
  return body !== undefined && ts.isModuleBlock(body)
    ? { namespace: name.text, statements: body.statements }
    : undefined;
}

function mentionedIn(node: ts.Node): Set<string> {
  const names = new Set<string>();
  const visit = (child: ts.Node): void => {
    if (ts.isIdentifier(child)) names.add(child.text);
    ts.forEachChild(child, visit);
  };
  visit(node);
  return names;
}
