import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { writeDelimited } from "../bench/delimited.mjs";
import { rowsOf } from "./models.mjs";

/** Why R cannot be asked here; undefined if it can. */
export function packagesAbsent(names) {
  const libraries = names.map((name) => `library(${name})`).join("; ");
  const { status, error } = spawnSync("Rscript", ["-e", libraries], { encoding: "utf8" });
  if (error) return "R is not installed";
  const all = `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
  return status === 0 ? undefined : `the R packages ${all} are not installed`;
}

/** What a script of this folder answers for models or cases: `about`, and `results` in their order. */
export function askR(script, models) {
  const folder = mkdtempSync(path.join(os.tmpdir(), "mixedmodels-compare-"));
  try {
    const files = new Map();
    const list = models.map((model) => {
      const rows = rowsOf(model);
      const names = Object.keys(rows[0]);
      if (!files.has(model.data)) {
        files.set(model.data, path.join(folder, `${model.data}.csv`));
        writeDelimited(
          files.get(model.data),
          Object.fromEntries(names.map((name) => [name, rows.map((row) => row[name])])),
        );
      }
      const { formula, lme4 = formula, REML = false, contrasts = {} } = model;
      return {
        ...model,
        formula: lme4,
        REML,
        contrasts,
        file: files.get(model.data),
        factors: names.filter((name) => typeof rows[0][name] === "string"),
      };
    });
    const [input, output] = ["models.json", "results.json"].map((name) => path.join(folder, name));
    writeFileSync(input, JSON.stringify(list));
    // Levels in the order of their code points, as here.
    const { status, stderr } = spawnSync("Rscript", [fileURLToPath(new URL(script, import.meta.url)), input, output], {
      encoding: "utf8",
      env: { ...process.env, LC_ALL: "C" },
    });
    if (status !== 0) throw new Error(`R failed: ${stderr}`);
    return JSON.parse(readFileSync(output, "utf8"));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
