import { files } from "engine/platform/web/files";
import type { CompilerFiles } from "../shared/compiler/compilerFiles";
import type { Declarations } from "./declarations";

/** Where the declarations of packages stand for the compiler, above every notebook. */
export const PACKAGES = "/drive/node_modules";
const LIBRARIES = "/lib";
const HOST = `${PACKAGES}/@types/browser/index.d.ts`;

/** The files as the compiler reads them. */
export function compilerFiles(declarations: Declarations): CompilerFiles {
  const folders = new Set<string>();
  for (const file of declarations.names)
    for (let at = file.lastIndexOf("/"); at > 0; at = file.lastIndexOf("/", at - 1)) folders.add(file.slice(0, at));
  const isDeclared = (file: string): boolean => declarations.text(file) !== undefined;
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
    splitLibraries: () => declarations.libraries,
    hostDeclarations: [HOST],
    fileExists: (file) => isDeclared(file) || (!isKnown(file) && files.kind(file) === "file"),
    readFile: (file) => declarations.text(file) ?? (isKnown(file) ? undefined : ownText(file)),
    directoryExists: (folder) => folders.has(folder) || (!isKnown(folder) && files.kind(folder) === "folder"),
    getDirectories: (folder) =>
      [...folders].filter((one) => one.startsWith(`${folder}/`) && !one.includes("/", folder.length + 1)).map(nameOf),
    realpath: (file) => file,
    version: (file) => (isDeclared(file) ? "1" : isKnown(file) ? "" : (ownText(file) ?? "")),
    readDocumentation: () => declarations.readDocumentation(),
    isOwn: (file) => !isKnown(file) && !isDeclared(file),
  };
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
