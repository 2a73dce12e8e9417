import { cpSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { BUNDLED_KERNEL, ENGINE, KERNEL } from "../../setup/paths.mjs";
import { writeDeclarations } from "./declarations.mjs";
import { packageFolder } from "./packages.mjs";

const require = createRequire(import.meta.url);

/**
 * ZeroMQ's programs by the names that zeromqAddon.cjs asks for. They speak Node-API, so one suits every Node; of those
 * for Linux these ask for the oldest C library (glibc 2.25).
 */
const ADDONS = {
  "linux-glibc-x64": "linux/x64/node/glibc-127-Release",
  "linux-glibc-arm64": "linux/arm64/node/glibc-127-Release",
  "linux-musl-x64": "linux/x64/node/musl-127-Release",
  "linux-musl-arm64": "linux/arm64/node/musl-127-Release",
  "darwin-x64": "darwin/x64/node/libc-115-Release",
  "darwin-arm64": "darwin/arm64/node/libc-115-Release",
  "win32-x64": "win32/x64/node/msvc-115-Release",
  "win32-arm64": "win32/arm64/node/msvc-115-Release",
};

/** Of others' packages only the types are copied, which the compiler reads by name. */
const DECLARED = ["@types/node", "undici-types", "ml-matrix", "tslab", "typescript-6"];
const DECLARATIONS = {
  "@types/node": /^(?!ts\d).*\.d\.ts$/,
  "undici-types": /\.d\.ts$/,
  "ml-matrix": /^matrix\.d\.ts$/,
  tslab: /^dist[\\/]public\.d\.ts$/,
  // Those of the language, and of pages, to which some packages refer.
  "typescript-6": /^lib[\\/]lib\.(?:es.*|decorators.*|dom|webworker)\.d\.ts$/,
};

const packaged = (name) => path.join(BUNDLED_KERNEL, "node_modules", name);

function write(file, text) {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
}

function copyBelow(from, to, isWanted) {
  for (const name of readdirSync(from, { recursive: true, encoding: "utf8" }))
    if (isWanted.test(name)) cpSync(path.join(from, name), path.join(to, name));
}

/** A package's description, as far as it is of use to Node and the compiler. */
function writeManifest(name, { version, license, type, types, typesVersions, main, exports }) {
  const manifest = { name, version, license, type, types, typesVersions, main, exports };
  write(path.join(packaged(name), "package.json"), `${JSON.stringify(manifest, undefined, 1)}\n`);
}

const manifestOf = (name) => require(path.join(packageFolder(name), "package.json"));

/** A module that passes on a part of a script. */
const passOn = (file, script, part) => write(file, `module.exports = require(${JSON.stringify(script)}).${part};\n`);

async function writeEngine() {
  const { exports, ...manifest } = require(path.join(ENGINE, "package.json"));
  const bundled = JSON.parse(JSON.stringify(exports).replace(/\.\/dist\/(\w+)\.js/g, "./dist/bundle/$1.js"));
  writeManifest("mixedmodels", { ...manifest, main: "dist/bundle/index.js", exports: bundled });
  const declared = (name) => path.join(ENGINE, "dist", `${name}.d.ts`);
  const entries = Object.fromEntries(["index", "page", "editor"].map((name) => [name, declared(name)]));
  await writeDeclarations(entries, path.join(packaged("mixedmodels"), "dist"), ["ml-matrix"]);
  copyBelow(path.join(ENGINE, "data"), path.join(packaged("mixedmodels"), "data"), /^(?:[^\\/]*\.arrow|CREDITS\.md)$/);
}

async function writeArquero() {
  const { types, ...manifest } = manifestOf("arquero");
  const described = { name: "arquero", version: manifest.version, license: manifest.license };
  writeManifest("arquero", { ...described, main: "arquero.js", types: "arquero.d.ts" });
  await writeDeclarations({ arquero: path.join(packageFolder("arquero"), types) }, packaged("arquero"));
}

/** Writes what lies beside the scripts of the bundled kernel. */
export async function writeFiles() {
  for (const [name, folder] of Object.entries(ADDONS))
    cpSync(
      path.join(packageFolder("zeromq"), "build", folder, "addon.node"),
      path.join(BUNDLED_KERNEL, "addons", `${name}.node`),
    );
  for (const name of ["libraries.json", "page-names.d.ts"])
    cpSync(path.join(KERNEL, "dist", "node", name), path.join(BUNDLED_KERNEL, name));
  for (const name of DECLARED) {
    copyBelow(packageFolder(name), packaged(name), DECLARATIONS[name]);
    writeManifest(name, manifestOf(name));
  }
  writeManifest("ml-matrix", { ...manifestOf("ml-matrix"), exports: undefined });
  passOn(path.join(packaged("tslab"), "dist", "public.js"), "./tslab.js", "tslab");
  passOn(path.join(packaged("tslab"), "dist", "jupyter.js"), "./tslab.js", "jupyter");
  for (const [name, part] of Object.entries({
    vega: "vega",
    "vega-lite": "vegaLite",
    "vega-interpreter": "interpreter",
  }))
    passOn(path.join(packaged(name), "index.js"), "../../charts.js", part);
  await writeEngine();
  await writeArquero();
}
