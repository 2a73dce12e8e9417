import type ts from "typescript-6";
import type { CellImport } from "../compiler/cellImports";
import { AwaitingModuleError, type Load, type NeighbourHost, Neighbours, type Ways } from "./neighbours";
import { packageImport } from "./packageImports";

/** A way to modules as it is from one file. */
export interface NativeModules {
  /** What `require` gives, its properties too. */
  readonly load: Load;
  /** What `import()` gives. */
  dynamic(specifier: string): Promise<object>;
  /** The file that a specifier leads to; undefined if to none. */
  resolve(specifier: string): string | undefined;
}

/** What modules ask of where they run. */
export interface ModuleHost extends NeighbourHost {
  /** The notebook's folder, with slashes. */
  readonly compilerFolder: string;
  nativeModules(file: string): NativeModules;
  /** Makes the host forget own modules (JavaScript, JSON) that have changed since they were loaded, from `file` on. */
  forgetChanged(file: string): void;
  /** `file` has been loaded as it is. */
  loaded(file: string): void;
  /** `file` and the own modules (JavaScript, JSON) that it needs. */
  needed(file: string): Iterable<string>;
  /** Lets own modules that the host loads itself require those of `neighbours`, which may change. */
  serveRequired?(neighbours: Pick<Neighbours, "isOne" | "isLoaded" | "load">): void;
  /** What the kernel itself gives under a name; undefined if nothing. */
  supplied(specifier: string): unknown;
}

/** The codes of a module that waits for something, which `require` cannot. */
const ASYNC = new Set(["ERR_REQUIRE_ASYNC_MODULE", "ERR_REQUIRE_ESM"]);
/** And of one that does not let itself be required. */
const NOT_REQUIRED = new Set([...ASYNC, "ERR_PACKAGE_PATH_NOT_EXPORTED"]);

/** A value that a name of a cell gets; asked again it is what the module says then. */
export interface Imported {
  readonly value: unknown;
}

/** Loads what cells import. */
export class NotebookModules {
  readonly neighbours: Neighbours;
  /** Modules that only `import()` can load, by their files. */
  private readonly awaited = new Map<string, unknown>();
  readonly require: Load;

  /** @param optionsFor - gives options of the compiler for a module of the reader's */
  constructor(
    private readonly host: ModuleHost,
    optionsFor: (file: string) => ts.CompilerOptions = () => ({}),
  ) {
    const waysFrom = (file: string): Ways => ({
      load: this.loadFrom(file),
      dynamic: (specifier) => this.importFrom(file, specifier),
      find: (specifier) => this.neighbourAt(file, specifier),
      wait: (specifier) => this.waitFor(file, specifier),
      namespace,
    });
    this.neighbours = new Neighbours(host, waysFrom, optionsFor);
    this.require = this.loadFrom(this.notebook);
    host.serveRequired?.(this.neighbours);
  }

  /** The file that the cells would be. */
  private get notebook(): string {
    return `${this.host.compilerFolder}/notebook.js`;
  }

  /** The values of the names that a cell imports. */
  async imported(imports: readonly CellImport[]): Promise<Imported[][]> {
    const all: Imported[][] = [];
    for (const { specifier, bindings } of imports) {
      const module = await this.statically(specifier);
      const names = bindings.map(({ imported }) => imported);
      const whole = names.every((name) => has(module, name)) ? module : await this.asESModule(specifier, names, module);
      all.push(names.map((name) => exported(whole, name, specifier)));
    }
    return all;
  }

  /**
   * A package may be two modules, one for `require` and one for `import`: that one, if names are only there.
   * @param required - what `require` gives
   */
  private async asESModule(specifier: string, names: readonly string[], required: unknown): Promise<unknown> {
    if (!this.isPackage(specifier)) return required;
    const module = await this.import(specifier).catch(() => required);
    return names.every((name) => has(module, name)) ? module : required;
  }

