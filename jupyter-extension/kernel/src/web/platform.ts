import { originalPositionFor, TraceMap } from "@jridgewell/trace-mapping";
import { environment } from "engine/platform/web/environment";
import { files } from "engine/platform/web/files";
import { absolutePath, folderOf } from "engine/platform/web/paths";
import { inspect } from "node-inspect-extracted";
import type { PositionMap } from "../shared/compiler/positions";
import type { Platform } from "../shared/platform";
import { base64Of } from "./base64";
import { compilerFiles } from "./compilerFiles";
import type { Declarations } from "./declarations";
import { LOOP_TICK } from "./loopTicks";
import { OwnModules } from "./ownModules";
import type { Packages } from "./packages";

/** The file among the declarations that names what programs in pages know. */
const PAGE_NAMES = "/lib/page-names.d.ts";

/** A file of the site. */
const OF_BROWSERS = "What else works differently here: in-the-browser.md.";

/** A page for a notebook in `folder`. */
export function webPlatform(folder: string, packages: Packages, declarations: Declarations): Platform {
  const modules = new OwnModules(packages);
  const mixedmodels = (): typeof import("mixedmodels") => packages.load("mixedmodels") as typeof import("mixedmodels");
  return {
    folder,
    compilerFolder: folder,
    hostName: environment.name,
    get ofMissingPackages() {
      const own = packages.names.join(", ");
      return `(This notebook runs in a browser, which cannot install packages; it has ${own}. ${OF_BROWSERS})`;
    },
    files: compilerFiles(declarations),
    loopTick: LOOP_TICK,
    pathInFolder: (file) => (file.startsWith(`${folder}/`) ? file.slice(folder.length + 1) : file),
    library: mixedmodels,
    dataset(name) {
      const { datasets, dataset } = mixedmodels();
      return datasets().includes(name) ? dataset(name) : undefined;
    },
    datasetNames: () => mixedmodels().datasets(),
    packageNames: () => packages.names,
    listFolder: (name) => listFolder(absolutePath(name, folder)),
    inspect: (value) => inspect(value),
    isPromise: (value) => Object.prototype.toString.call(value) === "[object Promise]",
    isProxy: () => false,
    base64: base64Of,
    afterEvents: (task) => environment.afterEvents(task),
    collectWhenNearlyFull: () => undefined,
    readSourceMap,
    canLoad: (specifier) => modules.from(`${folder}/notebook.js`).resolve(specifier) !== undefined,
    evaluate,
    declare,
    interruptible: (work) => work(),
    pageDeclarations: () => declarations.text(PAGE_NAMES) ?? "",
    metaOf: (file) => ({
      filename: file,
      dirname: folderOf(file),
      url: `file://${file}`,
      resolve: (specifier: string) => {
        const found = modules.from(file).resolve(specifier);
        if (found === undefined) throw new Error(`Cannot find module '${specifier}'`);
        return found.startsWith("/") ? `file://${found}` : found;
      },
    }),
    nativeModules: (file) => modules.from(file),
    forgetChanged: (file) => void modules.forgetChanged(file),
    loaded: () => undefined,
    needed: (file) => modules.needed(file),
    supplied: () => undefined,
  };
}

/** `eval` that is not called by its name runs in the global scope, as the cells have it. */
function evaluate(script: string): unknown {
  // biome-ignore lint/security/noGlobalEval: a kernel evaluates what its reader writes
  return (0, eval)(script);
}

/** What `eval` declares is of that call alone; scripts that are imported share their bindings. */
function declare(script: string): void {
  const address = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
  try {
    importScripts(address);
  } finally {
    URL.revokeObjectURL(address);
  }
}

/** Folders end with a slash. */
function listFolder(folder: string): string[] {
  try {
    const names = files.list(folder);
    return names.map((name) => (files.kind(`${folder}/${name}`) === "folder" ? `${name}/` : name)).sort();
  } catch {
    return [];
  }
}

function readSourceMap(text: string): PositionMap {
  const map = new TraceMap(text);
  return (line, column) => {
    const { line: originalLine, column: originalColumn } = originalPositionFor(map, { line: line + 1, column });
    return originalLine === null ? undefined : { line: originalLine - 1, column: originalColumn };
  };
}
