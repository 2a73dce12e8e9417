import { createRequire } from "node:module";
import { bootstrapRun } from "./engine/bootstrapRun.mjs";
import { excess } from "./engine/excess.mjs";
import { certificateOf, fitRun } from "./engine/fitRun.mjs";
import { afterBootstrap, afterFit, levelling } from "./engine/memory.mjs";
import { readRun } from "./engine/readRun.mjs";
import { viewRun } from "./engine/viewRun.mjs";
import { serve } from "./remote.mjs";

// The process in which the engine is measured, through its public functions alone.
await serve(
  { name: "mixedmodels", version: createRequire(import.meta.url)("mixedmodels/package.json").version },
  {
    fit: ({ model, seconds, workers }) => fitRun(model, Number(seconds), workers && Number(workers)),
    bootstrap: ({ model, seconds, workers, replicates, ...what }) =>
      bootstrapRun(model, {
        seconds: Number(seconds),
        workers: Number(workers),
        replicates: replicates && Number(replicates),
        ...what,
      }),
    certificate: ({ model }) => certificateOf(model),
    excess: ({ model, replicates, file }) => excess(model, Number(replicates), file),
    memoryOfBootstrap: ({ model, replicates }) => afterBootstrap(model, Number(replicates)),
    memoryOfFit: ({ model, workers }) => afterFit(model, workers && Number(workers)),
    read: ({ format, file, seconds }) => readRun(format, file, Number(seconds)),
    views: ({ model, replicates, rounds }) => viewRun(model, Number(replicates), Number(rounds)),
    levelling: ({ model, replicates }) => levelling(model, Number(replicates)),
  },
);
