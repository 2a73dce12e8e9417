import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { median } from "../statistics.mjs";
import { engine, fittedOnce } from "./fitted.mjs";
import { sample } from "./kinds.mjs";

/** What is made of a sample, as a user calls it and a notebook shows it. */
const VIEWS = {
  summary: ({ samp }) => String(samp),
  confint: ({ samp }) => String(engine.confint(samp)),
  reportabledigits: ({ samp }) => String(engine.reportabledigits(samp)),
  ridgeplot: ({ samp }) => engine.ridgeplot(samp).toSVG(),
  densityplot: ({ samp }) => engine.densityplot(samp.tbl, "σ").toSVG(),
  bootstrapview: ({ samp }) => engine.bootstrapview(samp).toHTML(),
  describe: ({ samp }) => String(engine.describe(samp.tbl)),
  savereplicates: ({ samp, file }) => engine.savereplicates(file, samp),
  restorereplicates: ({ model, file }) => engine.restorereplicates(file, model).tbl,
};
export const VIEW_NAMES = Object.keys(VIEWS);

function elapsed(work) {
  const before = performance.now();
  work();
  return performance.now() - before;
}

/**
 * Times in ms of a bootstrap of a model by one thread and of each view of its sample: medians of so many rounds in
 * which each is made once, the first of which warms up.
 */
export async function viewRun(name, replicates, rounds) {
  const model = await fittedOnce(name);
  const folder = mkdtempSync(path.join(os.tmpdir(), "mixedmodels-views-"));
  const file = path.join(folder, "sample.arrow");
  const times = { bootstrap: [], ...Object.fromEntries(VIEW_NAMES.map((view) => [view, []])) };
  try {
    for (let round = 0; round <= rounds; round++) {
      const before = performance.now();
      const samp = await sample(name, model, { replicates, workers: 1 });
      times.bootstrap.push(performance.now() - before);
      for (const view of VIEW_NAMES) times[view].push(elapsed(() => VIEWS[view]({ samp, model, file })));
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return Object.fromEntries(
    Object.entries(times).map(([key, [, ...taken]]) => [key, { minimum: Math.min(...taken), median: median(taken) }]),
  );
}
