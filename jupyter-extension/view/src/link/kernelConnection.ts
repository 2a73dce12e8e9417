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
