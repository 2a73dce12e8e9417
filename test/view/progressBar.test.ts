/** @jest-environment jsdom */
import { NotebookKernel } from "view/link/notebookKernel";
import { ResultView } from "view/resultView";
import { FakeNotebook, settle } from "./fakeNotebook";
import { named, texts, VIEW } from "./support";

let notebook: FakeNotebook;
let shown: ResultView;
const asked: unknown[] = [];
/** What the kernel says of the computation, which it holds under `control`. */
let state: { [key: string]: unknown };
let control: string;
const computation = {
  answer: (question: unknown): unknown => (
    asked.push(question), (question as { ask: string }).ask === "progress" ? state : {}
  ),
};

beforeEach(() => {
  asked.length = 0;
  notebook = new FakeNotebook();
  control = notebook.askables.offer(computation);
  state = {
    version: 1,
    kind: "progress",
    label: "parametricbootstrap",
    state: "running",
    done: 2500,
    total: 10_000,
    failed: 0,
    seconds: 0.5,
    control,
  };
  shown = new ResultView(document.createElement("div"), new NotebookKernel(notebook));
});
afterEach(() => {
  shown.dispose();
});

async function render(change: object = {}, plain = "the plain text"): Promise<HTMLElement> {
  state = { ...state, ...change };
  await shown.render({ [VIEW]: JSON.parse(JSON.stringify(state)), "text/plain": plain });
  if (!shown.node.isConnected) document.body.replaceChildren(shown.node);
  return shown.node;
}

async function running(change: object = {}): Promise<HTMLElement> {
  notebook.startKernel();
  const node = await render(change);
  await settle();
  return node;
}

const stop = (node: HTMLElement): HTMLButtonElement => node.querySelector(".mm-stop")!;
const facts = (node: HTMLElement): string[] => texts(node, ".mm-progress-facts span");

test("a bar says how far, how fast, how long still, and how many failed", async () => {
  const node = await running();
  expect(facts(node)).toEqual(["2,500 of 10,000", "5,000 per s", "2 s left", "none failed"]);
  const bar = node.querySelector<HTMLElement>("[role=progressbar]")!;
  expect([
    bar.getAttribute("aria-valuenow"),
    bar.getAttribute("aria-valuemax"),
    bar.getAttribute("aria-valuetext"),
  ]).toEqual(["2500", "10000", "2,500 of 10,000"]);
  expect(node.querySelector<HTMLElement>(".mm-bar-done")!.style.width).toBe("25%");
  await render({ done: 9999, failed: 3, seconds: 2000 });
  expect(facts(node)).toEqual(["9,999 of 10,000", "5.0 per s", "less than 1 s left", "3 failed"]);
});

test("a bar of something else than replicates says of what, what is under way, and how long still", async () => {
  const node = await running({
    label: "profile",
    unit: "parameters",
    done: 3,
    total: 9,
    doing: "σ1",
    part: 0.5,
    seconds: 7,
  });
  expect(facts(node)).toEqual(["3 of 9 parameters", "σ1", "11 s left"]);
  expect(Number.parseFloat(node.querySelector<HTMLElement>(".mm-bar-done")!.style.width)).toBeCloseTo(38.9, 1);
  expect(stop(node).title).toBe("Stop profile and keep the parameters so far");
  await render({ doing: 5, part: 7, done: 9 });
  expect(facts(node)).toEqual(["9 of 9 parameters", "less than 1 s left"]);
  expect(node.querySelector<HTMLElement>(".mm-bar-done")!.style.width).toBe("100%");
  await render({ state: "stopped", done: 3, control: undefined });
  expect(node.textContent).toBe("profile: stopped after 3 of 9 parameters in 7.0 s");
});

