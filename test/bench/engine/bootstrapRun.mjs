import { Calibrated } from "../blocks.mjs";
import { fittedOnce } from "./fitted.mjs";
import { sample } from "./kinds.mjs";

const MOST = 2_000_000;
const calibrated = new Calibrated();

async function timed(count, work) {
  const start = performance.now();
  const result = await work(count);
  return { ms: (performance.now() - start) / count, count, result };
}

/**
 * Time of one replicate in a bootstrap of at least about so many seconds, or of so many replicates; `kind` and `stream`
 * as in kinds.mjs.
 */
export async function bootstrapRun(name, { seconds, workers, replicates, kind, stream }) {
  const model = await fittedOnce(name);
  const work = (n) => sample(name, model, { kind, stream, replicates: n, workers });
  const {
    ms,
    count,
    result: samp,
  } = replicates === undefined
    ? await calibrated.run(`${name} ${kind} ${stream} ${workers}`, seconds, work, MOST)
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
function counts(samp) {
  if (!("evaluations" in samp)) return {};
  const { evaluations } = samp;
  const total = evaluations.reduce((sum, value) => sum + value, 0);
  return {
    meanEvaluations: total / evaluations.length,
    mostEvaluations: evaluations.reduce((most, value) => Math.max(most, value), 0),
  };
}

function lastRow({ tbl }) {
  return tbl.columnNames.map((name) => tbl.column(name)[tbl.numRows - 1]);
}
