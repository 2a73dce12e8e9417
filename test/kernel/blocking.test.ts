import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { type Exchange, KernelClient } from "./kernelClient";

jest.setTimeout(120_000);

type Content = { [key: string]: any };

const VIEW = "application/vnd.mixedmodels.v1+json";

let folder: string;
let kernel: KernelClient;

/** A computation that holds the thread until it is stopped (or a minute has gone by), and shows how far it is. */
const DEFINITION = `
  const host = (globalThis as any)[Symbol.for("mixedmodels.host")];
  const hold = (label: string): string => {
    const computation = { answer: () => ({}) };
    const { id, stopped } = host.offerBlocking(computation);
    const counts = { done: 1, total: 3, failed: 0, seconds: 0 };
    const view = { version: 1, kind: "progress", label, state: "running", ...counts, control: id };
    host.display({ "${VIEW}": view, "text/plain": label }, { id: label });
    const end = Date.now() + 60_000;
    while (!stopped() && Date.now() < end);
    const ended = stopped() ? "stopped" : "too late";
    host.withdraw(computation, { ...view, state: ended });
    return ended;
  };`;

beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), "notebook-"));
  kernel = await KernelClient.start(folder);
  expect((await kernel.execute(DEFINITION)).reply["status"]).toBe("ok");
});

afterAll(async () => {
  await kernel.stop();
  rmSync(folder, { recursive: true });
});

/** The id of the computation of this label, once its bar is there, and how many messages there were. */
async function control(label: string): Promise<string> {
  return kernel.until(() => {
    const views = kernel.published.map(({ content }) => (content as Content)["data"]?.[VIEW]);
    return views.find((view) => view?.label === label)?.control as string | undefined;
  });
}

const replied = (cell: Promise<Exchange>): Promise<boolean> =>
  Promise.race([cell.then(() => true), new Promise<boolean>((settle) => setImmediate(() => settle(false)))]);

test("a computation that holds the thread shows how far it is, answers its views and is stopped by one", async () => {
  const cell = kernel.execute(`hold("first")`);
  const id = await control("first");
  const received = await kernel.sendComm("comm_open", "view 1", { id }, { target_name: "mixedmodels" });
  await kernel.until(() => received()[0]);
  expect(received()).toEqual([{ ready: true }]);
  await kernel.sendComm("comm_msg", "view 1", { request: 1, question: { ask: "progress" } });
  const [, progress] = await kernel.until(() => (received().length > 1 ? received() : undefined));
  expect(progress).toMatchObject({ request: 1, answer: { label: "first", done: 1, control: id } });
  expect(await replied(cell)).toBe(false);
  await kernel.sendComm("comm_msg", "view 1", { request: 2, question: { ask: "stop" } });
  const { reply, published } = await cell;
  expect(reply["status"]).toBe("ok");
  expect(published.find(({ type }) => type === "execute_result")!.content["data"]["text/plain"]).toBe("'stopped'");
  expect(received()[2]).toEqual({ request: 2, answer: {} });
  // The main thread gets the messages behind the cell, and knows of no computation any more.
  await kernel.until(() => received().find((data) => data["gone"]));
});

test("what stops one stops no later one, and views of others wait for the main thread", async () => {
  const cell = kernel.execute(`hold("second")`);
  const id = await control("second");
  const other = await kernel.sendComm("comm_open", "view 2", { id: "of another" }, { target_name: "mixedmodels" });
  const own = await kernel.sendComm("comm_open", "view 3", { id }, { target_name: "mixedmodels" });
  await kernel.until(() => own()[0]);
  expect(await replied(cell)).toBe(false);
  expect(other()).toEqual([]);
  await kernel.sendComm("comm_msg", "view 3", { request: 1, question: { ask: "stop" } });
  await cell;
  await kernel.until(() => other()[0]);
  expect(other()).toEqual([{ gone: true }]);
});

test("an interrupt ends it as any other code", async () => {
  const cell = kernel.execute(`hold("third")`);
  await control("third");
  await kernel.interrupt();
  expect((await cell).reply).toMatchObject({ status: "error", ename: "KeyboardInterrupt" });
  expect(await kernel.value("1 + 1")).toBe("2");
});

describe("a profile", () => {
  beforeAll(async () => {
    const { reply } = await kernel.execute(`
      import { dataset, EffectsCoding, fit, profile, confint } from "mixedmodels";
      const contrasts = { spkr: EffectsCoding(), prec: EffectsCoding(), load: EffectsCoding() };
      const effects = "(1 + spkr + prec + load | subj) + (1 + spkr + prec + load | item)";
      const maximal = fit("rt_trunc ~ 1 + spkr * prec * load + " + effects, dataset("kb07"), { contrasts });`);
    expect(reply["status"]).toBe("ok");
  });

  /** The views of the profiles shown so far. */
  const views = (): Content[] =>
    kernel.published
      .map(({ content }) => (content as Content)["data"]?.[VIEW])
      .filter((view) => view?.label === "profile");

  test("shows how far it is, and after Stop says which parameters are missing while the cell goes on", async () => {
    const cell = kernel.execute(`
      const stopped = profile(maximal);
      const { parameters, missing } = stopped;
      [parameters.length + missing.length, missing.length > 0, confint(stopped).numRows === parameters.length]`);
    const id = await control("profile");
    const received = await kernel.sendComm("comm_open", "view 4", { id }, { target_name: "mixedmodels" });
    await kernel.until(() => received()[0]);
    await kernel.sendComm("comm_msg", "view 4", { request: 1, question: { ask: "stop" } });
    const { reply, published } = await cell;
    expect(reply["status"]).toBe("ok");
    const result = published.find(({ type }) => type === "execute_result")!;
    expect(result.content["data"]["text/plain"]).toBe("[ 49, true, true ]");
    expect(views()[0]).toMatchObject({ state: "running", unit: "parameters", total: 49 });
    expect(views().at(-1)).toMatchObject({ state: "stopped", total: 49 });
    expect(await kernel.value("String(stopped).includes('the profile was stopped; not profiled are')")).toBe("true");
  });

  test("is ended by an interrupt, which leaves its bar at an end too", async () => {
    const before = views().length;
    const cell = kernel.execute("profile(maximal)");
    await kernel.until(() => (views().length > before ? true : undefined));
    await kernel.interrupt();
    expect((await cell).reply).toMatchObject({ status: "error", ename: "KeyboardInterrupt" });
    await kernel.until(() => (views().at(-1)!["state"] === "failed" ? true : undefined));
    expect(await kernel.value("profile(maximal, { parameters: ['σ'] }).missing")).toBe("[]");
  });
});
