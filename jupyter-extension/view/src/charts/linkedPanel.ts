import { significant } from "mixedmodels/page";
import { element, svgElement } from "../page/dom";
import { trans } from "../page/trans";
import type { Linked } from "../reading/readBootstrap";
import { curveRange, smoothBins } from "./smoothBins";

const WIDTH = 190;
const TOP = 8;
const BASE = 62;
const HEIGHT = 82;
const PLACES = 110;
/** A step of the arrow keys, as a share of the axis. */
const STEP = 1 / 40;

/** A click so near to a point mass means it. */
const NEAR = 6;

/** A range of a parameter in the unit of its values. */
export type Range = [from: number, to: number];

/**
 * The density of one parameter, in which a range can be chosen with the mouse or the arrow keys, and marked replicates
 * are shown.
 */
export class LinkedPanel {
  readonly node: HTMLElement;
  private readonly svg: SVGSVGElement;
  private readonly marked = svgElement("g", { class: "mm-marked" });
  private readonly brush = svgElement("rect", { class: "mm-brush", y: 0, height: BASE, width: 0 });
  private readonly readout = element("output", { class: "mm-readout", "aria-hidden": "true" });
  private readonly hair = svgElement("line", { class: "mm-hair", y1: TOP, y2: BASE, visibility: "hidden" });
  private readonly low: number;
  private readonly high: number;
  private readonly peak: number;
  private range: Range | undefined;

  /** @param onRange gets the range that the reader chooses, undefined when it is taken back */
  constructor(
    readonly column: Linked,
    private readonly onRange: (range: Range | undefined) => void,
  ) {
    const [from, to] = curveRange(column);
    this.low = column.least + from * column.width;
    this.high = column.least + to * column.width;
    const density = smoothBins(column, column.counts, PLACES);
    this.peak = Math.max(...density, 1e-300);
    const heading = column.label === "" ? column.name : `${column.name}  ${column.label}`;
    this.svg = svgElement(
      "svg",
      { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "mm-panel", "aria-hidden": "true" },
      svgElement("path", { class: "mm-density", d: this.area(density) }),
      this.marked,
      ...this.spikes(),
      ...this.axis(),
      this.brush,
      this.hair,
    );
    this.node = element(
      "figure",
      {
        class: "mm-figure",
        tabindex: 0,
        role: "slider",
        "aria-valuemin": this.low,
        "aria-valuemax": this.high,
        "aria-label": trans.__(
          "%1: range of replicates. The arrow keys move it, with Shift its end; Escape takes it back.",
          heading,
        ),
      },
      element(
        "figcaption",
        { title: heading },
        element("b", {}, column.name),
        element("span", {}, column.label),
        this.readout,
      ),
      this.svg,
    );
    this.showRange(undefined);
    this.svg.addEventListener("pointerdown", (event) => this.drag(event));
    this.svg.addEventListener("pointermove", (event) => this.read(this.valueAt(event)));
    this.svg.addEventListener("pointerleave", () => this.read(undefined));
    this.node.addEventListener("keydown", (event) => this.key(event));
  }

  /** Shows the chosen range of this parameter, if one is. */
  showRange(range: Range | undefined): void {
    this.range = range;
    const [from, to] = range ? [this.x(range[0]), this.x(range[1])] : [0, 0];
    this.node.setAttribute("aria-valuenow", String(range ? (range[0] + range[1]) / 2 : (this.low + this.high) / 2));
    this.node.setAttribute("aria-valuetext", range ? rangeText(range) : trans.__("nothing chosen"));
    const width = range ? Math.max(4, Math.abs(to - from)) : 0;
    this.brush.setAttribute("x", String(Math.min(from, to) - Math.max(0, width - Math.abs(to - from)) / 2));
    this.brush.setAttribute("width", String(width));
  }

  /**
   * Marks replicates: their part of the density, and as a broken line its shape.
   * @param counts of the marked ones by code
   * @param scale replicates in all to those that are held
   */
  showMarked(counts: ArrayLike<number> | undefined, scale: number): void {
    this.node.classList.toggle("mm-dimmed", counts !== undefined);
    if (counts === undefined) return this.marked.replaceChildren();
    const { column } = this;
    const density = smoothBins(column, counts, PLACES).map((value) => value * scale);
    const masses = column.masses.map((at, k) => {
      const share = Math.min(1, (counts[column.bins + k] * scale) / Math.max(1, column.counts[column.bins + k]));
      return svgElement("line", {
        class: "mm-spike",
        x1: this.x(at),
        x2: this.x(at),
        y1: BASE,
        y2: BASE - share * (BASE - TOP - 6),
      });
    });
    const sum = (values: ArrayLike<number>): number => Array.from(values).reduce((total, value) => total + value, 0);
    const within = sum(counts);
    // As large as the whole, or as high where that would be higher.
    const grown = Math.min(sum(column.counts) / (within * scale), this.peak / Math.max(...density));
    const alone =
      within === 0
        ? []
        : [svgElement("path", { class: "mm-alone", d: this.line(density.map((value) => value * grown)) })];
    this.marked.replaceChildren(svgElement("path", { class: "mm-part", d: this.area(density) }), ...alone, ...masses);
  }

  private x(value: number): number {
    return 8 + ((value - this.low) / (this.high - this.low)) * (WIDTH - 16);
  }

  private line(density: ArrayLike<number>): string {
    const points = Array.from(density, (value, i) => {
      const x = 8 + (i / (PLACES - 1)) * (WIDTH - 16);
      const y = BASE - Math.min(1.05, value / this.peak) * (BASE - TOP);
      return `${x.toFixed(1)} ${y.toFixed(1)}`;
    });
    return `M${points.join("L")}`;
  }

