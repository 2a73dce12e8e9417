import { Calibrated } from "../blocks.mjs";
import { engine, fittedOnce } from "./fitted.mjs";

const SEED = 42;
const MOST = 2_000_000;
const calibrated = new Calibrated();

/** A bootstrap as a user calls it, drawing included, with the table of all columns made. */
function sample(model, replicates, workers) {
  return engine
    .parametricbootstrap(new engine.MersenneTwister(SEED), replicates, model, { workers, progress: false })
    .then((samp) => {
      void samp.tbl;
      return samp;
    });
}

async function timed(count, work) {
  const start = performance.now();
  const result = await work(count);
  return { ms: (performance.now() - start) / count, count, result };
}

/** Time of one replicate in a bootstrap of at least about so many seconds, or of so many replicates. */
export async function bootstrapRun(name, seconds, workers, replicates) {
  const model = await fittedOnce(name);
  const work = (n) => sample(model, n, workers);
  const {
    ms,
    count,
    result: samp,
  } = replicates === undefined
    ? await calibrated.run(`${name} ${workers}`, seconds, work, MOST)
    : await timed(replicates, work);
  return {
    ms,
    count,
    objective: model.objective,
    failures: samp.failures.length,
    ...counts(samp),
    last: lastRow(samp),
  };
}

/** Evaluations per replicate, where the sample tells them. */
function counts({ evaluations }) {
  if (evaluations === undefined) return {};
  const total = evaluations.reduce((sum, value) => sum + value, 0);
  return {
    meanEvaluations: total / evaluations.length,
    mostEvaluations: evaluations.reduce((most, value) => Math.max(most, value), 0),
  };
}

function lastRow({ tbl }) {
  return tbl.columnNames.map((name) => tbl.column(name)[tbl.numRows - 1]);
}
