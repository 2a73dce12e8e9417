import type { Result } from "vega-embed";
import { button, element } from "../page/dom";
import { menu } from "../page/menu";
import { DEFAULTS, settings } from "../page/settings";
import { trans } from "../page/trans";
import { type ChartExtras, readExtras } from "../reading/chartExtras";
import { copy, copyKey, copyMenu } from "../tables/copyMenu";
import { initialState } from "../tables/tableState";
import { TableView } from "../tables/tableView";
import { drawn, zoomSignal } from "./chartEmbed";
import { chartLegend } from "./chartLegend";
import { chartTable, dataRows } from "./chartTable";
import { inkConfig, inkOf, onPage, PAPER } from "./chartTheme";
import { ENDS, HIDDEN, interactiveSpec, LIT, legendOf, type Picked, paperSpec, withConfig } from "./interactiveSpec";
import { binned, binSteps, endRows, intervalRows, LEVELS, nearestLevel } from "./levels";
import { type Slider, slider } from "./slider";
import { withSize } from "./withSize";

/** Below so many pixels a plot says nothing. */
const NARROWEST = 220;
const ZOOM_STEP = 1.5;
/** Pixels of a chart's widest card, at the usual size. */
const MOST_WIDE = 980;
/** Pixels of JupyterLab's usual letters. */
const USUAL_LETTERS = 14;

/** A chart that answers: tooltips, zoom, legend, coverage level or bins, its numbers, export. */
export class ChartView {
  readonly node = element("section", { class: "mm-view mm-chart", "data-lm-suppress-shortcuts": "true" });
  private readonly canvas = element("div", { class: "mm-canvas" });
  private readonly status = element("span", { class: "mm-status", role: "status" });
  private readonly numbers = element("div", { class: "mm-detail", hidden: true });
  private readonly source = element("div", { hidden: true });
  private readonly spec: { [key: string]: unknown };
  private readonly extras: ChartExtras;
  private readonly resized = new ResizeObserver(() => this.resize());
  private readonly themed = new MutationObserver(() => void this.draw());
  private readonly lettered = new MutationObserver(() => this.resize());
  private result: Result | undefined;
  private table: TableView | undefined;
  private coverage: Slider | undefined;
  private level = Math.max(LEVELS[0], Math.min(99, Math.round(settings().level)));
  private bins: number | undefined;
  /** Whether the reader has chosen a level or bins, here or in the settings. */
  private chosen = this.level !== DEFAULTS.level;
  private picked: Picked = { hidden: [], lit: null };
  private width = 0;
  private size = 1;
  /** Counts the drawings, of which only the last is kept. */
  private turn = 0;
  private disposed = false;

  constructor(spec: unknown, extras: unknown) {
    if (typeof spec !== "object" || spec === null)
      throw new Error(trans.__("its specification is not in the notebook"));
    this.spec = spec as { [key: string]: unknown };
    this.extras = readExtras(extras);
    const { chartTheme } = settings();
    if (chartTheme !== "page") this.node.dataset["theme"] = chartTheme;
    const legend = legendOf(this.spec, this.extras);
    const { title } = this.spec;
    this.node.append(
      ...(legend.length > 0 && typeof title === "string" ? [element("div", { class: "mm-charttitle" }, title)] : []),
      ...(legend.length > 0 ? [chartLegend(legend, (picked) => this.pick(picked))] : []),
      this.canvas,
      this.toolbar(),
      this.numbers,
      this.source,
    );
    this.node.addEventListener("keydown", (event) => copyKey(event, this.node));
    this.resized.observe(this.node);
    this.themed.observe(document.body, {
      attributes: true,
      attributeFilter: ["data-jp-theme-light", "data-jp-theme-name"],
    });
    // JupyterLab writes the size of letters that the user chooses there.
    this.lettered.observe(document.documentElement, { attributes: true, attributeFilter: ["style"] });
  }

  dispose(): void {
    this.disposed = true;
    this.resized.disconnect();
    this.themed.disconnect();
    this.lettered.disconnect();
    this.table?.dispose();
    this.result?.finalize();
    this.result = undefined;
  }

  /** Draws afresh, for the present theme and width; what the reader has zoomed to stays. */
  async draw(): Promise<void> {
    if (this.disposed) return;
    const turn = ++this.turn;
    this.canvas.setAttribute("aria-busy", "true");
    try {
      await this.drawAs(turn);
    } finally {
      if (turn === this.turn) this.canvas.removeAttribute("aria-busy");
    }
  }

