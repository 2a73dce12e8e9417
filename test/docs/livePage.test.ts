/** @jest-environment jsdom */
import { type CellState, LivePage } from "../../notebooks/docs/live/livePage";
import { texts } from "../view/support";
import { FakeWorker, fakePage } from "./fakePage";

const CELLS = ["one", "two", "three"].map((id) => ({ id, code: `code of ${id}` }));

interface Shown {
  readonly place: HTMLElement;
  readonly states: CellState[];
}

let page: LivePage;
let shown: { readonly [id: string]: Shown };

/** What has been begun has got as far as it can without the kernel. */
const settled = () => new Promise((resolve) => setTimeout(resolve, 20));
const worker = (): FakeWorker => FakeWorker.made.at(-1)!;
const stateOf = (id: string): CellState => shown[id]!.states.at(-1)!;
const textOf = (id: string): string => texts(shown[id]!.place, "pre").join("|");
/** All texts of a cell's results, which have roots of their own. */
const resultsOf = (id: string): string[] =>
  [...shown[id]!.place.querySelectorAll(".live-result")].map(
    (place) => (place.firstElementChild?.shadowRoot ?? place.shadowRoot)?.querySelector("pre")?.textContent ?? "",
  );

async function started(...ids: string[]): Promise<FakeWorker> {
  for (const id of ids) void page.run(id);
  await settled();
  worker().ready();
  await settled();
  return worker();
}

/** Lets the cells that are there, and those that come then, end. */
async function endAll(kernel: FakeWorker, from = 0): Promise<void> {
  for (let i = from; i < kernel.cells.length; i++) {
    kernel.cells[i]!.end();
    await settled();
  }
}

beforeEach(async () => {
  FakeWorker.made.length = 0;
  fakePage(CELLS);
  page = new LivePage("/docs/", "page");
  shown = Object.fromEntries(CELLS.map(({ id }) => [id, { place: document.createElement("div"), states: [] }]));
  for (const { id } of CELLS)
    await page.attach(id, shown[id]!.place, "light", (state) => shown[id]!.states.push(state));
});
afterEach(() => page.dispose());

test("a cell runs after those above it, which run once", async () => {
  const kernel = await started("two");
  expect(kernel.cells.map(({ code }) => code)).toEqual(["code of one"]);
  expect([stateOf("one"), stateOf("two")]).toEqual(["running", "waiting"]);
  await endAll(kernel);
  void page.run("three");
  await settled();
  await endAll(kernel, 2);
  expect(kernel.cells.map(({ code }) => code)).toEqual(["code of one", "code of two", "code of three"]);
  expect(CELLS.map(({ id }) => stateOf(id))).toEqual(["done", "done", "done"]);
});

test("what a cell shows after its end stands below it, whichever ran since", async () => {
  const kernel = await started("two");
  await endAll(kernel);
  const [one, two] = kernel.cells;
  two!.say("stream", { name: "stdout", text: "of two\n" });
  one!.say("stream", { name: "stdout", text: "late\n" });
  one!.say("error", { traceback: ["Error: late", "at the end"] });
  two!.say("execute_result", { data: { "text/plain": "42" } });
  expect(textOf("one")).toBe("late\n|Error: late\nat the end");
  expect(shown["two"]!.place.querySelector(".live-text")!.textContent).toBe("of two\n");
  await settled();
  expect(resultsOf("two")).toEqual(["42"]);
});

test("what an earlier run of a cell still shows is not taken for the new one's", async () => {
  const kernel = await started("one");
  await endAll(kernel);
  void page.run("one");
  await settled();
  kernel.cells[0]!.say("stream", { name: "stdout", text: "old" });
  kernel.cells[1]!.say("stream", { name: "stdout", text: "new" });
  expect(textOf("one")).toBe("new");
});

