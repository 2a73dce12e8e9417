import { alternate } from "../alternate.mjs";
import { againstReference, compare, hasData, peerRow } from "../compare.mjs";
import { summary } from "../statistics.mjs";

const SMALL = [["dyestuff"], ["sleepstudy", 40], ["kb07 m1", 40], ["kb07 m0", 1000]];

/** Fits from a table to a model, warm. */
export async function* fits(session) {
  const engine = session.engine();
  for (const [model, atLeast] of SMALL) {
    yield* await compare(session, engine, {
      what: `${model}: a fit`,
      model,
      ours: "fit",
      theirs: "fit",
      target: atLeast && { atLeast },
    });
  }
  const { ours } = await alternate({
    ours: { runs: session.runs, run: () => engine.ask({ op: "fit", model: "kb07 m1", seconds: session.seconds }) },
  });
  if (ours.last)
    yield {
      what: "kb07 m1: a fit, warm",
      ours: summary(ours.times),
      figure: summary(ours.times).median,
      of: "ms",
      target: { atMost: 2 },
    };
  const m0 = await engine.ask({ op: "certificate", model: "kb07 m0" });
  yield { what: "kb07 m0: evaluations of a fit", figure: m0.evaluations, target: { atMost: 8 } };
  engine.close();
}

const TIMEOUT = 90_000;

/** Fits of larger data: insteval against lme4, the others in units of our own insteval fit. */
export async function* large(session) {
  const models = ["insteval", "d3", ...(session.quick ? [] : ["ml1m"])];
  const present = models.filter(hasData);
  for (const name of models.filter((model) => !present.includes(model)))
    yield { what: `${name}: a fit`, missing: "no data" };
  if (!present.includes("insteval")) return;
  const results = await alternate(subjects(session, present));
  yield* instevalRows(session, results);
  for (const [name, atMost] of [
    ["d3", 0.25],
    ["ml1m", 20],
  ])
    if (present.includes(name)) yield unitRow(`${name}: a fit`, name, results[name], results.insteval, { atMost });
  for (const name of ["insteval", "ml1m"].filter((model) => present.includes(model))) yield threadRow(name, results);
  yield {
    ...unitRow("insteval: a replicate", "insteval", results.replicate, results.insteval, { atMost: 0.35 }),
    note: `${results.replicate.last?.count ?? 0} replicates`,
  };
  if (present.includes("ml1m")) yield await peakRow(session);
}

function subjects(session, present) {
  const [first, second] = [session.engine(), session.engine()];
  const of = (model) => (model === "ml1m" ? second : first);
  const runs = session.runs;
  const fit = (model, workers) => ({
    runs,
    run: () => of(model).ask({ op: "fit", model, workers, seconds: session.seconds }, TIMEOUT),
  });
  const result = Object.fromEntries(present.map((model) => [model, fit(model, 1)]));
  for (const model of present.filter((name) => name !== "d3")) result[`${model} by two`] = fit(model, 2);
  // Long enough to share what a bootstrap computes once.
  result.replicate = {
    runs: session.quick ? 1 : 3,
    run: () =>
      first.ask({ op: "bootstrap", model: "insteval", workers: 1, replicates: session.quick ? 20 : 150 }, TIMEOUT),
  };
  for (const peer of session.quick ? [] : session.peers)
    result[peer.info.name] = { runs: session.peerRuns, run: () => peer.about("fit", "insteval", { seconds: 0 }) };
  return result;
}

function* instevalRows(session, results) {
  const lme4 = session.quick ? { missing: "left out when quick" } : results.lme4;
  yield peerRow("insteval: a fit", "insteval", results.insteval, lme4, "lme4", { atLeast: 22 });
  const julia = results["MixedModels.jl"];
  if (julia) yield peerRow("insteval: a fit", "insteval", results.insteval, julia, "MixedModels.jl");
}

function unitRow(what, name, ours, unit, target) {
  const missing = ours.missing ?? unit.missing;
  if (missing !== undefined) return { what, missing, target, of: "insteval fits" };
  const times = summary(ours.times);
  return {
    what,
    ours: times,
    figure: times.median / summary(unit.times).median,
    of: "insteval fits",
    target,
    objectives: againstReference(name, ours.last),
  };
}

function threadRow(name, results) {
  const [one, two] = [results[name], results[`${name} by two`]];
  const what = `${name}: two threads against one`;
  const target = { atLeast: 1.6 };
  const missing = one.missing ?? two.missing;
  if (missing !== undefined) return { what, missing, target, of: "× one" };
  const invalid =
    one.last.objective === two.last.objective && String(one.last.theta) === String(two.last.theta)
      ? undefined
      : "one thread gives other bits than two";
  return {
    what,
    ours: summary(two.times),
    peer: { name: "one thread", best: Math.min(...one.times) },
    figure: summary(one.times).median / summary(two.times).median,
    of: "× one",
    target,
    invalid,
  };
}

/** Peak memory of a process that reads ml1m and fits it. */
async function peakRow(session) {
  const engine = session.engine();
  const { answer } = await alternate({
    answer: { runs: 1, run: () => engine.ask({ op: "memoryOfFit", model: "ml1m", workers: 1 }, TIMEOUT) },
  });
  engine.close();
  const row = { what: "ml1m: peak memory of its process", of: "MB", target: { atMost: 500 }, missing: answer.missing };
  if (answer.last === undefined) return row;
  return {
    ...row,
    figure: answer.last.peak / 1e6,
    note: `${Math.round(answer.last.read / 1e6)} MB with the table read, before the fit`,
  };
}
