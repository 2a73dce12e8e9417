import { files } from "engine/platform/web/files";
import type { CompilerFiles } from "../shared/compiler/compilerFiles";

/** Where the declarations of packages stand for the compiler, above every notebook. */
export const PACKAGES = "/drive/node_modules";
const LIBRARIES = "/lib";
const HOST = `${PACKAGES}/@types/browser/index.d.ts`;

/** The files as the compiler reads them. @param declarations - texts by file, of the language and of packages */
export function compilerFiles(declarations: ReadonlyMap<string, string>): CompilerFiles {
  const folders = new Set<string>();
  for (const file of declarations.keys())
    for (let at = file.lastIndexOf("/"); at > 0; at = file.lastIndexOf("/", at - 1)) folders.add(file.slice(0, at));
  const isKnown = (path: string): boolean => /\/node_modules(?:\/|$)/.test(path) || path.startsWith(`${LIBRARIES}/`);
  const ownText = (file: string): string | undefined => {
    try {
      return new TextDecoder().decode(files.read(file));
    } catch {
      return undefined;
    }
  };
  return {
    useCaseSensitiveFileNames: true,
    libraryFolder: LIBRARIES,
    splitLibraries: () => undefined,
    hostDeclarations: [HOST],
    fileExists: (file) => declarations.has(file) || (!isKnown(file) && files.kind(file) === "file"),
    readFile: (file) => declarations.get(file) ?? (isKnown(file) ? undefined : ownText(file)),
    directoryExists: (folder) => folders.has(folder) || (!isKnown(folder) && files.kind(folder) === "folder"),
    getDirectories: (folder) =>
      [...folders].filter((one) => one.startsWith(`${folder}/`) && !one.includes("/", folder.length + 1)).map(nameOf),
    realpath: (file) => file,
    version: (file) => (declarations.has(file) ? "1" : isKnown(file) ? "" : (ownText(file) ?? "")),
    isOwn: (file) => !isKnown(file) && !declarations.has(file),
  };
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
