/** @jest-environment jsdom */
import { ChartView } from "view/charts/chartView";

interface Drawing {
  width: unknown;
  finish(): void;
  fail(error: Error): void;
}

const drawings: Drawing[] = [];
jest.mock("vega-embed", () => ({
  __esModule: true,
  default: (place: HTMLElement, { width }: { width: unknown }) =>
    new Promise((resolve, reject) => {
      const finish = (): void => {
        place.textContent = `a chart for ${width}`;
        resolve({ finalize: () => undefined, vgSpec: {}, view: { runAsync: () => Promise.resolve() } });
      };
      drawings.push({ width, finish, fail: reject });
    }),
}));

let resized: () => void;
Object.assign(globalThis, {
  ResizeObserver: class {
    constructor(told: () => void) {
      resized = told;
    }
    observe(): void {}
    disconnect(): void {}
  },
});

const SPEC = {
  width: 400,
  data: { values: [{ a: 1 }] },
  layer: [{ mark: "point", encoding: { x: { field: "a", type: "quantitative" } } }],
};

function chart(): { view: ChartView; canvas: Element; widen(width: number): void } {
  drawings.length = 0;
  const view = new ChartView(SPEC, { version: 1, kind: "chart", chart: "density" });
  const widen = (width: number): void => {
    Object.defineProperty(view.node, "clientWidth", { value: width, configurable: true });
    resized();
  };
  return { view, canvas: view.node.querySelector(".mm-canvas")!, widen };
}

/** Lets what waits for a drawing go on. */
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

test("a chart whose page gets its width while it is drawn for the first time is drawn for that width", async () => {
  const { view, canvas, widen } = chart();
  const first = view.draw();
  widen(500);
  await settled();
  expect(drawings).toHaveLength(2);
  expect(drawings[1]!.width).not.toBe(drawings[0]!.width);
  for (const { finish } of drawings) finish();
  await first;
  await settled();
  expect(canvas.textContent).toBe(`a chart for ${drawings[1]!.width}`);
  widen(500);
  expect(drawings).toHaveLength(2);
});

test("it is busy until the last drawing is there, in whatever order they end", async () => {
  const { view, canvas, widen } = chart();
  void view.draw();
  widen(300);
  widen(600);
  await settled();
  expect(drawings).toHaveLength(3);
  for (const at of [1, 2, 0]) {
    expect(canvas.getAttribute("aria-busy")).toBe(at === 0 ? null : "true");
    drawings[at]!.finish();
    await settled();
  }
  expect(canvas.getAttribute("aria-busy")).toBeNull();
  expect(canvas.textContent).toBe(`a chart for ${drawings[2]!.width}`);
});

test("one that cannot be drawn is not busy for ever", async () => {
  const { view, canvas } = chart();
  const drawn = view.draw();
  await settled();
  drawings[0]!.fail(new Error("no such mark"));
  await expect(drawn).rejects.toThrow("no such mark");
  expect(canvas.getAttribute("aria-busy")).toBeNull();
});
