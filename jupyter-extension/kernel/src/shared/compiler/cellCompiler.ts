import ts from "typescript-6";
import { argumentOrder } from "./argumentOrder";
import { guardAwaits } from "./awaits";
import { type CellImport, cellImports } from "./cellImports";
import { CellNames, type Meaning } from "./cellNames";
import { CellProgram, EARLIER_DECORATORS } from "./cellProgram";
import { type CellSyntax, cellSyntax } from "./cellSyntax";
import { cellTransformers, LIVE, NOTEBOOK } from "./cellTransform";
import { CompileError, type Fault } from "./compileError";
import type { CompilerFiles } from "./compilerFiles";
import type { Completion } from "./completion";
import { expectedValues } from "./expectedValues";
import { withoutLibraryAdvice } from "./languageLibraries";
import { missingMembers } from "./missingMembers";
import type { PositionMap } from "./positions";
import { type SourceLine, sourceLines } from "./sourceLine";

/** What a cell's function takes besides the door to the kernel. */
export const OF_MODULE = ["require", "module", "exports", "__filename", "__dirname"] as const;

/** What the compiler asks of where it runs. */
export interface CompilerHost {
  readonly files: CompilerFiles;
  /** The notebook's folder, with slashes. */
  readonly compilerFolder: string;
  /** Such as "Node 20.20.2". */
  readonly hostName: string;
  /** What is to be known where a package is not found, as a sentence; undefined where it could be installed. */
  readonly ofMissingPackages?: string;
  /** The places of a text in its source, by its source map. */
  readSourceMap(text: string): PositionMap;
  /** Whether the notebook can load what an import names, whatever the compiler knows of it. */
  canLoad(specifier: string): boolean;
  /** A file as it is called in the notebook's folder. */
  pathInFolder(file: string): string;
  /** A global function that loops of cells call at each turn, where nothing else could end them. */
  readonly loopTick?: string;
}

/** A cell that has been compiled. */
export interface CompiledCell {
  /** Such as `Cell[3]`, its name in stack traces. */
  readonly name: string;
  /** Of all cells that were compiled, whatever their numbers. */
  readonly serial: number;
  readonly source: string;
  /** A script whose value is the cell as a function of the door to the kernel and of `OF_MODULE`. */
  readonly script: string;
  readonly imports: readonly CellImport[];
  readonly awaits: boolean;
  readonly showsValue: boolean;
  /** From the script to the source. */
  readonly positions: PositionMap;
  /** Its text with the names of other cells, whatever becomes of those. */
  readonly lasting: string;
  /** What it declares for all cells. */
  readonly declared: ReadonlyMap<string, Meaning>;
  /** Modules that it imports and that have no types. */
  readonly untyped: readonly string[];
}

/** Complaints that mean nothing in a cell: a module without types, files with their endings. */
const UNTYPED = new Set([7016]);
const NOT_FOUND = new Set([2307, 2792]);
/** That a decorator does not fit what it decorates, by the language or by earlier TypeScript. */
const OF_DECORATORS = new Set([1206, 1238, 1239, 1240, 1241, 1270, 1271, 1329]);

/** The compiler's own modules in the names of types. */
const OWN_MODULES = /\b__(?:names|cell_\d+|cell)__\./g;

/** Of a name that is not known here, with what it is. */
const FOREIGN = /^Cannot find name '[^']+'\..* \(/;

/** What the compiler finds in a cell. */
interface Checked {
  readonly program: ts.Program;
  /** The reader's modules that the cell imports, and theirs. */
  readonly neighbours: readonly ts.SourceFile[];
  readonly found: readonly Fault[];
}

interface Scope {
  bindingOf(name: string): string;
}

const NO_LINE: SourceLine = { code: "", bare: "" };

/** Compiles cells, each once, and remembers what they declare. */
export class CellCompiler {
  private readonly program: CellProgram;
  private readonly names = new CellNames();
  private serial = 0;
  /** Names that read what a module may change. */
  private readonly live = new Set<string>();
  /** Modules of the reader's, by their names in the notebook's folder, with decorators of earlier TypeScript. */
  private readonly earlier = new Set<string>();

  constructor(
    private readonly host: CompilerHost,
    private readonly scope: Scope,
    private readonly advised: (message: string) => string,
    /** What a line means in another language, in a sentence that takes the place of its faults. */
    private readonly translated: (line: SourceLine, message: string) => string | undefined = () => undefined,
  ) {
    this.program = new CellProgram(host.compilerFolder, host.files);
  }

