import embed, { type EmbedOptions, type Result, type VisualizationSpec } from "vega-embed";
import { button, choice, element } from "./dom";
import { type ChartExtras, interactiveSpec, readExtras, withConfig } from "./interactiveSpec";

const DARK = { ink: "#d5d9dd", soft: "#a3abb3" };
const LIGHT = { ink: "#30363c", soft: "#5b646c" };
/** Below so many pixels a plot says nothing. */
const NARROWEST = 220;
const LEVELS = Array.from({ length: 20 }, (_, i) => 80 + i);

/** A chart that answers: tooltips, zoom, legend, coverage level or bins, export. */
export class ChartView {
  readonly node = element("section", { class: "mm-view mm-chart", "data-lm-suppress-shortcuts": "true" });
  private readonly canvas = element("div", { class: "mm-canvas" });
  private readonly status = element("span", { class: "mm-status", role: "status" });
  private readonly spec: { [key: string]: unknown };
  private readonly extras: ChartExtras;
  private readonly resized = new ResizeObserver(() => this.resize());
  private readonly themed = new MutationObserver(() => void this.draw());
  private result: Result | undefined;
  private level = 95;
  private bins: number | undefined;
  private width = 0;
  private disposed = false;

  constructor(spec: unknown, extras: unknown) {
    if (typeof spec !== "object" || spec === null) throw new Error("its specification is not in the notebook");
    this.spec = spec as { [key: string]: unknown };
    this.extras = readExtras(extras);
    this.node.append(this.canvas, this.toolbar());
    this.resized.observe(this.node);
    this.themed.observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-light", "data-jp-theme-name"] });
  }

  dispose(): void {
    this.disposed = true;
    this.resized.disconnect();
    this.themed.disconnect();
    this.result?.finalize();
    this.result = undefined;
  }

  /** Draws afresh, for the present theme and width. */
  async draw(): Promise<void> {
    if (this.disposed) return;
    const { ink, soft } = document.body.dataset["jpThemeLight"] === "false" ? DARK : LIGHT;
    this.width = this.node.clientWidth;
    const options: EmbedOptions = {
      mode: "vega-lite", renderer: "svg", actions: false, ast: true, loader: refusing,
    };
    const colors = {
      title: { color: ink },
      axis: { labelColor: soft, titleColor: soft, tickColor: soft, domainColor: soft, gridColor: soft },
      legend: { labelColor: ink, titleColor: ink }, text: { color: ink }, rule: { color: soft },
    };
    const spec = withConfig(interactiveSpec(this.spec, this.extras, this.width === 0 ? undefined : Math.max(NARROWEST, this.width - 40)), colors);
    const place = element("div");
    const result = await embed(place, spec as unknown as VisualizationSpec, options);
    if (this.disposed) return result.finalize();
    this.result?.finalize();
    this.result = result;
    this.canvas.replaceChildren(place);
    await this.show();
  }

  private resize(): void {
    if (this.result !== undefined && Math.abs(this.node.clientWidth - this.width) > 8) void this.draw();
  }

  /** Puts the chosen level and bins into the drawn chart. */
  private async show(): Promise<void> {
    const { result, extras } = this;
    if (result === undefined) return;
    if (extras.intervals && this.level !== 95) result.view.data("intervals", extras.intervals.map(({ row, lower, upper }) => ({ ...row, lower: lower[this.level - 80], upper: upper[this.level - 80] })));
    if (extras.bins && this.bins !== undefined) result.view.data("bins", binned(extras.bins, this.bins));
    await result.view.runAsync();
  }

  private toolbar(): HTMLElement {
    const { extras } = this;
    const bar = element("div", { class: "mm-toolbar" });
    if (extras.intervals) bar.append(slider("Coverage", LEVELS, 95, (level) => `${level} %`, (level) => {
      this.level = level;
      void this.show();
    }));
    if (extras.bins) {
      const fine = extras.bins.counts.length;
      const steps = Array.from({ length: fine }, (_, i) => i + 1).filter((bins) => fine % bins === 0 && bins <= 250);
      const nearest = steps.reduce((best, bins) => (Math.abs(bins - extras.shownBins) < Math.abs(best - extras.shownBins) ? bins : best), steps[0]);
      bar.append(slider("Bins", steps, nearest, String, (chosen) => {
        this.bins = chosen;
        void this.show();
      }));
    }
    const source = element("pre", { hidden: true, tabindex: 0, "aria-label": "Vega-Lite specification" });
    const specification = button("Specification", () => {
      source.textContent = JSON.stringify(this.spec, null, 2);
      source.hidden = !source.hidden;
      specification.setAttribute("aria-pressed", String(!source.hidden));
    }, { class: "mm-toggle", "aria-pressed": "false" });
    const copy = button("Copy it", () => navigator.clipboard.writeText(JSON.stringify(this.spec)).then(() => this.say("Copied the specification."), () => this.say("The browser does not allow copying here.")));
    bar.append(button("Reset view", () => void this.draw(), { title: "Drag to pan, turn the wheel to zoom" }), this.status, specification, copy,
      choice("Save as", [["", "…"], ["png", "PNG"], ["svg", "SVG"]], "", (type) => {
        bar.querySelector("select")!.value = "";
        if (type) void this.save(type as "png" | "svg");
      }));
    this.node.append(source);
    return bar;
  }

  private say(message: string): void {
    this.status.textContent = message;
  }

  private async save(type: "png" | "svg"): Promise<void> {
    const url = await this.result?.view.toImageURL(type, 2);
    if (url) element("a", { href: url, download: `chart.${type}` }).click();
  }
}

function slider(label: string, steps: readonly number[], start: number, text: (value: number) => string, onInput: (value: number) => void): HTMLElement {
  const shown = element("output", {}, text(start));
  const input = element("input", { type: "range", min: 0, max: steps.length - 1, value: steps.indexOf(start), "aria-label": label, "aria-valuetext": text(start) });
  input.addEventListener("input", () => {
    const value = steps[Number(input.value)];
    shown.textContent = text(value);
    input.setAttribute("aria-valuetext", text(value));
    onInput(value);
  });
  return element("label", { class: "mm-choice" }, element("span", {}, label), input, shown);
}

/** Counts in fewer bins, each of as many of the fine ones. */
function binned({ least, width, counts }: NonNullable<ChartExtras["bins"]>, bins: number): object[] {
  const each = counts.length / bins;
  return Array.from({ length: bins }, (_, i) => ({
    x: least + i * each * width, x2: least + (i + 1) * each * width,
    count: counts.slice(i * each, (i + 1) * each).reduce((sum, value) => sum + value, 0),
  }));
}

const refuse = (): Promise<never> => Promise.reject(new Error("a chart is drawn from its own data only"));
const refusing = { load: refuse, sanitize: refuse, http: refuse, file: refuse, fileAccess: false } as unknown as NonNullable<EmbedOptions["loader"]>;
