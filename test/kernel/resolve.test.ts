import type { System } from "@tslab/typescript-for-tslab";
import { compilerFolders, mapCompilerFolders } from "kernel/node/resolve";

/** A system of these files alone, with the slashes that the compiler uses on every platform. */
function systemOf(files: readonly string[]): System {
  const below = (folder: string): string[] => files.filter((file) => file.startsWith(`${folder}/`));
  return {
    fileExists: (file: string) => files.includes(file),
    readFile: (file: string) => (files.includes(file) ? `text of ${file}` : undefined),
    directoryExists: (folder: string) => below(folder).length > 0,
    getDirectories: (folder: string) => [
      ...new Set(
        below(folder).flatMap((file) =>
          file
            .slice(folder.length + 1)
            .split("/")
            .slice(0, -1)
            .slice(0, 1),
        ),
      ),
    ],
    realpath: (file: string) => file,
  } as unknown as System;
}

test.each([
  ["C:/Users/u/my study", "C:/Users/u/app/node_modules/mixedmodels"],
  ["/Users/u/my study", "/opt/app/node_modules/mixedmodels"],
])("the compiler reads a supplied package below %s where it lies", (notebooks, real) => {
  const sys = systemOf([`${real}/package.json`, `${real}/dist/index.d.ts`, `${notebooks}/own/node.ts`]);
  const mapped = `${notebooks}/node_modules/mixedmodels`;
  mapCompilerFolders(new Map([[mapped, real]]), sys);
  expect(sys.fileExists(`${mapped}/package.json`)).toBe(true);
  expect(sys.fileExists(`${notebooks}/node_modules/mixedmodels-more/package.json`)).toBe(false);
  expect(sys.readFile(`${mapped}/dist/index.d.ts`)).toBe(`text of ${real}/dist/index.d.ts`);
  expect(sys.realpath!(`${mapped}/dist/index.d.ts`)).toBe(`${real}/dist/index.d.ts`);
  expect(sys.directoryExists(`${notebooks}/node_modules`)).toBe(true);
  expect(sys.getDirectories(`${notebooks}/node_modules`)).toEqual(["mixedmodels"]);
  expect(sys.getDirectories(notebooks)).toEqual(["own"]);
  expect(sys.getDirectories(mapped)).toEqual(["dist"]);
});

test("folders have the slashes of the compiler, in the form of Windows too", () => {
  const folders = compilerFolders("C:\\Users\\u\\study", new Map([["mixedmodels", "D:\\app\\mixedmodels"]]));
  expect([...folders][0]).toEqual(["C:/Users/u/study/node_modules/mixedmodels", "D:/app/mixedmodels"]);
});
