import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { BUNDLED_KERNEL, KERNEL, venvPython } from "../../../jupyter-extension/setup/paths.mjs";
import { KernelRun } from "../kernel/kernelRun.mjs";
import { median, summary } from "../statistics.mjs";

const IMPORT = `import { dataset, fit } from "mixedmodels";
const m = fit("reaction ~ 1 + days + (1 + days | subj)", dataset("sleepstudy"));
m`;
const EMPTY = "2 + 2";
const SETTLED_MS = 1000;
const LATER_CELLS = 5;
const ROUNDS = 10;
/** So long a kernel lives that has never run on this machine: it keeps what V8 has compiled when it is idle. */
const KEEPING_MS = 10_000;

/** ipykernel of the clone's own virtual environment. */
function ipykernel() {
  const python = venvPython();
  const asked = spawnSync(python, ["-c", "import ipykernel; print(ipykernel.__version__)"], { encoding: "utf8" });
  if (asked.status !== 0) return undefined;
  const argv = [python, "-Xfrozen_modules=off", "-m", "ipykernel_launcher", "-f", "{connection_file}"];
  return { name: `ipykernel ${asked.stdout.trim()}`, argv };
}

async function during(argv, work) {
  const run = await KernelRun.start(argv);
  try {
    return await work(run);
  } finally {
    await run.close();
  }
}

/** From the start of the process: its first answer, and that to a first cell. */
function start(argv) {
  return during(argv, async (run) => {
    const ready = await run.ready();
    await run.cell("1 + 1");
    return { ready, answered: run.age };
  });
}

function importAtOnce(argv) {
  return during(argv, async (run) => {
    await run.ready();
    return run.cell(IMPORT);
  });
}

function importLater(argv) {
  return during(argv, async (run) => {
    await run.ready();
    await delay(SETTLED_MS);
    const imported = await run.cell(IMPORT);
    const later = [];
    for (let cell = 0; cell < LATER_CELLS; cell++) later.push(await run.cell(EMPTY));
    return { imported, later: median(later) };
  });
}

/** Times of the kernel as a front end sees them, each of kernels that have just been started; ipykernel in turn. */
export async function* kernel(session) {
  const require = createRequire(path.join(KERNEL, "package.json"));
  const { argv } = require("./dist/node/kernelspec.js").kernelSpec(BUNDLED_KERNEL);
  await during(argv, async (run) => {
    await run.cell(IMPORT);
    await delay(KEEPING_MS);
  });
  const peer = ipykernel();
  const taken = { ready: [], answered: [], atOnce: [], imported: [], later: [], peerReady: [], peerAnswered: [] };
  for (let round = 0; round < (session.quick ? 3 : ROUNDS); round++) {
    if (peer !== undefined) {
      const { ready, answered } = await start(peer.argv);
      taken.peerReady.push(ready);
      taken.peerAnswered.push(answered);
    }
    const { ready, answered } = await start(argv);
    taken.ready.push(ready);
    taken.answered.push(answered);
    taken.atOnce.push(await importAtOnce(argv));
    const { imported, later } = await importLater(argv);
    taken.imported.push(imported);
    taken.later.push(later);
  }
  const note = peer === undefined ? "no ipykernel in .venv" : "medians";
  const against = (what, ours, theirs, atMost) => ({
    what,
    ours: summary(ours),
    ...(peer === undefined ? {} : { peer: { name: peer.name, best: median(theirs) } }),
    figure: peer === undefined ? undefined : median(ours) / median(theirs),
    of: "× ipykernel",
    target: { atMost },
    note,
  });
  const alone = (what, ours, atMost) => ({
    what,
    ours: summary(ours),
    figure: median(ours),
    of: "ms",
    target: { atMost },
    note: "medians",
  });
  yield against("started to ready", taken.ready, taken.peerReady, 0.7);
  yield against("started to the first cell's answer", taken.answered, taken.peerAnswered, 1.5);
  yield alone("a first cell that imports and fits, at once", taken.atOnce, 600);
  yield alone("the same one second after ready", taken.imported, 150);
  yield alone("a later empty cell", taken.later, 20);
}
