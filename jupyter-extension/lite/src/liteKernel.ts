import type { KernelMessage } from "@jupyterlab/services";
import type { IKernel } from "@jupyterlite/services";
import { type ISignal, Signal } from "@lumino/signaling";
import type { FromKernel, KernelFiles, PageMessage, Questions, ToKernel } from "../../kernel/src/web/protocol";
import { VERSION } from "./version.generated";

/**
 * The kernel's worker as JupyterLite sees it. Messages are handed over at once: JupyterLite passes on the next one when
 * the promise of this one resolves, so that a kernel which waited for its cell would not hear of Stop until the end.
 */
export class LiteKernel implements IKernel {
  readonly id: string;
  readonly name: string;
  readonly location: string;
  readonly ready: Promise<void>;
  isDisposed = false;
  /** How often the reader has interrupted it. */
  interrupts = 0;
  private readonly worker: Worker;
  private readonly ended = new Signal<this, void>(this);
  private readonly shared: Int32Array | undefined;
  /** Of the page that has spoken last; what no request has asked for belongs to it. */
  private session = "";
  private waiting: ((line: string) => void) | undefined;

  constructor(
    { id, name, location, sendMessage }: IKernel.IOptions,
    files: KernelFiles,
    questions: Questions | undefined,
  ) {
    this.id = id;
    this.name = name;
    this.location = location;
    this.shared = self.crossOriginIsolated ? new Int32Array(new SharedArrayBuffer(4)) : undefined;
    this.worker = new Worker(files.kernel, { name: `kernel ${id}` });
    this.ready = new Promise((resolve, reject) => {
      this.worker.onerror = (event) => reject(new Error(event.message || "the kernel's script cannot be loaded"));
      this.worker.onmessage = ({ data }: MessageEvent<FromKernel>) => {
        if (data.kind === "ready") resolve();
        else if (data.kind === "failed") reject(new Error(data.reason));
        else sendMessage(this.addressed(data.channel, data.message));
      };
    });
    const folder = location
      .replace(/^[^/]*:/, "")
      .split("/")
      .slice(0, -1)
      .join("/");
    this.tell({ kind: "start", version: VERSION, files, folder, questions, interrupts: this.shared });
  }

  get disposed(): ISignal<this, void> {
    return this.ended;
  }

  async handleMessage(message: KernelMessage.IMessage): Promise<void> {
    const { channel, header, parent_header, metadata, content } = message;
    this.session = header.session;
    if (header.msg_type === "input_reply") return this.entered((content as { readonly value?: unknown }).value);
    if (channel !== "shell" && channel !== "control") return;
    const own = { header, parent_header, metadata, content } as unknown as PageMessage;
    this.tell({ kind: "request", channel, message: own });
  }

  interrupt(): void {
    this.interrupts++;
    if (this.shared !== undefined) Atomics.store(this.shared, 0, this.interrupts);
    this.tell({ kind: "interrupt", number: this.interrupts });
    this.entered("");
  }

  /** What the reader enters next. */
  nextLine(): Promise<string> {
    return new Promise((resolve) => {
      this.waiting = resolve;
    });
  }

  dispose(): void {
    if (this.isDisposed) return;
    this.isDisposed = true;
    this.worker.terminate();
    this.ended.emit();
    Signal.clearData(this);
  }

  private entered(value: unknown): void {
    this.waiting?.(String(value ?? ""));
    this.waiting = undefined;
  }

  private tell(said: ToKernel): void {
    this.worker.postMessage(said);
  }

  /** Messages find their page by its session. */
  private addressed(channel: string, message: PageMessage): KernelMessage.IMessage {
    const session = (message.parent_header as { readonly session?: string }).session ?? this.session;
    return { ...message, channel, buffers: [], header: { ...message.header, session } } as never;
  }
}
