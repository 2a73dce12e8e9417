import { compare } from "../compare.mjs";

/** How many times faster than lme4 a replicate is to be; that of m0 is compared with lme4's fit of m0. */
const BALANCED = [
  ["dyestuff", "bootstrap", 5000],
  ["sleepstudy", "bootstrap", 2500],
  ["kb07 m1", "bootstrap", 2000],
  ["kb07 m0", "fit", 30_000],
];
/** The same in the same units: lme4's times with all rows. */
const DELETED = [
  ["kb07 m1, 10 % deleted", "bootstrap", 200, "kb07 m1"],
  ["kb07 m1, 50 % deleted", "bootstrap", 200, "kb07 m1"],
  ["kb07 m0, 10 % deleted", "fit", 2000, "kb07 m0"],
  ["kb07 m0, 50 % deleted", "fit", 2000, "kb07 m0"],
];

async function* replicates(session, cases) {
  const engine = session.engine();
  for (const [model, theirs, atLeast, unit] of cases) {
    const what = theirs === "fit" ? `${model}: a replicate against a fit` : `${model}: a replicate`;
    yield* await compare(session, engine, { what, model, ours: "bootstrap", theirs, target: { atLeast }, unit });
  }
  engine.close();
}

/** Bootstraps of the tutorial's models, with all columns of the table made. */
export async function* bootstraps(session) {
  yield* replicates(session, BALANCED);
}

/** The same where deleted rows leave no symmetry to use. */
export async function* deletions(session) {
  yield* replicates(session, session.quick ? DELETED.slice(0, 2) : DELETED);
}
