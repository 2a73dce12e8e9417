// Has dist/index.js load a module when something of it is first asked for: half of them are not needed by a first fit.
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const file = join(dirname(dirname(fileURLToPath(import.meta.url))), "dist", "index.js");
const REQUIRE = /^(?:var|const) (\w+) = require\("([^"]+)"\);\n/gm;
const GETTER = new RegExp(
  'Object\\.defineProperty\\(exports, ("[^"]+"), ' +
    "\\{ enumerable: true, get: function \\(\\) \\{ return (\\w+)\\.([^; ]+); \\} \\}\\);",
  "g",
);
/** ES modules see the names by the assignments that the compiler writes first; getters of this form leave these be. */
const PASS_ON = `function passOn(name, get) {
    Object.defineProperty(exports, name, { enumerable: true, get });
}
`;

const eager = readFileSync(file, "utf8");
const modules = new Map(Array.from(eager.matchAll(REQUIRE), ([, name, module]) => [name, module]));
const lazy =
  eager.replace(REQUIRE, "").replace(GETTER, (_, name, variable, property) => {
    return `passOn(${name}, () => (${variable} ??= require("${modules.get(variable)}")).${property});`;
  }) +
  PASS_ON +
  `var ${[...modules.keys()].join(", ")};\n`;

const left = [...modules.keys()].find((name) => new RegExp(`\\b${name}\\.`).test(lazy));
if (modules.size === 0 || left !== undefined || lazy.includes('"undefined"')) {
  throw new Error(`dist/index.js must only pass on what other modules export, but has '${left ?? "another form"}'`);
}
writeFileSync(file, lazy);
