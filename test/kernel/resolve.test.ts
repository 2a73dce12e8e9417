import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { System } from "@tslab/typescript-for-tslab";
import fc from "fast-check";
import { compilerFolders, mapCompilerFolders } from "kernel/node/resolve";
import { effort } from "../hard/properties/property";

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

const DIST = path.join(__dirname, "../../jupyter-extension/kernel/dist");

/** What may lie in a folder of packages under one name. */
const thing = fc.constantFrom(
  "nothing",
  "folder",
  "described",
  "main",
  "exports",
  "outside",
  "file",
  "json",
  "link",
  "broken",
);

function lay(folder: string, kind: string): void {
  const place = path.join(folder, "node_modules", "danfojs-node");
  mkdirSync(path.dirname(place), { recursive: true });
  const put = (name: string, text = ""): void => writeFileSync(path.join(place, name), text);
  if (kind === "file") return writeFileSync(`${place}.js`, "");
  if (kind === "json") return writeFileSync(`${place}.json`, "{}");
  if (kind === "broken") return symlinkSync(path.join(folder, "nowhere"), place);
  if (kind === "link") {
    mkdirSync(path.join(folder, "elsewhere"));
    writeFileSync(path.join(folder, "elsewhere", "index.js"), "");
    return symlinkSync(path.join(folder, "elsewhere"), place);
  }
  if (kind === "nothing") return;
  mkdirSync(place, { recursive: true });
  if (kind === "folder") put("index.js");
  if (kind === "described") put("package.json", "{}");
  if (kind === "main" || kind === "outside") {
    put("package.json", JSON.stringify({ main: kind === "main" ? "own.js" : "../outside.js" }));
    put("own.js");
    writeFileSync(path.join(folder, "node_modules", "outside.js"), "");
  }
  if (kind === "exports") put("package.json", JSON.stringify({ name: "danfojs-node", exports: "./own.js" }));
  if (kind === "exports") put("own.js");
}

test("a package is looked at where Node takes it from", () => {
  const root = realpathSync(mkdtempSync(path.join(os.tmpdir(), "resolve-")));
  try {
    const { runs, seed } = effort(60, 1000);
    const trees = fc.sample(fc.tuple(thing, thing, thing, fc.boolean()), { numRuns: runs, seed });
    const files = trees.map(([outer, middle, inner, isSelf], i) => {
      const folders = [`${i}`, `${i}/a`, `${i}/a/b`].map((one) => path.join(root, one));
      [outer, middle, inner].forEach((kind, j) => {
        mkdirSync(folders[j]!, { recursive: true });
        lay(folders[j]!, kind);
      });
      const own = { name: "danfojs-node", exports: "./self.js" };
      writeFileSync(path.join(folders[1]!, "package.json"), JSON.stringify(isSelf ? own : {}));
      writeFileSync(path.join(folders[1]!, "self.js"), "");
      return path.join(folders[2]!, "notebook.js");
    });
    const script = `
      const { createRequire } = require("node:module");
      const { packagePlace } = require(${JSON.stringify(DIST)} + "/node/resolve");
      const { realpathSync } = require("node:fs");
      const found = JSON.parse(require("node:fs").readFileSync(0, "utf8")).map((file) => {
        let required = null;
        try { required = createRequire(file).resolve("danfojs-node"); } catch {}
        const place = packagePlace("danfojs-node", file);
        return { required, place: place === undefined ? null : realpathSync(place) };
      });
      console.log(JSON.stringify(found));`;
    const { stdout, stderr } = spawnSync(process.execPath, ["-e", script], {
      input: JSON.stringify(files),
      encoding: "utf8",
    });
    expect(stderr).toBe("");
    (JSON.parse(stdout) as { required: string | null; place: string | null }[]).forEach(({ required, place }, i) => {
      if (required === null) return;
      const isOutside = required.endsWith("outside.js");
      // What a description leads out of its folder to is that folder's.
      if (!isOutside) expect([trees[i], `${required}/`.startsWith(`${place}/`)]).toEqual([trees[i], true]);
      expect(place).not.toBeNull();
    });
  } finally {
    rmSync(root, { recursive: true });
  }
});
