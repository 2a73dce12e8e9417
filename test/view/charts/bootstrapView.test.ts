/** @jest-environment jsdom */
import { BootstrapView } from "view/charts/bootstrapView";
import { shareBelow } from "view/charts/linkedPanel";
import { curveRange, smoothBins } from "view/charts/smoothBins";
import { readBootstrap } from "view/reading/readBootstrap";
import { bundles, named, press, texts, VIEW } from "../support";

const payload = bundles()["linked"][VIEW];
const html = bundles()["linked"]["text/html"];

function shown(data: unknown = payload): HTMLElement {
  const { node } = new BootstrapView(readBootstrap(data));
  document.body.replaceChildren(node);
  return node;
}

const status = (node: ParentNode): string => texts(node, ".mm-selection")[0];

test("table, counts of certificates and a density per parameter, in 200 KB", () => {
  expect(JSON.stringify(payload).length).toBeLessThan(200_000);
  const node = shown();
  expect(texts(node, "figcaption b")).toEqual(["β1", "β2", "ρ1", "σ", "σ1", "σ2"]);
  expect(texts(node, ".mm-kinds li")).toEqual(["9,683 regular (96.8 %)", "317 singular (3.2 %)", "0 failed"]);
  expect(node.querySelectorAll("tbody tr")).toHaveLength(6);
  expect(texts(node.querySelectorAll("figure")[2], ".mm-mass + text")).toEqual(["3.1 % at 1"]);
});

test("what a range holds is counted, and marked in every density", () => {
  const node = shown();
  const rho = node.querySelectorAll("figure")[2];
  press(rho, "ArrowRight");
  expect(status(node)).toMatch(
    /^ρ1 from -?\d\.\d+ to \d\.\d+: [\d,]+ of 10,000 replicates \(\d+\.\d %\); broken lines show their shape$/,
  );
  expect(node.querySelectorAll(".mm-alone")).toHaveLength(6);
  expect(rho.getAttribute("role")).toBe("slider");
  expect(rho.getAttribute("aria-valuetext")).toMatch(/^from /);
  expect(node.querySelectorAll(".mm-marked .mm-part")).toHaveLength(6);
  expect(Number(rho.querySelector(".mm-brush")!.getAttribute("width"))).toBeGreaterThan(0);
  const count = (): number => Number(/: ([\d,]+) of/.exec(status(node))![1].replaceAll(",", ""));
  const before = count();
  rho.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight", shiftKey: true, bubbles: true }));
  expect(count()).toBeGreaterThan(before);
  press(rho, "Escape");
  expect(node.querySelectorAll(".mm-marked path")).toHaveLength(0);
  expect(status(node)).toMatch(/^Drag across a density/);
});

test("dragging to the edge takes the point mass in, and the count is that of the sample", () => {
  const node = shown();
  const svg = node.querySelectorAll("figure svg")[2];
  svg.getBoundingClientRect = () => ({ left: 0, width: 190 }) as DOMRect;
  const pointer = (type: string, x: number): void => {
    const event = new MouseEvent(type, { bubbles: true, clientX: x, button: 0 });
    svg.dispatchEvent(Object.assign(event, { pointerId: 1 }));
  };
  pointer("pointerdown", 150);
  pointer("pointermove", 189);
  pointer("pointerup", 189);
  const counted = Number(/: ([\d,]+) of/.exec(status(node))![1].replaceAll(",", ""));
  const { counts, bins } = payload.columns[2];
  expect(counted).toBeGreaterThanOrEqual(counts[bins]);
  expect(status(node)).toContain("to 1.0:");
  expect(node.querySelectorAll("figure")[2].querySelectorAll(".mm-spike")).toHaveLength(1);
  pointer("pointerdown", 181);
  pointer("pointerup", 181);
  expect(status(node)).toBe(`ρ1 at 1.0: ${counts[bins]} of 10,000 replicates (3.1 %); broken lines show their shape`);
  pointer("pointerdown", 50);
  pointer("pointerup", 50);
  expect(status(node)).toMatch(/^Drag/);
});

