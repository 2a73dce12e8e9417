import { trans } from "../page/trans";
import type { KernelComm } from "./kernelConnection";

/**
 * none: there is no kernel; connecting: it has not answered yet; live: it can be asked; gone: it does not have the
 * result any more.
 */
export type LinkState = "none" | "connecting" | "live" | "gone";

interface Waiting {
  resolve(answer: unknown): void;
  reject(error: Error): void;
}

interface Words {
  ready?: boolean;
  request?: number;
  answer?: unknown;
  error?: string;
  last?: unknown;
  gone?: boolean;
}

/** A view's comm with the kernel: questions and their answers. */
export class ResultLink {
  private current: LinkState = "none";
  private comm: KernelComm | undefined;
  private readonly waiting = new Map<number, Waiting>();
  private requests = 0;
  private disposed = false;
  private words: unknown;

  constructor(
    private readonly id: string,
    private readonly changed: () => void,
    private readonly forget: () => void,
  ) {}

  get state(): LinkState {
    return this.current;
  }

  /** What the kernel has said at the end of what was asked. */
  get last(): unknown {
    return this.words;
  }

  /** Resolves with the kernel's answer; rejects with its sentence, or when the kernel goes away before. */
  ask(question: object): Promise<unknown> {
    if (this.current !== "live")
      return Promise.reject(new Error(trans.__("the kernel does not have this result any more")));
    return new Promise((resolve, reject) => {
      const request = ++this.requests;
      this.waiting.set(request, { resolve, reject });
      this.comm!.send({ request, question });
    });
  }

  /** @internal A kernel is there that may have the result: false if one has been found not to have it. */
  begin(): boolean {
    if (this.disposed || this.current !== "none") return false;
    this.enter("connecting");
    return true;
  }

  /** @internal */
  open(comm: KernelComm): void {
    if (this.disposed || this.current !== "connecting") return;
    this.comm = comm;
    comm.onMsg = ({ content }) => this.receive(words(content.data));
    comm.onClose = () => {
      if (this.comm === comm) this.lose();
    };
    comm.open({ id: this.id });
  }

  /** @internal The kernel has gone: what it held is lost. */
  lose(): void {
    this.comm = undefined;
    for (const { reject } of this.waiting.values())
      reject(new Error(trans.__("the kernel does not have this result any more")));
    this.waiting.clear();
    if (this.current !== "none") this.enter("gone");
  }

  dispose(): void {
    if (this.disposed) return;
    this.disposed = true;
    this.forget();
    this.close();
  }

  private close(): void {
    const { comm } = this;
    this.lose();
    if (comm && !comm.isDisposed) comm.close();
  }

  private receive({ ready, request, answer, error, last, gone }: Words): void {
    if (ready && this.current === "connecting") this.enter("live");
    this.words ??= last;
    if (gone || last !== undefined) this.close();
    const waiting = request === undefined ? undefined : this.waiting.get(request);
    if (waiting === undefined) return;
    this.waiting.delete(request!);
    if (typeof error === "string") waiting.reject(new Error(error));
    else waiting.resolve(answer);
  }

  private enter(state: LinkState): void {
    if (state === this.current) return;
    this.current = state;
    if (!this.disposed) this.changed();
  }
}

function words(data: unknown): Words {
  return typeof data === "object" && data !== null ? (data as Words) : {};
}
