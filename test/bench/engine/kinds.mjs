import { modelNamed } from "../models.mjs";
import { engine, fitFormula } from "./fitted.mjs";

/** The kinds of bootstraps, as a user calls them; each gives what has a table `tbl` and `failures`. */
const KINDS = {
  responses: (_, model, rng, n, options) => engine.parametricbootstrap(rng, n, model, options),
  statistics: (_, model, rng, n, options) =>
    engine.parametricbootstrap(rng, n, model, { draws: "statistics", ...options }),
  residual: (_, model, rng, n, options) => engine.bootstrap(rng, n, model, { method: "residual", ...options }),
  conditional: (_, model, rng, n, options) => engine.bootstrap(rng, n, model, { method: "conditional", ...options }),
  wild: (_, model, rng, n, options) => engine.bootstrap(rng, n, model, { method: "wild", ...options }),
  case: (_, model, rng, n, options) =>
    engine.bootstrap(rng, n, model, { method: "case", group: model.groupings[0], ...options }),
  test: async (name, model, rng, n, options) =>
    engine.likelihoodratiotest(await smaller(name), model, { method: "bootstrap", n, rng, ...options }),
};

const STREAMS = ["MersenneTwister", "Xoshiro", "StableRNG"];
const SEED = 42;
const known = new Map();

/** The model that a test of the named one compares with. */
async function smaller(name) {
  if (!known.has(name)) known.set(name, await fitFormula(name, modelNamed(name).smaller));
  return known.get(name);
}

/** One bootstrap of a kind, drawing included, with the table of all columns made. */
export async function sample(name, model, { kind = "responses", stream = "MersenneTwister", replicates, workers }) {
  if (!Object.hasOwn(KINDS, kind)) throw new RangeError(`a bootstrap is one of ${Object.keys(KINDS)}; got ${kind}`);
  if (!STREAMS.includes(stream)) throw new RangeError(`a stream is one of ${STREAMS}; got ${stream}`);
  const samp = await KINDS[kind](name, model, new engine[stream](SEED), replicates, { workers, progress: false });
  void samp.tbl;
  return samp;
}
