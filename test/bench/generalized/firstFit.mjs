import { spawnSync } from "node:child_process";
import { ROOT } from "../../../jupyter-extension/setup/paths.mjs";

const LINEAR = `fit("reaction ~ 1 + days + (1 + days | subj)", dataset("sleepstudy")).objective < 1752`;
const CBPP = `"incid / hsz ~ 1 + period + (1 | herd)", dataset("cbpp"), { family: Binomial() }`;
const GENERALIZED = `fit(${CBPP}).objective < 185`;

/** Wall times in ms of new processes that fit one linear or one generalized model, in turn. */
export function firstFits(rounds) {
  const [linear, generalized] = [[], []];
  for (let round = 0; round < rounds; round++) {
    linear.push(wallTime(LINEAR));
    generalized.push(wallTime(GENERALIZED));
  }
  return { linear, generalized };
}

function wallTime(condition) {
  const script = `const { Binomial, dataset, fit } = require("mixedmodels"); if (!(${condition})) process.exit(1);`;
  const start = performance.now();
  const { status, stderr } = spawnSync(process.execPath, ["-e", script], { cwd: ROOT, encoding: "utf8" });
  if (status !== 0) throw new Error(`a new process does not fit '${condition}': ${stderr}`);
  return performance.now() - start;
}
