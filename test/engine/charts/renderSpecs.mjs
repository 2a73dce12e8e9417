// Renders specifications outside jest, which cannot load ES modules with top-level await.
// Usage: node renderSpecs.mjs CHART_MODULE < specs.json > results.json

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { parse } from "vega";
import { compile } from "vega-lite";

const { Chart } = createRequire(import.meta.url)(process.argv[2]);
const results = [];
for (const spec of JSON.parse(readFileSync(0, "utf8"))) {
  const warnings = [];
  const note = (...messages) => void warnings.push(messages.join(" "));
  const quiet = () => undefined;
  const chart = new Chart(spec);
  const bundle = await chart[Symbol.for("Jupyter.display")]();
  const shown = bundle["application/vnd.vegalite.v5+json"];
  const compiled = compile(shown, {
    logger: { level: quiet, error: note, warn: note, info: quiet, debug: quiet },
  }).spec;
  parse(compiled);
  const failure = await chart.toSVG().then(
    () => null,
    (error) => error.message,
  );
  results.push({ bundle, warnings, compiled, failure });
}
process.stdout.write(JSON.stringify(results));
