/** @jest-environment jsdom */
import { Table } from "engine/table/table";
import { NotebookKernel } from "view/link/notebookKernel";
import { readView } from "view/reading/readView";
import { TableView } from "view/tables/tableView";
import { FakeNotebook, settle } from "../fakeNotebook";
import { named, texts } from "../support";

const N = 10_000;
const value = (row: number): number => (row * 7919) % N;
const table = Table.fromColumns([
  ["x", Float64Array.from({ length: N }, (_, row) => value(row))],
  ["name", Array.from({ length: N }, (_, row) => (row % 1000 === 7 ? "Zoë" : `subject ${row}`))],
]);
const HOST = Symbol.for("mixedmodels.host");

let notebook: FakeNotebook;
let view: TableView;

beforeEach(() => {
  notebook = new FakeNotebook();
  Object.defineProperty(globalThis, HOST, {
    configurable: true,
    value: {
      display: () => undefined,
      onInterrupt: () => () => undefined,
      offer: notebook.askables.offer.bind(notebook.askables),
    },
  });
});
afterEach(() => {
  view.dispose();
  delete (globalThis as { [key: symbol]: unknown })[HOST];
});

/** Shows the table's payload as it comes from a notebook; the kernel is there already unless told otherwise. */
async function shown(started = true): Promise<HTMLElement> {
  const payload: unknown = JSON.parse(JSON.stringify(table.view()));
  if (started) notebook.startKernel();
  view = new TableView(readView(payload), new NotebookKernel(notebook));
  document.body.replaceChildren(view.node);
  await settle();
  return view.node;
}

const rowNumbers = (node: HTMLElement): number[] => texts(node, "tbody th").map(Number);
const cells = (node: HTMLElement, column: number): string[] => texts(node, `tbody td:nth-of-type(${column})`);
const paging = (node: HTMLElement): string => node.querySelector(".mm-paging")!.textContent!;

async function press(node: HTMLElement, name: string): Promise<void> {
  named(node, name).click();
  await settle();
}

async function filter(node: HTMLElement, column: string, inputs: { [label: string]: string }): Promise<void> {
  const select = node.querySelector<HTMLSelectElement>(".mm-filter select")!;
  select.value = [...select.options].find(({ text }) => text === column)!.value;
  select.dispatchEvent(new Event("change"));
  for (const [label, text] of Object.entries(inputs)) {
    const input = node.querySelector<HTMLInputElement>(`.mm-filter input[aria-label="${label}"]`)!;
    input.value = text;
    input.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter" }));
  }
  await settle();
}

