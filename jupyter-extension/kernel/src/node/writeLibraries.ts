import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript-6";
import { builtinNames, splitLibraries } from "../shared/compiler/splitLibraries";
import { LIBRARIES, PAGE_NAMES } from "./libraries";
import { packageFolder } from "./resolve";

// Run by the build: writes the language's libraries as the compiler of cells reads them.

/** Those of the language alone; a host has its own. */
const OF_LANGUAGE = /^lib\.((?:es|decorators).*)\.d\.ts$/;
/** Compilations of all of them in one. */
const WHOLE = /\.full$/;

const folder = path.join(packageFolder("typescript-6", __filename)!, "lib");
const read = (file: string): string => readFileSync(path.join(folder, file), "utf8");
/** The names of libraries in the order in which the compiler reads them. */
const { libs: order } = ts as unknown as { readonly libs: readonly string[] };

const texts = readdirSync(folder)
  .flatMap((file): [string, string][] => {
    const name = OF_LANGUAGE.exec(file)?.[1];
    return name === undefined || WHOLE.test(name) ? [] : [[name, read(file)]];
  })
  .sort(([a], [b]) => order.indexOf(a) - order.indexOf(b));
const split = splitLibraries(new Map(texts), builtinNames(read("typescript.js")));
writeFileSync(LIBRARIES, JSON.stringify(split));

const pages = ["dom", "webworker"].map((name) => read(`lib.${name}.d.ts`)).join("\n");
const names = [...pages.matchAll(/^declare (?:var|let|const|function|class) ([\w$]+)/gm)].map(([, name]) => name);
writeFileSync(PAGE_NAMES, [...new Set(names)].map((name) => `declare var ${name};\n`).join(""));