test("the pointer reads which share of the replicates lies below it", () => {
  const node = shown();
  const [figure] = node.querySelectorAll("figure");
  const svg = figure.querySelector("svg")!;
  svg.getBoundingClientRect = () => ({ left: 0, width: 190 }) as DOMRect;
  svg.dispatchEvent(new MouseEvent("pointermove", { clientX: 95 }));
  expect(texts(figure, ".mm-readout")[0]).toMatch(/^\d+\.\d % < 2\d\d\.\d$/);
  svg.dispatchEvent(new MouseEvent("pointerleave"));
  expect(texts(figure, ".mm-readout")).toEqual([""]);
  const { columns } = readBootstrap(payload);
  const sigma = columns[3];
  expect(shareBelow(sigma, sigma.least)).toBe(0);
  expect(shareBelow(sigma, sigma.least + sigma.bins * sigma.width)).toBe(1);
  // The shortest interval holds 95 % of the replicates, to within a bin at either end.
  expect(shareBelow(sigma, sigma.interval[1]) - shareBelow(sigma, sigma.interval[0])).toBeCloseTo(0.95, 2);
  // Of ρ1 what is not below 1 lies at it.
  expect(1 - shareBelow(columns[2], 1)).toBeCloseTo(columns[2].counts.at(-1)! / 10_000, 10);
});

test("the singular replicates can be marked", () => {
  const node = shown();
  const button = node.querySelector<HTMLButtonElement>(".mm-kind")!;
  button.click();
  expect(button.getAttribute("aria-pressed")).toBe("true");
  expect(status(node)).toBe("singular: 317 of 10,000 replicates (3.2 %); broken lines show their shape");
  named(node, "Clear").click();
  expect(status(node)).toMatch(/^Drag/);
});

test("a density of bins has the area of its counts, reflected at a point mass too", () => {
  for (const column of readBootstrap(payload).columns) {
    const places = 400;
    const density = smoothBins(column, column.counts, places);
    const [low, high] = curveRange(column);
    const area = (density.reduce((sum, value) => sum + value, 0) * (high - low)) / (places - 1);
    const continuous = column.counts.slice(0, column.bins).reduce((sum, value) => sum + value, 0);
    expect(Math.abs(area / continuous - 1)).toBeLessThan(0.01);
  }
});

test("fewer replicates than there are: the counts are of those that the notebook holds", () => {
  const held = 1000;
  const cut = (text: string, bytes: number): string =>
    Buffer.from(text, "base64").subarray(0, bytes).toString("base64");
  const thin = {
    ...payload,
    held,
    singularBits: cut(payload.singularBits, held / 8),
    columns: payload.columns.map((column: { codes: string }) => ({ ...column, codes: cut(column.codes, held) })),
  };
  const node = shown(thin);
  press(node.querySelectorAll("figure")[0], "ArrowLeft");
  expect(status(node)).toMatch(/ of the first 1,000 replicates \(/);
});

test("hostile names are text; columns that do not fit together are left out", () => {
  const [first, ...others] = payload.columns;
  const name = '<script>document.title = "hit"</script>';
  const node = shown({
    ...payload,
    columns: [
      { ...first, name, label: '"onerror="alert(1)' },
      { ...others[0], codes: "!!" },
      { ...others[1], counts: [1] },
      { ...others[2], width: 0 },
      null,
    ],
  });
  expect(node.querySelectorAll("script")).toHaveLength(0);
  expect(texts(node, "figcaption b")).toEqual([name]);
  expect(() => readBootstrap({ ...payload, columns: [] })).toThrow("This bootstrap sample holds no parameters");
  expect(() => readBootstrap({ ...payload, version: 2 })).toThrow("saved by a newer version");
});

test("elsewhere there is a picture beside the table", () => {
  const svg = Buffer.from(/base64,([^"]+)/.exec(html)![1], "base64").toString();
  expect(new DOMParser().parseFromString(svg, "image/svg+xml").querySelectorAll("g")).toHaveLength(6);
  expect(svg).toContain("3.1 % at 1");
  expect(html).toContain("<table");
});
