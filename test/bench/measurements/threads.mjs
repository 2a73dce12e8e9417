import { alternate } from "../alternate.mjs";
import { summary } from "../statistics.mjs";

/** Seconds of a job that starting a thread must not slow down. */
const SMALL = 0.01;

/** Two threads against one, that their bits are the same, and that a small job does not pay for the second. */
export async function* threads(session) {
  const engine = session.engine();
  for (const model of ["kb07 m1", "kb07 m0"]) {
    const { one, two, ...row } = await both(engine, model, session.quick ? 0.5 : 1, session.runs);
    yield {
      what: `${model}: two threads against one`,
      ...row,
      figure: one / two,
      of: "× one",
      target: { atLeast: 1.7 },
    };
  }
  const { one, two, ...row } = await both(engine, "sleepstudy", SMALL, 3 * session.runs);
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
async function both(engine, model, seconds, runs) {
  const { count } = await engine.ask({ op: "bootstrap", model, workers: 1, seconds });
  const by = (workers) => ({ runs, run: () => engine.ask({ op: "bootstrap", model, workers, replicates: count }) });
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
