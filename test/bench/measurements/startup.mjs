import { spawnSync } from "node:child_process";
import { ROOT } from "../../../jupyter-extension/setup/paths.mjs";
import { median, summary } from "../statistics.mjs";

const FIT =
  `const { dataset, fit } = require("mixedmodels"); ` +
  `if (!(fit("reaction ~ 1 + days + (1 + days | subj)", dataset("sleepstudy")).objective < 1751.94)) process.exit(1);`;

function wallTime(script) {
  const start = performance.now();
  const { status, stderr } = spawnSync(process.execPath, ["-e", script], { cwd: ROOT, encoding: "utf8" });
  if (status !== 0) throw new Error(`a new process does not fit sleepstudy: ${stderr}`);
  return performance.now() - start;
}

/** A new process that imports the engine and fits sleepstudy, less an empty one. */
export async function* startup(session) {
  const [ours, empty] = [[], []];
  for (let round = 0; round < (session.quick ? 5 : 15); round++) {
    empty.push(wallTime("0"));
    ours.push(wallTime(FIT));
  }
  yield {
    what: "a new process has fitted sleepstudy",
    ours: summary(ours),
    peer: { name: "node -e 0", best: Math.min(...empty) },
    figure: median(ours) - median(empty),
    of: "ms more",
    target: { atMost: 150 },
    note: "medians",
  };
}
