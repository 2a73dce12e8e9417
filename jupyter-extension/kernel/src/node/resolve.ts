import { existsSync, readFileSync, realpathSync, statSync } from "node:fs";
import Module, { createRequire } from "node:module";
import path from "node:path";
import type * as ts from "typescript-6";
import { foreignOwner } from "./folderTrust";

type Resolver = {
  _resolveFilename(request: string, ...rest: unknown[]): string;
  _nodeModulePaths(from: string): string[];
  _load(request: unknown, parent: { filename?: string | null } | undefined, ...rest: unknown[]): unknown;
};

const RESOLVER = Module as unknown as Resolver;
const { _resolveFilename: resolveFilename } = RESOLVER;

/** Packages that a notebook may import although its folder does not have them. */
const SUPPLIED = ["mixedmodels", "arquero", "danfojs-node", "apache-arrow", "ml-matrix", "tslab"];

/** The name of the package that a specifier begins with; undefined for paths and what is no text. */
export function packageName(specifier: unknown): string | undefined {
  return typeof specifier === "string" ? /^(?:@[^/]+\/)?[^/.#@][^/]*/.exec(specifier)?.[0] : undefined;
}

/** Whether the kernel can supply the package of this name. */
export function isSupplied(name: string): boolean {
  return SUPPLIED.includes(name);
}

/** The folder of package `name` as seen from `file`, or undefined. */
export function packageFolder(name: string, file: string): string | undefined {
  const folders = createRequire(file).resolve.paths(name) ?? [];
  return folders
    .map((folder) => path.join(folder, name))
    .find((folder) => existsSync(path.join(folder, "package.json")));
}

/** Endings that Node tries on the name of a module. */
const ENDINGS = [".js", ".json", ".node"];

/**
 * What Node takes for the package of this name in `file`, as a folder or a file: the package to which `file` itself
 * belongs, or what lies in a folder of packages, described by a package.json or not; undefined for nothing.
 * @param request - what is asked of the package
 */
export function packagePlace(name: string, file: string, request = name): string | undefined {
  const own = ownScope(path.dirname(file));
  const isOwn = own?.name === name && own.exports !== undefined && own.exports !== null;
  const places = (createRequire(file).resolve.paths(name) ?? []).flatMap((folder) =>
    [...ENDINGS.map((ending) => name + ending), name].map((one) => path.join(folder, one)).filter(isPlace),
  );
  if (isOwn) places.unshift(own.folder);
  // Node, which remembers what is not there, is asked only where there are several.
  const found = places.length > 1 ? required(request, file) : undefined;
  return places.find((place) => found !== undefined && isBelow(found, realpathSync(place))) ?? places[0];
}

/** Whether a file, or a folder with something that Node could take, is there. */
function isPlace(place: string): boolean {
  return (
    isFile(place) ||
    ["package.json", ...ENDINGS.map((ending) => `index${ending}`)].some((one) => isFile(path.join(place, one)))
  );
}

/** The file that Node itself, without the kernel's packages, requires; undefined where there is none. */
function required(request: string, file: string): string | undefined {
  const parent = { id: file, filename: file, paths: RESOLVER._nodeModulePaths(path.dirname(file)) };
  try {
    return resolveFilename.call(Module, request, parent, false);
  } catch {
    return undefined;
  }
}

function isBelow(file: string, place: string): boolean {
  return file === place || file.startsWith(place.endsWith(path.sep) ? place : place + path.sep);
}

/** The package that a folder belongs to, which its modules reach by its name. */
function ownScope(start: string): { folder: string; name?: unknown; exports?: unknown } | undefined {
  for (let folder = start; path.basename(folder) !== "node_modules"; folder = path.dirname(folder)) {
    const description = path.join(folder, "package.json");
    if (isFile(description)) return { ...described(description), folder };
    if (folder === path.dirname(folder)) return undefined;
  }
  return undefined;
}

/** What a package.json says; nothing where it cannot be read. */
function described(file: string): { name?: unknown; exports?: unknown } {
  try {
    return { ...(JSON.parse(readFileSync(file, "utf8")) as object | null) };
  } catch {
    return {};
  }
}

function isFile(file: string): boolean {
  try {
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/** Folders that exist only for the compiler: where it looks → where the files are. */
export type FolderMap = ReadonlyMap<string, string>;

/**
 * The packages that the kernel supplies to a notebook in folder `cwd`, because neither it nor a folder above has them,
 * or only one that belongs to another user.
 */
export function suppliedPackages(cwd: string): Map<string, string> {
  const supplied = new Map<string, string>();
  for (const name of SUPPLIED) {
    const found = packagePlace(name, path.join(cwd, "notebook.js"));
    if (found !== undefined && foreignOwner(found) === undefined) continue;
    const own = ownPackage(name);
    if (own) supplied.set(name, own);
  }
  return supplied;
}

/** The real folder of a package that comes with the kernel. */
export function ownPackage(name: string): string | undefined {
  const folder = packageFolder(name, __filename) ?? beside("mixedmodels", name);
  return folder && realpathSync(folder);
}

/** The folder of a package that another one has brought for itself. */
function beside(other: string, name: string): string | undefined {
  const folder = packageFolder(other, __filename);
  return folder && packageFolder(name, path.join(realpathSync(folder), "package.json"));
}

/** A path as the compiler writes it. */
export function slashes(file: string): string {
  return file.replace(/\\/g, "/");
}

/** Where the compiler looks for the supplied packages. */
export function compilerFolders(cwd: string, supplied: ReadonlyMap<string, string>): FolderMap {
  return new Map(
    [...supplied].map(([name, folder]) => [slashes(path.join(cwd, "node_modules", name)), slashes(folder)]),
  );
}

/** Lets the compiler read through `folders`. */
export function mapCompilerFolders(folders: FolderMap, sys: ts.System): void {
  const { fileExists, readFile, directoryExists, getDirectories, realpath } = sys;
  const real = (file: string): string => {
    for (const [from, to] of folders) {
      if (file === from || file.startsWith(`${from}/`)) return to + file.slice(from.length);
    }
    return file;
  };
  const leadsToMapped = (folder: string): boolean => [...folders.keys()].some((from) => from.startsWith(`${folder}/`));
  sys.fileExists = (file) => fileExists(real(file));
  sys.readFile = (file, encoding) => readFile(real(file), encoding);
  sys.directoryExists = (folder) => directoryExists(real(folder)) || leadsToMapped(folder);
  sys.realpath = (file) => realpath!(real(file));
  sys.getDirectories = (folder) => {
    const mapped = [...folders.keys()]
      .filter((from) => path.posix.dirname(from) === folder)
      .map((from) => path.posix.basename(from));
    const existing = directoryExists(real(folder)) ? getDirectories(real(folder)) : [];
    return [...new Set([...existing, ...mapped])];
  };
}

/**
 * Lets `require` in cells find the supplied packages, by the paths that they export, and not those of their names that
 * belong to another user.
 * @param imports - told of each package that a file requires
 */
export function supplyToRequire(
  supplied: ReadonlyMap<string, string>,
  imports: (name: string, file: string) => void = () => undefined,
): void {
  const load = RESOLVER._load;
  RESOLVER._load = function (request, parent, ...rest) {
    const name = packageName(request);
    if (name !== undefined && isSupplied(name) && parent?.filename) imports(name, parent.filename);
    return load.call(this, request, parent, ...rest);
  };
  const original = RESOLVER._resolveFilename;
  const kernel = { id: __filename, filename: __filename, paths: RESOLVER._nodeModulePaths(__dirname) };
  RESOLVER._resolveFilename = function (request, ...rest) {
    const name = packageName(request);
    if (name === undefined || !isSupplied(name)) return original.call(this, request, ...rest);
    const [parent] = rest as [{ filename?: string | null } | undefined];
    const found = parent?.filename ? packagePlace(name, parent.filename, request) : undefined;
    if (found !== undefined && foreignOwner(found) !== undefined) return original.call(this, request, kernel);
    try {
      return original.call(this, request, ...rest);
    } catch (error) {
      if (!supplied.has(name)) throw error;
      return original.call(this, request, kernel);
    }
  };
}
