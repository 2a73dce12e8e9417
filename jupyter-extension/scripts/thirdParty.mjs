// Writes THIRD-PARTY.md, which travels with every package: node scripts/thirdParty.mjs
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
export const LIST = path.join(ROOT, "jupyter-extension", "THIRD-PARTY.md");

/** What is built into the views, and with them into the JupyterLab extension. */
const DRAWING = { root: "jupyter-extension/view", chosen: ["vega", "vega-embed", "vega-lite"] };
/** What the bundler of JupyterLab puts into the extension, a few lines of each. */
const PUT_IN = ["css-loader", "process", "style-loader"];
const BROWSER = { root: "jupyter-extension", chosen: PUT_IN, alone: PUT_IN };
/** Of tslab the wheel's kernel has the display alone, and zeromq without what chooses its program. */
const UNUSED = ["@tslab/typescript-for-tslab", "cmake-ts"];
/** Of the engine's those that take the place of Node's own modules in a browser. */
const FOR_BROWSERS = ["@noble/hashes", "fflate", "node-inspect-extracted"];
const BUILT_IN = "built into jupyterlab-mixedmodels";
const IN_VIEW = "built into mixedmodels-view";
const USES = [
  { use: BUILT_IN, ...DRAWING },
  { use: BUILT_IN, ...BROWSER },
  { use: IN_VIEW, ...DRAWING },
  { use: BUILT_IN, root: "engine", unused: FOR_BROWSERS },
  { use: BUILT_IN, root: "jupyter-extension/kernel", alone: ["tslab"], unused: [...UNUSED, ...FOR_BROWSERS] },
  { use: "installed with mixedmodels", root: "engine" },
  { use: "installed with mixedmodels-cluster", root: "engine/cluster", unused: FOR_BROWSERS },
  { use: "installed with mixedmodels-kernel", root: "jupyter-extension/kernel" },
];

const IN_SITE = "built into the site";
/** What the site of `npm run site` has besides JupyterLite, whose own pages list what they consist of. */
const SITE_USES = [
  { use: IN_SITE, ...DRAWING },
  { use: IN_SITE, ...BROWSER },
  { use: IN_SITE, root: "engine" },
  { use: IN_SITE, root: "jupyter-extension/kernel", alone: ["tslab"], unused: ["zeromq", "@types/node"] },
  { use: IN_SITE, root: "", chosen: ["danfojs-node"], unused: ["request", "node-fetch", "stream-json", "xlsx"] },
  { use: IN_SITE, root: "", chosen: ["apache-arrow"], unused: ["@types/node"] },
  { use: IN_SITE, root: "jupyter-extension", chosen: ["@jridgewell/trace-mapping", "path-browserify"] },
];

/** The files of a package that have to be passed on with it. */
const LICENCE = /^(?:licen[cs]e|thirdpartynotice)/i;

/** Where a package finds another one, as in Node. */
function locate(packages, from, name) {
  for (
    let place = from;
    ;
    place = place.replace(/(?:^|\/)node_modules\/(?:@[^/]+\/)?[^/]+$|^(?!.*node_modules).*$/, "")
  ) {
    const candidate = `${place === "" ? "" : `${place}/`}node_modules/${name}`;
    if (candidate in packages) return candidate;
    if (place === "") return undefined;
  }
}

/** @param use - `chosen`: names among the packages that are not installed for users */
function reached(packages, { root, alone = [], unused = [], chosen }) {
  const found = new Set();
  const visit = (from, names) => {
    for (const name of names) {
      const place = locate(packages, from, name);
      if (place === undefined || packages[place].link || found.has(place) || unused.includes(name)) continue;
      found.add(place);
      if (!alone.includes(name))
        visit(place, Object.keys({ ...packages[place].dependencies, ...packages[place].optionalDependencies }));
    }
  };
  visit(root, chosen ?? Object.keys(packages[root].dependencies ?? {}));
  return found;
}

/** The texts of the licences that lie with a package, but for where their lines break. */
function licenceText(place) {
  const folder = path.join(ROOT, place);
  const files = existsSync(folder) ? readdirSync(folder).filter((name) => LICENCE.test(name)) : [];
  const texts = files.map((name) => readFileSync(path.join(folder, name), "utf8").replace(/\r/g, "").trim());
  return texts.length === 0 ? undefined : texts.join("\n\n");
}

/** Packages with name, version, licence and use, in the order of their names. */
export function shipped(all = USES) {
  const { packages } = JSON.parse(readFileSync(path.join(ROOT, "package-lock.json"), "utf8"));
  const uses = new Map();
  for (const { use, ...which } of all)
    for (const place of reached(packages, which)) uses.set(place, new Set([...(uses.get(place) ?? []), use]));
  return [...uses]
    .map(([place, set]) => {
      const own = [...set];
      const text = own.includes(BUILT_IN) || own.includes(IN_SITE) ? licenceText(place) : undefined;
      const licence =
        packages[place].license ??
        (/^The MIT License|^MIT License/i.test(licenceText(place) ?? "") ? "MIT" : undefined);
      return {
        name: packages[place].name ?? place.replace(/^.*node_modules\//, ""),
        version: packages[place].version,
        licence,
        uses: own,
        text,
      };
    })
    .sort((a, b) => (`${a.name} ${a.version}` < `${b.name} ${b.version}` ? -1 : 1));
}

/** The list as it should be. */
export function thirdParty() {
  return listOf(shipped(), [
    "What is built into MixedModels.ts or installed with it, and under which licence. " +
      "Optional peers, which the user installs, are not in the list.\n",
    "## Licences of what is built into jupyterlab-mixedmodels\n",
  ]);
}

/** The list that goes with the site. */
export function siteThirdParty() {
  return listOf(shipped(SITE_USES), [
    "What the kernel and the extension of this site consist of besides MixedModels.ts, and under which licence. " +
      "JupyterLite's own packages are listed in build/third-party-licenses.json.\n",
    "## Licences\n",
  ]);
}

function listOf(all, [introduction, heading]) {
  const rows = all.map(
    ({ name, version, licence, uses }) => `| ${name} | ${version} | ${licence} | ${uses.join("; ")} |`,
  );
  const texts = all.reduce(
    (map, one) => (one.text ? map.set(one.text, [...(map.get(one.text) ?? []), one]) : map),
    new Map(),
  );
  const sections = [...texts].map(
    ([text, own]) =>
      `### ${own.map(({ name }) => name).join(", ")}\n\n${text
        .split("\n")
        .map((line) => `    ${line}`.trimEnd())
        .join("\n")}\n`,
  );
  return [
    "# Packages of others\n",
    introduction,
    "| package | version | licence | use |",
    "|---|---|---|---|",
    ...rows,
    "",
    heading,
    ...sections,
  ].join("\n");
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) writeFileSync(LIST, thirdParty());
