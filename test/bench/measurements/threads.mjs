import { alternate } from "../alternate.mjs";
import { summary } from "../statistics.mjs";

/** Seconds of a job that starting a thread must not slow down. */
const SMALL = 0.01;

/** Model, and which bootstrap of it: see engine/kinds.mjs. */
const BOOTSTRAPS = [
  ["kb07 m1", {}],
  ["kb07 m0", {}],
  ["sleepstudy", {}],
  ["kb07 m1", { stream: "Xoshiro" }],
  ["kb07 m1", { stream: "StableRNG" }],
  ["sleepstudy", { kind: "statistics" }],
  ["kb07 m1", { kind: "statistics" }],
  ["sleepstudy", { kind: "residual" }],
  ["kb07 m1", { kind: "residual" }],
  ["sleepstudy", { kind: "conditional" }],
  ["kb07 m1", { kind: "conditional" }],
  ["sleepstudy", { kind: "wild" }],
  ["pastes", { kind: "wild" }],
  ["sleepstudy", { kind: "case" }],
  ["kb07 m1", { kind: "case" }],
  ["sleepstudy", { kind: "test" }],
  ["kb07 m1", { kind: "test" }],
];

/** What a row says of its bootstrap, where it is not the usual one. */
const NAMES = {
  statistics: ', draws: "statistics"',
  residual: ", residual bootstrap",
  conditional: ", conditional bootstrap",
  wild: ", wild bootstrap",
  case: ", case bootstrap",
  test: ", likelihood-ratio test by bootstrap",
};

/**
 * Two threads against one in every kind of bootstrap, that their bits are the same, and that a small job does not pay
 * for the second.
 */
export async function* threads(session) {
  const engine = session.engine();
  for (const [model, bootstrap] of BOOTSTRAPS) {
    const { one, two, ...row } = await both(engine, { model, ...bootstrap }, session.quick ? 0.3 : 1, session.runs);
    const { kind, stream } = bootstrap;
    yield {
      what: `${model}${NAMES[kind] ?? ""}${stream === undefined ? "" : `, ${stream}`}: two threads against one`,
      ...row,
      figure: one / two,
      of: "× one",
      target: { atLeast: 1.7 },
    };
  }
  const { one, two, ...row } = await both(engine, { model: "sleepstudy" }, SMALL, 3 * session.runs);
  yield {
    what: "sleepstudy: a job of about 10 ms, two threads asked for",
    ...row,
    figure: two / one,
    of: "of one's time",
    target: { atMost: 1.25 },
  };
  engine.close();
}

/** A bootstrap that takes one thread so many seconds, by one and by two. */
async function both(engine, bootstrap, seconds, runs) {
  const { count } = await engine.ask({ op: "bootstrap", ...bootstrap, workers: 1, seconds });
  const by = (workers) => ({
    runs,
    run: () => engine.ask({ op: "bootstrap", ...bootstrap, workers, replicates: count }),
  });
  const { one, two } = await alternate({ one: by(1), two: by(2) });
  const invalid = String(one.last.last) === String(two.last.last) ? undefined : "one thread gives other bits than two";
  return {
    one: summary(one.times).median,
    two: summary(two.times).median,
    ours: summary(two.times),
    peer: { name: "one thread", best: summary(one.times).minimum },
    invalid,
    note: `${count} replicates, times of one; figure of the medians`,
  };
}
