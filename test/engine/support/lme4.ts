import type { Table } from "engine/table/table";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A model for R's lme4; factors are listed because R would read numbers. */
export interface Lme4Model {
  readonly name: string;
  readonly data: Table;
  readonly formula: string;
  readonly REML?: boolean;
  /** Column of the weights. */
  readonly weights?: string;
}

export interface Lme4Result {
  objective: number;
  coef: (number | null)[];
  se: (number | null)[];
  sigma: number;
  fitted: number[];
  /** Variance of every random effect of every grouping factor, sorted. */
  variances: number[];
}

const SCRIPT = `
suppressMessages({ library(lme4); library(jsonlite) })
control <- lmerControl(optimizer = "bobyqa", optCtrl = list(rhoend = 1e-9, maxfun = 100000), calc.derivs = FALSE, check.conv.singular = "ignore", check.rankX = "silent.drop.cols")
arguments <- commandArgs(TRUE)
models <- fromJSON(arguments[1], simplifyVector = FALSE)
results <- list()
for (model in models) {
  data <- read.csv(model$file, stringsAsFactors = TRUE)
  weights <- if (is.null(model$weights)) NULL else data[[model$weights]]
  m <- suppressWarnings(suppressMessages(do.call(lmer, list(as.formula(model$formula), data, REML = model$REML, control = control, weights = weights))))
  all <- fixef(m, add.dropped = TRUE)
  se <- setNames(rep(NA_real_, length(all)), names(all)); own <- sqrt(diag(as.matrix(vcov(m)))); se[names(fixef(m))] <- own
  v <- as.data.frame(VarCorr(m)); v <- v[is.na(v$var2) & v$grp != "Residual", "vcov"]
  results[[model$name]] <- list(objective = if (model$REML) REMLcrit(m) else -2 * as.numeric(logLik(m)), coef = I(unname(all)), se = I(unname(se)), sigma = sigma(m), fitted = unname(fitted(m)), variances = I(sort(v)))
}
write(toJSON(results, digits = NA, auto_unbox = TRUE, na = "null"), arguments[2])
`;

/** Why lme4 cannot be asked here; undefined if it can. */
export function lme4Absent(): string | undefined {
  const { status, error } = spawnSync("Rscript", ["-e", "library(lme4); library(jsonlite)"], { encoding: "utf8" });
  if (error) return "R is not installed";
  return status === 0 ? undefined : "the R packages lme4 and jsonlite are not installed";
}

/** Fits models by lme4. */
export function lme4Fits(models: readonly Lme4Model[]): { [name: string]: Lme4Result } {
  const folder = mkdtempSync(join(tmpdir(), "lme4-"));
  try {
    const list = models.map(({ name, data, formula, REML = false, weights }) => {
      const file = join(folder, `${name}.csv`);
      writeFileSync(file, csv(data));
      return { name, file, formula, REML, weights };
    });
    writeFileSync(join(folder, "fit.R"), SCRIPT);
    writeFileSync(join(folder, "models.json"), JSON.stringify(list));
    const { status, stderr } = spawnSync("Rscript", [join(folder, "fit.R"), join(folder, "models.json"), join(folder, "results.json")], { encoding: "utf8" });
    if (status !== 0) throw new Error(`lme4 failed: ${stderr}`);
    return JSON.parse(readFileSync(join(folder, "results.json"), "utf8"));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function csv(table: Table): string {
  const rows = table.toRows().map((row) => table.columnNames.map((name) => (row[name] === null ? "NA" : String(row[name]))).join(","));
  return [table.columnNames.join(","), ...rows].join("\n");
}
