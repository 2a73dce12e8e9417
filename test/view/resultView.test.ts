/** @jest-environment jsdom */
import { readView } from "view/reading/readView";
import { ResultView } from "view/resultView";
import { bundles, texts, VIEW } from "./support";

const HOSTILE = ['<script>document.title = "hit"</script>', '"onerror="alert(1)', "<img src=x onerror=alert(1)>"];

async function render(data: { [mime: string]: unknown }): Promise<HTMLElement> {
  const view = new ResultView(document.createElement("div"));
  await view.render(data);
  return view.node;
}

const table = (columns: unknown, more: object = {}): { [mime: string]: unknown } => ({
  [VIEW]: { version: 1, kind: "table", total: 0, columns, ...more },
  "text/plain": "the plain text",
});

test("names from data are text, never markup", async () => {
  const [a, b, c] = HOSTILE;
  const view = {
    caption: a,
    facts: [b],
    notes: [c],
    rowHeader: true,
    certificate: { state: "failed", summary: a, explanation: [c] },
    details: [{ label: c, view: { version: 1, columns: [{ header: a, cells: [b] }] } }],
  };
  const node = await render(
    table(
      [
        { header: a, cells: HOSTILE, align: `x" onclick="1` },
        { header: b, format: { style: "fixed" }, cells: [1, 2, 3] },
      ],
      view,
    ),
  );
  expect(node.querySelectorAll("script, img")).toHaveLength(0);
  expect(
    [...node.querySelectorAll("*")].flatMap((one) => [...one.attributes]).filter(({ name }) => name.startsWith("on")),
  ).toEqual([]);
  for (const name of HOSTILE) expect(texts(node, "tbody th")).toContain(name);
});

test("pictures, toggles and shades of a stranger's table are text and numbers too", async () => {
  const [a, b, c] = HOSTILE;
  const shapes = {
    header: a,
    after: 99,
    cells: [
      { kind: "levels", levels: [{ name: b, count: 2 }], total: 1 },
      {
        kind: "sample",
        summary: { quantiles: [0, 1, 2, 3, 4], counts: [1, "2", Infinity, 3], missing: c },
        interval: [1, NaN],
        mark: "0",
      },
      { kind: c },
      null,
    ],
  };
  const node = await render(
    table(
      [
        { header: "n", cells: HOSTILE },
        { header: "x", toggle: a, shade: true, format: { style: "fixed", sign: true }, cells: [1, "-Inf", "NaN"] },
        { header: "y", toggle: b, hidden: true, cells: [c] },
      ],
      { rowHeader: true, grouped: true, shapes },
    ),
  );
  expect(node.querySelectorAll("script, img")).toHaveLength(0);
  expect(texts(node, ".mm-toggle")).toEqual([a, b]);
  expect(texts(node, "thead th")).toEqual(["n", "x", a]);
  expect(node.querySelector(".mm-shape")?.getAttribute("aria-label")).toBe(`${a}: 1 level, ${b} 2`);
  expect(texts(node, "tbody td").filter((text) => /[+-]/.test(text))).toEqual(["+1.0000", "-Inf"]);
});

test("names of any length and script keep their place", async () => {
  const names = ["x".repeat(5000), "العربية: نعم", "日本語の水準 & かな", "e\u0301", "a\nb", "🙂 & 👩‍👩‍👧"];
  const node = await render(
    table(
      [
        { header: "", cells: names },
        { header: "Est.", format: { style: "fixed" }, cells: names.map((_, i) => i) },
      ],
      { rowHeader: true },
    ),
  );
  expect(texts(node, "tbody th[scope=row]")).toEqual(names);
  expect(node.querySelector<HTMLElement>(".mm-scroller")!.style.getPropertyValue("--mm-names")).toBe("14ch");
});

test("numbers that are none", async () => {
  const node = await render(
    table([{ header: "x", format: { style: "fixed", digits: 2 }, cells: ["NaN", "Inf", "-Inf", null, -0, 1e300] }]),
  );
  expect(texts(node, "tbody td").slice(0, 4)).toEqual(["NaN", "Inf", "-Inf", ""]);
});

test("an empty table has its header", async () => {
  const node = await render(table([{ header: "x", cells: [] }]));
  expect(texts(node, "thead th")).toEqual(["x"]);
  expect(texts(node, "tbody tr")).toEqual([]);
});

test("5,000 coefficients come in pages", async () => {
  const names = Array.from({ length: 5000 }, (_, i) => `level ${i}`);
  const values = names.map((_, i) => i - 2500);
  const node = await render(
    table(
      [
        { header: "", cells: names },
        { header: "Est.", format: { style: "fixed" }, cells: values },
        { header: "SE", format: { style: "fixed" }, cells: values.map(() => 1) },
      ],
      { rowHeader: true, interval: { estimate: 1, error: 2 } },
    ),
  );
  expect(node.querySelectorAll("tbody tr")).toHaveLength(20);
  expect(node.textContent).toContain("rows 1–20 of 5,000");
});

test("a payload of a newer version gives a sentence and the plain text or picture", async () => {
  const newer = { version: 2, kind: "table" };
  const text = await render({ [VIEW]: newer, "text/plain": "<b>plain</b>" });
  expect(texts(text, "[role=note]")).toEqual([
    "This result was saved by a newer version of MixedModels (format 2; this extension reads 1): " +
      "update jupyterlab-mixedmodels for the full view.",
  ]);
  expect(texts(text, "pre")).toEqual(["<b>plain</b>"]);
  const picture = await render({ [VIEW]: newer, "image/svg+xml": "<svg onload='1'/>", "text/plain": "a chart" });
  const linked = await render({ [VIEW]: { version: 3, kind: "bootstrap" }, "text/plain": "a sample" });
  expect(texts(linked, "[role=note], pre")).toEqual([
    expect.stringContaining("saved by a newer version of MixedModels (format 3;"),
    "a sample",
  ]);
  expect(picture.querySelector("img")?.getAttribute("src")).toMatch(/^data:image\/svg\+xml;charset=utf-8,%3Csvg/);
});

test.each([
  null,
  7,
  "x",
  [],
  {},
  { version: "1" },
  { version: 1 },
  { version: 1, columns: 3 },
  { version: 1, columns: [null] },
  { version: 1, kind: "bootstrap" },
  { version: 1, kind: "bootstrap", held: 2, columns: [{ codes: 7 }] },
])("the payload %j does no harm", async (payload) => {
  const node = await render({ [VIEW]: payload, "text/plain": "the plain text" });
  expect(node.textContent).toMatch(/the plain text|Copy as/);
});

test("a view reads back as it was written", () => {
  const { m1 } = bundles();
  expect(readView(m1[VIEW])).toMatchObject(m1[VIEW]);
});
