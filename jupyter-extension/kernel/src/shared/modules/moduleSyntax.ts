import ts from "typescript-6";
import type { CompilerFiles } from "../compiler/compilerFiles";

/** What a module imports by a statement, or exports again. */
export interface StaticImport {
  readonly specifier: string;
  /** The names that the other module has to have. */
  readonly names: readonly string[];
}

/** The static imports of a module, in their order. */
export function staticImports(text: string): StaticImport[] {
  if (!/\b(?:import|export)\b/.test(text)) return [];
  return parsed(text).statements.flatMap((statement) => {
    if (ts.isImportDeclaration(statement) && ts.isStringLiteral(statement.moduleSpecifier)) {
      const { importClause } = statement;
      if (importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword) return [];
      const bindings = importClause?.namedBindings;
      const named = bindings && ts.isNamedImports(bindings) ? namesOf(bindings.elements) : [];
      const names = importClause?.name ? ["default", ...named] : named;
      return [{ specifier: statement.moduleSpecifier.text, names }];
    }
    if (
      ts.isExportDeclaration(statement) &&
      statement.moduleSpecifier &&
      ts.isStringLiteral(statement.moduleSpecifier)
    ) {
      if (statement.isTypeOnly) return [];
      const { exportClause } = statement;
      const names = exportClause && ts.isNamedExports(exportClause) ? namesOf(exportClause.elements) : [];
      return [{ specifier: statement.moduleSpecifier.text, names }];
    }
    return [];
  });
}

function namesOf(elements: readonly (ts.ImportSpecifier | ts.ExportSpecifier)[]): string[] {
  return elements.filter(({ isTypeOnly }) => !isTypeOnly).map(({ name, propertyName }) => (propertyName ?? name).text);
}

/** Whether a module awaits at its top level. */
export function awaits(text: string): boolean {
  if (!text.includes("await")) return false;
  const within = (node: ts.Node): boolean => {
    if (ts.isAwaitExpression(node) || (ts.isForOfStatement(node) && node.awaitModifier)) return true;
    if (ts.isFunctionLike(node) || ts.isClassLike(node)) return false;
    return ts.forEachChild(node, within) ?? false;
  };
  return within(parsed(`${text}\nexport {};`));
}

/** Whether Node takes a file of JavaScript for an ES module. */
export function isESModule(file: string, files: Pick<CompilerFiles, "readFile" | "fileExists">): boolean {
  if (file.endsWith(".mjs")) return true;
  if (!file.endsWith(".js")) return false;
  const type = packageType(file.replaceAll("\\", "/"), files);
  if (type !== undefined) return type === "module";
  const text = files.readFile(file) ?? "";
  return /\b(?:import|export)\b/.test(text) && ts.isExternalModule(parsed(text));
}

/** What the manifest of its package says of a file. */
function packageType(file: string, files: Pick<CompilerFiles, "readFile" | "fileExists">): string | undefined {
  for (let folder = file; folder.includes("/"); ) {
    folder = folder.slice(0, folder.lastIndexOf("/"));
    const manifest = `${folder}/package.json`;
    if (!files.fileExists(manifest)) continue;
    const { config } = ts.parseConfigFileTextToJson(manifest, files.readFile(manifest) ?? "");
    const type: unknown = config?.type;
    return typeof type === "string" ? type : undefined;
  }
  return undefined;
}

function parsed(text: string): ts.SourceFile {
  return ts.createSourceFile("module.ts", text, ts.ScriptTarget.ESNext, true, ts.ScriptKind.TS);
}
