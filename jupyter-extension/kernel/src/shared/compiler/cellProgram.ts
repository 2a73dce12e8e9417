import ts from "typescript-6";
import { CellNames } from "./cellNames";
import type { CompilerFiles } from "./compilerFiles";
import { hostLibraries } from "./languageLibraries";
import { LibraryParts } from "./libraryParts";
import { KERNEL_NAMES, NODE_BASICS } from "./nodeBasics";

/** Options of a `tsconfig.json` beside the notebook that hold for its cells. */
const TAKEN = [
  "strict noImplicitAny strictNullChecks strictFunctionTypes strictBindCallApply strictPropertyInitialization",
  "strictBuiltinIteratorReturn noImplicitThis useUnknownInCatchVariables noImplicitReturns noImplicitOverride",
  "noUncheckedIndexedAccess exactOptionalPropertyTypes noFallthroughCasesInSwitch experimentalDecorators",
  "emitDecoratorMetadata useDefineForClassFields jsx jsxFactory jsxFragmentFactory jsxImportSource",
].flatMap((names) => names.split(" "));

/** What makes decorators those of earlier TypeScript. */
export const EARLIER_DECORATORS = { experimentalDecorators: true };

/** A cell that may ask for what has changed on the disk. */
const IMPORTS = /\b(?:import|require|from)\b/;

const MANIFEST = /\/package\.json$/;

