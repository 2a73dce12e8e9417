/** @jest-environment jsdom */
import { Table } from "engine/table/table";
import { MIME_TYPES, type Mounted, type MountOptions, mount, NotebookKernel, type OutputData } from "mixedmodels-view";
import { FakeNotebook, settle } from "./fakeNotebook";
import { bundles, named, press, texts, VIEW } from "./support";

const SVG = '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>';
const { m1 } = bundles();
const table = (header: string): OutputData => ({
  [VIEW]: { version: 1, kind: "table", total: 2, columns: [{ header, cells: [2, 1] }] },
  "text/plain": "the plain text",
});

let place: HTMLElement;
let mounted: Mounted;
beforeEach(() => {
  place = document.createElement("div");
  document.body.replaceChildren(place);
});
afterEach(() => mounted.dispose());

/** Mounts an output; returns what it is shown in. */
async function shown(data: OutputData, options?: MountOptions): Promise<ShadowRoot> {
  mounted = mount(place, data, options);
  await mounted.shown;
  return place.shadowRoot!;
}

test("a result is shown apart from the page's styles, with its own", async () => {
  const root = await shown(m1);
  expect(place.childElementCount).toBe(0);
  expect(texts(root, "thead th").length).toBeGreaterThan(3);
  expect(root.querySelector("style")!.textContent).toMatch(/\.mm-progress[^]*\.mm-result \{/);
  expect(root.querySelector("style")!.textContent).not.toContain("@import");
});

test("another output takes the place of the first, and what is gone leaves nothing", async () => {
  const root = await shown(table("x"));
  mounted.update(table("y"));
  await mounted.shown;
  expect(texts(root, "thead th")).toEqual(["y"]);
  mounted.update({ "text/plain": "a text" });
  await mounted.shown;
  expect(texts(root, "pre")).toEqual(["a text"]);
  expect(root.querySelector("table")).toBeNull();
  mounted.dispose();
  expect(root.querySelector(".mm-result")).toBeNull();
  expect((await shown(table("z"))).querySelectorAll(".mm-result, style")).toHaveLength(2);
});

test("of outputs that come quickly one after the other the last stays", async () => {
  const root = await shown(table("a"));
  for (const header of ["b", "c", "d"]) mounted.update(table(header));
  mounted.update({ [VIEW]: { version: 9 }, "text/plain": "newer" });
  mounted.update(table("e"));
  await settle();
  expect(texts(root, "thead th")).toEqual(["e"]);
  expect(texts(root, "[role=note]")).toEqual([]);
});

test("a computation that runs is shown further on in the same bar", async () => {
  const progress = { version: 1, kind: "progress", label: "run", state: "running", total: 10, failed: 0, seconds: 1 };
  const root = await shown({ [VIEW]: { ...progress, done: 1 } });
  const bar = root.querySelector("[role=progressbar]")!;
  mounted.update({ [VIEW]: { ...progress, done: 7 } });
  await mounted.shown;
  expect(root.querySelector("[role=progressbar]")).toBe(bar);
  expect(bar.getAttribute("aria-valuenow")).toBe("7");
});

describe("outputs without a view", () => {
  test.each<[string, OutputData, string]>([
    ["a picture", { "image/svg+xml": ["<svg>", "</svg>"], "text/plain": "it" }, "data:image/svg+xml;charset=utf-8,"],
    ["base64", { "image/png": "iVBO\nRw==\n", "text/plain": "it" }, "data:image/png;base64,iVBORw=="],
  ])("%s has its text beside it", async (_, data, start) => {
    const picture = (await shown(data)).querySelector("img")!;
    expect(picture.src.startsWith(start)).toBe(true);
    expect(picture.alt).toBe("it");
  });

  test("a text of another kind alone is shown as it is written", async () => {
    expect(texts(await shown({ "text/markdown": ["**a**", " b"] }), "pre")).toEqual(["**a** b"]);
    mounted.dispose();
    expect(texts(await shown({ "text/latex": "$x$", "text/plain": "x" }), "pre")).toEqual(["x"]);
    mounted.dispose();
    expect((await shown({ "image/gif": "R0lG" })).querySelector("img")!.src).toBe("data:image/gif;base64,R0lG");
  });

  test("markup is markup only where the document is trusted", async () => {
    const data = { "text/html": ["<b>bold</b>", "<i>x</i>"], "text/plain": "<b>bold</b>" };
    const root = await shown(data);
    expect(root.querySelector("b")).toBeNull();
    expect(texts(root, "pre")).toEqual(["<b>bold</b>"]);
    mounted.dispose();
    expect(texts(await shown(data, { trusted: true }), "b, i")).toEqual(["bold", "x"]);
  });

  test("a stranger's picture runs nothing, and an output without data is an empty text", async () => {
    const root = await shown({ "image/svg+xml": SVG });
    expect(root.querySelector("svg")).toBeNull();
    mounted.update({});
    await mounted.shown;
    expect(texts(root, "pre")).toEqual([""]);
  });

  test("what is shown first stands first in the list", () => {
    expect(MIME_TYPES[0]).toBe(VIEW);
    expect(MIME_TYPES.at(-1)).toBe("text/plain");
    expect(new Set(MIME_TYPES).size).toBe(MIME_TYPES.length);
  });
});

describe("themes", () => {
  const themeOf = (root: ShadowRoot): string | undefined =>
    root.querySelector<HTMLElement>(".mm-result")!.dataset["theme"];

  test("are the page's, unless one is chosen", async () => {
    const root = await shown(table("x"));
    expect(themeOf(root)).toBeUndefined();
    mounted.setTheme("dark");
    expect(themeOf(root)).toBe("dark");
    mounted.setTheme("page");
    expect(themeOf(root)).toBeUndefined();
  });

  test("follow the system while they are to", async () => {
    const told = new Set<() => void>();
    const system = {
      matches: true,
      addEventListener: (_: string, listener: () => void) => told.add(listener),
      removeEventListener: (_: string, listener: () => void) => told.delete(listener),
    };
    Object.assign(globalThis, { matchMedia: () => system });
    const root = await shown(table("x"), { theme: "auto" });
    expect(themeOf(root)).toBe("dark");
    system.matches = false;
    for (const tell of told) tell();
    expect(themeOf(root)).toBe("light");
    mounted.setTheme("dark");
    expect(told.size).toBe(0);
    mounted.setTheme("auto");
    mounted.dispose();
    expect(told.size).toBe(0);
  });
});

test("with the way to its kernel a table turns all its pages and sorts all its rows", async () => {
  const notebook = new FakeNotebook();
  const HOST = Symbol.for("mixedmodels.host");
  const offer = notebook.askables.offer.bind(notebook.askables);
  const host = { display: () => undefined, onInterrupt: () => () => undefined, offer };
  Object.defineProperty(globalThis, HOST, { configurable: true, value: host });
  try {
    const rows = Table.fromColumns([["x", Float64Array.from({ length: 5000 }, (_, i) => (i * 7919) % 5000)]]);
    notebook.startKernel();
    const data = { [VIEW]: JSON.parse(JSON.stringify(rows.view())) };
    const root = await shown(data, { kernel: new NotebookKernel(notebook) });
    await settle();
    named(root, "Last page").click();
    await settle();
    expect(texts(root, "tbody th").at(-1)).toBe("5000");
    named(root, "x").click();
    await settle();
    expect(texts(root, "tbody td").slice(0, 3)).toEqual(["0", "1", "2"]);
    expect(notebook.open).toBe(1);
    mounted.dispose();
    await settle();
    expect(notebook.open).toBe(0);
  } finally {
    delete (globalThis as { [key: symbol]: unknown })[HOST];
  }
});

test("menus keep the keyboard within the shadow root", async () => {
  const root = await shown(table("x"));
  root.querySelector<HTMLElement>(".mm-copy")!.click();
  const items = [...root.querySelectorAll<HTMLElement>("[role=menuitem]")];
  expect(root.activeElement).toBe(items[0]);
  press(items[0], "ArrowDown");
  expect(root.activeElement).toBe(items[1]);
  press(items[1], "End");
  expect(root.activeElement).toBe(items.at(-1));
});
