import type { KernelMessage } from "@jupyterlab/services";
import type { IKernel } from "@jupyterlite/services";
import { type ISignal, Signal } from "@lumino/signaling";
import { RUN_STATE_BYTES, RunState } from "../../kernel/src/shared/runState";
import { Watches } from "../../kernel/src/shared/watches";
import { kernelMessage, pageMessage } from "../../kernel/src/web/messages";
import type { PageMessage, ToKernel } from "../../kernel/src/web/protocol";
import type { Keeping } from "./keeping";
import type { KernelWorker } from "./kernelWorker";

/** What the reader enters. */
interface Line {
  readonly text: Promise<string>;
  resolve(text: string): void;
}

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
  private readonly ended = new Signal<this, void>(this);
  /** Of the page that has spoken last; what no request has asked for belongs to it. */
  private session = "";
  /** How many lines the kernel has asked for, and those that it may ask for again. */
  private asked = 0;
  private readonly lines = new Map<number, Line>();
  /** Of computations that hold the kernel, whose views this page answers. */
  private readonly state = new RunState(new ArrayBuffer(RUN_STATE_BYTES));
  private readonly watches: Watches;

  /** @param keeping - hears of cells */
  constructor(
    { id, name, location, sendMessage }: IKernel.IOptions,
    private readonly worker: KernelWorker,
    private readonly keeping: Pick<Keeping, "begun" | "answered">,
  ) {
    this.id = id;
    this.name = name;
    this.location = location;
    this.watches = new Watches(this.state, (message) => sendMessage(this.addressed("iopub", pageMessage(message))));
    this.ready = worker.ready;
    worker.listener = (said) => {
      if (said.kind === "watch") this.watches.watch(said.watch);
      if (said.kind !== "message") return;
      const { msg_type: type } = said.message.header;
      if (type === "input_request") this.asked++;
      if (said.channel === "iopub") this.watches.published(kernelMessage(said.message));
      sendMessage(this.addressed(said.channel, said.message));
      if (type === "execute_reply") keeping.answered(this);
    };
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
    this.watches.received(kernelMessage(own));
    if (header.msg_type === "execute_request") this.keeping.begun(this);
    this.tell({ kind: "request", channel, message: own });
  }

  interrupt(): void {
    this.interrupts++;
    const { interrupts: shared } = this.worker;
    if (shared !== undefined) Atomics.store(shared, 0, this.interrupts);
    this.tell({ kind: "interrupt", number: this.interrupts });
    this.entered("");
  }

  /** Whether a view has stopped the computation of this number, which holds the kernel. */
  isStopped(number: number): boolean {
    return this.state.isStopped(number);
  }

  /** What the reader enters as line 1, 2, …: it may have been entered before the kernel's question for it comes. */
  line(number: number): Promise<string> {
    this.lines.delete(number - 1);
    return this.lineOf(number).text;
  }

  dispose(): void {
    if (this.isDisposed) return;
    this.isDisposed = true;
    this.worker.end();
    this.ended.emit();
    Signal.clearData(this);
  }

  /** The reader's answer to the latest request for input. */
  private entered(value: unknown): void {
    if (this.asked > 0) this.lineOf(this.asked).resolve(String(value ?? ""));
  }

  private lineOf(number: number): Line {
    const known = this.lines.get(number) ?? newLine();
    this.lines.set(number, known);
    return known;
  }

  private tell(said: ToKernel): void {
    this.worker.tell(said);
  }

  /** Messages find their page by its session. */
  private addressed(channel: string, message: PageMessage): KernelMessage.IMessage {
    const session = (message.parent_header as { readonly session?: string }).session ?? this.session;
    return { ...message, channel, buffers: [], header: { ...message.header, session } } as never;
  }
}

function newLine(): Line {
  let resolve: Line["resolve"];
  const text = new Promise<string>((settle) => {
    resolve = settle;
  });
  return { text, resolve: resolve! };
}
