import type { PanelSpec } from "engine/charts/parts/panels";
import { textWidth } from "engine/charts/parts/textWidth";
import { wrappedTitle } from "engine/charts/parts/wrappedTitle";
import { plot } from "engine/charts/plot";
import { dataset } from "engine/table/source/dataset";

const width = (text: string): number => textWidth({ fontSize: 12 }, text);

test.each([20, 60, 90, 130, 400])(
  "lines of %p pixels hold the words in their order, as many as there is room for",
  (length) => {
    for (const title of ["rt", "Average reaction time (ms)", "log(rt)", "a  b", "Days of sleep deprivation"]) {
      const lines = [wrappedTitle(title, length)].flat();
      expect(lines.join(" ")).toBe(title);
      lines.forEach((line, i) => {
        if (line.includes(" ")) expect(width(line)).toBeLessThanOrEqual(length);
        if (i > 0) expect(width(`${lines[i - 1]} ${line.split(" ")[0]}`)).toBeGreaterThan(length);
      });
    }
  },
);

test("the titles of small panels are not longer than these", () => {
  const labels = { xlabel: "Days of sleep deprivation", ylabel: "Average reaction time (ms)" };
  const spec = plot(dataset("sleepstudy"), { x: "days", y: "reaction", layout: "subj" }, "scatter", {
    columns: 6,
    ...labels,
  }).spec as PanelSpec;
  const titles = spec.concat.flatMap(({ width: across, height, layer }) =>
    layer.flatMap(({ encoding: { x, y } }) => [
      { lines: x?.["title"], length: across + spec.spacing },
      { lines: y?.["title"], length: height },
    ]),
  );
  const shown = titles.filter(({ lines }) => lines != null);
  expect(shown.length).toBeGreaterThan(0);
  for (const { lines, length } of shown) {
    expect(Object.values(labels)).toContain([lines].flat().join(" "));
    for (const line of [lines].flat()) expect(width(String(line))).toBeLessThanOrEqual(length);
  }
});