  /** @param turn the number of this drawing: nothing is shown of it when another has begun */
  private async drawAs(turn: number): Promise<void> {
    const place = element("div");
    this.measure();
    const spec = withConfig(
      onPage(interactiveSpec(this.sized(), this.extras, this.plotWidth(), this.picked, this.size), this.extras),
      inkConfig(inkOf(this.node)),
    );
    const result = await drawn(place, spec);
    if (this.disposed || turn !== this.turn) return result.finalize();
    const zoomed = this.zoomed();
    this.result?.finalize();
    this.result = result;
    this.canvas.replaceChildren(place);
    place.addEventListener("pointerdown", (event) => this.drag(event));
    const signal = zoomSignal(result);
    if (zoomed && signal !== undefined) result.view.signal(signal, zoomed);
    await this.show();
  }

  private sized(): { [key: string]: unknown } {
    return withSize(this.spec, this.size);
  }

  /** How many times as large as usual a chart's letters are: by the settings, and by JupyterLab's own letters. */
  private sizeNow(): number {
    const letters = Number.parseFloat(getComputedStyle(this.node).getPropertyValue("--jp-content-font-size1"));
    return settings().chartSize * (letters > 0 ? letters / USUAL_LETTERS : 1);
  }

  /** Takes the size of letters and the room on the page, which a card that is as wide as its chart does not tell. */
  private measure(): void {
    const page = this.node.parentElement;
    if (page) this.resized.observe(page);
    const result = this.node.closest(".mm-result");
    if (result) this.themed.observe(result, { attributes: true, attributeFilter: ["data-theme"] });
    this.size = this.sizeNow();
    this.node.style.setProperty("--mm-size", String(this.size));
    // While JupyterLab changes the theme, and out of sight, nothing has a width.
    this.width = this.roomNow() || this.width;
  }

  private roomNow(): number {
    const room = this.node.parentElement?.clientWidth || this.node.clientWidth;
    return Math.min(room, MOST_WIDE * Math.max(1, this.size));
  }

  private plotWidth(): number | undefined {
    return this.width === 0 ? undefined : Math.max(NARROWEST, this.width - 40);
  }

  /** The width may change also while the chart is drawn for the first time. */
  private resize(): void {
    const room = this.roomNow();
    if (this.turn > 0 && room > 0 && (Math.abs(room - this.width) > 8 || this.sizeNow() !== this.size))
      void this.draw();
  }

  /** Puts the chosen level and bins into the drawn chart; as long as none were chosen, the specification's own stay. */
  private async show({ view, vgSpec } = this.result!): Promise<void> {
    const { intervals, bins } = this.extras;
    const put = (name: string, rows: object[]): void => {
      if ((vgSpec.data ?? []).some((data) => data.name === name)) view.data(name, rows);
    };
    if (intervals && this.chosen) {
      put("intervals", intervalRows(intervals, this.level));
      put(ENDS, endRows(intervals, this.level));
    }
    if (bins && this.chosen) put("bins", this.bins === undefined ? dataRows(this.spec) : binned(bins, this.bins));
    await view.runAsync();
  }

  private pick(picked: Picked): void {
    this.picked = picked;
    void this.result?.view.signal(HIDDEN, picked.hidden).signal(LIT, picked.lit).runAsync();
  }

  private setLevel(level: number): void {
    if (level === this.level) return;
    this.level = level;
    this.coverage?.set(level);
    this.say(trans.__("%1 % intervals", level));
    this.changed();
  }

  private changed(): void {
    this.chosen = true;
    if (this.result) void this.show();
    if (!this.numbers.hidden) this.showNumbers();
  }

  /** Drags the end of an interval to another level. */
  private drag(event: PointerEvent): void {
    const { intervals } = this.extras;
    const item = (event.target as { __data__?: Item }).__data__;
    const { interval, side } = item?.datum ?? {};
    if (!intervals || item?.mark?.name !== `${ENDS}_marks` || interval === undefined) return;
    const ends = intervals[interval][side === "lower" ? "lower" : "upper"];
    const move = (moved: PointerEvent): void => {
      const value = this.valueAt(moved.clientX);
      if (value !== undefined) this.setLevel(nearestLevel(ends, value, this.level));
    };
    const end = (): void => window.removeEventListener("pointermove", move);
    window.addEventListener("pointermove", move);
    window.addEventListener("pointerup", end, { once: true });
    window.addEventListener("pointercancel", end, { once: true });
  }

  /** The value of x below a place on the page. */
  private valueAt(clientX: number): number | undefined {
    const frame = this.canvas.querySelector(".mark-group.role-frame > g > path.background")?.getBoundingClientRect();
    const scale = this.result?.view.scale("x") as { invert?: (x: number) => number } | undefined;
    return frame === undefined ? undefined : scale?.invert?.(clientX - frame.left);
  }

