/** What the tests use of JupyterLab in the page; it is there because of --expose-app-in-browser. */
interface KernelConnection {
  readonly status: string;
}
interface NotebookPanel {
  readonly id: string;
  readonly node: HTMLElement;
  readonly context: {
    readonly path: string;
    readonly ready: Promise<void>;
    readonly model: {
      toJSON(): { cells: SavedCell[] };
      readonly sharedModel: { readonly cells: readonly { readonly cell_type: string; readonly source: string }[] };
    };
    save(): Promise<void>;
  };
  readonly sessionContext: {
    readonly ready: Promise<void>;
    readonly session: { readonly kernel: KernelConnection | null } | null;
    restartKernel(): Promise<void>;
  };
  readonly content: {
    activeCellIndex: number;
    deselectAll(): void;
    scrollToItem(index: number, align?: string): Promise<void>;
  };
}
interface SavedCell {
  id: string;
  cell_type: string;
  source: string | string[];
  execution_count?: number | null;
  outputs?: { output_type: string; data?: Record<string, unknown>; ename?: string; evalue?: string }[];
}
interface Window {
  readonly jupyterapp: {
    readonly started: Promise<void>;
    readonly restored: Promise<void>;
    readonly shell: {
      readonly currentWidget: unknown;
      /** JupyterLab's, not Notebook 7's. */
      mode?: "single-document" | "multiple-document";
      collapseLeft?(): void;
    };
    readonly commands: {
      execute(id: string, args?: object): Promise<unknown>;
      isEnabled(id: string, args?: object): boolean;
    };
  };
}
