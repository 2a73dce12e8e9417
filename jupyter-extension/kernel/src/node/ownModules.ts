import { existsSync, readFileSync } from "node:fs";
import Module, { createRequire, isBuiltin } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { constants, Script } from "node:vm";
import type { CompilerFiles } from "../shared/compiler/compilerFiles";
import type { ModuleHost, NativeModules } from "../shared/modules/notebookModules";
import type { Provenance } from "./provenance";
import { isSupplied, packageName, slashes } from "./resolve";

/** Those that are loaded, by their files: what is bundled has a `require` of its own. */
const { cache: MODULES } = createRequire(__filename);

type Neighbours = Parameters<NonNullable<ModuleHost["serveRequired"]>>[0];

/** How Node loads files, by their endings. */
const { _extensions: WAYS } = Module as unknown as {
  readonly _extensions?: { [ending: string]: (module: NodeModule, file: string) => void };
};
/** Endings that an ES module may have. */
const ENDINGS = [".js", ".mjs"];

/** Node's modules; the reader's own (CommonJS and JSON, beside the notebook) may change between imports. */
export class OwnModules {
  /** The texts of own modules when they were loaded. */
  private readonly texts = new Map<string, string | undefined>();
  private readonly known = new Map<string, NativeModules>();
  private neighbours: Neighbours | undefined;

  /**
   * @param supplied - folders of packages that the kernel brings, by name
   * @param provenance - gets the imports
   */
  constructor(
    private readonly files: Pick<CompilerFiles, "isOwn">,
    private readonly supplied: ReadonlyMap<string, string>,
    private readonly provenance: Pick<Provenance, "imports">,
  ) {}

  /** Modules as they are seen from a file. */
  from(file: string): NativeModules {
    const known = this.known.get(file) ?? this.seenFrom(path.normalize(file));
    this.known.set(file, known);
    return known;
  }

  private seenFrom(file: string): NativeModules {
    const require = createRequire(file);
    const resolve = (specifier: string): string | undefined => {
      if (!this.exists(specifier, require)) return undefined;
      try {
        return require.resolve(specifier);
      } catch {
        return undefined;
      }
    };
    const here = importer(file);
    const load = (specifier: string): unknown => {
      if (!this.exists(specifier, require)) throw notFound(specifier);
      this.provenance.imports(specifier, file);
      return require(specifier);
    };
    return {
      load: Object.assign(load, require) as unknown as NativeModules["load"],
      resolve,
      dynamic: async (specifier) => {
        if (!this.exists(specifier, require)) throw notFound(specifier);
        this.provenance.imports(specifier, file);
        const found = resolve(specifier);
        return this.supplied.has(specifier.split("/")[0]!) && found !== undefined && !isBuiltin(found)
          ? here(pathToFileURL(found).href)
          : here(specifier);
      },
    };
  }

  /**
   * Whether there can be such a module. Node remembers of a package that it is not there, even when it has been
   * installed since: it is asked only for what is.
   */
  private exists(specifier: unknown, { resolve }: NodeRequire): boolean {
    if (/^(?:data|file):/.test(String(specifier))) return true;
    const name = packageName(specifier);
    if (name === undefined || isSupplied(name) || isBuiltin(specifier as string)) return true;
    const folders = resolve.paths(name) ?? [];
    return (
      folders.length === 0 || folders.some((folder) => existsSync(path.join(folder, name)) || isFile(folder, name))
    );
  }

  /** ES modules of the reader's that own CommonJS requires are loaded by `neighbours`: Node never forgets one. */
  serveRequired(neighbours: Neighbours): void {
    this.neighbours = neighbours;
    const native = WAYS?.[".js"];
    if (native === undefined) return;
    for (const ending of ENDINGS) {
      const value = (module: NodeModule, file: string): void => {
        if (this.isServed(file)) module.exports = neighbours.load(slashes(file));
        else native(module, file);
      };
      // Node tries the endings that it finds here on names without one.
      Object.defineProperty(WAYS, ending, { value, enumerable: ending === ".js", configurable: true, writable: true });
    }
  }

  private isServed(file: string): boolean {
    if (!ENDINGS.includes(path.extname(file)) || !this.files.isOwn(file)) return false;
    return this.neighbours?.isOne(slashes(file)) === true;
  }

  /** Makes Node forget own modules that have changed, from `file` on; whether `file` is one or needs one. */
  forgetChanged(file: string, asked = new Map<string, boolean>()): boolean {
    const known = asked.get(file);
    if (known !== undefined) return known;
    const module = MODULES[file];
    if (module === undefined || !this.files.isOwn(file)) return false;
    asked.set(file, false);
    let changed = this.isServed(file)
      ? !this.neighbours!.isLoaded(slashes(file))
      : this.texts.has(file) && this.texts.get(file) !== textOf(file);
    for (const { filename } of module.children) if (this.forgetChanged(filename, asked)) changed = true;
    asked.set(file, changed);
    if (changed) delete MODULES[file];
    return changed;
  }

  /** `file` and what it needs are loaded as they are. */
  loaded(file: string): void {
    if (isBuiltin(file) || !this.files.isOwn(file) || this.texts.get(file) === textOf(file)) return;
    this.texts.set(file, textOf(file));
    for (const { filename } of MODULES[file]?.children ?? []) this.loaded(filename);
  }

  /** `file` and the own modules that it needs. */
  needed(file: string, found = new Set<string>()): Set<string> {
    if (found.has(file) || isBuiltin(file) || !this.files.isOwn(file)) return found;
    found.add(file);
    for (const { filename } of MODULES[file]?.children ?? []) this.needed(filename, found);
    return found;
  }
}

/** A module may be a file of its own among the packages. */
function isFile(folder: string, name: string): boolean {
  return [".js", ".json", ".node"].some((ending) => existsSync(path.join(folder, name + ending)));
}

function notFound(specifier: string): Error {
  return Object.assign(new Error(`Cannot find module '${specifier}'`), { code: "MODULE_NOT_FOUND" });
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

/** Node's own `import()` as of a file. */
function importer(file: string): (specifier: string) => Promise<object> {
  let load: ((specifier: string) => Promise<object>) | undefined;
  return (specifier) =>
    withoutWarnings(() => {
      load ??= new Script("(specifier) => import(specifier)", {
        filename: file,
        importModuleDynamically: USE_MAIN_CONTEXT_DEFAULT_LOADER,
      }).runInThisContext() as typeof load;
      return load!(specifier);
    });
}

const { USE_MAIN_CONTEXT_DEFAULT_LOADER } = constants as unknown as { USE_MAIN_CONTEXT_DEFAULT_LOADER: never };

/** Node warns that this loader, which it has for such scripts, is new. */
function withoutWarnings<T>(work: () => T): T {
  const { emitWarning } = process;
  process.emitWarning = () => undefined;
  try {
    return work();
  } finally {
    process.emitWarning = emitWarning;
  }
}
