import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { type Askable, Askables } from "kernel/shared/askables";
import type { Comm } from "kernel/shared/comms";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

function fakeComm(): Comm & { readonly sent: unknown[] } {
  const sent: unknown[] = [];
  return { sent, send: (data) => void sent.push(data) };
}

const sized = (bytes: number): Askable => ({ bytes, answer: (question) => question });

/** Lets what is held weakly go. */
async function forgetTheUnheld(): Promise<void> {
  for (let i = 0; i < 3; i++) {
    await new Promise((wake) => setTimeout(wake));
    collectGarbage();
  }
  await new Promise((wake) => setTimeout(wake));
}

/** Whether a view could still ask this. */
function isKnown(askables: Askables, id: string): boolean {
  const comm = fakeComm();
  askables.connect(comm, { id }).closed();
  return "ready" in (comm.sent[0] as object);
}

test("a view asks by id and request, and gets answers or the sentence of an error", () => {
  const askables = new Askables();
  const askable: Askable = {
    answer: (question) => {
      if (question === 1) throw new RangeError("one is refused");
      return { twice: question };
    },
  };
  const id = askables.offer(askable);
  expect(askables.offer(askable)).toBe(id);
  const comm = fakeComm();
  const listener = askables.connect(comm, { id });
  listener.receive({ request: 7, question: 2 });
  listener.receive({ request: 8, question: 1 });
  listener.receive("nonsense");
  expect(comm.sent).toEqual([
    { ready: true },
    { request: 7, answer: { twice: 2 } },
    { request: 8, error: "one is refused" },
    { request: undefined, answer: { twice: undefined } },
  ]);
});

test.each([undefined, null, {}, { id: 3 }, { id: "of another kernel" }])(
  "opened with %j there is nothing to ask",
  (data) => {
    const comm = fakeComm();
    const listener = new Askables().connect(comm, data);
    listener.receive({ request: 1, question: 2 });
    listener.closed();
    expect(comm.sent).toEqual([{ gone: true }]);
  },
);

test("what is withdrawn leaves its views the last word", () => {
  const askables = new Askables();
  const askable = sized(0);
  const id = askables.offer(askable);
  const comms = [fakeComm(), fakeComm()];
  for (const comm of comms) askables.connect(comm, { id });
  askables.withdraw(askable, "done");
  expect(comms.map(({ sent }) => sent)).toEqual([
    [{ ready: true }, { last: "done" }],
    [{ ready: true }, { last: "done" }],
  ]);
  expect(isKnown(askables, id)).toBe(false);
  askables.withdraw(askable);
});

test("results that no variable holds level off, the latest stay", async () => {
  const askables = new Askables(1000);
  const ids: string[] = [];
  for (let i = 0; i < 50; i++) ids.push(askables.offer(sized(300)));
  expect(askables.heldBytes).toBe(900);
  await forgetTheUnheld();
  expect(ids.map((id) => isKnown(askables, id))).toEqual(ids.map((_, i) => i >= 47));
});

test("the newest stays whatever its size, and what is asked stays longer", async () => {
  const askables = new Askables(1000);
  const [first, second] = [askables.offer(sized(400)), askables.offer(sized(400))];
  askables.connect(fakeComm(), { id: first });
  const third = askables.offer(sized(400));
  await forgetTheUnheld();
  expect([first, second, third].map((id) => isKnown(askables, id))).toEqual([true, false, true]);
  const large = askables.offer(sized(5000));
  expect(askables.heldBytes).toBe(5000);
  await forgetTheUnheld();
  expect(isKnown(askables, large)).toBe(true);
});

test("what a variable holds can be asked however much comes after it", async () => {
  const askables = new Askables(1000);
  const kept = sized(10);
  const id = askables.offer(kept);
  for (let i = 0; i < 50; i++) askables.offer(sized(300));
  await forgetTheUnheld();
  expect(isKnown(askables, id)).toBe(true);
  expect(kept.bytes).toBe(10);
});

test("the last view of a result that closes frees it", async () => {
  const askables = new Askables();
  const id = askables.offer(sized(300));
  const views = [fakeComm(), fakeComm()].map((comm) => askables.connect(comm, { id }));
  views[0].closed();
  expect(askables.heldBytes).toBe(300);
  views[1].closed();
  expect(askables.heldBytes).toBe(0);
  await forgetTheUnheld();
  expect(isKnown(askables, id)).toBe(false);
});

test("a view whose result is gone is told when it asks", async () => {
  const askables = new Askables(1000);
  const comm = fakeComm();
  const listener = askables.connect(comm, { id: askables.offer(sized(400)) });
  for (let i = 0; i < 3; i++) askables.offer(sized(400));
  await forgetTheUnheld();
  listener.receive({ request: 1, question: 1 });
  expect(comm.sent).toEqual([{ ready: true }, { gone: true }]);
});