  /** All names that stand for values. */
  get valueNames(): string[] {
    return this.names.valueNames;
  }

  /** Options for a module of the reader's that a `tsconfig.json` beside the notebook sets, or that it needs. */
  optionsFor(file: string): ts.CompilerOptions {
    const { ownOptions } = this.program;
    return this.earlier.has(this.host.pathInFolder(file)) ? { ...ownOptions, ...EARLIER_DECORATORS } : ownOptions;
  }

  /** @param name - such as "Cell[3]" @throws CompileError if it does not compile */
  compile(source: string, name: string): CompiledCell {
    const syntax = cellSyntax(source);
    if (syntax.faults.length > 0) throw this.refusal(name, source, this.faults(syntax.faults, source, 0));
    const own = new Set(syntax.declared.keys());
    const preamble = this.names.shortPreamble(syntax.mentioned, own);
    const text = this.textOf(preamble, syntax);
    const lasting = this.textOf(this.names.preamble(syntax.mentioned, own), syntax);
    const { program, found } = this.checked(text, preamble.length, source);
    if (found.length > 0) throw this.refusal(name, source, found);
    return this.emitted(program, { name, serial: ++this.serial, source, syntax, lasting, from: preamble.length });
  }

  private checked(text: string, from: number, source: string): Checked {
    let checked = this.checkedOnce(text, from, source);
    if (checked.found.length > 0 && this.program.readWhole()) checked = this.checkedOnce(text, from, source);
    for (const file of checked.neighbours) this.earlier.delete(this.host.pathInFolder(file.fileName));
    const ofDecorators = checked.found.filter(({ code }) => code !== undefined && OF_DECORATORS.has(code));
    if (ofDecorators.length === 0 || !this.program.takeEarlierDecorators(true)) return checked;
    const again = this.checkedOnce(text, from, source);
    this.program.takeEarlierDecorators(false);
    if (again.found.length > 0) return checked;
    for (const { file } of ofDecorators) if (file !== undefined) this.earlier.add(file);
    return again;
  }

  private checkedOnce(text: string, from: number, source: string): Checked {
    const program = this.program.programOf(text);
    const neighbours = this.neighbours(program, program.getSourceFile(this.program.file)!);
    return { program, neighbours, found: this.diagnostics(program, neighbours, from, source) };
  }

  /** A line that is of another language has one fault, the sentence that says how it is written here. */
  private refusal(name: string, source: string, faults: readonly Fault[]): CompileError {
    const lines = sourceLines(source);
    const sentences = new Map<number, string>();
    for (const { file, line, message } of faults) {
      const sentence = file === undefined ? this.translated(lines[line] ?? NO_LINE, message) : undefined;
      if (sentence !== undefined && !sentences.has(line)) sentences.set(line, sentence);
    }
    const said = new Set<number>();
    const own = faults.flatMap((fault) => {
      const sentence = fault.file === undefined ? sentences.get(fault.line) : undefined;
      if (sentence === undefined) return [{ ...fault, message: inShort(fault.message) }];
      if (said.has(fault.line)) return [];
      said.add(fault.line);
      return [{ ...fault, message: sentence }];
    });
    // What else is wrong with a call that is of another language says nothing.
    const foreign = new Set(own.filter(({ message }) => FOREIGN.test(message)).map(({ line }) => line));
    const kept = own.filter(
      ({ file, line, message }) => file !== undefined || !foreign.has(line) || FOREIGN.test(message),
    );
    return new CompileError(name, source, kept);
  }

  /** What a compiled cell declares holds from now on. @param kept - only these names, if given */
  keep({ serial, lasting, declared, imports }: CompiledCell, kept?: ReadonlySet<string>): void {
    this.program.keep(serial, lasting);
    const live = new Set(imports.flatMap(({ bindings }) => bindings.filter((one) => one.live).map(({ name }) => name)));
    for (const [name, meaning] of declared) {
      if (kept && meaning.value && !kept.has(name)) continue;
      this.names.declare(name, CellProgram.moduleOf(serial), meaning);
      if (live.has(name)) this.live.add(name);
      else if (meaning.value) this.live.delete(name);
    }
    this.program.setNames(this.names.moduleText());
  }

