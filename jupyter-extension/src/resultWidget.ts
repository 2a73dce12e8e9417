import type { IRenderMime } from "@jupyterlab/rendermime-interfaces";
import { Widget } from "@lumino/widgets";
import { element } from "./dom";
import type { NotebookKernel } from "./notebookKernel";
import { ProgressBar } from "./progressBar";
import { readProgress } from "./readProgress";
import { onSettings } from "./settings";
import { kindOfResult, readView, UnreadableView, VIEW_MIME } from "./readView";

const VEGALITE = "application/vnd.vegalite.v5+json";

/** An output of the engine: a table, or a chart whose specification stands beside it in the bundle. */
export class ResultWidget extends Widget implements IRenderMime.IRenderer {
  /** What is shown, if it holds on to something. */
  private shown: { dispose(): void } | undefined;

  private model: IRenderMime.IMimeModel | undefined;
  private readonly unfollow = onSettings(() => void (this.model && this.renderModel(this.model)));

  /** @param kernel the way to what the notebook's kernel holds, where there is one */
  constructor(private readonly kernel?: NotebookKernel) {
    super();
    this.addClass("mm-result");
  }

  async renderModel(model: IRenderMime.IMimeModel): Promise<void> {
    const { data } = model;
    this.model = model;
    try {
      const payload = data[VIEW_MIME];
      const kind = kindOfResult(payload);
      if (kind === "progress" && this.shown instanceof ProgressBar) return this.shown.update(readProgress(payload));
      this.forget();
      if (kind === "chart") await this.showChart(data[VEGALITE], payload);
      else if (kind === "bootstrap") await this.showBootstrap(payload);
      else if (kind === "progress") this.place(new ProgressBar(readProgress(payload), this.kernel));
      else await this.showTable(payload);
    } catch (error) {
      const sentence = error instanceof UnreadableView ? error.message : `This result cannot be shown as it should be: ${(error as Error).message}`;
      this.showFallback(sentence, data);
    }
  }

  override dispose(): void {
    this.unfollow();
    this.forget();
    super.dispose();
  }

  /** The code of each kind of result is loaded with the first result of that kind, and vega with the first chart. */
  private async showTable(payload: unknown): Promise<void> {
    const { TableView } = await import("./tableView");
    if (!this.isDisposed) this.place(new TableView(readView(payload), this.kernel));
  }

  private async showBootstrap(payload: unknown): Promise<void> {
    const [{ BootstrapView }, { readBootstrap }] = await Promise.all([import("./bootstrapView"), import("./readBootstrap")]);
    if (!this.isDisposed) this.place(new BootstrapView(readBootstrap(payload)));
  }

  private async showChart(spec: unknown, extras: unknown): Promise<void> {
    const { ChartView } = await import("./chartView");
    if (this.isDisposed) return;
    const chart = new ChartView(spec, extras);
    this.place(chart);
    await chart.draw();
  }

  private place(view: { node: HTMLElement; dispose(): void }): void {
    this.forget();
    this.shown = view;
    this.node.replaceChildren(view.node);
  }

  private forget(): void {
    this.shown?.dispose();
    this.shown = undefined;
  }

  /** The picture or the text that every output also carries. */
  private showFallback(sentence: string, data: IRenderMime.IMimeModel["data"]): void {
    const svg = data["image/svg+xml"];
    const text = data["text/plain"];
    const joined = (value: unknown): string => (Array.isArray(value) ? value.join("") : String(value));
    const plain = svg === undefined
      ? element("pre", { class: "mm-plain" }, text === undefined ? "" : joined(text))
      : element("img", { src: `data:image/svg+xml;charset=utf-8,${encodeURIComponent(joined(svg))}`, alt: text === undefined ? "" : joined(text) });
    this.forget();
    this.node.replaceChildren(element("section", { class: "mm-view" }, element("p", { class: "mm-note", role: "note" }, sentence), plain));
  }
}
