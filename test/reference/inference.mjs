// Writes inference.json by R: `npm run build -w engine`, then `node test/reference/inference.mjs` (R with lmerTest,
// pbkrtest, emmeans, jsonlite).
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const { dataset } = createRequire(import.meta.url)("../../engine/dist/index.js");
const here = dirname(fileURLToPath(import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "inference-"));

/** Leaves out rows without a pattern that the design shares: the same rule as in the tests. */
const kept = (row, limit) => (row * 7919) % 101 > limit;

function csv(name, ragged = -1) {
  const table = dataset(name);
  const rows = table.toRows().filter((_, i) => kept(i, ragged));
  return [
    table.columnNames.join(","),
    ...rows.map((row) => table.columnNames.map((column) => row[column] ?? "NA").join(",")),
  ].join("\n");
}

try {
  const all = JSON.parse(readFileSync(join(here, "inferenceModels.json"), "utf8"));
  const list = Object.entries(all).map(
    ([name, { data, ragged, formula, REML, profile = false, kenward = REML, effects = [], margins = [] }]) => {
      const file = join(folder, `${name}.csv`);
      writeFileSync(file, csv(data, ragged));
      return { name, file, formula, REML, profile, kenward, effects, margins };
    },
  );
  writeFileSync(join(folder, "models.json"), JSON.stringify(list));
  const { status } = spawnSync(
    "Rscript",
    [join(here, "inference.R"), join(folder, "models.json"), join(here, "inference.json")],
    { stdio: ["ignore", "inherit", "inherit"] },
  );
  process.exitCode = status ?? 1;
} finally {
  rmSync(folder, { recursive: true });
}
