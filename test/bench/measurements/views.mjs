import { alternate } from "../alternate.mjs";
import { VIEW_NAMES } from "../engine/viewRun.mjs";

const MODEL = "sleepstudy";

/** What a user looks at after a long bootstrap, in units of the time that the bootstrap took one thread. */
export async function* views(session) {
  const engine = session.engine();
  const replicates = session.quick ? 100_000 : 1_000_000;
  const rounds = session.quick ? 2 : 3;
  const { taken } = await alternate({
    taken: { runs: 1, run: () => engine.ask({ op: "views", model: MODEL, replicates, rounds }) },
  });
  engine.close();
  for (const view of VIEW_NAMES) {
    const what = `${view} of ${replicates.toLocaleString("en-US")} replicates`;
    if (taken.last === undefined) {
      yield { what, missing: taken.missing };
      continue;
    }
    const { bootstrap, [view]: ours } = taken.last;
    yield {
      what,
      ours: { ...ours, runs: rounds },
      peer: { name: "the bootstrap", best: bootstrap.minimum },
      figure: ours.median / bootstrap.median,
      of: "× the bootstrap",
      target: { atMost: 1 },
      note: MODEL,
    };
  }
}