test("all rows can be paged through, sorted over all of them, with their numbers", async () => {
  const node = await shown();
  expect(paging(node)).toContain("rows 1–20 of 10,000");
  expect(paging(node)).not.toContain("holds");
  await press(node, "Last page");
  expect(rowNumbers(node)).toEqual(Array.from({ length: 20 }, (_, i) => N - 19 + i));
  expect(cells(node, 1).map(Number)).toEqual(Array.from({ length: 20 }, (_, i) => value(N - 20 + i)));
  await press(node, "x");
  expect(paging(node)).toContain("rows 1–20 of 10,000");
  expect(cells(node, 1).map(Number)).toEqual(Array.from({ length: 20 }, (_, i) => i));
  expect(rowNumbers(node).map((number) => value(number - 1))).toEqual(Array.from({ length: 20 }, (_, i) => i));
  await press(node, "x");
  expect(node.querySelector("th[aria-sort=descending]")?.textContent).toBe("x");
  expect(cells(node, 1).map(Number)).toEqual(Array.from({ length: 20 }, (_, i) => N - 1 - i));
  await press(node, "x");
  expect(rowNumbers(node)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
});

test("rows are filtered by a range or by what a text contains, and all come back", async () => {
  const node = await shown();
  named(node, "Filter").click();
  await filter(node, "x", { "x from": "100", "x to": "104" });
  expect(
    cells(node, 1)
      .map(Number)
      .sort((a, b) => a - b),
  ).toEqual([100, 101, 102, 103, 104]);
  expect(paging(node)).toContain("5 of 10,000 rows: x from 100 to 104");
  await filter(node, "name", { "name contains": "zoë" });
  expect(rowNumbers(node)).toEqual(Array.from({ length: 10 }, (_, i) => 1000 * i + 8));
  expect(paging(node)).toContain("10 of 10,000 rows: name contains 'zoë'");
  await filter(node, "name", { "name contains": "nobody" });
  expect(rowNumbers(node)).toEqual([]);
  await press(node, "Clear");
  expect(paging(node)).toContain("rows 1–20 of 10,000");
});

test("of questions that overtake each other the last one counts; meanwhile the old rows stay", async () => {
  const node = await shown();
  notebook.busy = true;
  named(node, "x").click();
  named(node, "x").click();
  await settle();
  expect(rowNumbers(node)[0]).toBe(1);
  expect(node.querySelector(".mm-scroller")?.getAttribute("aria-busy")).toBe("true");
  notebook.work();
  await settle();
  expect(cells(node, 1)[0]).toBe("9999");
  expect(node.querySelector(".mm-scroller")?.hasAttribute("aria-busy")).toBe(false);
});

test("the focus stays on the header that was clicked", async () => {
  const node = await shown();
  named(node, "x").focus();
  await press(node, "x");
  expect(document.activeElement).toBe(named(node, "x"));
});

test("the first rows need no question", async () => {
  const node = await shown();
  notebook.busy = true;
  await press(node, "Next page");
  expect(rowNumbers(node)[0]).toBe(21);
});

const HELD = "The notebook holds the first 200 of 10,000 rows and sorts these; run the cell again to reach all.";

test("without a kernel the view shows what the notebook holds and says so", async () => {
  const node = await shown(false);
  expect(paging(node)).toContain("rows 1–20 of 200");
  expect(paging(node)).toContain(HELD);
  expect(named(node, "Filter").hidden).toBe(true);
  await press(node, "x");
  expect(cells(node, 1)[0]).toBe("0");
});

test("a kernel that comes later is asked", async () => {
  const node = await shown(false);
  notebook.startKernel();
  await settle();
  expect(paging(node)).toContain("rows 1–20 of 10,000");
  expect(notebook.open).toBe(1);
});

test("what the reader had sorted before the kernel came is sorted over all rows then", async () => {
  const node = await shown(false);
  await press(node, "x");
  await press(node, "x");
  expect(Number(cells(node, 1)[0])).toBeLessThan(N - 1);
  notebook.startKernel();
  await settle();
  expect(cells(node, 1).map(Number)).toEqual(Array.from({ length: 20 }, (_, i) => N - 1 - i));
});

test("after a restart there is what the notebook holds, sorted as the reader had it", async () => {
  const node = await shown();
  named(node, "Filter").click();
  await filter(node, "x", { "x from": "5000" });
  await press(node, "x");
  await press(node, "Last page");
  notebook.restart();
  await settle();
  expect(paging(node)).toContain("of 200");
  expect(paging(node)).toContain(HELD);
  expect(node.querySelector<HTMLElement>(".mm-filter")!.hidden).toBe(true);
  const held = Array.from({ length: 200 }, (_, row) => value(row)).sort((a, b) => a - b);
  await press(node, "First page");
  expect(cells(node, 1).map(Number)).toEqual(held.slice(0, 20));
});

test("a question on its way when the kernel restarts leaves no trace", async () => {
  const node = await shown();
  notebook.busy = true;
  named(node, "x").click();
  await settle();
  notebook.restart();
  notebook.work();
  await settle();
  expect(paging(node)).toContain(HELD);
  expect(node.querySelector(".mm-scroller")?.hasAttribute("aria-busy")).toBe(false);
  expect(node.querySelector(".mm-status")?.textContent).toBe("");
});

test("a kernel that does not have the result, or is another, is not asked", async () => {
  const payload: unknown = JSON.parse(JSON.stringify({ ...table.view(), source: "of an earlier kernel" }));
  notebook.startKernel();
  view = new TableView(readView(payload), new NotebookKernel(notebook));
  await settle();
  expect(paging(view.node)).toContain(HELD);
  expect(notebook.open).toBe(0);
  const python = new FakeNotebook("ipython");
  python.startKernel();
  const other = new TableView(readView(payload), new NotebookKernel(python));
  await settle();
  expect(paging(other.node)).toContain(HELD);
  expect(python.open).toBe(0);
  other.dispose();
});

test("a view that goes closes its comm and frees the result", async () => {
  await shown();
  expect(notebook.open).toBe(1);
  expect(notebook.askables.heldBytes).toBe(16 * N);
  view.dispose();
  await settle();
  expect(notebook.open).toBe(0);
  expect(notebook.askables.heldBytes).toBe(0);
});

test("a notebook that is closed leaves no listener behind", () => {
  const kernel = new NotebookKernel(notebook);
  kernel.dispose();
  expect([notebook.kernelChanged.size, notebook.statusChanged.size]).toEqual([0, 0]);
  view = new TableView(readView({ version: 1, kind: "table", columns: [{ header: "x", cells: [1] }] }));
});

test("copies hold all rows that pass, in their order", async () => {
  const written: string[] = [];
  Object.defineProperty(navigator, "clipboard", {
    configurable: true,
    value: { writeText: async (text: string) => void written.push(text) },
  });
  const node = await shown();
  named(node, "Filter").click();
  await filter(node, "x", { "x to": "499" });
  await press(node, "x");
  await press(node, "CSV");
  const lines = written[0].trimEnd().split("\r\n");
  expect(lines[0]).toBe("x,name");
  expect(lines.slice(1).map((line) => Number(line.split(",")[0]))).toEqual(Array.from({ length: 500 }, (_, i) => i));
  notebook.restart();
  await press(node, "CSV");
  expect(written[1].trimEnd().split("\r\n")).toHaveLength(201);
});

test("the page a kernel sends is read with care", async () => {
  const node = await shown();
  jest
    .spyOn(notebook.askables as unknown as { find(id: string): object }, "find")
    .mockReturnValue({ answer: () => ({ matching: 2, rows: [5, 6], columns: [["<b>1</b>"], "no cells"] }) });
  await press(node, "x");
  expect(cells(node, 1)).toEqual(["<b>1</b>", ""]);
  expect(node.querySelector("tbody b")).toBeNull();
});
