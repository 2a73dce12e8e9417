/** @jest-environment jsdom */
import "./dragEvent";
import { interactiveSpec, readExtras } from "extension/interactiveSpec";
import { readView } from "extension/readView";
import { ResultWidget } from "extension/resultWidget";
import { bundles, texts, VIEW } from "./support";

const HOSTILE = ['<script>document.title = "hit"</script>', '"onerror="alert(1)', "<img src=x onerror=alert(1)>"];

async function render(data: { [mime: string]: unknown }): Promise<HTMLElement> {
  const widget = new ResultWidget();
  await widget.renderModel({ data, metadata: {}, trusted: false, setData: () => undefined } as never);
  return widget.node;
}

const table = (columns: unknown, more: object = {}): { [mime: string]: unknown } => ({ [VIEW]: { version: 1, kind: "table", total: 0, columns, ...more }, "text/plain": "the plain text" });

test("names from data are text, never markup", async () => {
  const [a, b, c] = HOSTILE;
  const view = { caption: a, facts: [b], notes: [c], rowHeader: true, certificate: { state: "failed", summary: a, explanation: [c] }, details: [{ label: c, view: { version: 1, columns: [{ header: a, cells: [b] }] } }] };
  const node = await render(table([{ header: a, cells: HOSTILE, align: `x" onclick="1` }, { header: b, format: { style: "fixed" }, cells: [1, 2, 3] }], view));
  expect(node.querySelectorAll("script, img")).toHaveLength(0);
  expect([...node.querySelectorAll("*")].flatMap((one) => [...one.attributes]).filter(({ name }) => name.startsWith("on"))).toEqual([]);
  for (const name of HOSTILE) expect(texts(node, "tbody th")).toContain(name);
});

test("numbers that are none", async () => {
  const node = await render(table([{ header: "x", format: { style: "fixed", digits: 2 }, cells: ["NaN", "Inf", "-Inf", null, -0, 1e300] }]));
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
  const node = await render(table([{ header: "", cells: names }, { header: "Est.", format: { style: "fixed" }, cells: values }, { header: "SE", format: { style: "fixed" }, cells: values.map(() => 1) }], { rowHeader: true, interval: { estimate: 1, error: 2 } }));
  expect(node.querySelectorAll("tbody tr")).toHaveLength(20);
  expect(node.textContent).toContain("rows 1–20 of 5,000");
});

test("a payload of a newer version gives a sentence and the plain text or picture", async () => {
  const newer = { version: 2, kind: "table" };
  const text = await render({ [VIEW]: newer, "text/plain": "<b>plain</b>" });
  expect(texts(text, "[role=note]")).toEqual(["This result was saved by a newer version of MixedModels (format 2; this extension reads 1): update jupyterlab-mixedmodels for the full view."]);
  expect(texts(text, "pre")).toEqual(["<b>plain</b>"]);
  const picture = await render({ [VIEW]: newer, "image/svg+xml": "<svg onload='1'/>", "text/plain": "a chart" });
  expect(picture.querySelector("img")?.getAttribute("src")).toMatch(/^data:image\/svg\+xml;charset=utf-8,%3Csvg/);
});

test.each([null, 7, "x", [], {}, { version: "1" }, { version: 1 }, { version: 1, columns: 3 }, { version: 1, columns: [null] }])("the payload %j does no harm", async (payload) => {
  const node = await render({ [VIEW]: payload, "text/plain": "the plain text" });
  expect(node.textContent).toMatch(/the plain text|Copy as/);
});

test("a view reads back as it was written", () => {
  const { m1 } = bundles();
  expect(readView(m1[VIEW])).toMatchObject(m1[VIEW]);
});

describe("live charts", () => {
  const { density, histogram, ridge } = bundles();
  const spec = (bundle: { [mime: string]: any }): any => bundle["application/vnd.vegalite.v5+json"];

  test("carry intervals at 20 levels, or bins that coarser ones are made of", () => {
    const { intervals } = readExtras(density[VIEW]);
    expect(intervals).toHaveLength(1);
    expect(intervals![0].lower[15]).toBe(spec(density).layer.find((layer: any) => layer.data?.name === "intervals").data.values[0].lower);
    expect(readExtras(ridge[VIEW]).intervals).toHaveLength(1);
    const { bins, shownBins } = readExtras(histogram[VIEW]);
    expect(shownBins).toBe(100);
    expect(bins!.counts.reduce((sum, value) => sum + value, 0)).toBe(2000);
  });

  test("zoom, and take neither the options nor the payload of a stranger", () => {
    const live: any = interactiveSpec({ ...spec(density), usermeta: { embedOptions: { loader: {} } } }, readExtras(density[VIEW]), 500);
    expect(live.layer[0].params[0]).toMatchObject({ bind: "scales" });
    const names: any = interactiveSpec(spec(ridge), readExtras(ridge[VIEW]), 500);
    expect(names.layer.find((layer: any) => layer.mark.type === "text").mark.clip).toBe(false);
    expect(names.layer[0].encoding.x.title).toBe("Normalized bootstrap density and coverage interval");
    expect(live).not.toHaveProperty("usermeta");
    expect(live.width).toBeLessThanOrEqual(500);
    expect(readExtras({ intervals: [{ lower: [1] }], bins: { least: "0" } })).toEqual({ chart: "undefined", shownBins: 1 });
  });

  test("a specification without layers is left as it is", () => {
    expect(interactiveSpec({ mark: "bar" }, readExtras(null), 300)).toEqual({ mark: "bar" });
  });
});
