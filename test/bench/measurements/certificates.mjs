import { writeFileSync } from "node:fs";
import path from "node:path";
import { alternate } from "../alternate.mjs";
import { hasData } from "../compare.mjs";

const FITS = [
  "dyestuff",
  "sleepstudy",
  "kb07 m1",
  "kb07 m0",
  "kb07 m1, 10 % deleted",
  "kb07 m1, 50 % deleted",
  "kb07 m0, 10 % deleted",
  "kb07 m0, 50 % deleted",
  "pastes",
  "pastes, 40 % deleted",
  "sleepstudy REML",
  "sleepstudy zerocorr",
  "three crossed factors",
  "insteval",
  "d3",
];
const REPLICATES = [
  ["dyestuff", true],
  ["sleepstudy", true],
  ["sleepstudy zerocorr, 40 % deleted", true],
  ["pastes, 40 % deleted", true],
  ["three crossed factors", true],
  ["kb07 m1", true],
  ["kb07 m1 REML, 10 % deleted", true],
  ["kb07 m0", false],
  ["kb07 m0, 50 % deleted", false],
];
const TIMEOUT = 90_000;

/** What the certificates say, and how far replicates are above the best fit of the same response. */
export async function* certificates(session) {
  const engine = session.engine();
  yield await largestGradient(session, engine);
  for (const [model, withPeers] of REPLICATES) yield await excess(session, engine, model, withPeers);
  engine.close();
}

async function largestGradient(session, engine) {
  let [worst, invalid, model] = [0, undefined, ""];
  for (const name of FITS.filter((fit) => hasData(fit) && !(session.quick && fit === "insteval"))) {
    const { fit } = await alternate({
      fit: { runs: 1, run: () => engine.ask({ op: "certificate", model: name }, TIMEOUT) },
    });
    if (fit.last === undefined) invalid = `${name}: ${fit.missing}`;
    else if (!fit.last.converged) invalid = `${name}: ${fit.last.summary}`;
    if (fit.last && fit.last.gradientNorm >= worst) [worst, model] = [fit.last.gradientNorm, name];
  }
  return {
    what: "largest gradient of the fits' certificates",
    figure: worst,
    of: "per unit of θ",
    invalid,
    note: model,
  };
}

/**
 * Replicates against fits of the same responses from the fit's own start and lme4's refits; the best is the reference.
 */
async function excess(session, engine, model, withPeers) {
  const replicates = session.quick ? 10 : 50;
  const file = path.join(session.folder, "responses.csv");
  writeFileSync(file, "");
  const subjects = { ours: { runs: 1, run: () => engine.ask({ op: "excess", model, replicates, file }, TIMEOUT) } };
  const peers = withPeers ? session.peers : [];
  for (const peer of peers) subjects[peer.info.name] = { runs: 1, run: () => peer.about("refits", model, { file }) };
  const { ours, ...others } = await alternate(subjects);
  const what = `${model}: largest excess of ${replicates} replicates`;
  if (ours.last === undefined) return { what, missing: ours.missing };
  if (!comparable(ours.last))
    return { what, missing: "not comparable: simulate does not give the replicates' responses" };
  const references = [
    ours.last.refits,
    ...Object.values(others).flatMap(({ last }) => (last === undefined ? [] : [last.objectives])),
  ];
  const objectives = ours.last.replicates.map((value, i) => ({
    ours: value,
    reference: Math.min(...references.map((list) => list[i])),
  }));
  const gaps = objectives.map(({ ours: value, reference }) => value - reference);
  const below =
    Math.min(...gaps) < -1e-6 ? `; the others are above by up to ${(-Math.min(...gaps)).toExponential(1)}` : "";
  return {
    what,
    figure: Math.max(0, ...gaps),
    of: "in the objective",
    target: { atMost: 1e-6 },
    objectives,
    note:
      `best of own fits${peers.map(({ info }) => ` and ${info.name}`).join("")}; ` +
      `their largest gradient ${ours.last.gradientNorm.toExponential(1)}; ` +
      `doubtful replicates ${ours.last.doubtful}${below}`,
  };
}

/** Fits of other responses would have quite other objectives. */
function comparable({ replicates, refits }) {
  return replicates.filter((value, i) => Math.abs(value - refits[i]) < 1e-2).length > replicates.length / 2;
}
