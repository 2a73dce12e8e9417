import { alternate } from "../alternate.mjs";
import { median } from "../statistics.mjs";
import { number } from "../table.mjs";

const MB = 1e6;
/** What may come on top of the rows kept, in MB: threads, code, and the heap's slack. */
const SLACK = 48;

/** Memory of large bootstraps, each in a process of its own, and of many in a row. */
export async function* memory(session) {
  yield await rowsKept(session, "dyestuff", session.quick ? 100_000 : 1_000_000);
  yield await rowsKept(session, "kb07 m1", session.quick ? 1000 : 10_000);
  yield* levelling(session, "sleepstudy", session.quick ? 200 : 1000);
}

async function once(session, request) {
  const engine = session.engine();
  const { answer } = await alternate({ answer: { runs: 1, run: () => engine.ask(request, 180_000) } });
  engine.close();
  return answer;
}

async function rowsKept(session, model, replicates) {
  const what = `${model}: peak of ${replicates.toLocaleString("en-US")} replicates`;
  const { last, missing } = await once(session, { op: "memoryOfBootstrap", model, replicates });
  if (last === undefined) return { what, missing };
  const { kept, peak, held, tableBytes, withTable } = last;
  const [keptMB, _peakMB, heldMB, tableMB, withTableMB] = [kept, peak, held, tableBytes, withTable].map((bytes) =>
    number(bytes / MB),
  );
  return {
    what,
    figure: peak / MB,
    of: "MB more",
    target: { atMost: Math.round((1.25 * kept) / MB) + SLACK },
    note:
      `rows kept ${keptMB} MB, held after a collection ${heldMB} MB more; ` +
      `with the table of ${tableMB} MB the peak is ${withTableMB} MB more`,
  };
}

/** Whether the last ten of 100 bootstraps hold more than the 41st to 50th. */
async function* levelling(session, model, replicates) {
  const { last, missing } = await once(session, { op: "levelling", model, replicates });
  for (const [kind, key, atMost] of [
    ["heap and buffers", "heap", 1],
    ["resident memory", "rss", 16],
  ]) {
    const what = `100 bootstraps of ${model} in a row: ${kind}`;
    const values = last?.[key];
    yield values === undefined
      ? { what, missing }
      : {
          what,
          figure: (median(values.slice(-10)) - median(values.slice(40, 50))) / MB,
          of: "MB from the 50th to the 100th",
          target: { atMost },
          note: `${number(values[0] / MB)} MB after the first, ${number(values.at(-1) / MB)} MB after the last`,
        };
  }
}
