import { alternate } from "./alternate.mjs";
import { NoData, tableNamed } from "./data.mjs";
import { modelNamed } from "./models.mjs";
import { summary } from "./statistics.mjs";

/** Relative distance to the best objective known that a fit may have. */
const RELATIVE = 1e-9;

/** Whether the data of a model are on this machine. */
export function hasData(name) {
  try {
    tableNamed(modelNamed(name).data);
    return true;
  } catch (error) {
    if (error instanceof NoData) return false;
    throw error;
  }
}

/** Our objective against the best one known, for models that have one. */
export function againstReference(name, { objective }) {
  const { reference } = modelNamed(name);
  return reference === undefined ? [] : [{ ours: objective, reference, tolerance: RELATIVE * Math.abs(reference) }];
}

/** A row for our times and the best of a peer's; `target` is about how many times faster we are. */
export function peerRow(what, name, ours, peer, peerName, target) {
  const missing = ours.missing ?? peer?.missing ?? (peer === undefined ? `no ${peerName}` : undefined);
  const row = { what, target, of: `× ${peerName}`, missing };
  if (ours.last !== undefined)
    Object.assign(row, {
      ours: summary(ours.times),
      invalid: notConverged(ours.last),
      objectives: againstReference(name, ours.last),
    });
  if (peer?.last === undefined || ours.last === undefined) return row;
  const best = Math.min(...peer.times);
  return {
    ...row,
    peer: { name: peerName, best },
    figure: best / row.ours.median,
    objectives: [...row.objectives, { ours: ours.last.objective, reference: peer.last.objective }],
  };
}

export function notConverged({ failures = 0, count }) {
  return failures === 0 ? undefined : `${failures} of ${count} replicates did not converge`;
}

/** The row with its figure against another time of the peer. */
function inUnitsOf(unit, row, best) {
  return {
    ...row,
    peer: { name: `lme4 ${unit}`, best },
    figure: best / row.ours.median,
    of: `× lme4 ${unit}`,
    note: `${row.figure.toPrecision(3)} × lme4 on the same rows`,
  };
}

/**
 * Measures an operation of ours and one of the peers on a model in turn.
 * @param ours,theirs operations of engine.mjs and of the peers
 * @param unit a model whose time by lme4, instead of that of `model`, is what the target is about; the other is told in
 *   the note
 */
export async function compare(session, engine, { what, model, ours, theirs, target, unit }) {
  const seconds = session.seconds;
  const subjects = {
    ours: {
      runs: session.runs,
      run: () => engine.ask({ op: ours, model, seconds, ...(ours === "bootstrap" ? { workers: 1 } : {}) }),
    },
  };
  for (const peer of session.peers)
    subjects[peer.info.name] = { runs: session.peerRuns, run: () => peer.about(theirs, model, { seconds }) };
  const lme4 = session.peer("lme4");
  if (unit !== undefined && lme4 !== undefined)
    subjects.unit = { runs: session.peerRuns, run: () => lme4.about(theirs, unit, { seconds }) };
  const results = await alternate(subjects);
  const row = peerRow(what, model, results.ours, results.lme4, "lme4", target);
  const rows = [
    results.unit?.last === undefined || row.figure === undefined
      ? row
      : inUnitsOf(unit, row, Math.min(...results.unit.times)),
  ];
  if (session.peer("MixedModels.jl"))
    rows.push(peerRow(what, model, results.ours, results["MixedModels.jl"], "MixedModels.jl"));
  return rows;
}
