import { realpathSync, statSync } from "node:fs";
import path from "node:path";
import ts from "typescript-6";
import type { CompilerFiles } from "../shared/compiler/compilerFiles";
import { readLibraries } from "./libraries";
import { compilerFolders, mapCompilerFolders, packageFolder, slashes } from "./resolve";

/** The files as the compiler of a notebook in `folder` reads them. @param supplied - packages that the kernel brings */
export function compilerFiles(folder: string, supplied: ReadonlyMap<string, string>): CompilerFiles {
  const sys: ts.System = { ...ts.sys };
  mapCompilerFolders(compilerFolders(folder, supplied), sys);
  const nodeTypes = packageFolder("@types/node", __filename);
  const shipped = [...supplied.values()].map(slashes);
  return {
    useCaseSensitiveFileNames: ts.sys.useCaseSensitiveFileNames,
    libraryFolder: slashes(path.join(packageFolder("typescript-6", __filename)!, "lib")),
    splitLibraries: readLibraries,
    hostDeclarations: nodeTypes === undefined ? [] : [`${slashes(realpathSync(nodeTypes))}/index.d.ts`],
    fileExists: (file) => sys.fileExists(file),
    readFile: (file) => sys.readFile(file),
    directoryExists: (name) => sys.directoryExists(name),
    getDirectories: (name) => sys.getDirectories(name),
    realpath: (file) => sys.realpath!(file),
    version: (file) => {
      const stats = statSync(file, { throwIfNoEntry: false });
      return stats ? `${stats.mtimeMs} ${stats.size} ${stats.ino}` : "";
    },
    // Node's are read from the disk as they are.
    readDocumentation: () => undefined,
    isOwn: (file) =>
      !/[\\/]node_modules[\\/]/.test(file) && !shipped.some((one) => slashes(file).startsWith(`${one}/`)),
  };
}
