import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { unexported } from "./publicTypes";

const ROOT = path.join(__dirname, "../..");
const PACKAGES = ["engine", "engine/cluster", "jupyter-extension/kernel", "jupyter-extension/view"];

/** The declarations of everything that can be imported of a package. */
function entries(folder: string): string[] {
  const { exports } = JSON.parse(readFileSync(path.join(ROOT, folder, "package.json"), "utf8")) as {
    exports: { [name: string]: string | { types: string } };
  };
  return Object.values(exports).flatMap((entry) => (typeof entry === "string" ? [] : path.join(folder, entry.types)));
}

test.each(PACKAGES.flatMap(entries))("every name in %s can be imported", (file) => {
  expect(unexported(path.join(ROOT, file))).toEqual([]);
});

test.each(PACKAGES)("%s declares nothing that is internal", (folder) => {
  const files = readdirSync(path.join(ROOT, folder, "dist"), { recursive: true, encoding: "utf8" });
  const declarations = files.filter((file) => file.endsWith(".d.ts"));
  expect(declarations.length).toBeGreaterThan(folder.endsWith("view") ? 0 : 5);
  const text = (file: string): string => readFileSync(path.join(ROOT, folder, "dist", file), "utf8");
  expect(declarations.filter((file) => /@internal/.test(text(file)))).toEqual([]);
});

test("names that cannot be imported are found wherever a declaration has them", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "mixedmodels-types-"));
  const files = {
    "index.d.ts": `export { A, f } from "./a";\nexport type { Known } from "./inner/b";\n`,
    "a.d.ts": `
      import { type Option, Base, type Hidden, type Known, key } from "./inner/b";
      declare const METHODS: readonly ["x"];
      export declare class A<T extends import("./inner/b").Bound> extends Base {
        private constructor();
        private hidden: Hidden;
        readonly known: Known;
        [key](): T;
      }
      export declare function f(options?: Partial<Option>, method?: (typeof METHODS)[number]): Promise<Buffer>;`,
    "inner/b.d.ts": `
      export interface Option { a: number }
      export interface Hidden { a: number }
      export interface Bound { a: number }
      export interface Known { a: number }
      export declare const key: unique symbol;
      export declare abstract class Base {}`,
  };
  try {
    mkdirSync(path.join(folder, "inner"));
    for (const [file, text] of Object.entries(files)) writeFileSync(path.join(folder, file), text);
    expect(unexported(path.join(folder, "index.d.ts")).map(({ name, usedBy }) => `${usedBy}: ${name}`)).toEqual([
      "A: Base",
      "A: Bound",
      "f: METHODS",
      "f: Option",
      "A: key",
    ]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