test("a display changes wherever it stands, by messages of any cell", async () => {
  const kernel = await started("two");
  await endAll(kernel);
  const [one, two] = kernel.cells;
  const say = (cell: typeof one, type: string, text: string): void =>
    cell!.say(type, { data: { "text/plain": text }, transient: { display_id: "d" } });
  say(one, "display_data", "first");
  say(two, "update_display_data", "second");
  await settled();
  expect([resultsOf("one"), resultsOf("two")]).toEqual([["second"], []]);
  say(two, "display_data", "third");
  await settled();
  expect([resultsOf("one"), resultsOf("two")]).toEqual([["third"], ["third"]]);
  one!.say("clear_output", { wait: false });
  say(one, "update_display_data", "fourth");
  await settled();
  expect([resultsOf("one"), resultsOf("two")]).toEqual([[], ["fourth"]]);
});

test("outputs are cleared at once, or with the next one; nothing else clears them", async () => {
  const kernel = await started("one");
  const [cell] = kernel.cells;
  const print = (text: string): void => cell!.say("stream", { name: "stdout", text });
  print("a");
  cell!.say("clear_output", { wait: false });
  expect(textOf("one")).toBe("");
  print("b");
  cell!.say("clear_output", { wait: true });
  cell!.say("status", { execution_state: "idle" });
  cell!.say("update_display_data", { data: {}, transient: { display_id: "none" } });
  expect(textOf("one")).toBe("b");
  print("c");
  print("d");
  expect(textOf("one")).toBe("cd");
});

test("a cell above that its reader has changed runs anew, as it is now", async () => {
  const kernel = await started("two");
  await endAll(kernel);
  page.write("one", "changed");
  void page.run("two");
  await settled();
  await endAll(kernel, 2);
  expect(kernel.cells.slice(2).map(({ code }) => code)).toEqual(["changed", "code of two"]);
  expect(page.codeOf("one")).toBe("code of one");
});

test("Stop ends the running cell alone, and no later one begins", async () => {
  const kernel = await started("one", "three");
  page.stop();
  expect(kernel.interrupts).toBe(1);
  expect([stateOf("one"), stateOf("three")]).toEqual(["running", "stored"]);
  kernel.cells[0]!.end("error");
  await settled();
  expect(kernel.cells).toHaveLength(1);
  expect(CELLS.map(({ id }) => stateOf(id))).toEqual(["failed", undefined, "stored"]);
  void page.run("two");
  await settled();
  await endAll(kernel, 1);
  expect(stateOf("two")).toBe("done");
});

test("Stop before the kernel is there runs nothing, and the next cell finds the kernel", async () => {
  void page.run("one");
  await settled();
  page.stop();
  expect(stateOf("one")).toBe("stored");
  worker().ready();
  await settled();
  expect(worker().cells).toEqual([]);
  void page.run("one");
  await settled();
  expect(FakeWorker.made).toHaveLength(1);
  expect(worker().cells.map(({ code }) => code)).toEqual(["code of one"]);
});

test("a restart ends a kernel that starts, and one that runs, and the next cell begins another", async () => {
  void page.run("one");
  await settled();
  page.restart();
  expect([worker().isEnded, stateOf("one")]).toEqual([true, "stored"]);
  const second = await started("two");
  expect(second.cells.map(({ code }) => code)).toEqual(["code of one"]);
  page.restart();
  await settled();
  expect([stateOf("one"), stateOf("two"), second.isEnded]).toEqual(["ended", "stored", true]);
  const third = await started("two");
  await endAll(third);
  expect(FakeWorker.made).toHaveLength(3);
  expect([stateOf("one"), stateOf("two")]).toEqual(["done", "done"]);
});

test("a page that is left while its cells wait has no kernel any more, and begins none", async () => {
  const kernel = await started("one", "two");
  page.dispose();
  await settled();
  void page.run("one");
  await settled();
  expect(FakeWorker.made).toEqual([kernel]);
  expect(kernel.isEnded).toBe(true);
});

test("a kernel that cannot start says why below the cell that was asked for; the next try is another one", async () => {
  void page.run("two");
  await settled();
  worker().onerror?.({ message: "the script is not there" });
  await settled();
  expect(textOf("two")).toBe("The kernel cannot start: the script is not there");
  expect([stateOf("one"), stateOf("two")]).toEqual(["stored", "failed"]);
  const second = await started("one");
  await endAll(second);
  expect(stateOf("one")).toBe("done");
});
