import { createRequire } from "node:module";
import { columnsOf, tableNamed } from "../data.mjs";
import { modelNamed, variables } from "../models.mjs";

export const engine = createRequire(import.meta.url)("mixedmodels");

const tables = new Map();

/** The table of a model, made once per process. */
export function tableOf(name) {
  const { data } = modelNamed(name);
  if (!tables.has(data)) tables.set(data, tableNamed(data));
  return tables.get(data);
}

/** Fits a model of the bench, by one thread if nothing is said. */
export async function fitModel(name, options = {}) {
  return fitFormula(name, modelNamed(name).formula, options);
}

/** Fits another formula to the data of a model of the bench, with its contrasts and weights. */
export async function fitFormula(name, formula, { workers = 1, response } = {}) {
  const model = modelNamed(name);
  const { effects = [], helmert = [], differences = {}, REML = false, weights } = model;
  const contrasts = Object.fromEntries([
    ...effects.map((factor) => [factor, engine.EffectsCoding()]),
    ...helmert.map((factor) => [factor, engine.HelmertCoding()]),
    ...Object.entries(differences).map(([factor, levels]) => [factor, engine.SeqDiffCoding({ levels })]),
  ]);
  const table = response === undefined ? tableOf(name) : withResponse(name, response);
  const options = { contrasts, REML, ...(weights === undefined ? {} : { weights }) };
  if (await takesWorkers()) return engine.fit(formula, table, { ...options, workers });
  if (workers > 1) throw new Error("not available");
  return engine.fit(formula, table, options);
}

let known;

/** Whether `fit` has the option `workers`; without it a fit has one thread. */
async function takesWorkers() {
  known ??= (async () => {
    try {
      await engine.fit("yield ~ 1 + (1 | batch)", engine.dataset("dyestuff"), { workers: 1 });
      return true;
    } catch (error) {
      if (/'workers'/.test(error.message)) return false;
      throw error;
    }
  })();
  return known;
}

function withResponse(name, response) {
  const model = modelNamed(name);
  const [y] = variables(model);
  return engine.asTable({ ...columnsOf(tableOf(name), variables(model)), [y]: response });
}

const models = new Map();

/** A model of the bench, fitted once per process. */
export async function fittedOnce(name) {
  if (!models.has(name)) models.set(name, await fitModel(name));
  return models.get(name);
}
