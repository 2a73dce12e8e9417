import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import ts from "typescript-6";
import { BUNDLED_KERNEL, KERNEL, ROOT } from "../../setup/paths.mjs";
import { BROWSER_DECLARATIONS } from "./browserDeclarations.mjs";

const require = createRequire(import.meta.url);
const { NODE_BASICS } = require(path.join(KERNEL, "dist", "shared", "compiler", "nodeBasics.js"));

const LANGUAGE = path.join(ROOT, "node_modules", "typescript-6", "lib");
const PACKAGES = "/drive/node_modules";
const LIBRARY = /^\/lib\/lib\.(.+)\.d\.ts$/;
/** Those that the kernel's own folder describes in a few files. */
const BUNDLED = ["mixedmodels", "arquero", "ml-matrix"];

function filesBelow(folder, wanted) {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => wanted.test(name))
    .map((name) => name.replaceAll("\\", "/"));
}

/** What the compiler of a kernel in a browser reads, with its comments: texts by file. */
export function declarations() {
  const files = {
    "/lib/page-names.d.ts": readFileSync(path.join(KERNEL, "dist", "node", "page-names.d.ts"), "utf8"),
    [`${PACKAGES}/@types/browser/index.d.ts`]: NODE_BASICS + BROWSER_DECLARATIONS,
  };
  const take = (from, to, wanted) => {
    for (const name of filesBelow(from, wanted)) files[`${to}/${name}`] = readFileSync(path.join(from, name), "utf8");
  };
  take(LANGUAGE, "/lib", /^lib\.(?:es.*|decorators.*)\.d\.ts$/);
  for (const name of BUNDLED)
    take(path.join(BUNDLED_KERNEL, "node_modules", name), `${PACKAGES}/${name}`, /(?:^package\.json|\.d\.ts)$/);
  const tslab = path.join(BUNDLED_KERNEL, "node_modules", "tslab");
  take(tslab, `${PACKAGES}/tslab`, /(?:^package\.json|public\.d\.ts)$/);
  const danfo = path.join(ROOT, "node_modules", "danfojs-node");
  take(danfo, `${PACKAGES}/danfojs-node`, /^(?:package\.json|dist[\\/].*\.d\.ts)$/);
  return files;
}

/** The same as a kernel reads it first: `BareDeclarations` of kernel/src/web/declarations.ts. */
export function bareDeclarations(texts) {
  const libraries = JSON.parse(readFileSync(path.join(KERNEL, "dist", "node", "libraries.json"), "utf8"));
  const isInParts = (file) => {
    const [, name] = LIBRARY.exec(file) ?? [];
    return name !== undefined && libraries.modules[name] === undefined;
  };
  const files = Object.entries(texts).filter(([file]) => !isInParts(file));
  return { files: Object.fromEntries(files.map(([file, text]) => [file, bare(file, text)])), libraries };
}

/** A file of declarations without comments; references to others stay. */
function bare(file, text) {
  if (!file.endsWith(".d.ts")) return text;
  const printer = ts.createPrinter({ removeComments: true });
  return printer.printFile(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, false)).replace(/\n\s+/g, "\n");
}
