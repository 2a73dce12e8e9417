import type { KernelConnection, NotebookSession } from "./kernelConnection";
import { ResultLink } from "./resultLink";

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
