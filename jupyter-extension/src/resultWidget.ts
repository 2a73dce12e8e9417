import type { IRenderMime } from "@jupyterlab/rendermime-interfaces";
import { Widget } from "@lumino/widgets";
import type { ChartView } from "./chartView";
import { element } from "./dom";
import { kindOfResult, readView, UnreadableView, VIEW_MIME } from "./readView";
import { TableView } from "./tableView";

const VEGALITE = "application/vnd.vegalite.v5+json";

/** An output of the engine: a table, or a chart whose specification stands beside it in the bundle. */
export class ResultWidget extends Widget implements IRenderMime.IRenderer {
  private chart: ChartView | undefined;

  constructor() {
    super();
    this.addClass("mm-result");
  }

  async renderModel({ data }: IRenderMime.IMimeModel): Promise<void> {
    try {
      const payload = data[VIEW_MIME];
      if (kindOfResult(payload) === "chart") await this.showChart(data[VEGALITE], payload);
      else this.node.replaceChildren(new TableView(readView(payload)).node);
    } catch (error) {
      const sentence = error instanceof UnreadableView ? error.message : `This result cannot be shown as it should be: ${(error as Error).message}`;
      this.showFallback(sentence, data);
    }
  }

  override dispose(): void {
    this.chart?.dispose();
    this.chart = undefined;
    super.dispose();
  }

  /** Vega is loaded with the first chart. */
  private async showChart(spec: unknown, extras: unknown): Promise<void> {
    const { ChartView } = await import("./chartView");
    if (this.isDisposed) return;
    this.chart?.dispose();
    this.chart = new ChartView(spec, extras);
    this.node.replaceChildren(this.chart.node);
    await this.chart.draw();
  }

  /** The picture or the text that every output also carries. */
  private showFallback(sentence: string, data: IRenderMime.IMimeModel["data"]): void {
    const svg = data["image/svg+xml"];
    const text = data["text/plain"];
    const joined = (value: unknown): string => (Array.isArray(value) ? value.join("") : String(value));
    const plain = svg === undefined
      ? element("pre", { class: "mm-plain" }, text === undefined ? "" : joined(text))
      : element("img", { src: `data:image/svg+xml;charset=utf-8,${encodeURIComponent(joined(svg))}`, alt: text === undefined ? "" : joined(text) });
    this.node.replaceChildren(element("section", { class: "mm-view" }, element("p", { class: "mm-note", role: "note" }, sentence), plain));
  }
}
