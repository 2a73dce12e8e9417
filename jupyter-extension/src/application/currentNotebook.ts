import type { JupyterFrontEnd } from "@jupyterlab/application";
import type { TutorialCell } from "./tutorial";

/** What is used of JupyterLab's notebook panel, which is told by these properties. */
export interface NotebookPanel {
  readonly node: HTMLElement;
  readonly context: { readonly path: string };
  readonly content: {
    activeCellIndex: number;
    readonly activeCell: { readonly node: HTMLElement } | null;
    readonly model: {
      readonly sharedModel: {
        readonly cells: readonly { readonly id: string; readonly cell_type: string; readonly source: string }[];
        insertCells(index: number, cells: TutorialCell[]): unknown;
      };
    } | null;
  };
}

/** The notebook that is in front, if one is. */
export function currentNotebook(app: JupyterFrontEnd): NotebookPanel | undefined {
  const widget = app.shell.currentWidget as unknown as Partial<NotebookPanel> | null;
  return widget?.context !== undefined && widget.content?.activeCellIndex !== undefined
    ? (widget as NotebookPanel)
    : undefined;
}

/** The folder of the document that is in front; the server's root where there is none. */
export function currentFolder(app: JupyterFrontEnd): string {
  const path = (app.shell.currentWidget as unknown as { context?: { path?: string } } | null)?.context?.path ?? "";
  return path.split("/").slice(0, -1).join("/");
}
