import type { ColumnSummary, ViewShape } from "mixedmodels/page";
import { element, svgElement } from "../page/dom";
import { trans } from "../page/trans";

const WIDTH = 84;
const HEIGHT = 26;
const ROW_HEIGHT = 18;
/** Bars of levels leave room for their number. */
const LEVELS_WIDTH = 32;

/** Whole numbers as they are, others with six significant digits. */
const short = (value: number): string => String(Number.isSafeInteger(value) ? value : Number(value.toPrecision(6)));

/** A small histogram with the median and the middle half below it, for the head of a column. */
export function summaryPlot(header: string, summary: ColumnSummary): HTMLElement {
  const {
    quantiles: [least, lower, median, upper, greatest],
    missing,
  } = summary;
  const lines = [
    trans.__("%1: %2 to %3", header, short(least), short(greatest)),
    trans.__("median %1", short(median)),
    trans.__("middle half %1 to %2", short(lower), short(upper)),
    ...missingLine(missing),
  ];
  const x = scaleOf(summary);
  const plot = picture(
    HEIGHT + 5,
    lines,
    ...bars(summary.counts, HEIGHT),
    svgElement("line", { class: "mm-half", x1: x(lower), x2: x(upper), y1: HEIGHT + 3, y2: HEIGHT + 3 }),
    svgElement("circle", { class: "mm-median", cx: x(median), cy: HEIGHT + 3, r: 2 }),
  );
  return element(
    "div",
    { class: "mm-summary" },
    plot,
    element(
      "div",
      { class: "mm-extremes", "aria-hidden": "true" },
      element("span", {}, short(least)),
      element("span", {}, short(greatest)),
    ),
  );
}

/** The picture of a row: a histogram with its interval, or bars of the most frequent levels. */
export function shapePlot(name: string, shape: ViewShape): SVGSVGElement {
  if (shape.kind === "levels") return levelsPlot(name, shape);
  const { summary, interval, mark } = shape;
  const {
    quantiles: [least, , median, , greatest],
    counts,
    missing,
  } = summary;
  const x = scaleOf(summary);
  const within = (i: number): boolean => {
    if (interval === undefined) return true;
    const middle = least + ((i + 0.5) / counts.length) * (greatest - least);
    return middle >= interval[0] && middle <= interval[1];
  };
  const lines = [
    trans.__("%1: %2 to %3", name, short(least), short(greatest)),
    trans.__("median %1", short(median)),
    ...(interval ? [trans.__("interval %1 to %2", short(interval[0]), short(interval[1]))] : []),
    ...missingLine(missing),
  ];
  const plot = picture(ROW_HEIGHT + 4, lines, ...bars(counts, ROW_HEIGHT, within));
  if (mark !== undefined && mark >= least && mark <= greatest)
    plot.append(svgElement("line", { class: "mm-zero", x1: x(mark), x2: x(mark), y1: 0, y2: ROW_HEIGHT + 4 }));
  if (interval)
    plot.append(
      svgElement("line", {
        class: "mm-range",
        x1: x(interval[0]),
        x2: x(interval[1]),
        y1: ROW_HEIGHT + 2.5,
        y2: ROW_HEIGHT + 2.5,
      }),
    );
  return plot;
}

function levelsPlot(name: string, { levels, total }: Extract<ViewShape, { kind: "levels" }>): SVGSVGElement {
  const listed = levels.map(({ name: level, count }) => `${level} ${count}`);
  const number = trans._n("%1 level", "%1 levels", total);
  const lines = [
    `${name}: ${number}`,
    ...listed,
    ...(total > levels.length ? [trans.__("and %1 more", total - levels.length)] : []),
  ];
  const plot = picture(
    ROW_HEIGHT + 4,
    lines,
    ...bars(
      levels.map(({ count }) => count),
      ROW_HEIGHT,
      undefined,
      "mm-level",
      LEVELS_WIDTH,
    ),
    svgElement("text", { x: LEVELS_WIDTH + 5, y: ROW_HEIGHT - 3 }, number),
  );
  plot.classList.add("mm-levels");
  return plot;
}

function missingLine(missing: number): string[] {
  return missing > 0 ? [trans.__("%1 missing", missing)] : [];
}

function scaleOf({ quantiles: [least, , , , greatest] }: ColumnSummary): (value: number) => number {
  return (value) =>
    greatest > least ? Math.min(1, Math.max(0, (value - least) / (greatest - least))) * WIDTH : WIDTH / 2;
}

function bars(
  counts: readonly number[],
  height: number,
  within: (i: number) => boolean = () => true,
  kind?: string,
  width = WIDTH,
): SVGElement[] {
  const tallest = Math.max(1, ...counts);
  const step = width / counts.length;
  return counts.map((value, i) => {
    const size = value <= 0 ? 0 : Math.max(1, (value / tallest) * height);
    return svgElement("rect", {
      class: kind ?? (within(i) ? undefined : "mm-outside"),
      x: i * step,
      y: height - size,
      width: Math.max(0.5, step - 0.6),
      height: size,
    });
  });
}

function picture(height: number, lines: readonly string[], ...parts: SVGElement[]): SVGSVGElement {
  return svgElement(
    "svg",
    {
      class: "mm-shape",
      width: WIDTH,
      height,
      viewBox: `0 0 ${WIDTH} ${height}`,
      role: "img",
      "aria-label": lines.join(", "),
    },
    svgElement("title", {}, lines.join("\n")),
    ...parts,
  );
}
