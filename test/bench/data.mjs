import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { readDelimited } from "./delimited.mjs";
import { fggk21 } from "./fggk21.mjs";
import { simulated } from "./simulated.mjs";

const engine = createRequire(import.meta.url)("mixedmodels");

/** Columns of the larger data sets; ids stay texts. */
const LARGE = {
  insteval: { texts: ["s", "d", "dept", "service"], numbers: ["y"] },
  d3: { texts: ["g", "h", "i"], numbers: ["u", "y"] },
  ml1m: { texts: ["g", "h"], numbers: ["y"] },
  mrk17_exp1: { texts: ["subj", "item", "F", "P", "Q", "lQ", "lT"], numbers: ["rt"] },
  kkl15: {},
  kwdyz11: {},
  fggk21_Score: {},
  fggk21_Child: {},
};

/** Seeds of the rows that are deleted, per percentage. */
const SEEDS = { 10: 1010, 40: 4040, 50: 5050 };

export class NoData extends Error {}

/** Folders with files NAME.arrow, NAME.csv or NAME.csv.gz: the user's, and one of the bench for what a peer brings. */
function largeFile(name) {
  const folders = [process.env["MIXEDMODELS_DATA"], process.env["MIXEDMODELS_BENCH_DATA"]].filter(Boolean);
  const files = folders.flatMap((folder) => [".arrow", ".csv", ".csv.gz"].map((end) => path.join(folder, name + end)));
  return files.find((file) => existsSync(file));
}

export function hasLarge(name) {
  return largeFile(name) !== undefined;
}

function large(name) {
  const file = largeFile(name);
  if (file === undefined)
    throw new NoData(`no ${name}.csv.gz, ${name}.csv or ${name}.arrow in the folder that MIXEDMODELS_DATA names`);
  if (file.endsWith(".arrow")) return engine.readarrow(file);
  const { texts, numbers } = LARGE[name];
  const bytes = readFileSync(file);
  return engine.asTable(readDelimited(file.endsWith(".gz") ? gunzipSync(bytes) : bytes, [...texts, ...numbers], texts));
}

/** A table without a random choice of its rows, of exactly this percentage. */
function less(table, percent) {
  const rng = new engine.Xoshiro(SEEDS[percent]);
  const order = Array.from({ length: table.numRows }, (_, i) => i);
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(rng.rand() * (i + 1));
    [order[i], order[j]] = [order[j], order[i]];
  }
  const kept = order.slice(Math.round((table.numRows * percent) / 100)).sort((a, b) => a - b);
  return engine.asTable(
    Object.fromEntries(table.columnNames.map((name) => [name, kept.map((i) => table.column(name)[i])])),
  );
}

/** A table with weights w of which neighbours differ, from 1/6 to 11/6. */
function weighted(table) {
  const columns = Object.fromEntries(table.columnNames.map((name) => [name, table.column(name)]));
  return engine.asTable({
    ...columns,
    w: Float64Array.from({ length: table.numRows }, (_, i) => (1 + ((37 * i) % 11)) / 6),
  });
}

/** The table that a model of the bench is fitted to. */
export function tableNamed(name) {
  if (name === "fggk21") return engine.asTable(fggk21(large("fggk21_Score"), large("fggk21_Child")));
  if (Object.hasOwn(LARGE, name)) return large(name);
  const deleted = /^(.*) less (\d+) %$/.exec(name);
  if (deleted !== null) return less(engine.dataset(deleted[1]), Number(deleted[2]));
  if (name.endsWith(" weighted")) return weighted(engine.dataset(name.replace(/ weighted$/, "")));
  if (engine.datasets().includes(name)) return engine.dataset(name);
  return engine.asTable(simulated(name));
}

/** Columns of a table by name. */
export function columnsOf(table, names) {
  return Object.fromEntries(names.map((name) => [name, table.column(name)]));
}
