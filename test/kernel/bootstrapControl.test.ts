import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { type Exchange, KernelClient } from "./kernelClient";

const VIEW = "application/vnd.mixedmodels.v1+json";
type View = { [key: string]: any };

let folder: string;
let kernel: KernelClient;

beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), "notebook-"));
  kernel = await KernelClient.start(folder);
  const { reply } = await kernel.execute(`
    import { dataset, EffectsCoding, fit, MersenneTwister, parametricbootstrap, combinereplicates } from "mixedmodels";
    const contrasts = { spkr: EffectsCoding(), prec: EffectsCoding(), load: EffectsCoding() };
    const kb07 = dataset("kb07");
    const m1 = fit("rt_trunc ~ 1 + spkr * prec * load + (1 | subj) + (1 + prec | item)", kb07, { contrasts });
    const dyestuff = fit("yield ~ 1 + (1 | batch)", dataset("dyestuff"));`);
  expect(reply["status"]).toBe("ok");
});

afterAll(async () => {
  await kernel.stop();
  rmSync(folder, { recursive: true });
});

/** The progress payloads published so far, by the display that they belong to, from message number `from` on. */
function progress(from: number): View[][] {
  const shown = new Map<string, View[]>();
  for (const { header, content } of kernel.published.slice(from)) {
    if (header.msg_type !== "display_data" && header.msg_type !== "update_display_data") continue;
    const view = content["data"] as View;
    if (view[VIEW]?.kind !== "progress") continue;
    const id = (content["transient"] as View)["display_id"];
    shown.set(id, [...(shown.get(id) ?? []), view[VIEW]]);
  }
  return [...shown.values()];
}

/** So many replicates take longer than any test. */
const MANY = 2_000_000;

/** Runs a cell; `meanwhile` gets the bars' first payloads once `bars` of them have something to show. */
async function run(code: string, bars: number, meanwhile: (views: View[]) => Promise<void>): Promise<Exchange> {
  const from = kernel.published.length;
  const cell = kernel.execute(code);
  const views = await kernel.until(() => {
    const shown = progress(from);
    return shown.length >= bars && shown.every((own) => own.at(-1)!["done"] > 0)
      ? shown.map(([first]) => first)
      : undefined;
  });
  await meanwhile(views);
  return cell;
}

async function stop(view: View): Promise<View> {
  const comm = await kernel.openComm("mixedmodels", { id: view["control"] });
  comm.post({ request: 1, question: { ask: "stop" } });
  return kernel.until(() => comm.received.find((data) => "last" in data)?.["last"]);
}

test("Stop ends one of two bootstraps in a cell that goes on", async () => {
  let last: View = {};
  const { reply, published } = await run(
    `
    const rng = new MersenneTwister(1);
    const [samp, other] = await Promise.all([
      parametricbootstrap(rng, ${MANY}, m1, { workers: 1 }),
      parametricbootstrap(new MersenneTwister(2), 6000, m1, { workers: 1 }),
    ]);
    console.log("the cell goes on");
    [samp.length > 0 && samp.length < ${MANY}, samp.requested, other.length]`,
    2,
    async (bars) => void (last = await stop(bars.find(({ total }) => total === MANY)!)),
  );
  expect(reply["status"]).toBe("ok");
  expect(published.find(({ type }) => type === "execute_result")!.content["data"]["text/plain"]).toBe(
    `[ true, ${MANY}, 6000 ]`,
  );
  expect(last).toMatchObject({ kind: "progress", state: "stopped", total: MANY });
  expect(await kernel.value("samp.length")).toBe(String(last["done"]));
});

test("the sample is the beginning of a whole run, and can be continued", async () => {
  expect(
    await kernel.value(`
    const whole = await parametricbootstrap(new MersenneTwister(1), samp.length + 50, m1);
    const continued = combinereplicates(samp, await parametricbootstrap(rng, 50, m1));
    whole.tbl.columnNames.every((name) =>
      whole.tbl.numeric(name).every((value, i) => Object.is(value, continued.tbl.numeric(name)[i])))`),
  ).toBe("true");
});

test("an interrupt ends the cell and keeps the sample, with a view open too", async () => {
  const { reply } = await run(
    `const kept = await parametricbootstrap(new MersenneTwister(1), ${MANY}, m1);\nconst never = 1;`,
    1,
    async ([view]) => {
      await kernel.openComm("mixedmodels", { id: view["control"] });
      await kernel.interrupt();
    },
  );
  expect(reply).toMatchObject({ status: "error", ename: "KeyboardInterrupt" });
  expect(await kernel.value(`kept.length > 0 && kept.requested === ${MANY}`)).toBe("true");
});

test("a table of replicates gives its rows over a comm, sorted and filtered, also while a cell runs", async () => {
  const { published } = await kernel.execute(
    "const long = await parametricbootstrap(new MersenneTwister(5), 10_000, dyestuff, { progress: false });\nlong.tbl",
  );
  const view: View = published.find(({ type }) => type === "execute_result")!.content["data"][VIEW];
  expect(view["total"]).toBe(10_000);
  expect(JSON.stringify(view).length).toBeLessThan(200_000);
  const comm = await kernel.openComm("mixedmodels", { id: view["source"] });
  const σ1 = (view["columns"] as View[]).findIndex(({ header }) => header === "σ1");
  await run(`const more = await parametricbootstrap(new MersenneTwister(6), ${MANY}, m1);`, 1, async ([bar]) => {
    comm.post({
      request: 1,
      question: { ask: "rows", from: 9980, to: 10_000, sort: { column: σ1, descending: false } },
    });
    comm.post({
      request: 2,
      question: { ask: "rows", from: 0, to: 1, filters: [{ column: σ1, least: 0, greatest: 0 }] },
    });
    const sorted = (await comm.message(1))["answer"];
    const zeros = (await comm.message(2))["answer"];
    await stop(bar);
    const expected = await kernel.value(`
      const column = [...long.tbl.numeric("σ1")];
      const largest = column.slice().sort((a, b) => a - b).slice(-20).map((value) => Number(value.toPrecision(10)));
      JSON.stringify([largest, column.filter((value) => value === 0).length])`);
    expect([sorted.columns[σ1], zeros.matching]).toEqual(JSON.parse(expected!.slice(1, -1)));
    expect(sorted.matching).toBe(10_000);
  });
  expect(await kernel.value("more.requested")).toBe(String(MANY));
});