const BASICS = "node-basics.d.ts";
const KERNEL = "kernel-names.d.ts";
const WORDS = /[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*/gu;
/** Folder among the libraries of parts of them; the compiler puts files of this name before all others. */
const PARTS = "parts";
const PART = "lib.d.ts";
const LIBRARY = /^lib\.(.+)\.d\.ts$/;

/** Imports every package that a cell has imported, so that none is read a second time. */
const PACKAGES = "__packages__.ts";

/**
 * The cells as one program of TypeScript's language service. The cell at hand is always the same file; those before it
 * are modules that it imports from, and are neither parsed nor checked again.
 */
export class CellProgram {
  /** The file of the cell at hand. */
  readonly file: string;
  private reader: ts.LanguageService;
  private readonly texts = new Map<string, { text: string; version: string }>();
  private readonly untyped = new Map<string, boolean>();
  private readonly packages = new Set<string>();
  private options: ts.CompilerOptions;
  private own: ts.CompilerOptions = {};
  private hasEarlierDecorators = false;
  private latest: { readonly state: readonly unknown[]; readonly settings: ts.CompilerOptions } | undefined;
  private optionsVersion: string | undefined;
  private versions = 0;
  private resolutions: ts.ModuleResolutionCache | undefined;
  private readonly known = new Map<string, string>();
  private readonly manifests = new Map<string, string | undefined>();
  private readonly snapshots = new Map<string, { version: string; snapshot: ts.IScriptSnapshot | undefined }>();
  /** What is read of the language's libraries; undefined where they are read whole. */
  private parts: LibraryParts | undefined;
  private readonly looked = new WeakSet<ts.SourceFile>();
  /** Whether all declarations of the host are read, not only its basics. */
  private whole = false;
  private hasComments = false;

  constructor(
    private readonly folder: string,
    private readonly files: CompilerFiles,
  ) {
    this.file = `${folder}/__cell__.ts`;
    const split = files.splitLibraries();
    if (split !== undefined) this.parts = new LibraryParts(split, hostLibraries().map(nameOfLibrary));
    this.options = this.readOptions();
    this.set(`${folder}/${BASICS}`, NODE_BASICS);
    this.set(`${folder}/${KERNEL}`, KERNEL_NAMES);
    this.set(this.file, "export {};");
    this.set(`${folder}/${PACKAGES}`, "export {};");
    this.setNames("export {};");
    this.reader = this.service(ts.JSDocParsingMode.ParseNone);
  }

  /** Options of the compiler that a `tsconfig.json` beside the notebook sets. */
  get ownOptions(): ts.CompilerOptions {
    return this.own;
  }

  /** Takes decorators for those of earlier TypeScript or for the language's; false if the notebook says which. */
  takeEarlierDecorators(take: boolean): boolean {
    this.hasEarlierDecorators = take && this.own.experimentalDecorators === undefined;
    return this.hasEarlierDecorators === take;
  }

  /** The module that an earlier cell is, as others import it. */
  static moduleOf(serial: number): string {
    return `./__cell_${serial}__`;
  }

  /** Whether a file is a cell. */
  isCell(file: string): boolean {
    return file === this.file || /\/__(?:cell_\d+|names)__\.ts$/.test(file);
  }

  /** Gives the cell at hand its text and the program of it. */
  programOf(text: string): ts.Program {
    this.set(this.file, text);
    this.refresh(IMPORTS.test(text.slice(text.indexOf("\n"))));
    const program = this.complete(text);
    for (const specifier of this.untyped.keys()) if (!specifier.startsWith(".")) this.packages.add(specifier);
    const imports = [...this.packages].map((specifier) => `import ${JSON.stringify(specifier)};`);
    this.set(`${this.folder}/${PACKAGES}`, [...imports, "export {};"].join("\n"));
    return program;
  }

  /** The program with all that it names of the language's libraries. */
  private complete(text: string): ts.Program {
    this.parts?.ask(text.match(WORDS) ?? []);
    let program = this.reader.getProgram()!;
    while (this.parts?.ask(this.freshNames(program))) program = this.reader.getProgram()!;
    return program;
  }

  /** What files name that have come to the program. */
  private *freshNames(program: ts.Program): Generator<string> {
    for (const file of program.getSourceFiles()) {
      if (this.looked.has(file)) continue;
      this.looked.add(file);
      if (!this.isPart(file.fileName))
        yield* (file as unknown as { identifiers: ReadonlyMap<string, string> }).identifiers.keys();
    }
  }

  private isPart(file: string): boolean {
    return file.startsWith(`${this.files.libraryFolder}/${PARTS}/`);
  }

  /** From now on a cell is one of the earlier ones. @param text - what the program was given for it */
  keep(serial: number, text: string): void {
    this.set(`${this.folder}/__cell_${serial}__.ts`, text);
  }

  /** @param text - of the module with the names of all cells */
  setNames(text: string): void {
    this.set(`${this.folder}/${CellNames.MODULE.slice(2)}.ts`, text);
  }

  /**
   * The service for people, who want documentation: comments take a third of the time in which declarations are read,
   * so they are read when somebody asks.
   */
  documented(): ts.LanguageService {
    if (!this.hasComments) {
      this.readDocumentation();
      this.hasComments = true;
      this.snapshots.clear();
      this.reader.dispose();
      this.reader = this.service(ts.JSDocParsingMode.ParseAll);
    }
    return this.reader;
  }

  /** Where it cannot be had, names and types are told without it. */
  private readDocumentation(): void {
    try {
      this.files.readDocumentation();
      this.parts = undefined;
    } catch {
      this.parts?.askAll();
    }
  }

  private service(comments: ts.JSDocParsingMode): ts.LanguageService {
    const registry = ts.createDocumentRegistry(this.files.useCaseSensitiveFileNames, undefined, comments);
    return ts.createLanguageService({ ...this.host(), jsDocParsingMode: comments }, registry);
  }

  /** Reads all of the language's libraries, which a later cell may name. */
  readLibraries(): void {
    if (this.parts?.askAll()) this.reader.getProgram()!.getTypeChecker();
  }

  /** Reads all declarations of the host; false if they are read already. */
  readWhole(): boolean {
    if (this.whole) return false;
    this.whole = true;
    const isMore = this.parts?.askAll() ?? false;
    return isMore || this.files.hostDeclarations.length > 0;
  }

  /** Whether what a module specifier of the cell at hand leads to has no types. */
  isUntyped(specifier: string): boolean {
    return this.untyped.get(specifier) === true;
  }

  /** What changed on the disk since the last cell is read again. @param all - of packages too */
  private refresh(all: boolean): void {
    if (all) {
      this.resolutions = undefined;
      this.manifests.clear();
      this.known.clear();
    }
    for (const file of this.known.keys()) if (this.files.isOwn(file)) this.known.delete(file);
    this.untyped.clear();
    const version = this.files.version(`${this.folder}/tsconfig.json`);
    if (version !== this.optionsVersion) this.options = this.readOptions();
  }

  private set(file: string, text: string): void {
    if (this.texts.get(file)?.text !== text) this.texts.set(file, { text, version: String(++this.versions) });
  }

  private readOptions(): ts.CompilerOptions {
    const config = `${this.folder}/tsconfig.json`;
    this.optionsVersion = this.files.version(config);
    this.own = this.optionsVersion === "" ? {} : this.readConfig(config);
    return {
      target: ts.ScriptTarget.ES2024,
      module: ts.ModuleKind.Preserve,
      moduleResolution: ts.ModuleResolutionKind.Bundler,
      moduleDetection: ts.ModuleDetectionKind.Force,
      customConditions: ["node", "require"],
      esModuleInterop: true,
      resolveJsonModule: true,
      allowImportingTsExtensions: true,
      noEmitOnError: false,
      preserveConstEnums: true,
      jsx: ts.JsxEmit.React,
      strict: false,
      allowJs: false,
      skipLibCheck: true,
      sourceMap: true,
      newLine: ts.NewLineKind.LineFeed,
      types: [],
      ...this.own,
    };
  }

  private readConfig(config: string): ts.CompilerOptions {
    const { error, config: json } = ts.readConfigFile(config, (file) => this.files.readFile(file));
    if (error) return {};
    const { files } = this;
    const { options } = ts.parseJsonConfigFileContent(
      { compilerOptions: {}, ...json, files: [] },
      {
        ...files,
        useCaseSensitiveFileNames: files.useCaseSensitiveFileNames,
        readDirectory: () => [],
        fileExists: (file) => files.fileExists(file),
        readFile: (file) => files.readFile(file),
      },
      this.folder,
    );
    return Object.fromEntries(Object.entries(options).filter(([name]) => TAKEN.includes(name)));
  }

  /** TypeScript asks for them at each file: they are the same object until something changes. */
  private get settings(): ts.CompilerOptions {
    const state = [this.options, this.parts?.texts.length, this.hasEarlierDecorators] as const;
    if (this.latest?.state.every((one, i) => one === state[i])) return this.latest.settings;
    const decorators = this.hasEarlierDecorators ? EARLIER_DECORATORS : {};
    const settings = { ...this.options, lib: this.libraries(), ...decorators };
    this.latest = { state, settings };
    return settings;
  }

  private host(): ts.LanguageServiceHost {
    const { files, texts } = this;
    return {
      getCompilationSettings: () => this.settings,
      getScriptFileNames: () => [
        ...(this.whole ? files.hostDeclarations : [`${this.folder}/${BASICS}`]),
        `${this.folder}/${KERNEL}`,
        `${this.folder}/${PACKAGES}`,
        this.file,
      ],
      getScriptVersion: (file) => texts.get(file)?.version ?? this.versionOf(file),
      getScriptSnapshot: (file) => this.snapshotOf(file),
      getCurrentDirectory: () => this.folder || "/",
      getDefaultLibFileName: (options) => `${files.libraryFolder}/${ts.getDefaultLibFileName(options)}`,
      ...this.resolutionHost(),
      useCaseSensitiveFileNames: () => files.useCaseSensitiveFileNames,
      resolveModuleNameLiterals: (literals, containing, redirected, options, source) =>
        literals.map((literal) =>
          this.resolve(
            literal.text,
            containing,
            redirected,
            options,
            ts.getModeForUsageLocation(source, literal, options),
          ),
        ),
      resolveTypeReferenceDirectiveReferences: (references, containing, redirected, options, source) =>
        references.map((reference) => {
          const name = typeof reference === "string" ? reference : reference.fileName;
          const [declarations] = files.hostDeclarations;
          if (name === "node" && declarations !== undefined)
            return { resolvedTypeReferenceDirective: { primary: true, resolvedFileName: declarations } };
          return ts.resolveTypeReferenceDirective(
            name,
            containing,
            options,
            this.resolutionHost(),
            redirected,
            undefined,
            source?.impliedNodeFormat,
          );
        }),
    };
  }

  /** Files of the language's libraries. */
  private libraries(): string[] {
    const { parts } = this;
    if (parts === undefined) return hostLibraries();
    return [...parts.texts.map((_, i) => `${PARTS}/${i}/${PART}`), ...parts.modules.map(fileOfLibrary)];
  }

  /** The text of a file in place of the library's; undefined if that is read. */
  private libraryText(file: string): string | undefined {
    const { parts } = this;
    const { libraryFolder } = this.files;
    if (parts === undefined || !file.startsWith(`${libraryFolder}/`)) return undefined;
    const name = file.slice(libraryFolder.length + 1);
    if (this.isPart(file)) return parts.texts[Number(name.split("/")[1])];
    const library = nameOfLibrary(name);
    return parts.libraries.has(library) && !parts.modules.includes(library) ? "" : undefined;
  }

  /** TypeScript asks for the text of each file again and again. */
  private snapshotOf(file: string): ts.IScriptSnapshot | undefined {
    const version = this.texts.get(file)?.version ?? this.versionOf(file);
    const known = this.snapshots.get(file);
    if (known?.version === version) return known.snapshot;
    const text = this.texts.get(file)?.text ?? this.libraryText(file) ?? this.files.readFile(file);
    const snapshot = text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
    this.snapshots.set(file, { version, snapshot });
    return snapshot;
  }

  private versionOf(file: string): string {
    let version = this.known.get(file);
    if (version === undefined) {
      version = file.startsWith(this.files.libraryFolder) ? "1" : this.files.version(file);
      this.known.set(file, version);
    }
    return version;
  }

  private get resolutionCache(): ts.ModuleResolutionCache {
    return (this.resolutions ??= ts.createModuleResolutionCache(
      this.folder,
      (file) => (this.files.useCaseSensitiveFileNames ? file : file.toLowerCase()),
      this.options,
    ));
  }

  private resolutionHost(): ts.ModuleResolutionHost {
    const { files, texts } = this;
    return {
      fileExists: (file) =>
        MANIFEST.test(file) ? this.manifestOf(file) !== undefined : texts.has(file) || files.fileExists(file),
      readFile: (file) =>
        MANIFEST.test(file) ? this.manifestOf(file) : (texts.get(file)?.text ?? files.readFile(file)),
      directoryExists: (folder) => files.directoryExists(folder),
      getDirectories: (folder) => files.getDirectories(folder),
      realpath: (file) => (texts.has(file) ? file : files.realpath(file)),
      useCaseSensitiveFileNames: files.useCaseSensitiveFileNames,
    };
  }

  /** TypeScript looks for that of each file again and again. */
  private manifestOf(file: string): string | undefined {
    if (!this.manifests.has(file)) this.manifests.set(file, this.files.readFile(file));
    return this.manifests.get(file);
  }

  private resolve(
    specifier: string,
    containing: string,
    redirected: ts.ResolvedProjectReference | undefined,
    options: ts.CompilerOptions,
    mode: ts.ResolutionMode,
  ): ts.ResolvedModuleWithFailedLookupLocations {
    if (/^\.\/__(?:cell_\d+|names)__$/.test(specifier)) {
      const resolvedFileName = `${this.folder}/${specifier.slice(2)}.ts`;
      if (this.texts.has(resolvedFileName))
        return { resolvedModule: { resolvedFileName, extension: ts.Extension.Ts, isExternalLibraryImport: false } };
    }
    const host = this.resolutionHost();
    const found = ts.resolveModuleName(specifier, containing, options, host, this.resolutionCache, redirected, mode);
    if (containing === this.file) {
      const extension = found.resolvedModule?.extension;
      this.untyped.set(specifier, extension !== undefined && /^\.[cm]?jsx?$/.test(extension));
    }
    return found;
  }
}

function nameOfLibrary(file: string): string {
  return LIBRARY.exec(file)?.[1] ?? "";
}

function fileOfLibrary(name: string): string {
  return `lib.${name}.d.ts`;
}
