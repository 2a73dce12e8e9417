import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { parseSync } from "@swc/core";

const DIST = path.join(__dirname, "../../jupyter-extension/view/dist");
const read = (file: string): string => readFileSync(path.join(DIST, file), "utf8");
const packed = (files: Iterable<string>): number =>
  [...files].reduce((sum, file) => sum + gzipSync(read(file), { level: 9 }).length, 0);

/** The modules that one names in its imports and exports, which it has at once. */
function named(file: string): string[] {
  const { body } = parseSync(read(file), { syntax: "ecmascript", target: "es2022" });
  return body.flatMap((item) => ("source" in item && item.source ? [item.source.value] : []));
}

/** What a module imports: at once, and later by `import()`. */
function imports(file: string, when: "at once" | "later"): string[] {
  const names =
    when === "at once" ? named(file) : [...read(file).matchAll(/\bimport\("([^"]+)"\)/g)].map(([, name]) => name!);
  return names.map((name) => {
    expect([file, name]).toEqual([file, expect.stringMatching(/^\.\/[\w.-]+\.js$/)]);
    return name.slice(2);
  });
}

/** A module and all that it imports at once. */
function loaded(...files: string[]): Set<string> {
  const found = new Set<string>();
  const visit = (file: string): void => {
    if (found.has(file)) return;
    found.add(file);
    for (const next of imports(file, "at once")) visit(next);
  };
  for (const file of files) visit(file);
  return found;
}

const start = loaded("index.js");
const later = [...start].flatMap((file) => imports(file, "later"));

test("a page loads 33 kB until its first table, and Vega with its first chart", () => {
  expect(later).toEqual(expect.arrayContaining(["tableView.js", "chartView.js", "progressBar.js"]));
  expect(packed(start)).toBeLessThan(14_000);
  expect(packed(loaded("index.js", "tableView.js"))).toBeLessThan(33_000);
  expect(packed(loaded("index.js", "chartView.js"))).toBeLessThan(335_000);
  const holdsVega = (file: string): boolean => read(file).includes("vega-lite");
  expect(readdirSync(DIST).filter((file) => file.endsWith(".js") && holdsVega(file))).toEqual(
    expect.arrayContaining(["chartView.js"]),
  );
  expect([...loaded("index.js", "tableView.js", "progressBar.js", "bootstrapView.js")]).not.toContain("chartView.js");
});

test("every file is reached, and nothing is asked of other packages or of Node", () => {
  const scripts = readdirSync(DIST).filter((file) => file.endsWith(".js"));
  const reached = loaded("index.js", ...later);
  const all = loaded(...reached, ...[...reached].flatMap((file) => imports(file, "later")));
  expect([...all].sort()).toEqual(scripts.sort());
  for (const file of scripts) {
    expect([file, /\brequire\(/.test(read(file))]).toEqual([file, false]);
  }
});

test("the declarations stand alone and have no name of JupyterLab's packages", () => {
  const text = read("index.d.ts");
  expect(text).toMatch(/^declare function mount\(/m);
  expect(text).not.toMatch(/from ['"]|@internal|@jupyterlab|: any\b/);
});