  /** The range of x that the reader has zoomed to, if so. */
  private zoomed(): unknown {
    const signal = this.result && zoomSignal(this.result);
    return signal === undefined ? undefined : this.result?.view.signal(signal);
  }

  /** Zooms about the middle; 0 shows all. */
  private zoom(factor: number): void {
    const signal = this.result && zoomSignal(this.result);
    if (this.result === undefined || signal === undefined) return this.say(trans.__("This chart has no axis to zoom."));
    const { view } = this.result;
    const [low, high] = (view.scale("x") as { domain(): number[] }).domain().map(Number);
    const [middle, half] = [(low + high) / 2, (high - low) / 2 / factor];
    void view.signal(signal, factor === 0 ? null : [middle - half, middle + half]).runAsync();
  }

  private toolbar(): HTMLElement {
    const { extras } = this;
    const bar = element("div", { class: "mm-toolbar" });
    if (extras.intervals) {
      this.coverage = slider(
        trans.__("Coverage"),
        LEVELS,
        this.level,
        (level) => `${level} %`,
        (level) => this.setLevel(level),
      );
      bar.append(this.coverage.node);
    }
    if (extras.bins) {
      bar.append(
        slider(trans.__("Bins"), binSteps(extras), extras.shownBins, String, (chosen) => {
          this.bins = chosen === extras.shownBins ? undefined : chosen;
          this.changed();
        }).node,
      );
    }
    bar.append(
      element(
        "span",
        { class: "mm-zoom", title: trans.__("Drag to pan; turn the wheel with Ctrl, ⌘ or Shift to zoom") },
        button("−", () => this.zoom(1 / ZOOM_STEP), { "aria-label": trans.__("Zoom out") }),
        button("+", () => this.zoom(ZOOM_STEP), { "aria-label": trans.__("Zoom in") }),
        button(trans.__("Reset view"), () => this.zoom(0)),
      ),
      this.status,
      this.opening(trans.__("Numbers"), this.numbers, () => this.showNumbers()),
      this.opening(trans.__("Specification"), this.source, () => this.showSource()),
      copyMenu(
        () => {
          const view = this.data();
          return [view, initialState(view)];
        },
        (message) => this.say(message),
      ),
      menu(trans.__("Save as"), trans.__("Save the chart as a picture"), [
        { name: "PNG", run: () => void this.save("png") },
        { name: "SVG", run: () => void this.save("svg") },
      ]),
    );
    return bar;
  }

  /** A button that opens and closes a part below the chart. */
  private opening(label: string, part: HTMLElement, fill: () => void): HTMLButtonElement {
    const toggle = button(
      label,
      () => {
        part.hidden = !part.hidden;
        toggle.setAttribute("aria-pressed", String(!part.hidden));
        if (!part.hidden) fill();
      },
      { class: "mm-toggle", "aria-pressed": "false" },
    );
    return toggle;
  }

  private data() {
    return chartTable(this.spec, this.extras, this.level, this.bins);
  }

  private showNumbers(): void {
    this.table?.dispose();
    this.table = new TableView(this.data());
    this.numbers.replaceChildren(this.table.node);
  }

  private showSource(): void {
    const text = JSON.stringify(this.spec, null, 2);
    this.source.replaceChildren(
      element(
        "div",
        { class: "mm-toolbar" },
        button(
          trans.__("Copy the specification"),
          () => void copy(text, trans.__("Copied the specification."), (message) => this.say(message)),
        ),
      ),
      element("pre", { tabindex: 0, "aria-label": trans.__("Vega-Lite specification") }, text),
    );
  }

  private say(message: string): void {
    this.status.textContent = message;
  }

  /** Saves the chart as it is arranged, in the colours of paper. */
  private async save(type: "png" | "svg"): Promise<void> {
    const spec = withConfig(
      paperSpec(this.sized(), this.extras, this.plotWidth(), this.picked, this.size),
      inkConfig(PAPER),
    );
    const result = await drawn(element("div"), spec);
    try {
      await this.show(result);
      const url = await result.view.toImageURL(type, 2);
      element("a", { href: url, download: `chart.${type}` }).click();
      this.say(trans.__("Saved as %1.", type.toUpperCase()));
    } finally {
      result.finalize();
    }
  }
}

/** A mark that vega has drawn, as its SVG element knows it. */
interface Item {
  mark?: { name?: string };
  datum?: { interval?: number; side?: string };
}
