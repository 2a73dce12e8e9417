import { significant } from "mixedmodels/dist/show/numbers";
import type { ColumnSummary } from "mixedmodels/dist/show/view";
import { element, svgElement } from "./dom";

const WIDTH = 84;
const HEIGHT = 26;

/** A small histogram with the median and the middle half below it. */
export function summaryPlot(header: string, { quantiles, counts, missing }: ColumnSummary): HTMLElement {
  const [least, lower, median, upper, greatest] = quantiles;
  const short = (value: number): string => significant(value, 4);
  const lines = [`${header}: ${short(least)} to ${short(greatest)}`, `median ${short(median)}`, `middle half ${short(lower)} to ${short(upper)}`, ...(missing > 0 ? [`${missing} missing`] : [])];
  const tallest = Math.max(1, ...counts);
  const step = WIDTH / counts.length;
  const bars = counts.map((value, i) => {
    const height = value === 0 ? 0 : Math.max(1, (value / tallest) * HEIGHT);
    return svgElement("rect", { x: i * step, y: HEIGHT - height, width: Math.max(0.5, step - 0.6), height });
  });
  const x = (value: number): number => (greatest === least ? WIDTH / 2 : ((value - least) / (greatest - least)) * WIDTH);
  const plot = svgElement("svg", { width: WIDTH, height: HEIGHT + 5, viewBox: `0 0 ${WIDTH} ${HEIGHT + 5}`, role: "img", "aria-label": lines.join(", ") },
    svgElement("title", {}, lines.join("\n")), ...bars,
    svgElement("line", { class: "mm-half", x1: x(lower), x2: x(upper), y1: HEIGHT + 3, y2: HEIGHT + 3 }),
    svgElement("circle", { class: "mm-median", cx: x(median), cy: HEIGHT + 3, r: 2 }));
  return element("div", { class: "mm-summary" }, plot, element("div", { class: "mm-extremes", "aria-hidden": "true" }, element("span", {}, short(least)), element("span", {}, short(greatest))));
}
