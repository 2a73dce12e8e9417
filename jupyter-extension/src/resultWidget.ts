import type { IRenderMime } from "@jupyterlab/rendermime-interfaces";
import { Widget } from "@lumino/widgets";
import { type NotebookKernel, ResultView } from "mixedmodels-view";

/** A result of the engine as JupyterLab has it in its notebooks. */
export class ResultWidget extends Widget implements IRenderMime.IRenderer {
  private readonly view: ResultView;

  /** @param kernel the way to what the notebook's kernel holds, where there is one */
  constructor(kernel?: NotebookKernel) {
    super();
    this.view = new ResultView(this.node, kernel);
  }

  renderModel({ data, trusted }: IRenderMime.IMimeModel): Promise<void> {
    return this.view.render(data, trusted);
  }

  override dispose(): void {
    this.view.dispose();
    super.dispose();
  }
}
