import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Message } from "kernel/shared/wire";
import { Gate } from "./gate";
import { KernelClient, type TestComm } from "./kernelClient";

let folder: string;
let kernel: KernelClient;

const HOST = `(globalThis as any)[Symbol.for("mixedmodels.host")]`;

beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), "notebook-"));
  kernel = await KernelClient.start(folder);
  await kernel.execute(`
    const host = ${HOST};
    const echo = {
      answer: (question: unknown) => {
        if (question === "bad") throw new Error("bad is refused");
        return [question];
      },
    };
    const id = host.offer(echo);`);
});

afterAll(async () => {
  await kernel.stop();
  rmSync(folder, { recursive: true });
});

async function openEcho(): Promise<TestComm> {
  const id = (await kernel.value("id"))!.replaceAll("'", "");
  return kernel.openComm("mixedmodels", { id });
}

/** The place of a message among all that was published. */
function placeOf(found: (type: string, content: { [key: string]: any }) => boolean): number {
  const at = kernel.published.findIndex(({ header, content }) => found(header.msg_type, content));
  expect(at).toBeGreaterThanOrEqual(0);
  return at;
}

test("a comm to an unknown target is closed at once, one for a result that is gone is told so", async () => {
  expect(await (await kernel.openComm("widgets", {})).closed).toEqual({});
  const comm = await kernel.openComm("mixedmodels", { id: "of another kernel" });
  expect(await comm.message(0)).toEqual({ gone: true });
  await comm.close();
});

test("open comms are listed, by target if asked", async () => {
  const comm = await openEcho();
  const comms = async (content: object): Promise<object> =>
    (await kernel.request("comm_info_request", content)).reply["comms"];
  expect(await comms({})).toEqual({ [comm.id]: { target_name: "mixedmodels" } });
  expect(await comms({ target_name: "mixedmodels" })).toEqual({ [comm.id]: { target_name: "mixedmodels" } });
  expect(await comms({ target_name: "widgets" })).toEqual({});
  await comm.close();
  expect(await comms({})).toEqual({});
  await kernel.postComm("comm_msg", comm.id, { request: 1, question: 1 });
  expect(comm.received).toEqual([{ ready: true }]);
});

test("questions are answered in order; an error is its sentence", async () => {
  const comm = await openEcho();
  comm.post({ request: 1, question: { from: 0 } });
  comm.post({ request: 2, question: "bad" });
  expect(await comm.message(0)).toEqual({ ready: true });
  expect(await comm.message(1)).toEqual({ request: 1, answer: [{ from: 0 }] });
  expect(await comm.message(2)).toEqual({ request: 2, error: "bad is refused" });
  await comm.close();
});

test("while a cell awaits they are answered; cells keep their order; the kernel is busy after each", async () => {
  const comm = await openEcho();
  const gate = await Gate.in(kernel);
  const from = kernel.published.length;
  const first = kernel.execute(`console.log("cell waits"); await gate(); "first"`);
  const second = kernel.execute(`"second"`);
  await kernel.printed("cell waits");
  for (let request = 0; request < 20; request++) comm.post({ request, question: request });
  await comm.message(20);
  gate.open();
  expect((await first).reply["status"]).toBe("ok");
  expect((await second).reply["execution_count"]).toBe((await first).reply["execution_count"] + 1);
  expect(comm.received.slice(1)).toEqual(Array.from({ length: 20 }, (_, request) => ({ request, answer: [request] })));
  const answered = placeOf((type, content) => type === "comm_msg" && content["data"]["request"] === 19);
  const results = ["'first'", "'second'"].map((text) =>
    placeOf((type, content) => type === "execute_result" && content["data"]["text/plain"] === text),
  );
  expect([answered, ...results]).toEqual([answered, ...results].sort((a, b) => a - b));
  const statuses = kernel.published.slice(from).filter(({ header }) => header.msg_type === "status");
  const state = ({ content }: Message): unknown => content["execution_state"];
  // The opening of the gate is one more message that is dealt with while the cell runs.
  expect(statuses.filter(({ parent }) => parent.msg_type === "comm_msg").map(state)).toEqual(
    Array(21).fill(["busy", "idle", "busy"]).flat(),
  );
  expect(state(statuses.at(-1)!)).toBe("idle");
  await comm.close();
  await gate.close();
});

test("what comes while a cell computes is answered after it, and nothing is lost", async () => {
  const comm = await openEcho();
  const busy = kernel.execute(`console.log("cell computes"); for (const end = Date.now() + 300; Date.now() < end;) {}`);
  await kernel.printed("cell computes");
  for (let request = 0; request < 50; request++) comm.post({ request, question: request });
  await comm.message(50);
  expect((await busy).reply["status"]).toBe("ok");
  expect(comm.received).toHaveLength(51);
  await comm.close();
});

test("a result that is withdrawn leaves its views the last word and cannot be asked any more", async () => {
  const comm = await openEcho();
  await kernel.execute(`host.withdraw(echo, { done: 3 });`);
  expect(await comm.message(1)).toEqual({ last: { done: 3 } });
  comm.post({ request: 1, question: 1 });
  expect(await comm.message(2)).toEqual({ gone: true });
  await kernel.execute(`const again = host.offer(echo);`);
  expect(await kernel.value("again === id")).toBe("false");
});

test("everything that the kernel sends names one session, its own", async () => {
  await kernel.interrupt();
  const sessions = new Set(kernel.published.map(({ header }) => header.session));
  expect(sessions.size).toBe(1);
});
