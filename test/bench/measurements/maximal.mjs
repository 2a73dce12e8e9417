import { alternate } from "../alternate.mjs";
import { againstReference, hasData, peerRow } from "../compare.mjs";
import { summary } from "../statistics.mjs";

/** Maximal models, the most evaluations that they may take, and the most time in fits of kb07 m0. */
const MODELS = [
  { model: "mrk17, 36 θ", evaluations: 6, peer: true },
  { model: "mrk17, 42 θ", evaluations: 14, units: 600 },
  { model: "kkl15, 36 θ", evaluations: 10 },
  { model: "kwdyz11, 20 θ", evaluations: 20 },
  { model: "fggk21, 48 θ", evaluations: 16, isLong: true },
];
const UNIT = "kb07 m0";
/** lme4 is given ten minutes for a model. */
const PATIENCE = 600_000;
const OURS = 300_000;

/** Fits of models with as many random effects as the design has, in units of our fit of kb07 m0 in the same run. */
export async function* maximal(session) {
  const engine = session.engine();
  for (const { model, evaluations, units, peer, isLong } of MODELS) {
    if (isLong && session.quick) continue;
    if (!hasData(model)) {
      yield { what: `${model}: a fit`, missing: "no data" };
      continue;
    }
    const ask = (name) => engine.ask({ op: "fit", model: name, seconds: session.seconds }, OURS);
    const lme4 = session.quick || !peer ? undefined : session.peer("lme4");
    const results = await alternate({
      unit: { runs: session.runs, run: () => ask(UNIT) },
      ours: { runs: isLong ? 1 : session.runs, run: () => ask(model) },
      ...(lme4 && { lme4: { runs: 1, run: () => lme4.about("fit", model, { seconds: 0 }, PATIENCE) } }),
    });
    yield* rowsOf(model, { evaluations, units }, results);
    if (lme4) yield peerRow(`${model}: a fit`, model, results.ours, results.lme4, "lme4");
  }
  engine.close();
}

function* rowsOf(model, { evaluations, units }, { ours, unit }) {
  const missing = ours.missing ?? unit.missing;
  const what = `${model}: evaluations`;
  if (missing !== undefined) return yield { what, missing };
  const objectives = againstReference(model, ours.last);
  yield { what, figure: ours.last.evaluations, of: "evaluations", target: { atMost: evaluations }, objectives };
  const times = summary(ours.times);
  yield {
    what: `${model}: a fit in units of ${UNIT}`,
    ours: times,
    figure: times.median / summary(unit.times).median,
    of: `${UNIT} fits`,
    ...(units && { target: { atMost: units } }),
    objectives,
  };
}
