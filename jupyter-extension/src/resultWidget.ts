import type { IRenderMime } from "@jupyterlab/rendermime-interfaces";
import { Widget } from "@lumino/widgets";
import type { NotebookKernel } from "./link/notebookKernel";
import { element } from "./page/dom";
import { onSettings } from "./page/settings";
import { trans } from "./page/trans";
import { foreignPart } from "./reading/foreignPart";
import { kindOfResult, readView, UnreadableView, VIEW_MIME } from "./reading/readView";

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
      if (kind === "progress") return await this.showProgress(payload);
      this.forget();
      if (kind === "chart") await this.showChart(data[VEGALITE], payload, model.trusted);
      else if (kind === "bootstrap") await this.showBootstrap(payload);
      else await this.showTable(payload);
    } catch (error) {
      const sentence =
        error instanceof UnreadableView
          ? error.message
          : trans.__("This result cannot be shown as it should be: %1", (error as Error).message);
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
    const { TableView } = await import("./tables/tableView");
    if (!this.isDisposed) this.place(new TableView(readView(payload), this.kernel));
  }

  /** A computation that runs comes again and again; its bar stays and is updated. */
  private async showProgress(payload: unknown): Promise<void> {
    const [{ ProgressBar }, { readProgress }] = await Promise.all([
      import("./progressBar"),
      import("./reading/readProgress"),
    ]);
    if (this.isDisposed) return;
    const progress = readProgress(payload);
    if (this.shown instanceof ProgressBar) this.shown.update(progress);
    else this.place(new ProgressBar(progress, this.kernel));
  }

  private async showBootstrap(payload: unknown): Promise<void> {
    const [{ BootstrapView }, { readBootstrap }] = await Promise.all([
      import("./charts/bootstrapView"),
      import("./reading/readBootstrap"),
    ]);
    if (!this.isDisposed) this.place(new BootstrapView(readBootstrap(payload)));
  }

  /**
   * In a notebook that is not trusted only what the engine may have made is drawn; anything else stays the picture that
   * was saved.
   */
  private async showChart(spec: unknown, extras: unknown, trusted: boolean): Promise<void> {
    const foreign = trusted ? undefined : foreignPart(spec);
    if (foreign !== undefined)
      throw new UnreadableView(
        trans.__(
          "This notebook is not trusted and the chart holds %1, which no chart of MixedModels has, so its saved " +
            "picture is shown; run the cell for the chart itself.",
          foreign,
        ),
      );
    const { ChartView } = await import("./charts/chartView");
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
    const plain =
      svg === undefined
        ? element("pre", { class: "mm-plain" }, text === undefined ? "" : joined(text))
        : element("img", {
            src: `data:image/svg+xml;charset=utf-8,${encodeURIComponent(joined(svg))}`,
            alt: text === undefined ? "" : joined(text),
          });
    this.forget();
    this.node.replaceChildren(
      element("section", { class: "mm-view" }, element("p", { class: "mm-note", role: "note" }, sentence), plain),
    );
  }
}
