import type { NotebookKernel } from "./link/notebookKernel";
import { type OutputData, VEGALITE_MIME } from "./outputData";
import { element } from "./page/dom";
import { onSettings } from "./page/settings";
import { trans } from "./page/trans";
import { plainForm } from "./plainForm";
import { foreignPart } from "./reading/foreignPart";
import { kindOfResult, readView, UnreadableView, VIEW_MIME } from "./reading/readView";

/** What is shown: it has a node, and holds on to something. */
interface Shown {
  readonly node: HTMLElement;
  dispose(): void;
}

/** A result of the engine as it is looked at: a table, a chart, a bootstrap sample or a computation that runs. */
export class ResultView {
  private shown: Shown | undefined;
  private output: { readonly data: OutputData; readonly trusted: boolean } | undefined;
  /** Counts the outputs, of which only the last is shown. */
  private turn = 0;
  private readonly unfollow = onSettings(
    () => void (this.output && this.render(this.output.data, this.output.trusted)),
  );

  /**
   * @param node - gets the view
   * @param kernel - the way to what the notebook's kernel holds, where there is one
   */
  constructor(
    readonly node: HTMLElement,
    private readonly kernel?: NotebookKernel,
  ) {
    node.classList.add("mm-result");
  }

  /**
   * Shows an output in place of the one before. What cannot be shown is replaced by its picture or its text below a
   * sentence that says why.
   * @param trusted - whether the reader has vouched for the document that the output comes from; of others only charts
   *   are drawn that the engine may have made
   */
  async render(data: OutputData, trusted = false): Promise<void> {
    this.output = { data, trusted };
    const turn = ++this.turn;
    try {
      const payload = data[VIEW_MIME];
      const kind = kindOfResult(payload);
      if (kind === "progress") return await this.showProgress(payload, turn);
      this.forget();
      if (kind === "chart") await this.showChart(data[VEGALITE_MIME], payload, trusted, turn);
      else if (kind === "bootstrap") await this.showBootstrap(payload, turn);
      else await this.showTable(payload, turn);
    } catch (error) {
      if (turn !== this.turn) return;
      const sentence =
        error instanceof UnreadableView
          ? error.message
          : trans.__("This result cannot be shown as it should be: %1", (error as Error).message);
      this.showFallback(sentence, data);
    }
  }

  /** Takes away what is shown. */
  clear(): void {
    this.turn++;
    this.output = undefined;
    this.forget();
    this.node.replaceChildren();
  }

  dispose(): void {
    this.unfollow();
    this.clear();
  }

  /** The code of each kind of result is loaded with the first result of that kind, and vega with the first chart. */
  private async showTable(payload: unknown, turn: number): Promise<void> {
    const { TableView } = await import("./tables/tableView");
    if (turn === this.turn) this.place(new TableView(readView(payload), this.kernel));
  }

  /** A computation that runs comes again and again; its bar stays and is updated. */
  private async showProgress(payload: unknown, turn: number): Promise<void> {
    const [{ ProgressBar }, { readProgress }] = await Promise.all([
      import("./progressBar"),
      import("./reading/readProgress"),
    ]);
    if (turn !== this.turn) return;
    const progress = readProgress(payload);
    if (this.shown instanceof ProgressBar) this.shown.update(progress);
    else this.place(new ProgressBar(progress, this.kernel));
  }

  private async showBootstrap(payload: unknown, turn: number): Promise<void> {
    const [{ BootstrapView }, { readBootstrap }] = await Promise.all([
      import("./charts/bootstrapView"),
      import("./reading/readBootstrap"),
    ]);
    if (turn === this.turn) this.place(new BootstrapView(readBootstrap(payload)));
  }

  /**
   * In a notebook that is not trusted only what the engine may have made is drawn; anything else stays the picture that
   * was saved.
   */
  private async showChart(spec: unknown, extras: unknown, trusted: boolean, turn: number): Promise<void> {
    const foreign = trusted ? undefined : foreignPart(spec, extras);
    if (foreign !== undefined)
      throw new UnreadableView(
        trans.__(
          "This notebook is not trusted and the chart holds %1, which no chart of MixedModels has, so its saved " +
            "picture is shown; run the cell for the chart itself.",
          foreign,
        ),
      );
    const { ChartView } = await import("./charts/chartView");
    if (turn !== this.turn) return;
    const chart = new ChartView(spec, extras);
    this.place(chart);
    await chart.draw();
  }

  private place(view: Shown): void {
    this.forget();
    this.shown = view;
    this.node.replaceChildren(view.node);
  }

  private forget(): void {
    this.shown?.dispose();
    this.shown = undefined;
  }

  private showFallback(sentence: string, data: OutputData): void {
    this.forget();
    const note = element("p", { class: "mm-note", role: "note" }, sentence);
    this.node.replaceChildren(element("section", { class: "mm-view" }, note, plainForm(data)));
  }
}
