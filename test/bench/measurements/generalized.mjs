import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { excess } from "../generalized/excess.mjs";
import { firstFits } from "../generalized/firstFit.mjs";
import { generalizedModels, writeTables } from "../generalized/models.mjs";
import { sparseFit } from "../generalized/sparse.mjs";
import { median, summary } from "../statistics.mjs";

const PEER = new URL("../generalized/peer.R", import.meta.url).pathname;
const FITS = { cbpp: 30, contra: 60, verbagg: 45, grouseticks: 80 };
/** How many, so that the start of a thread does not count, and the target. */
const REPLICATES = { cbpp: [40_000, 2000], contra: [6000, 7500], brood: [8000, 900], verbagg: [40, 45] };
const OVER_TMB = 20;
/** How far a replicate's objective may be above that of a fit of its response. */
const EXCESS = 2e-9;
/** CPU ms of fits before those that are measured. */
const WARM_UP = 1500;

/** Fits and bootstraps of generalized models, in CPU time of one thread, beside glmer, glmmTMB and bootMer. */
export async function* generalized(session) {
  const engine = createRequire(import.meta.url)("../../../engine/dist/index.js");
  const models = generalizedModels(engine);
  const peers = await peersOf(models, session.quick ? 1 : 3);
  for (const [name, model] of Object.entries(models)) {
    const peer = peers.get(name);
    const { times, fitted } = fits(engine, model, session.quick ? 5 : 15);
    const minusTwo = -2 * fitted.loglikelihood;
    const objectives = peer && [{ ours: minusTwo, reference: peer.minus2 }];
    if (name in FITS) {
      const ours = summary(times);
      const glmer = peer && Math.min(...peer.glmer, ...peer.bobyqa);
      yield row(`${name}: a fit`, ours, peer && ["glmer", glmer], FITS[name], objectives);
      if (peer?.glmmTMB)
        yield row(`${name}: a fit`, ours, ["glmmTMB", Math.min(...peer.glmmTMB)], OVER_TMB, objectives);
    }
    if (name in REPLICATES) {
      const [count, atLeast] = REPLICATES[name];
      const ours = summary(await replicates(engine, fitted, session.quick ? count / 4 : count));
      yield row(`${name}: a replicate`, ours, peer && ["bootMer", peer.bootMer], atLeast);
      yield await excessRow(engine, name, fitted, session.quick ? 20 : 100);
    }
  }
  yield firstFitRow(session.quick ? 5 : 15);
  yield* sparseRows(session.quick ? 1 : 3);
}

async function excessRow(engine, name, fitted, count) {
  const objectives = await excess(engine, fitted, count);
  const gaps = objectives.map(({ ours, refit }) => ours - refit);
  return {
    what: `${name}: largest excess of ${count} replicates`,
    figure: Math.max(0, ...gaps),
    of: "in the objective",
    target: { atMost: EXCESS },
    objectives,
    note: `fits of the same responses are above by up to ${Math.max(0, ...gaps.map((gap) => -gap)).toExponential(1)}`,
  };
}

function firstFitRow(rounds) {
  const { linear, generalized: ours } = firstFits(rounds);
  return {
    what: "a new process has fitted cbpp",
    ours: summary(ours),
    peer: { name: "sleepstudy", best: Math.min(...linear) },
    figure: median(ours) - median(linear),
    of: "ms more",
    target: { atMost: 100 },
    note: "medians",
  };
}

/** 100,000 rows, 20,000 × 500 crossed levels. */
function* sparseRows(runs) {
  const [linear, ours] = ["linear", "generalized"].map((kind) => sparseFit(kind, runs));
  const invalid = linear.converged && ours.converged ? undefined : "a fit has not converged";
  yield {
    what: "100,000 rows, 20,000 × 500 crossed: a fit",
    ours: summary(ours.times),
    peer: { name: "linear", best: Math.min(...linear.times) },
    figure: median(ours.times) / median(linear.times),
    of: "linear fits",
    target: { atMost: 12 },
    invalid,
    note: "medians",
  };
  const [linearGrowth, growth] = [linear, ours].map(({ base, peak }) => (peak - base) / 1e6);
  yield {
    what: "100,000 rows, 20,000 × 500 crossed: growth of memory",
    figure: growth / linearGrowth,
    of: "× the linear fit's",
    target: { atMost: 2 },
    note: `${Math.round(growth)} MB beyond the table, the linear fit ${Math.round(linearGrowth)} MB`,
  };
}

function row(what, ours, peer, atLeast, objectives) {
  if (!peer) return { what, ours, missing: "no lme4" };
  const [name, best] = peer;
  const figure = best / ours.median;
  return { what, ours, peer: { name, best }, figure, of: `× ${name}`, target: { atLeast }, objectives };
}

function cpu(before) {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

function fits(engine, { formula, table, family }, runs) {
  const one = () => engine.fit(formula, table, { family });
  const started = process.cpuUsage();
  while (cpu(started) < WARM_UP) one();
  let fitted;
  const times = Array.from({ length: runs }, () => {
    const before = process.cpuUsage();
    fitted = one();
    return cpu(before);
  });
  return { times, fitted };
}

/** CPU time of all threads per replicate, three times. */
async function replicates({ parametricbootstrap, MersenneTwister }, fitted, count) {
  const options = { progress: false, workers: 1 };
  const times = [];
  for (let i = 0; i < 3; i++) {
    const before = process.cpuUsage();
    await parametricbootstrap(new MersenneTwister(i), count, fitted, options);
    times.push(cpu(before) / count);
  }
  return times;
}

/** What R measures of each model; nothing where there is no R with lme4. */
async function peersOf(models, runs) {
  const folder = mkdtempSync(path.join(tmpdir(), "generalized-"));
  const found = new Map();
  try {
    writeTables(models, folder);
    const peer = spawn("Rscript", ["--vanilla", PEER, folder, String(runs)], { stdio: ["ignore", "pipe", "ignore"] });
    const failed = once(peer, "error").then(() => undefined);
    const read = (async () => {
      for await (const text of createInterface({ input: peer.stdout })) {
        const result = JSON.parse(text);
        found.set(result.model, result);
      }
    })();
    await Promise.race([failed, read]);
  } finally {
    rmSync(folder, { recursive: true });
  }
  return found;
}
