import ts from "typescript-6";
import type { CompilerFiles } from "../compiler/compilerFiles";
import type { PositionMap } from "../compiler/positions";
import { awaits, isESModule, type StaticImport, staticImports } from "./moduleSyntax";

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

/** How a module sees others. */
export interface Ways {
  readonly load: Load;
  readonly dynamic: (specifier: string) => Promise<object>;
  /** The module in TypeScript or ES module beside the notebook that a name leads to. */
  readonly find: (specifier: string) => string | undefined;
  /** Waits for a module that is no such one, if it has to be waited for. */
  readonly wait: (specifier: string) => Promise<void>;
  /** A module as `import * as` sees it. */
  readonly namespace: (module: unknown) => object;
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
 * The modules in TypeScript and the ES modules that lie beside the notebook. They may import each other in circles, and
 * each import sees the files as they are, which Node's own modules never do again: one whose text, or that of a module
 * which it needs, has changed is loaded again.
 */
export class Neighbours {
  /** The places in their sources, by their names in the notebook's folder. */
  readonly positions = new Map<string, PositionMap>();
  private readonly loaded = new Map<string, Neighbour>();
  private readonly loading: Neighbour[] = [];

  /** @param optionsFor - gives options of the compiler for a module */
  constructor(
    private readonly host: NeighbourHost,
    private readonly waysFrom: (file: string) => Ways,
    private readonly optionsFor: (file: string) => ts.CompilerOptions,
  ) {}

  /** Whether a file of the reader's own is to be loaded here. */
  isOne(file: string): boolean {
    return isTypeScript(file) || (this.host.files.isOwn(file) && isESModule(file, this.host.files));
  }

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

  /**
   * Loads those that await at their top level, among a file and the modules that it imports: `load` cannot wait for
   * them.
   */
  async prepare(file: string, asked = new Set<string>()): Promise<void> {
    if (asked.has(file)) return;
    asked.add(file);
    const text = this.host.files.readFile(file) ?? "";
    const { find, wait } = this.waysFrom(file);
    for (const { specifier } of staticImports(text)) {
      const found = find(specifier);
      await (found === undefined ? wait(specifier) : this.prepare(found, asked));
    }
    if (!isTypeScript(file) && awaits(text) && !this.isLoaded(file)) await this.begun(file).finished;
  }

  /** What a file exports. */
  load(file: string): unknown {
    const neighbour = this.isLoaded(file) ? this.loaded.get(file)! : this.begun(file, false).neighbour;
    this.loading.at(-1)?.needs.set(file, neighbour);
    return neighbour.module.exports;
  }

  /** The module that is being loaded, if one is, has loaded this file besides. */
  read(file: string): void {
    const neighbour = this.loaded.get(file);
    if (neighbour === undefined) this.loading.at(-1)?.reads.set(file, this.host.files.readFile(file));
    else this.loading.at(-1)?.needs.set(file, neighbour);
  }

  /** Whether a file is loaded as it is now, with all that it needs. */
  isLoaded(file: string): boolean {
    const known = this.loaded.get(file);
    return known !== undefined && this.isCurrent(file, known);
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

  /** @param mayWait - whether who asks waits until it is finished */
  private begun(file: string, mayWait = true): { neighbour: Neighbour; finished: unknown } {
    const text = this.host.files.readFile(file) ?? "";
    const exports = isTypeScript(file) ? {} : Object.defineProperty({}, "__esModule", { value: true });
    const neighbour: Neighbour = { text, module: { exports }, needs: new Map(), reads: new Map() };
    this.loaded.set(file, neighbour);
    this.loading.push(neighbour);
    try {
      const finished = this.run(file, neighbour, mayWait);
      return { neighbour, finished: Promise.resolve(finished).catch((error) => this.failed(file, error)) };
    } catch (error) {
      return this.failed(file, error);
    } finally {
      this.loading.pop();
    }
  }

  private failed(file: string, error: unknown): never {
    this.loaded.delete(file);
    throw error;
  }

  private run(file: string, { text, module }: Neighbour, mayWait: boolean): unknown {
    const meta = this.host.metaOf(file);
    const { load, dynamic, namespace } = this.waysFrom(file);
    const own = { meta, import: dynamic };
    if (isTypeScript(file)) {
      const run = this.host.evaluate(this.script(file, text, false)) as (...values: unknown[]) => unknown;
      return run.call(module.exports, module.exports, load, module, meta.filename, meta.dirname, own);
    }
    const waits = awaits(text);
    if (waits && !mayWait) throw new AwaitingModuleError(this.host.pathInFolder(file));
    const run = this.host.evaluate(this.script(file, text, waits)) as (...values: unknown[]) => unknown;
    const needed = staticImports(text);
    const imported = (specifier: string): object => {
      const module = namespace(load(specifier));
      for (const one of needed) if (one.specifier === specifier) this.check(file, one, module);
      return module;
    };
    return run.call(undefined, module.exports, imported, module, meta.filename, meta.dirname, own);
  }

  private check(file: string, { specifier, names }: StaticImport, module: object): void {
    if (this.loading.some(({ module: { exports } }) => exports === module)) return;
    const missing = names.find((name) => !(name in module));
    if (missing !== undefined)
      throw new SyntaxError(`'${specifier}' has no export named '${missing}' (${this.host.pathInFolder(file)})`);
  }

  private script(file: string, text: string, waits: boolean): string {
    const name = this.host.pathInFolder(file);
    const isTyped = isTypeScript(file);
    if (isTyped && awaits(text))
      throw new SyntaxError(`${name} awaits at its top level, which only cells and ES modules can`);
    const { outputText, sourceMapText, diagnostics } = ts.transpileModule(text, {
      // Of .mjs and .mts the compiler would make ES modules again.
      fileName: file.replace(/\.m([jt]s)$/, ".$1"),
      reportDiagnostics: !isTyped,
      transformers: { before: [viaNotebook] },
      compilerOptions: {
        target: ts.ScriptTarget.ES2024,
        module: ts.ModuleKind.CommonJS,
        esModuleInterop: isTyped,
        allowJs: true,
        preserveConstEnums: true,
        jsx: ts.JsxEmit.React,
        ...this.optionsFor(file),
        sourceMap: true,
        newLine: ts.NewLineKind.LineFeed,
      },
    });
    const fault = diagnostics?.find(
      ({ file: at, category }) => at !== undefined && category === ts.DiagnosticCategory.Error,
    );
    if (fault !== undefined) throw new SyntaxError(worded(fault, name));
    let map: PositionMap | undefined;
    this.positions.set(name, (line, column) => {
      map ??= this.host.readSourceMap(sourceMapText!);
      return line < 1 ? undefined : map(line - 1, column);
    });
    const code = outputText.replace(/\n\/\/# sourceMappingURL=\S*\s*$/, "\n");
    const head = `(${waits ? "async " : ""}function (${PARAMETERS}) {`;
    return `${head}\n${code}\n})\n//# sourceURL=${encodeURI(name)}\n`;
  }
}

function worded({ messageText, file, start = 0 }: ts.Diagnostic, name: string): string {
  const { line, character } = ts.getLineAndCharacterOfPosition(file!, start);
  return `${ts.flattenDiagnosticMessageText(messageText, "\n")} (${name}, line ${line + 1}, column ${character + 1})`;
}

/** A module of the reader's that has to be waited for was required. */
export class AwaitingModuleError extends Error {
  readonly code = "ERR_REQUIRE_ASYNC_MODULE";

  constructor(name: string) {
    super(`'${name}' awaits at its top level: write import or await import() for it, in a cell or an ES module`);
    this.name = "Error";
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
