import { fitPanels } from "view/charts/fitPanels";

const panels = (width: number, height: number, count: number) =>
  Array.from({ length: count }, () => ({ width, height }));

test("plots become narrower, as far as a row of them needs", () => {
  const spec = { columns: 2, spacing: 20, concat: panels(280, 300, 4) };
  fitPanels(spec, 520);
  expect(spec.concat).toEqual(panels(200, 300, 4));
});

test("squares stay squares, and nothing becomes too small to read", () => {
  const spec = { columns: 3, spacing: 10, concat: panels(190, 190, 9) };
  fitPanels(spec, 240);
  expect(spec.concat).toEqual(panels(70, 70, 9));
});

test("where there is room plots grow, squares as squares, but not without end", () => {
  const wide = { columns: 2, spacing: 20, concat: panels(280, 200, 2) };
  fitPanels(wide, 820);
  expect(wide.concat).toEqual(panels(350, 223, 2));
  const square = { concat: panels(300, 300, 1) };
  fitPanels(square, 2000);
  expect(square.concat).toEqual(panels(480, 480, 1));
});

test("where the width of the page or of a plot is not known, nothing changes", () => {
  const unknown = { columns: 2, spacing: 20, concat: panels(280, 300, 2) };
  fitPanels(unknown, undefined);
  expect(unknown.concat).toEqual(panels(280, 300, 2));
  const mixed = { concat: [{ width: 280 }, { width: "container" }] };
  fitPanels(mixed, 100);
  expect(mixed.concat[0].width).toBe(280);
  const single = { width: 400, layer: [] };
  fitPanels(single, 100);
  expect(single.width).toBe(400);
});

test("a legend to the right of a plot has room for its title", () => {
  const width = (title: string | null, letters = 12): number => {
    const color = title === null ? {} : { color: { field: "v", title, legend: { orient: "right" } } };
    const spec = {
      concat: [{ width: 480, height: 300, layer: [{ mark: "rect", encoding: color }] }],
      config: { legend: { labelFontSize: letters } },
    };
    fitPanels(spec, 600);
    return spec.concat[0]!.width;
  };
  expect(width(null)).toBe(500);
  expect(width("n")).toBe(440);
  expect(width("mean rt_trunc")).toBeLessThan(402);
  expect(width("mean rt_trunc", 24)).toBeLessThan(width("mean rt_trunc") - 90);
});

test("names of levels beside a plot have room, as far as Vega writes them", () => {
  const width = (name: string): number => {
    const y = { field: "level", type: "nominal", scale: { domain: ["a", name] } };
    const spec = { concat: [{ width: 480, height: 300, layer: [{ mark: "rect", encoding: { y } }] }] };
    fitPanels(spec, 600);
    return spec.concat[0]!.width;
  };
  expect([width("a"), width("no load")]).toEqual([500, 500]);
  expect(width("another quite long name")).toBeLessThan(420);
  expect(width("a very long name of a condition that nobody reads")).toBeLessThan(width("another quite long name"));
  expect(width("x".repeat(500))).toBe(width("x".repeat(50)));
});