  private area(density: ArrayLike<number>): string {
    return `M8 ${BASE}L${this.line(density).slice(1)}L${WIDTH - 8} ${BASE}Z`;
  }

  private spikes(): SVGElement[] {
    const { masses, counts, bins } = this.column;
    const total = counts.reduce((sum, value) => sum + value, 0);
    return masses.flatMap((at, k) => {
      const x = this.x(at);
      const right = x > WIDTH / 2;
      return [
        svgElement("line", { class: "mm-mass", x1: x, x2: x, y1: BASE, y2: TOP + 6 }),
        svgElement(
          "text",
          { x: x + (right ? -5 : 5), y: TOP + 10, "text-anchor": right ? "end" : "start" },
          trans.__("%1 % at %2", ((100 * counts[bins + k]) / total).toFixed(1), at),
        ),
      ];
    });
  }

  private axis(): SVGElement[] {
    const {
      interval: [lower, upper],
    } = this.column;
    const zero =
      this.low < 0 && this.high > 0
        ? [svgElement("line", { class: "mm-zero", x1: this.x(0), x2: this.x(0), y1: TOP, y2: BASE })]
        : [];
    const ticks = niceTicks(this.low, this.high).map((value) =>
      svgElement("text", { x: this.x(value), y: BASE + 17, "text-anchor": "middle" }, String(value)),
    );
    return [
      ...zero,
      svgElement("line", { class: "mm-range", x1: this.x(lower), x2: this.x(upper), y1: BASE + 5, y2: BASE + 5 }),
      ...ticks,
    ];
  }

  /** The value below a pointer, within the axis. */
  private valueAt(event: { clientX: number }): number {
    const { left, width } = this.svg.getBoundingClientRect();
    const x = width === 0 ? 0 : ((event.clientX - left) / width) * WIDTH;
    return this.low + Math.min(1, Math.max(0, (x - 8) / (WIDTH - 16))) * (this.high - this.low);
  }

  /** Says which share of the replicates lies below a value. */
  private read(value: number | undefined): void {
    this.hair.setAttribute("visibility", value === undefined ? "hidden" : "visible");
    if (value === undefined) {
      this.readout.textContent = "";
      return;
    }
    const x = String(this.x(value));
    this.hair.setAttribute("x1", x);
    this.hair.setAttribute("x2", x);
    this.readout.textContent = `${(100 * shareBelow(this.column, value)).toFixed(1)} % < ${significant(value, 4)}`;
  }

  private drag(event: PointerEvent): void {
    if (event.button !== 0) return;
    const start = this.valueAt(event);
    const move = (moved: PointerEvent): void => this.choose(start, this.valueAt(moved));
    const end = (ended: PointerEvent): void => {
      this.svg.removeEventListener("pointermove", move);
      if (Math.abs(this.x(this.valueAt(ended)) - this.x(start)) < 2) this.click(start);
    };
    this.svg.setPointerCapture?.(event.pointerId);
    this.svg.addEventListener("pointermove", move);
    this.svg.addEventListener("pointerup", end, { once: true });
    this.svg.addEventListener("pointercancel", end, { once: true });
    event.preventDefault();
    this.node.focus({ preventScroll: true });
  }

  /** Takes a point mass, or nothing where there is none. */
  private click(value: number): void {
    const mass = this.column.masses.find((at) => Math.abs(this.x(at) - this.x(value)) < NEAR);
    this.onRange(mass === undefined ? undefined : [mass, mass]);
  }

  private key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape" && this.range) this.onRange(undefined);
    else if (event.key === "ArrowRight" || event.key === "ArrowLeft")
      this.step(event.key === "ArrowRight" ? 1 : -1, event.shiftKey);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  private step(direction: number, endOnly: boolean): void {
    const by = direction * STEP * (this.high - this.low);
    const span = this.high - this.low;
    const [from, to] = this.range ?? [this.low + 0.4 * span, this.low + 0.6 * span];
    if (this.range === undefined) this.choose(from, to);
    else this.choose(endOnly ? from : from + by, to + by);
  }

  private choose(one: number, other: number): void {
    const clamp = (value: number): number => Math.min(this.high, Math.max(this.low, value));
    this.onRange([clamp(Math.min(one, other)), clamp(Math.max(one, other))]);
  }
}

/** The share of all replicates below a value, with even spread within a bin. */
export function shareBelow({ least, width, bins, masses, counts }: Linked, value: number): number {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const place = Math.min(bins, Math.max(0, (value - least) / width));
  const whole = Math.floor(place);
  const within =
    counts.slice(0, whole).reduce((sum, count) => sum + count, 0) +
    (whole < bins ? (place - whole) * counts[whole] : 0);
  const equal = masses.reduce((sum, at, k) => sum + (at < value ? counts[bins + k] : 0), 0);
  return total === 0 ? 0 : (within + equal) / total;
}

/** Three or four round numbers within the range. */
export function niceTicks(low: number, high: number): number[] {
  const rough = (high - low) / 3.5;
  if (!(rough > 0) || !Number.isFinite(rough)) return [];
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough) ?? 10 * power;
  const ticks: number[] = [];
  for (let i = Math.ceil(low / step); i * step <= high && ticks.length < 8; i++)
    ticks.push(Number((i * step).toPrecision(12)) + 0);
  return ticks;
}

/** "from 240.1 to 251.3" or "at 1.0" */
export function rangeText([from, to]: Range): string {
  return from === to
    ? trans.__("at %1", significant(from, 4))
    : trans.__("from %1 to %2", significant(from, 4), significant(to, 4));
}