  /** The hidden bindings of what the modules of a cell's imports may change. */
  liveBindings({ imports }: CompiledCell): string[] {
    return imports.flatMap(({ bindings }) => bindings.filter(({ live }) => live).map(({ name }) => name + LIVE));
  }

  /** Reads what a cell needs that is never run. */
  warmUp(source: string): void {
    this.compile(source, "warm-up");
  }

  /** Reads what is left of the language's libraries. */
  readLibraries(): void {
    this.program.readLibraries();
  }

  private textOf(preamble: string, syntax: CellSyntax): string {
    return `${preamble}${syntax.text}\nexport { ${[...syntax.declared.keys()].join(", ")} };`;
  }

  private emitted(
    program: ts.Program,
    {
      name,
      serial,
      source,
      syntax,
      lasting,
      from,
    }: {
      name: string;
      serial: number;
      source: string;
      syntax: CellSyntax;
      lasting: string;
      from: number;
    },
  ): CompiledCell {
    const file = program.getSourceFile(this.program.file)!;
    const checker = program.getTypeChecker();
    const declared = meanings(file, syntax, checker);
    const imports = cellImports(file, from, checker);
    const liveHere = new Set(
      imports.flatMap(({ bindings }) => bindings.filter((one) => one.live).map((one) => one.name)),
    );
    const values = new Set([...declared].filter(([, { value }]) => value).map(([own]) => own));
    const transformers = cellTransformers(
      from,
      {
        declared: values,
        bindingOf: (own) => this.scope.bindingOf(own),
        isLive: (own) => liveHere.has(own) || (this.live.has(own) && !declared.has(own)),
      },
      checker,
    );
    const outputs = new Map<string, string>();
    program.emit(
      file,
      (path, text) => outputs.set(path.slice(path.lastIndexOf(".")), text),
      undefined,
      false,
      transformers,
    );
    const javascript = (outputs.get(".js") ?? "").replace(/\n\/\/# sourceMappingURL=\S*\s*$/, "\n");
    const guarded = guardAwaits(javascript, name, this.host.loopTick);
    let map: PositionMap | undefined;
    const mapText = outputs.get(".map")!;
    const numLines = guarded.text.split("\n").length;
    const head = `(${syntax.awaits ? "async " : ""}function (${[NOTEBOOK, ...OF_MODULE].join(", ")}) { "use strict"; `;
    return {
      name,
      serial,
      source,
      script: `${head}${this.bindings(imports)}\n${guarded.text}\n})\n//# sourceURL=${name}\n`,
      imports,
      awaits: syntax.awaits,
      showsValue: syntax.showsValue,
      positions: (line, column) => {
        // One line stands before the code, and the names of other cells in one before the cell.
        if (line < 1 || line > numLines) return undefined;
        map ??= this.host.readSourceMap(mapText);
        const at = map(line - 1, guarded.originalColumn(line - 1, column));
        return at && at.line > 0 ? { line: at.line - 1, column: at.column } : undefined;
      },
      lasting,
      declared,
      untyped: [...new Set(imports.map(({ specifier }) => specifier))].filter((one) => this.program.isUntyped(one)),
    };
  }

  /** Gives the names of imports what the kernel has loaded. */
  private bindings(imports: readonly CellImport[]): string {
    return imports
      .flatMap(({ bindings }, i) =>
        bindings.map(({ name, live }, j) => {
          const value = `${NOTEBOOK}.imports[${i}][${j}]`;
          const own = `${this.scope.bindingOf(name)} = ${value}.value;`;
          return live ? `${this.scope.bindingOf(name + LIVE)} = ${value}; ${own}` : own;
        }),
      )
      .join(" ");
  }

  private diagnostics(
    program: ts.Program,
    neighbours: readonly ts.SourceFile[],
    from: number,
    source: string,
  ): Fault[] {
    const cell = program.getSourceFile(this.program.file)!;
    const found = [...program.getSyntacticDiagnostics(cell), ...program.getSemanticDiagnostics(cell)];
    const own = found.filter((one) => !this.isLoadable(one));
    return [
      ...this.faults(own, source, from, program.getTypeChecker()),
      ...missingMembers(cell, program.getTypeChecker()).map(({ start, message }) => ({
        ...placeIn(source, start - from),
        code: undefined,
        file: undefined,
        message: this.advised(message),
      })),
      ...neighbours.flatMap((file) =>
        this.faults([...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)]),
      ),
    ];
  }

