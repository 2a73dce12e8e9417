import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { writeScript } from "./bundle.mjs";
import { LITE } from "./places.mjs";

const FILE = "service-worker.js";
/** As worker/siteFiles.ts has them. */
const HASH_DIGITS = 32;
/** What is kept once somebody has asked for it: the workshop's pages, licences, fonts of few pages. */
const ON_DEMAND = new RegExp(
  [
    "^files/workshop/",
    "^(?:build/)?tree/",
    "^kernel/(?:arrow|studies)\\.",
    "^THIRD-PARTY\\.md$",
    "licenses\\.json$",
    "^icon-512",
    "/fa-[^/]*\\.woff2$",
  ]
    .concat("/MathJax_(?:Fr|S[ac]|Ty|Ca|Ma\\w+-B)[^/]*\\.woff$")
    .join("|"),
);
/**
 * Parts of JupyterLab that none of our notebooks shows: diagrams, terminals, other charts, other languages. Our own
 * charts are drawn by kernel/charts.
 */
const PART = /^(?:build|extensions\/@mixedmodels\/jupyterlab\/static)\/\d+\.\w+\.js$/;
const OTHER_PARTS = new RegExp(
  [
    ...["KaTeX parse error", "eclipse\\.elk", "cytoscape", "mermaid(?!_|-e|js)", "GlyphRenderer"],
    ...[
      "vega-embed",
      "vegaLite",
      "vega-lite/v",
      "vega\\.github\\.io",
      "dataflow",
      "setupViewPortForSVG",
      "(?:cpp|php|rust):\\(\\)=>",
    ],
  ].join("|"),
);

function isOnDemand(file, content) {
  return ON_DEMAND.test(file) || (PART.test(file) && OTHER_PARTS.test(content.toString("latin1")));
}

const hashOf = (content) => createHash("sha256").update(content).digest("hex").slice(0, HASH_DIGITS);

/** The files of a site, as worker/siteFiles.ts has them. */
export function siteFiles(site) {
  const files = readdirSync(site, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(site, path.join(entry.parentPath, entry.name)).replaceAll("\\", "/"))
    .filter((file) => file !== FILE)
    .sort();
  const entries = files.map((file) => {
    const content = readFileSync(path.join(site, file));
    return [file, [hashOf(content), isOnDemand(file, content) ? 0 : 1]];
  });
  const script = readFileSync(path.join(site, FILE));
  return { version: hashOf(JSON.stringify(entries) + script), files: Object.fromEntries(entries) };
}

/** Gives a site the service worker that keeps it, in place of JupyterLite's; all other files must be there. */
export async function writeServiceWorker(site) {
  await writeScript(site, "service-worker", { entry: path.join(LITE, "worker", "main.ts"), filename: FILE });
  const file = path.join(site, FILE);
  writeFileSync(file, `self.mixedmodelsSite=${JSON.stringify(siteFiles(site))};\n${readFileSync(file, "utf8")}`);
}
