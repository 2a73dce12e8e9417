/** What the tests use of JupyterLab in the page; it is there because of --expose-app-in-browser. */
interface KernelConnection {
  readonly status: string;
}
interface NotebookPanel {
  readonly id: string;
  readonly context: {
    readonly path: string;
    readonly ready: Promise<void>;
    readonly model: { toJSON(): { cells: SavedCell[] } };
    save(): Promise<void>;
  };
  readonly sessionContext: {
    readonly ready: Promise<void>;
    readonly session: { readonly kernel: KernelConnection | null } | null;
  };
  readonly content: {
    activeCellIndex: number;
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
    readonly shell: { readonly currentWidget: unknown; widgets(area: string): Iterable<unknown> };
    readonly commands: { execute(id: string, args?: object): Promise<unknown>; hasCommand(id: string): boolean };
  };
}