  /** What the compiler does not find but the notebook does: it is taken as `any`. */
  private isLoadable({ code, messageText }: ts.Diagnostic): boolean {
    if (UNTYPED.has(code)) return true;
    if (!NOT_FOUND.has(code)) return false;
    const [, specifier] = /Cannot find module '([^']+)'/.exec(ts.flattenDiagnosticMessageText(messageText, "\n")) ?? [];
    if (specifier === undefined || /^\.{0,2}\//.test(specifier)) return false;
    return /^(?:data|file):/.test(specifier) || this.host.canLoad(specifier);
  }

  /** The reader's modules that the cell imports, and theirs. */
  private neighbours(program: ts.Program, cell: ts.SourceFile): ts.SourceFile[] {
    const seen = new Set<ts.SourceFile>();
    const visit = (file: ts.SourceFile): void => {
      for (const specifier of specifiers(file)) {
        const symbol = program.getTypeChecker().getSymbolAtLocation(specifier);
        const module = symbol?.valueDeclaration?.getSourceFile();
        if (!module || seen.has(module) || module.isDeclarationFile || this.program.isCell(module.fileName)) continue;
        if (!this.host.files.isOwn(module.fileName) || program.isSourceFileFromExternalLibrary(module)) continue;
        seen.add(module);
        visit(module);
      }
    };
    visit(cell);
    return [...seen];
  }

  /**
   * @param source - the cell, if the faults are in it; @param from - where it begins in the compiled file
   * @param checker - of its types, where they are known
   */
  private faults(diagnostics: readonly ts.Diagnostic[], source?: string, from = 0, checker?: ts.TypeChecker): Fault[] {
    return diagnostics
      .filter(({ category, file }) => category === ts.DiagnosticCategory.Error && file !== undefined)
      .map(({ code, file, start = 0, messageText }) => {
        const text = source ?? file!.text;
        return {
          ...placeIn(text, start - from),
          code,
          file: source === undefined ? this.host.pathInFolder(file!.fileName) : undefined,
          message:
            (checker && argumentOrder(file!, { code, start }, checker)) ??
            this.worded(messageText, isSpecifier(text, start - from)),
        };
      });
  }

  /** @param ofSpecifier - whether it is about the name of a module */
  private worded(text: string | ts.DiagnosticMessageChain, ofSpecifier: boolean): string {
    const message = ts
      .flattenDiagnosticMessageText(text, "\n")
      .replace(OWN_MODULES, "")
      .replace(
        /^(Cannot assign to '[^']+') because it is an import\.$/,
        "$1: it is a function, class, enum or import of a cell, which is declared again instead.",
      );
    const { hostName, ofMissingPackages } = this.host;
    const missing = ofSpecifier ? /^Cannot find (?:module|name) ('[^./][^']*')/.exec(message) : null;
    if (ofMissingPackages !== undefined && missing !== null)
      return `Cannot find module ${missing[1]}. ${ofMissingPackages}`;
    return this.advised(withoutLibraryAdvice(message, hostName));
  }

  /** Completions at `offset`, a UTF-16 offset. */
  complete(source: string, offset: number): Completion {
    const at = this.ask(source);
    const service = this.program.documented();
    const found = service.getCompletionsAtPosition(this.program.file, at + offset, {
      includeCompletionsForModuleExports: false,
      includeCompletionsWithInsertText: false,
    });
    const program = service.getProgram()!;
    const file = program.getSourceFile(this.program.file)!;
    const expected = expectedValues(file, at + offset, program.getTypeChecker());
    const span = expected?.text ?? found?.optionalReplacementSpan;
    const before = /[\p{ID_Continue}$]*$/u.exec(source.slice(0, offset))![0];
    const after = /^[\p{ID_Continue}$]*/u.exec(source.slice(offset))![0];
    const start = span ? span.start - at : offset - before.length;
    const end = span ? span.start + span.length - at : offset + after.length;
    const written = source.slice(start, offset).toLowerCase();
    const entries = (found?.entries ?? []).filter(
      ({ name }) => !/^(?:#|__(?:names|packages|cell(?:_\d+)?)__$)/.test(name),
    );
    const fitting = ranked(expected?.keys?.map((name) => ({ name, sortText: "" })) ?? entries, written);
    const first = ranked(expected?.values.map((name) => ({ name, sortText: "" })) ?? [], written);
    return { names: [...new Set([...first, ...fitting])], start, end };
  }

  /** What the compiler knows about the name at `offset`, as text. */
  inspect(source: string, offset: number): string | undefined {
    const at = this.ask(source);
    const info = this.program.documented().getQuickInfoAtPosition(this.program.file, at + offset);
    // Of what it does not know it says "any".
    if (info === undefined || ts.displayPartsToString(info.displayParts) === "any") return undefined;
    const said = ts
      .displayPartsToString(info.displayParts)
      .replace(/^\(alias\) /, "")
      .replace(/\nimport [^\n]+$/, "")
      .replace(OWN_MODULES, "");
    const tags = (info.tags ?? []).map(({ name, text }) => `@${name} ${ts.displayPartsToString(text)}`.trimEnd());
    const documentation = [ts.displayPartsToString(info.documentation), ...tags].filter((text) => text !== "");
    return [said, ...(documentation.length > 0 ? ["", ...documentation] : [])].join("\n");
  }

  /** Shows the service an unfinished cell with all names there are; returns where it begins. */
  private ask(source: string): number {
    const syntax = cellSyntax(source);
    const preamble = this.names.shortPreamble(undefined, new Set(syntax.declared.keys()));
    this.program.readWhole();
    this.program.documented();
    this.program.programOf(this.textOf(preamble, syntax));
    return preamble.length;
  }
}