test("a bar of something that nobody can count beforehand moves without an end", async () => {
  const node = await running({
    label: "fit",
    unit: "evaluations",
    done: 12,
    total: 0,
    doing: "objective 28637.123",
    seconds: 7,
  });
  expect(facts(node)).toEqual(["12 evaluations", "objective 28637.123", "7.0 s"]);
  const bar = node.querySelector<HTMLElement>("[role=progressbar]")!;
  expect(bar.classList.contains("mm-bar-endless")).toBe(true);
  expect([bar.getAttribute("aria-valuenow"), bar.getAttribute("aria-valuetext")]).toEqual([null, "12 evaluations"]);
  expect(stop(node).title).toBe("Stop fit and keep the lowest values so far");
  await render({ state: "stopped", control: undefined });
  expect(node.textContent).toBe("fit: stopped after 12 evaluations in 7.0 s");
});

test("it is updated in place: the button stays and keeps the focus", async () => {
  const node = await running();
  const button = stop(node);
  button.focus();
  await render({ done: 5000 });
  expect(stop(node)).toBe(button);
  expect(document.activeElement).toBe(button);
  expect(notebook.open).toBe(1);
});

test("Stop asks once, and one quiet line remains", async () => {
  const node = await running();
  expect(stop(node).disabled).toBe(false);
  stop(node).click();
  stop(node).click();
  await settle();
  expect(asked).toEqual([{ ask: "stop" }]);
  expect(stop(node).textContent).toBe("Stopping …");
  await render({ state: "stopped", done: 2600, seconds: 0.6, control: undefined });
  notebook.askables.withdraw(computation, state);
  await settle();
  expect(node.textContent).toBe("parametricbootstrap: stopped after 2,600 of 10,000 replicates in 600 ms");
  expect(node.querySelectorAll("button, [role=progressbar]")).toHaveLength(0);
  expect(notebook.open).toBe(0);
});

test.each([
  [
    { state: "done", done: 10_000, failed: 2, seconds: 12.34 },
    "parametricbootstrap: 10,000 replicates in 12.3 s, 2 failed",
  ],
  [{ state: "failed", seconds: 200 }, "parametricbootstrap: failed after 2,500 of 10,000 replicates in 3 min 20 s"],
])("at the end: %j", async (end, line) => {
  const node = await render({ control: undefined, ...end });
  expect(node.textContent).toBe(line);
});

test("until the kernel answers, and where the page has no way to it, there is no way to stop", async () => {
  notebook.busy = true;
  const node = await running();
  expect(stop(node).disabled).toBe(true);
  notebook.work();
  await settle();
  expect(stop(node).disabled).toBe(false);
  shown.dispose();
  shown = new ResultView(document.createElement("div"));
  expect(stop(await render()).hidden).toBe(true);
});

const LOST = "parametricbootstrap: not running any more; 2,500 of 10,000 replicates when last seen";

test("a saved notebook without a kernel says when it was last seen", async () => {
  const node = await render();
  await settle();
  expect(node.textContent).toBe(LOST);
});

test("so it does after a restart, and in a kernel that does not know it", async () => {
  const node = await running();
  notebook.restart();
  await settle();
  expect(node.textContent).toBe(LOST);
  shown.dispose();
  shown = new ResultView(document.createElement("div"), new NotebookKernel(notebook));
  const again = await render();
  await settle();
  expect(again.textContent).toBe(LOST);
});

test("an output that is cleared closes its comm", async () => {
  await running();
  shown.dispose();
  await settle();
  expect(notebook.open).toBe(0);
});

test("a page that was loaded anew asks how far the computation is, and hears of its end", async () => {
  const node = await running();
  // A clock that is set back meanwhile tells nothing.
  const clock = jest.spyOn(Date, "now").mockReturnValue(0);
  state = { ...state, done: 7500, seconds: 1.5 };
  await new Promise((wake) => setTimeout(wake, 3200));
  clock.mockRestore();
  expect(facts(node)[0]).toBe("7,500 of 10,000");
  notebook.askables.withdraw(computation, { ...state, state: "done", done: 10_000, seconds: 2 });
  await settle();
  expect(node.textContent).toBe("parametricbootstrap: 10,000 replicates in 2.0 s");
});

