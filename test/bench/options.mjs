import path from "node:path";
import { parseStrictly } from "../../jupyter-extension/setup/options.mjs";
import { ROOT } from "../../jupyter-extension/setup/paths.mjs";
import { Problem } from "../../jupyter-extension/setup/problem.mjs";

export const USAGE = `Usage: npm run bench -- [--only NAMES] [--quick] [--json FILE] [--write-readme]

  --only NAMES     measurements to take, separated by commas (default: all)
  --quick          fewer and shorter runs, without the largest problems
  --json FILE      where the figures go (default: node_modules/.cache/mixedmodels/bench.json)
  --write-readme   replace the last table in test/bench/README.md
  --help           this text`;

const OPTIONS = {
  only: { type: "string" },
  quick: { type: "boolean", default: false },
  json: { type: "string", default: path.join(ROOT, "node_modules", ".cache", "mixedmodels", "bench.json") },
  "write-readme": { type: "boolean", default: false },
  help: { type: "boolean", short: "h", default: false },
};

/** Options of `npm run bench`; `names` are the measurements there are. */
export function benchOptions(args, names) {
  const values = parseStrictly(args, OPTIONS);
  const only = values.only === undefined ? names : values.only.split(",");
  const unknown = only.find((name) => !names.includes(name));
  if (unknown !== undefined)
    throw new Problem(`--only takes names among ${names.join(", ")}, not '${unknown}'.`, { exitCode: 2 });
  return { only, quick: values.quick, json: values.json, writeReadme: values["write-readme"], help: values.help };
}
