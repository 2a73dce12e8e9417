import ts from "typescript-6";
import type { CompilerFiles } from "./compiler/compilerFiles";
import type { PositionMap } from "./compiler/positions";

/** What loads a module by the name that another one gives it. */
export type Load = ((specifier: string) => unknown) & { readonly [property: string]: unknown };

/** What neighbours ask of where they run. */
export interface NeighbourHost {
  readonly files: CompilerFiles;
  evaluate(script: string): unknown;
  readSourceMap(text: string): PositionMap;
  /** A file as it is called in the notebook's folder. */
  pathInFolder(file: string): string;
  /** The parts of the names of a module's file: `__filename`, `__dirname`, `import.meta`. */
  metaOf(file: string): { readonly filename: string; readonly dirname: string; readonly url: string };
}

interface Neighbour {
  readonly text: string;
  readonly module: { exports: unknown };
  /** The neighbours that it has loaded. */
  readonly needs: Map<string, Neighbour>;
  /** The texts of the other files that it has loaded. */
  readonly reads: Map<string, string | undefined>;
}

const ENDINGS = [".ts", ".tsx", ".mts", ".cts"];
const PARAMETERS = "exports, require, module, __filename, __dirname, __notebook__";

/**
 * The modules in TypeScript that lie in the notebook's folder. They may import each other in circles, and each import
 * sees the files as they are: one whose text, or that of a module which it needs, has changed is loaded again.
 */
export class Neighbours {
  /** The places in their sources, by their names in the notebook's folder. */
  readonly positions = new Map<string, PositionMap>();
  private readonly loaded = new Map<string, Neighbour>();
  private readonly loading: Neighbour[] = [];

  constructor(
    private readonly host: NeighbourHost,
    private readonly loadFrom: (file: string) => { load: Load; dynamic: (specifier: string) => Promise<object> },
  ) {}

  /** The file in TypeScript that a relative name leads to from a folder; undefined if there is none. */
  find(specifier: string, folder: string): string | undefined {
    if (!/^(?:\.{1,2}(?:\/|$)|\/)/.test(specifier)) return undefined;
    const path = joined(folder, specifier);
    const candidates = [
      path,
      ...ENDINGS.map((ending) => path + ending),
      ...(/\.[cm]?jsx?$/.test(path) && !this.host.files.fileExists(path)
        ? [path.replace(/\.([cm]?)js(x?)$/, ".$1ts$2"), path.replace(/\.js$/, ".tsx")]
        : []),
      ...ENDINGS.map((ending) => `${path}/index${ending}`),
    ];
    return candidates.find((file) => isTypeScript(file) && this.host.files.fileExists(file));
  }

  /** What a file exports. */
  load(file: string): unknown {
    const known = this.loaded.get(file);
    const neighbour = known && this.isCurrent(file, known) ? known : this.evaluated(file);
    this.loading.at(-1)?.needs.set(file, neighbour);
    return neighbour.module.exports;
  }

  /** The module that is being loaded, if one is, has loaded this file besides. */
  read(file: string): void {
    this.loading.at(-1)?.reads.set(file, this.host.files.readFile(file));
  }

  private isCurrent(file: string, neighbour: Neighbour, asked = new Set<Neighbour>()): boolean {
    if (asked.has(neighbour) || this.loading.includes(neighbour)) return true;
    asked.add(neighbour);
    if (this.host.files.readFile(file) !== neighbour.text) return false;
    if ([...neighbour.reads].some(([path, text]) => this.host.files.readFile(path) !== text)) return false;
    return [...neighbour.needs].every(
      ([path, one]) => this.loaded.get(path) === one && this.isCurrent(path, one, asked),
    );
  }

  private evaluated(file: string): Neighbour {
    const text = this.host.files.readFile(file) ?? "";
    const neighbour: Neighbour = { text, module: { exports: {} }, needs: new Map(), reads: new Map() };
    this.loaded.set(file, neighbour);
    this.loading.push(neighbour);
    try {
      const meta = this.host.metaOf(file);
      const { load, dynamic } = this.loadFrom(file);
      const { module } = neighbour;
      const run = this.host.evaluate(this.script(file, text)) as (...values: unknown[]) => void;
      run.call(module.exports, module.exports, load, module, meta.filename, meta.dirname, { meta, import: dynamic });
    } catch (error) {
      this.loaded.delete(file);
      throw error;
    } finally {
      this.loading.pop();
    }
    return neighbour;
  }

  private script(file: string, text: string): string {
    const name = this.host.pathInFolder(file);
    if (awaits(text)) throw new SyntaxError(`${name} awaits at its top level, which only cells and ES modules can`);
    const { outputText, sourceMapText } = ts.transpileModule(text, {
      fileName: file,
      transformers: { before: [viaNotebook] },
      compilerOptions: {
        target: ts.ScriptTarget.ES2024,
        module: ts.ModuleKind.CommonJS,
        esModuleInterop: true,
        experimentalDecorators: true,
        preserveConstEnums: true,
        jsx: ts.JsxEmit.React,
        sourceMap: true,
        newLine: ts.NewLineKind.LineFeed,
      },
    });
    let map: PositionMap | undefined;
    this.positions.set(name, (line, column) => {
      map ??= this.host.readSourceMap(sourceMapText!);
      return line < 1 ? undefined : map(line - 1, column);
    });
    const code = outputText.replace(/\n\/\/# sourceMappingURL=\S*\s*$/, "\n");
    return `(function (${PARAMETERS}) {\n${code}\n})\n//# sourceURL=${encodeURI(name)}\n`;
  }
}

/** `import()` and `import.meta` of a module as the kernel gives them. */
const viaNotebook: ts.TransformerFactory<ts.SourceFile> = ({ factory }) => {
  const ofNotebook = (property: string): ts.Expression =>
    factory.createPropertyAccessExpression(factory.createIdentifier("__notebook__"), property);
  const visit = (node: ts.Node): ts.Node => {
    if (ts.isMetaProperty(node) && node.keywordToken === ts.SyntaxKind.ImportKeyword) return ofNotebook("meta");
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
      return factory.updateCallExpression(node, ofNotebook("import"), undefined, node.arguments);
    return ts.visitEachChild(node, visit, undefined);
  };
  return (file) => ts.visitNode(file, visit) as ts.SourceFile;
};

function awaits(text: string): boolean {
  if (!text.includes("await")) return false;
  const file = ts.createSourceFile("module.ts", `${text}\nexport {};`, ts.ScriptTarget.ESNext, true, ts.ScriptKind.TS);
  const within = (node: ts.Node): boolean => {
    if (ts.isAwaitExpression(node) || (ts.isForOfStatement(node) && node.awaitModifier)) return true;
    if (ts.isFunctionLike(node) || ts.isClassLike(node)) return false;
    return ts.forEachChild(node, within) ?? false;
  };
  return within(file);
}

function isTypeScript(file: string): boolean {
  return /\.[cm]?tsx?$/.test(file) && !/\.d\.[cm]?ts$/.test(file);
}

function joined(folder: string, specifier: string): string {
  if (specifier.startsWith("/")) return specifier;
  const parts = folder.split("/");
  for (const part of specifier.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "." && part !== "") parts.push(part);
  }
  return parts.join("/");
}
