import { writeFileSync } from "node:fs";
import path from "node:path";

/** The models of the bench, each with the columns that it is fitted to. */
export function generalizedModels(engine) {
  const { dataset, asTable } = engine;
  const text = (table, name) => Array.from(table.column(name), String);
  const [cbpp, contra, verbagg, ticks] = ["cbpp", "contra", "verbagg", "grouseticks"].map((name) => dataset(name));
  const isYes = (table, name) => text(table, name).map((value) => Number(value === "Y"));
  const height = Array.from(ticks.numeric("height"));
  const mean = height.reduce((a, b) => a + b) / height.length;
  const counted = {
    ticks: Array.from(ticks.numeric("ticks")),
    ch: height.map((value) => value - mean),
    ...Object.fromEntries(["year", "index", "brood", "location"].map((name) => [name, text(ticks, name)])),
  };
  const infected = {
    incid: Array.from(cbpp.numeric("incid")),
    hsz: Array.from(cbpp.numeric("hsz")),
    period: text(cbpp, "period"),
    herd: text(cbpp, "herd"),
  };
  const using = {
    y: isYes(contra, "use"),
    age: Array.from(contra.numeric("age")),
    urban: text(contra, "urban"),
    livch: text(contra, "livch"),
    urbandist: text(contra, "urban").map((value, i) => `${value}.${text(contra, "dist")[i]}`),
  };
  const answered = {
    y: isYes(verbagg, "r2"),
    anger: Array.from(verbagg.numeric("anger")),
    ...Object.fromEntries(["gender", "btype", "situ", "subj", "item"].map((name) => [name, text(verbagg, name)])),
  };
  const models = {
    cbpp: ["incid / hsz ~ 1 + period + (1 | herd)", infected, "binomial"],
    contra: ["y ~ 1 + age + age^2 + urban + livch + (1 | urbandist)", using, "Bernoulli"],
    verbagg: ["y ~ 1 + anger + gender + btype + situ + (1 | subj) + (1 | item)", answered, "Bernoulli"],
    grouseticks: ["ticks ~ 1 + year + ch + (1 | index) + (1 | brood) + (1 | location)", counted, "poisson"],
    brood: ["ticks ~ 1 + year + ch + (1 | brood)", counted, "poisson"],
  };
  return Object.fromEntries(
    Object.entries(models).map(([name, [formula, columns, family]]) => [
      name,
      { formula, columns, family, table: asTable(columns) },
    ]),
  );
}

/** Writes the columns for the peers. */
export function writeTables(models, folder) {
  for (const [name, { columns }] of Object.entries(models)) {
    const names = Object.keys(columns);
    const rows = columns[names[0]].map((_, i) => names.map((column) => columns[column][i]).join(","));
    writeFileSync(path.join(folder, `${name}.csv`), `${[names.join(","), ...rows].join("\n")}\n`);
  }
}
