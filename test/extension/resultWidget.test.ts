/** @jest-environment jsdom */
import "./dragEvent";
import { ResultWidget } from "extension/resultWidget";
import { texts, VIEW } from "../view/support";

const model = (data: object, trusted = false): never =>
  ({ data, metadata: {}, trusted, setData: () => undefined }) as never;
const table = (header: string): object => ({
  [VIEW]: { version: 1, kind: "table", total: 1, columns: [{ header, cells: [1] }] },
  "text/plain": "the plain text",
});

test("a widget's node shows the output that JupyterLab gives it last, until it is gone", async () => {
  const widget = new ResultWidget();
  expect(widget.node.classList.contains("mm-result")).toBe(true);
  await widget.renderModel(model(table("x")));
  expect(texts(widget.node, "thead th")).toEqual(["x"]);
  await widget.renderModel(model(table("y")));
  expect(texts(widget.node, "thead th")).toEqual(["y"]);
  widget.dispose();
  expect(widget.isDisposed).toBe(true);
  expect(widget.node.childElementCount).toBe(0);
});

test("whether a notebook is trusted reaches the view", async () => {
  const strange = {
    [VIEW]: { version: 1, kind: "chart" },
    "application/vnd.vegalite.v5+json": { mark: "bar", encoding: { href: { value: "https://example.org" } } },
    "text/plain": "a chart",
  };
  const widget = new ResultWidget();
  await widget.renderModel(model(strange));
  expect(texts(widget.node, "[role=note]")).toEqual([expect.stringContaining("not trusted")]);
  await widget.renderModel(model(strange, true)).catch(() => undefined);
  expect(texts(widget.node, "[role=note]").join()).not.toContain("not trusted");
  widget.dispose();
});