function isSpecifier(source: string, at: number): boolean {
  return /["'`]/.test(source[at] ?? "");
}

/**
 * A message without what the compiler tells of the types behind it, where there is advice; of overloads what is wrong
 * with the one that comes nearest: a wrong option, or else the last.
 */
function inShort(message: string): string {
  const [first = "", ...lines] = message.split("\n");
  const last = lines.at(-1)?.trim() ?? "";
  const advice = last.startsWith("(") ? ` ${last}` : "";
  const reasons = lines.filter((_, i) => /^\s*Overload \d+ of \d+/.test(lines[i - 1] ?? "")).map((line) => line.trim());
  const option = reasons.filter((reason) => reason.startsWith("Object literal may only specify known")).at(-1);
  const reason = option ?? reasons.at(-1);
  if (first.startsWith("No overload matches this call") && reason !== undefined) return reason + advice;
  return advice === "" ? message : first + advice;
}

function placeIn(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, Math.max(offset, 0)).split("\n");
  return { line: before.length - 1, column: before.at(-1)!.length };
}

const MISSES = 3;

/** Those that fit what is written. */
function ranked(entries: readonly { readonly name: string; readonly sortText: string }[], written: string): string[] {
  return entries
    .map(({ name, sortText }) => ({ name, sortText, rank: rankOf(name.replace(/^"/, "").toLowerCase(), written) }))
    .filter(({ rank }) => rank < MISSES)
    .sort((a, b) => a.rank - b.rank || compare(a.sortText, b.sortText) || compare(a.name, b.name))
    .map(({ name }) => name);
}

/** Names that begin with what is written come first, then those that hold it. */
function rankOf(name: string, written: string): number {
  if (name.startsWith(written)) return 0;
  return name.includes(written) ? 1 : MISSES;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function specifiers(file: ts.SourceFile): ts.Expression[] {
  return file.statements.flatMap((statement) =>
    (ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement)) && statement.moduleSpecifier
      ? [statement.moduleSpecifier]
      : [],
  );
}

/** What the names that a cell declares stand for. */
function meanings(file: ts.SourceFile, syntax: CellSyntax, checker: ts.TypeChecker): Map<string, Meaning> {
  const module = checker.getSymbolAtLocation(file);
  const found = new Map<string, Meaning>();
  for (const symbol of module ? checker.getExportsOfModule(module) : []) {
    const kind = syntax.declared.get(symbol.name);
    if (kind === undefined) continue;
    const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
    const isKnown = target.declarations !== undefined;
    found.set(symbol.name, {
      kind,
      value: kind !== "type" && (!isKnown || (target.flags & ts.SymbolFlags.Value) !== 0),
      type: !isKnown || (target.flags & (ts.SymbolFlags.Type | ts.SymbolFlags.Namespace)) !== 0,
    });
  }
  return found;
}
