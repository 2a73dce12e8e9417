import { ResultLink } from "../resultLink";

/** What is used of JupyterLab's `ISignal`. */
export interface Signal<A> {
  connect(slot: (sender: unknown, args: A) => void): boolean;
  disconnect(slot: (sender: unknown, args: A) => void): boolean;
}

/** What is used of JupyterLab's `Kernel.IComm`. */
export interface KernelComm {
  readonly isDisposed: boolean;
  onMsg: (message: { content: { data: unknown } }) => void;
  onClose: (message: unknown) => void;
  open(data: object): unknown;
  send(data: object): unknown;
  close(): unknown;
}

/** What is used of JupyterLab's `Kernel.IKernelConnection`. */
export interface KernelConnection {
  readonly info: Promise<{ implementation?: string }>;
  readonly isDisposed: boolean;
  createComm(target: string): KernelComm;
}

/** What is used of JupyterLab's `ISessionContext`. */
export interface NotebookSession {
  readonly session: { readonly kernel: KernelConnection | null } | null;
  readonly kernelChanged: Signal<unknown>;
  readonly statusChanged: Signal<string>;
}

const ENDED = ["restarting", "autorestarting", "dead", "terminating"];
const IMPLEMENTATION = "mixedmodels-kernel";
const TARGET = "mixedmodels";

/** The kernel of a notebook as its outputs reach it. It may come late, restart or go away. */
export class NotebookKernel {
  /** The links, and the kernels that they were opened with. */
  private readonly links = new Map<ResultLink, KernelConnection | null>();
  private readonly changed = (): void => this.attach();
  private readonly status = (_: unknown, status: string): void => {
    if (ENDED.includes(status)) for (const link of this.links.keys()) link.lose();
  };

  constructor(private readonly context: NotebookSession) {
    context.kernelChanged.connect(this.changed);
    context.statusChanged.connect(this.status);
  }

  dispose(): void {
    this.context.kernelChanged.disconnect(this.changed);
    this.context.statusChanged.disconnect(this.status);
    for (const link of [...this.links.keys()]) link.dispose();
  }

  /**
   * Connects a view with what the kernel holds under this id. `changed` is called, later, when the link's state has
   * changed.
   */
  connect(id: string, changed: () => void): ResultLink {
    const link = new ResultLink(id, changed, () => this.links.delete(link));
    this.links.set(link, null);
    queueMicrotask(() => void this.open(link));
    return link;
  }

  private attach(): void {
    for (const link of this.links.keys()) void this.open(link);
  }

  private async open(link: ResultLink): Promise<void> {
    const kernel = this.context.session?.kernel ?? null;
    if (kernel === this.links.get(link)) return;
    this.links.set(link, kernel);
    link.lose();
    if (kernel === null || !link.begin()) return;
    const { implementation } = await kernel.info;
    if (kernel.isDisposed || this.context.session?.kernel !== kernel) return;
    if (implementation === IMPLEMENTATION) link.open(kernel.createComm(TARGET));
    else link.lose();
  }
}