  private isPackage(specifier: string): boolean {
    if (/^\.{0,2}\//.test(specifier) || this.host.supplied(specifier) !== undefined) return false;
    const found = this.host.nativeModules(this.notebook).resolve(specifier);
    return found !== undefined && /[\\/]/.test(found) && !this.host.files.isOwn(found);
  }

  private async statically(specifier: string): Promise<unknown> {
    const neighbour = this.neighbourAt(this.notebook, specifier);
    if (neighbour !== undefined) await this.neighbours.prepare(neighbour);
    try {
      return this.require(specifier);
    } catch (error) {
      if (neighbour !== undefined || !NOT_REQUIRED.has(codeOf(error))) throw error;
      return this.import(specifier).catch((other: unknown) => {
        throw codeOf(other) === "ERR_PACKAGE_PATH_NOT_EXPORTED" ? error : other;
      });
    }
  }

  /** What cannot be loaded at all is left to whoever loads it. */
  private async waitFor(file: string, written: string): Promise<void> {
    const specifier = this.meant(written, file, "require");
    if (this.host.supplied(specifier) !== undefined) return;
    try {
      this.host.nativeModules(file).load(specifier);
    } catch (error) {
      if (NOT_REQUIRED.has(codeOf(error))) await this.importFrom(file, specifier).catch(() => undefined);
    }
  }

  /** `import()` of cells. */
  readonly import = (specifier: unknown): Promise<object> => this.importFrom(this.notebook, String(specifier));

  private async importFrom(file: string, written: string): Promise<object> {
    const specifier = written.startsWith("file:") ? pathOf(written) : this.meant(written, file, "import");
    const supplied = this.host.supplied(specifier);
    if (supplied !== undefined) return namespace(supplied);
    const neighbour = this.neighbourAt(file, specifier);
    if (neighbour !== undefined) {
      await this.neighbours.prepare(neighbour);
      return namespace(this.neighbours.load(neighbour));
    }
    const native = this.host.nativeModules(file);
    const found = native.resolve(specifier);
    if (found !== undefined && this.isOwnFile(found)) return namespace(this.loadFrom(file)(specifier));
    if (found === undefined && /^\.{0,2}\//.test(specifier))
      throw Object.assign(new Error(`Cannot find module '${written}'`), { code: "MODULE_NOT_FOUND" });
    const module = await native.dynamic(specifier);
    this.awaited.set(found ?? specifier, module);
    return module;
  }

  /** The module in TypeScript or ES module beside the notebook that a name leads to. */
  private neighbourAt(file: string, written: string): string | undefined {
    const specifier = this.meant(written, file, "require");
    const typed = this.neighbours.find(specifier, file.slice(0, file.lastIndexOf("/")));
    if (typed !== undefined) return typed;
    const found = this.host.nativeModules(file).resolve(specifier);
    return found !== undefined && this.isOwnFile(found) && this.neighbours.isOne(found) ? slashes(found) : undefined;
  }

  /** What a name that the reader's own package.json gives to modules beside it stands for; others as they are. */
  private meant(specifier: string, file: string, condition: "import" | "require"): string {
    if (typeof specifier !== "string" || !specifier.startsWith("#")) return specifier;
    const folder = file.slice(0, file.lastIndexOf("/"));
    return packageImport(specifier, folder, ["node", condition], this.host.files) ?? specifier;
  }

  /** Names of Node's own modules are no files. */
  private isOwnFile(found: string): boolean {
    return /[\\/]/.test(found) && !found.startsWith("node:") && this.host.files.isOwn(found);
  }

  private loadFrom(file: string): Load {
    const native = this.host.nativeModules(file);
    const load = (written: string): unknown => {
      const specifier = this.meant(written, file, "require");
      const supplied = typeof specifier === "string" ? this.host.supplied(specifier) : undefined;
      if (supplied !== undefined) return supplied;
      const neighbour = typeof specifier === "string" ? this.neighbourAt(file, specifier) : undefined;
      if (neighbour !== undefined) return this.neighbours.load(neighbour);
      const found = native.resolve(specifier);
      if (found !== undefined) this.host.forgetChanged(found);
      try {
        return native.load(specifier);
      } catch (error) {
        const known = this.awaited.get(found ?? specifier);
        if (known) return known;
        throw plain(error, specifier);
      } finally {
        if (found !== undefined) this.host.loaded(found);
        if (found !== undefined && this.isOwnFile(found))
          for (const one of this.host.needed(found)) this.neighbours.read(slashes(one));
      }
    };
    return Object.assign(load, native.load) as Load;
  }
}

/** The file of an address. */
function pathOf(address: string): string {
  return decodeURIComponent(new URL(address).pathname).replace(/^\/(?=[A-Za-z]:)/, "");
}

function slashes(file: string): string {
  return file.replaceAll("\\", "/");
}

function codeOf(error: unknown): string {
  return String((error as { code?: unknown } | null)?.code);
}

/** The error of a module that cannot be loaded, in words that do not show the machine. */
function plain(error: unknown, specifier: string): unknown {
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown };
  if (!(error instanceof Error) || typeof code !== "string" || error instanceof AwaitingModuleError) return error;
  if (code === "MODULE_NOT_FOUND" && String(message).startsWith(`Cannot find module '${specifier}'`)) {
    error.message = `Cannot find module '${specifier}'`;
    delete (error as { requireStack?: unknown }).requireStack;
  } else if (code === "ERR_PACKAGE_PATH_NOT_EXPORTED") {
    error.message = error.message.replace(/ in \S.*package\.json(?: imported from .*)?$/, ` of '${specifier}'`);
  } else if (ASYNC.has(code)) {
    error.message = `'${specifier}' is a module that require() cannot load; write import or await import() for it`;
  }
  return error;
}

function isNamespace(module: unknown): module is object {
  return Object.prototype.toString.call(module) === "[object Module]";
}

function isESModule(module: unknown): boolean {
  return isNamespace(module) || (isObject(module) && (module as { __esModule?: unknown }).__esModule === true);
}

function isObject(value: unknown): value is object {
  return (typeof value === "object" && value !== null) || typeof value === "function";
}

/** A module as `import * as` sees it. */
function namespace(module: unknown): object {
  if (isESModule(module)) return module as object;
  const all: { [name: string]: unknown } = {};
  if (isObject(module))
    for (const name of Object.keys(module))
      Object.defineProperty(all, name, {
        enumerable: true,
        get: () => (module as { readonly [name: string]: unknown })[name],
      });
  all["default"] = module;
  return all;
}

/** Whether a module has what a name of an import asks for. */
function has(module: unknown, name: string): boolean {
  return name === "=" || name === "*" || (name === "default" && !isESModule(module)) || name in Object(module);
}

function exported(module: unknown, name: string, specifier: string): Imported {
  if (name === "=") return { value: module };
  if (name === "*") return { value: namespace(module) };
  if (name === "default" && !isESModule(module)) return { value: module };
  const object = Object(module) as { readonly [name: string]: unknown };
  if (!has(module, name)) {
    const advice = name === "default" ? `; import * as name from "${specifier}" takes all of it` : "";
    throw new SyntaxError(`'${specifier}' has no export named '${name}'${advice}`);
  }
  return {
    get value() {
      return object[name];
    },
  };
}
