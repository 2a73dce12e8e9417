// Has dist/index.js and dist/cluster.js load a module when something of it is first asked for: half of them are not
// needed by a first fit, and nearly all not by what watches over the process that computes.
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const dist = join(dirname(dirname(fileURLToPath(import.meta.url))), "dist");
const REQUIRE = /^(?:var|const) (\w+) = require\("([^"]+)"\);\n/gm;
const GETTER = new RegExp(
  'Object\\.defineProperty\\(exports, ("[^"]+"), ' +
    "\\{ enumerable: true, get: function \\(\\) \\{ return (\\w+)\\.([^; ]+); \\} \\}\\);",
  "g",
);
/** ES modules see the names by the assignments that the compiler writes first; getters of this form leave these be. */
const PASS_ON = `function passOn(name, load) {
    const get = () => {
        try {
            return load();
        }
        catch (error) {
            if (error?.code !== "EMFILE")
                throw error;
            throw limitError(
                "a module of mixedmodels cannot be loaded: this process has too many files open (ulimit -n)",
                { cause: error });
        }
    };
    Object.defineProperty(exports, name, { enumerable: true, get });
}
function limitError(...parameters) {
    try {
        const { LimitError } = require("./errors");
        return new LimitError(...parameters);
    }
    catch {
        return Object.assign(new Error(...parameters), { name: "LimitError" });
    }
}
`;

for (const name of ["index.js", "cluster.js"]) {
  const file = join(dist, name);
  const eager = readFileSync(file, "utf8");
  const modules = new Map(Array.from(eager.matchAll(REQUIRE), ([, variable, module]) => [variable, module]));
  const lazy =
    eager.replace(REQUIRE, "").replace(GETTER, (_, exported, variable, property) => {
      return `passOn(${exported}, () => (${variable} ??= require("${modules.get(variable)}")).${property});`;
    }) +
    PASS_ON +
    `var ${[...modules.keys()].join(", ")};\n`;

  const left = [...modules.keys()].find((variable) => new RegExp(`\\b${variable}\\.`).test(lazy));
  if (modules.size === 0 || left !== undefined || lazy.includes('"undefined"')) {
    throw new Error(`dist/${name} must only pass on what other modules export, but has '${left ?? "another form"}'`);
  }
  writeFileSync(file, lazy);
}
