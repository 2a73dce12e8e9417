import { fitPanels } from "extension/charts/fitPanels";

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

test("where there is room, or no plots of known width, nothing changes", () => {
  const wide = { columns: 2, spacing: 20, concat: panels(280, 300, 2) };
  fitPanels(wide, 1000);
  fitPanels(wide, undefined);
  expect(wide.concat).toEqual(panels(280, 300, 2));
  const mixed = { concat: [{ width: 280 }, { width: "container" }] };
  fitPanels(mixed, 100);
  expect(mixed.concat[0].width).toBe(280);
  const single = { width: 400, layer: [] };
  fitPanels(single, 100);
  expect(single.width).toBe(400);
});
