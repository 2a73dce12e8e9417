/** What the tests use of JupyterLab in the page; it is there because of --expose-app-in-browser. */
interface KernelMessage {
  readonly header: { readonly msg_type: string };
  readonly content: {
    readonly status: string;
    readonly text?: string;
    readonly data?: Record<string, string>;
    readonly traceback?: readonly string[];
    readonly matches?: readonly string[];
  };
}
interface KernelConnection {
  readonly status: string;
  requestExecute(content: { code: string; allow_stdin?: boolean; stop_on_error?: boolean }): {
    onIOPub: (message: KernelMessage) => void;
    onStdin: (message: KernelMessage) => void;
    readonly done: Promise<KernelMessage>;
  };
  requestComplete(content: { code: string; cursor_pos: number }): Promise<KernelMessage>;
  requestInspect(content: { code: string; cursor_pos: number; detail_level: 0 | 1 }): Promise<KernelMessage>;
  sendInputReply(content: { status: "ok"; value: string }, parent: never): void;
  interrupt(): Promise<void>;
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
  outputs?: { output_type: string; text?: unknown; data?: Record<string, unknown>; ename?: string; evalue?: string }[];
}
interface Window {
  /** What the code that a test executes has printed so far. */
  printedByTest?: string;
  /** A worker of a test that asks its page for files. */
  askingByTest?: Worker;
  readonly jupyterapp: {
    readonly started: Promise<void>;
    readonly restored: Promise<void>;
    readonly shell: {
      readonly currentWidget: unknown;
      /** JupyterLab's, not Notebook 7's. */
      mode?: "single-document" | "multiple-document";
      collapseLeft?(): void;
    };
    readonly serviceManager: {
      readonly contents: { save(path: string, model: object): Promise<unknown> };
    };
    readonly commands: {
      execute(id: string, args?: object): Promise<unknown>;
      isEnabled(id: string, args?: object): boolean;
    };
  };
}
