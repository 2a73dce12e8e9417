import { alternate } from "../alternate.mjs";
import { notConverged } from "../compare.mjs";
import { summary } from "../statistics.mjs";

/** One evaluation, but for a replicate in a thousand whose rounding asks for another look. */
const ONE = 1.001;
/** Evaluations of the objective that a replicate may need: on average and at most. */
const CASES = [
  ["dyestuff", { mean: ONE }],
  ["sleepstudy", { mean: ONE }],
  ["penicillin", { mean: ONE }],
  ["pastes", { mean: ONE }],
  ["pastes, 40 % deleted", { mean: 5, most: 15 }],
  ["penicillin, 40 % deleted", {}],
  ["sleepstudy REML", { mean: ONE }],
  ["sleepstudy REML, 40 % deleted", {}],
  ["sleepstudy zerocorr", { mean: ONE }],
  ["sleepstudy zerocorr, 40 % deleted", {}],
  ["kb07 m1", {}],
  ["kb07 m0", {}],
  ["kb07 m1, 10 % deleted", {}],
  ["kb07 m0, 10 % deleted", {}],
  ["kb07 m1 REML, 10 % deleted", {}],
  ["kb07 m1, weighted", {}],
  ["kb07 m0, weighted", {}],
  ["three crossed factors", {}],
];

/** Evaluations and time per replicate, of designs with and without symmetry. */
export async function* evaluations(session) {
  const engine = session.engine();
  for (const [model, { mean, most }] of CASES) {
    const { ours } = await alternate({
      ours: { runs: 3, run: () => engine.ask({ op: "bootstrap", model, workers: 1, seconds: session.seconds / 2 }) },
    });
    if (ours.last === undefined) {
      yield { what: `${model}: a replicate`, missing: ours.missing };
      continue;
    }
    const { meanEvaluations, mostEvaluations, count } = ours.last;
    const known = meanEvaluations === undefined ? { missing: "not available" } : {};
    yield {
      what: `${model}: mean evaluations`,
      ours: summary(ours.times),
      figure: meanEvaluations,
      target: mean && { atMost: mean },
      invalid: notConverged(ours.last),
      note: mostEvaluations === undefined ? `${count} replicates` : `${count} replicates, at most ${mostEvaluations}`,
      ...known,
    };
    if (most !== undefined)
      yield { what: `${model}: most evaluations`, figure: mostEvaluations, target: { atMost: most }, ...known };
  }
  engine.close();
}
