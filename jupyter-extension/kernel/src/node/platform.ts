import { readdirSync } from "node:fs";
import { builtinModules, SourceMap, type SourceMapPayload } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { types } from "node:util";
import { runInThisContext, Script } from "node:vm";
import type { PositionMap } from "../shared/compiler/positions";
import type { Platform } from "../shared/platform";
import { compilerFiles } from "./compilerFiles";
import { collectWhenNearlyFull } from "./garbage";
import { inspected } from "./inspected";
import { readPageNames } from "./libraries";
import { OwnModules } from "./ownModules";
import type { Provenance } from "./provenance";
import { slashes, suppliedPackages } from "./resolve";

/** What the kernel itself gives to imports, by specifier. */
export type Supplied = (specifier: string) => unknown;

/**
 * Node for a notebook in `folder`.
 * @param provenance - gets the imports
 */
export function nodePlatform(
  folder: string,
  supplied: Supplied = () => undefined,
  provenance: Pick<Provenance, "imports"> = { imports: () => undefined },
): Platform {
  const packages = suppliedPackages(folder);
  const files = compilerFiles(folder, packages);
  const modules = new OwnModules(files, packages, provenance);
  const compilerFolder = slashes(folder).replace(/\/$/, "");
  return {
    folder,
    compilerFolder,
    hostName: `Node ${process.versions.node}`,
    files,
    pathInFolder: (file) => slashes(path.relative(folder, file)),
    library: () => require("mixedmodels") as object,
    dataset,
    datasetNames: () => (require("mixedmodels") as typeof import("mixedmodels")).datasets(),
    packageNames: () => [...packages.keys(), ...installedPackages(folder), ...builtinPackages()],
    listFolder: (name) => listFolder(path.resolve(folder, name)),
    inspect: inspected,
    isPromise: (value) => types.isPromise(value),
    isProxy: (value) => types.isProxy(value),
    base64: (bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64"),
    afterEvents: (task) => void setImmediate(task),
    collectWhenNearlyFull,
    readSourceMap,
    canLoad: (specifier) => modules.from(`${compilerFolder}/notebook.js`).resolve(specifier) !== undefined,
    evaluate: (script) => runInThisContext(script, { displayErrors: false }),
    declare: (script) => void runInThisContext(script),
    interruptible,
    pageDeclarations: readPageNames,
    metaOf: (file) => {
      const filename = path.normalize(file);
      return {
        filename,
        dirname: path.dirname(filename),
        url: pathToFileURL(filename).href,
        resolve: (specifier: string) => {
          const found = modules.from(file).resolve(specifier);
          if (found === undefined) throw new Error(`Cannot find module '${specifier}'`);
          return path.isAbsolute(found) ? pathToFileURL(found).href : found;
        },
      };
    },
    nativeModules: (file) => modules.from(file),
    forgetChanged: (file) => void modules.forgetChanged(file),
    loaded: (file) => modules.loaded(file),
    needed: (file) => modules.needed(file),
    serveRequired: (neighbours) => modules.serveRequired(neighbours),
    supplied,
  };
}

/** Folders end with a slash. */
function listFolder(folder: string): string[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    return entries.map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name)).sort();
  } catch {
    return [];
  }
}

/** Those in the nearest folder of packages; declarations alone are none. */
function installedPackages(folder: string): string[] {
  for (let at = folder; ; at = path.dirname(at)) {
    const all = listFolder(path.join(at, "node_modules")).filter((entry) => !/^(?:\.|@types\/)/.test(entry));
    if (all.length === 0 && at !== path.dirname(at)) continue;
    return all.flatMap((entry) =>
      entry.startsWith("@") && entry.endsWith("/")
        ? listFolder(path.join(at, "node_modules", entry)).map((name) => entry + name.replace(/\/$/, ""))
        : entry.endsWith("/")
          ? [entry.slice(0, -1)]
          : [],
    );
  }
}

function builtinPackages(): string[] {
  return builtinModules.filter((name) => !name.startsWith("_")).map((name) => `node:${name.replace(/^node:/, "")}`);
}

function readSourceMap(text: string): PositionMap {
  const map = new SourceMap(JSON.parse(text) as SourceMapPayload);
  return (line, column) => {
    const entry = map.findEntry(line, column);
    return "originalLine" in entry ? { line: entry.originalLine, column: entry.originalColumn } : undefined;
  };
}

const WORK = "__mixedmodels_work__";
const RUN = new Script(`globalThis.${WORK}()`);

/** Node ends scripts, not functions, at a signal. */
function interruptible<T>(work: () => T): T {
  Object.defineProperty(globalThis, WORK, { value: work, configurable: true });
  return RUN.runInThisContext({ breakOnSigint: true, displayErrors: false }) as T;
}

function dataset(name: string): object | undefined {
  // Loaded when it is needed: it is the whole engine.
  const engine = require("mixedmodels") as typeof import("mixedmodels");
  return engine.datasets().includes(name) ? engine.dataset(name) : undefined;
}
