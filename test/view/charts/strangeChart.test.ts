/** @jest-environment jsdom */
import { ResultView } from "view/resultView";
import { VIEW } from "../support";

const drawn: object[] = [];
jest.mock("vega-embed", () => ({
  __esModule: true,
  default: (_place: HTMLElement, spec: object) => {
    drawn.push(spec);
    return Promise.resolve({ finalize: () => undefined, vgSpec: {}, view: { runAsync: () => Promise.resolve() } });
  },
}));
Object.assign(globalThis, {
  ResizeObserver: class {
    observe(): void {}
    disconnect(): void {}
  },
});

const strange = {
  data: { values: [{ a: 1 }] },
  mark: "point",
  encoding: { x: { field: "a", type: "quantitative" }, href: { value: "https://example.org" } },
};
const bundle = (spec: object): { [mime: string]: unknown } => ({
  [VIEW]: { version: 1, kind: "chart", chart: "plot" },
  "application/vnd.vegalite.v5+json": spec,
  "image/svg+xml": "<svg xmlns='http://www.w3.org/2000/svg'/>",
  "text/plain": "a chart",
});

async function shown(spec: object, trusted: boolean): Promise<HTMLElement> {
  drawn.length = 0;
  const view = new ResultView(document.createElement("div"));
  await view.render(bundle(spec), trusted);
  return view.node;
}

test("a chart that the engine cannot have made stays a picture in a notebook that is not trusted", async () => {
  const node = await shown(strange, false);
  expect(drawn).toEqual([]);
  expect(node.textContent).toMatch(/not trusted and the chart holds the property "href"/);
  expect(node.querySelector("img")!.src).toMatch(/^data:image\/svg\+xml/);
});

test("one that the reader has made is drawn, and so is one of the engine's that is not trusted", async () => {
  await shown(strange, true);
  expect(drawn).toHaveLength(1);
  const { href: _, ...encoding } = strange.encoding;
  await shown({ ...strange, encoding }, false);
  expect(drawn).toHaveLength(1);
});
