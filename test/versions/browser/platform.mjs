// In a worker of a page: what the engine does with the browser's threads, files and network.

import { modelFrame } from "../../../engine/dist/formula/frame/modelFrame.js";
import * as mm from "../../../engine/dist/index.js";
import { fitFrame } from "../../../engine/dist/model/fitFrame.js";
import { threads } from "../../../engine/dist/platform/threads.js";
import { asTable } from "../../../engine/dist/table/asTable.js";
import { crewSize } from "../../../engine/dist/wasm/crew.js";
import { answering } from "./settled.mjs";

const PENICILLIN = "diameter ~ 1 + (1 | plate) + (1 | sample)";
/** Longer than Chromium takes to start a worker. */
const STARTED_MS = 500;

const bitsOf = ({ objective, theta, coef }) => [objective, ...theta, ...coef].map((x) => x.toString(36)).join(" ");

/** Crossed factors, enough of them that threads share the work. */
const crossed = asTable(
  Array.from({ length: 4000 }, (_, i) => ({
    g: `g${(i * 7919) % 211}`,
    h: `h${(i * 104729 + (i >> 3)) % 67}`,
    x: ((i * 48271) % 1009) / 500,
    y: ((i * 7919) % 1013) / 100 + ((i * 7919) % 211) / 70,
  })),
);

/** A fit that is taken for costly, so that it is shared by threads where there are some. */
function costlyFit(workers) {
  const frame = modelFrame("y ~ 1 + x + (1 + x | g) + (1 | h)", crossed);
  return bitsOf(fitFrame(frame, { REML: false, workers, costly: 0 }));
}

async function sentence(work) {
  try {
    return await work();
  } catch (error) {
    return `${error.name}: ${error.message}`;
  }
}

async function answer(settings) {
  const small = mm.fit(PENICILLIN, mm.dataset("penicillin"), { workers: 2 });
  const bootstrap = async (workers) => {
    const { tbl } = await mm.parametricbootstrap(new mm.MersenneTwister(3), 200, small, { workers, progress: false });
    return tbl.columnNames.map((name) => tbl.numeric(name).join(" ")).join("\n");
  };
  const alone = costlyFit(1);
  const first = costlyFit(3);
  // Chromium starts workers only while the one that asks for them waits.
  await new Promise((resolve) => setTimeout(resolve, STARTED_MS));
  const team = { size: crewSize(), isSame: first === alone && costlyFit(3) === alone };
  const [one, two] = [await bootstrap(1), await bootstrap(2)];
  mm.savemodel("model.json", small);
  const restored = mm.restoremodel("model.json", mm.dataset("penicillin"));
  globalThis[Symbol.for("mixedmodels.web")] = { ...settings, threads: undefined };
  const withoutScripts = { available: threads.available(), isSame: (await bootstrap(2)) === one };
  return {
    canShareMemory: self.crossOriginIsolated,
    available: withoutScripts.available,
    team,
    bootstraps: one === two && withoutScripts.isSame,
    files: bitsOf(restored) === bitsOf(small),
    datasets: mm.datasets(),
    absent: await sentence(() => mm.readcsv("mine.csv")),
    unknown: await sentence(() => mm.dataset("kb08")),
    download: await sentence(() => mm.download("insteval")),
  };
}

answering(answer);
