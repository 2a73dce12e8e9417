import { engine, fitModel, fittedOnce, tableOf } from "./fitted.mjs";

/** Largest resident set of this process so far, in bytes. */
function peak() {
  return process.resourceUsage().maxRSS * 1024;
}

/** Heap and array buffers after a collection (the process runs with --expose-gc), and the resident set, in bytes. */
function held() {
  globalThis.gc();
  const { heapUsed, arrayBuffers, rss } = process.memoryUsage();
  return { heap: heapUsed + arrayBuffers, rss };
}

function bootstrap(model, replicates, seed) {
  return engine.parametricbootstrap(new engine.MersenneTwister(seed), replicates, model, {
    workers: 1,
    progress: false,
  });
}

/** What a bootstrap adds to the peak, against the bytes of the rows that it keeps. */
export async function afterBootstrap(name, replicates) {
  const model = await fittedOnce(name);
  void (await bootstrap(model, Math.min(replicates, 2000), 1)).tbl;
  const [before, heldBefore] = [peak(), held()];
  const samp = await bootstrap(model, replicates, 42);
  const [after, heldAfter] = [peak(), held()];
  const columns = samp.tbl.columnNames.length;
  const rowBytes = 8 * (2 + model.fixef.length + model.theta.length);
  return {
    replicates,
    kept: replicates * rowBytes,
    peak: after - before,
    held: heldAfter.heap - heldBefore.heap,
    tableBytes: 8 * columns * replicates,
    withTable: peak() - before,
  };
}

/** Peak of a process that reads a table and fits it once. */
export async function afterFit(name, workers) {
  void tableOf(name);
  const read = peak();
  const { objective } = await fitModel(name, { workers });
  return { read, peak: peak(), objective };
}

const BOOTSTRAPS = 100;

/** What is held after each of 100 bootstraps in a row. */
export async function levelling(name, replicates) {
  const model = await fittedOnce(name);
  const after = [];
  for (let i = 0; i < BOOTSTRAPS; i++) {
    void (await bootstrap(model, replicates, i)).tbl;
    after.push(held());
  }
  return { heap: after.map(({ heap }) => heap), rss: after.map(({ rss }) => rss) };
}
