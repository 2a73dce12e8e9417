import type { IRenderMime } from "@jupyterlab/rendermime-interfaces";
import type { NotebookSession } from "mixedmodels-view";
import { NotebookKernel, VIEW_MIME } from "mixedmodels-view";
import { ResultWidget } from "../resultWidget";

/** What is used of JupyterLab's `NotebookPanel`. */
interface Notebook {
  readonly content: { readonly rendermime: { addFactory(factory: IRenderMime.IRendererFactory, rank: number): void } };
}

interface NotebookExtension {
  createNew(
    notebook: Notebook,
    context: { readonly sessionContext: NotebookSession },
  ): { readonly isDisposed: boolean; dispose(): void };
}

/** What is used of JupyterLab's `JupyterFrontEnd`. */
interface Application {
  readonly docRegistry: { addWidgetExtension(widget: string, extension: NotebookExtension): unknown };
}

/**
 * Gives the results in a notebook the way to its kernel, which a renderer alone does not have: rows of long tables, the
 * Stop button.
 */
export const notebookResults = {
  id: "@mixedmodels/jupyterlab:notebook-results",
  description: "Results that ask the notebook's kernel",
  autoStart: true,
  activate: ({ docRegistry }: Application): void => {
    docRegistry.addWidgetExtension("Notebook", {
      createNew: (notebook, { sessionContext }) => connectNotebook(notebook, sessionContext),
    });
  },
};

function connectNotebook({ content }: Notebook, session: NotebookSession): { isDisposed: boolean; dispose(): void } {
  const kernel = new NotebookKernel(session);
  content.rendermime.addFactory(
    { safe: true, mimeTypes: [VIEW_MIME], defaultRank: 0, createRenderer: () => new ResultWidget(kernel) },
    0,
  );
  const extension = {
    isDisposed: false,
    dispose: () => {
      extension.isDisposed = true;
      kernel.dispose();
    },
  };
  return extension;
}