describe("live densities", () => {
  const one = {
    column: "σ1",
    label: "subj: (Intercept)",
    count: 500,
    from: 0,
    to: 10,
    heights: [0, 0.5, 1, 0.5, 0],
    masses: [],
    lower: 2,
    upper: 8,
  };

  test("are drawn below the bar, with the curve of a moment ago, and go with the end", async () => {
    const node = await running({
      densities: [one, { ...one, column: "ρ1", label: "subj: days, (Intercept)", masses: [{ at: 1, share: 0.032 }] }],
    });
    expect(texts(node, "figcaption")).toEqual(["σ1 subj: (Intercept)", "ρ1 subj: days, (Intercept)"]);
    expect(texts(node, ".mm-pictures > p")).toEqual(["Densities of the first 500 replicates"]);
    expect(node.querySelectorAll(".mm-live-line")).toHaveLength(2);
    expect(node.querySelectorAll(".mm-live-before")).toHaveLength(0);
    expect(texts(node, ".mm-live-share")).toEqual(["3.2 % at 1.0"]);
    expect([...node.querySelectorAll("svg")].map((svg) => svg.getAttribute("aria-label"))).toEqual([
      "σ1, subj: (Intercept), 95 % interval 2.0 to 8.0",
      "ρ1, subj: days, (Intercept), 95 % interval 2.0 to 8.0, 3.2 % at 1.0",
    ]);
    const first = node.querySelector("figure");
    await render({ done: 3000 });
    expect(node.querySelector("figure")).toBe(first);
    await render({ densities: [{ ...one, count: 900, heights: [0, 0.4, 1, 0.6, 0] }] });
    expect(texts(node, ".mm-pictures > p")).toEqual(["Densities of the first 900 replicates; dashed: a moment ago"]);
    expect(node.querySelectorAll(".mm-live-before")).toHaveLength(1);
    await render({ state: "done", done: 10_000, densities: undefined });
    expect(node.querySelectorAll("figure")).toHaveLength(0);
  });

  test("the curve stands where its values are", async () => {
    const node = await running({ densities: [one] });
    const points = node
      .querySelector(".mm-live-line")!
      .getAttribute("d")!
      .slice(1)
      .split("L")
      .map((point) => point.split(",").map(Number));
    expect(points).toEqual([
      [5, 78],
      [52.5, 43],
      [100, 8],
      [147.5, 43],
      [195, 78],
    ]);
    const interval = node.querySelector(".mm-range")!;
    expect([interval.getAttribute("x1"), interval.getAttribute("x2")]).toEqual(["43", "157"]);
  });

  test("what is not right is left out, and names are text", async () => {
    const hostile = '<img src=x onerror="alert(1)">';
    const node = await running({
      label: hostile,
      densities: [{ ...one, label: hostile, heights: [0, "x", null, 7, -3] }, { ...one, from: "NaN" }, null, 3],
    });
    expect(node.querySelectorAll("figure")).toHaveLength(1);
    expect(node.querySelectorAll("img")).toHaveLength(0);
    expect(texts(node, ".mm-progress-label")).toEqual([hostile]);
    expect(node.querySelector(".mm-live-line")!.getAttribute("d")).not.toContain("NaN");
  });
});

test.each([{ done: "x" }, { total: null }, { done: -1 }])("a payload with %j gives the plain text", async (bad) => {
  expect((await render(bad)).textContent).toContain("the plain text");
});

test("another result in the same place replaces it", async () => {
  const node = await running();
  state = { version: 1, kind: "table", columns: [{ header: "x", cells: [1] }] };
  await render();
  await settle();
  expect(texts(node, "thead th")).toEqual(["x"]);
  expect(notebook.open).toBe(0);
  expect(named(node, "x").textContent).toBe("x");
});
