import type { KernelComm, KernelConnection, NotebookSession } from "mixedmodels-view";
import { RUN_STATE_BYTES, RunState } from "../../../jupyter-extension/kernel/src/shared/runState";
import { Watches } from "../../../jupyter-extension/kernel/src/shared/watches";
import { kernelMessage, pageMessage } from "../../../jupyter-extension/kernel/src/web/messages";
import type {
  FromKernel,
  KernelFiles,
  PageMessage,
  Question,
  ToKernel,
} from "../../../jupyter-extension/kernel/src/web/protocol";
import { heapLimit } from "../../../jupyter-extension/lite/src/heapLimit";
import type { KernelQuestions } from "./kernelQuestions";
import { Told } from "./signal";

/** A message from the kernel that belongs to a cell. */
export interface KernelSaid {
  readonly type: string;
  readonly content: { readonly [name: string]: unknown };
}

/** Where the kernel's files are, by their names in the site. */
export interface KernelFolder extends KernelFiles {
  readonly version: string;
}

type Content = { readonly [name: string]: unknown };

/** A cell that the kernel has been given. */
export interface Execution {
  /** Resolves with "ok", "error" or "aborted" when the cell has ended. */
  readonly status: Promise<string>;
  /** What it shows from now on is not told any more. */
  forget(): void;
}

const IMPLEMENTATION = "mixedmodels-kernel";
const PROTOCOL = "5.4";

/** The kernel of a page: a worker that runs cells, and that views ask by comms as they do in JupyterLab. */
export class PageKernel implements NotebookSession, KernelConnection {
  readonly session = { kernel: this };
  readonly kernelChanged = new Told<unknown>();
  readonly statusChanged = new Told<string>();
  readonly info = Promise.resolve({ implementation: IMPLEMENTATION });
  /** Resolves when cells can run, rejects if the kernel ends before. */
  readonly ready: Promise<void>;
  isDisposed = false;
  private readonly worker: Worker;
  private endStart: (reason: Error) => void = () => undefined;
  private readonly id = crypto.randomUUID();
  /** By the ids of requests: those that wait for the end of their cells, and those that hear what these show. */
  private readonly ends = new Map<string, (status: string) => void>();
  private readonly hearers = new Map<string, (message: KernelSaid) => void>();
  private readonly comms = new Map<string, KernelComm>();
  private interrupts = 0;
  /** What the reader has entered, as the kernel may ask for it again. */
  private readonly lines = new Map<number, string>();
  /** Of computations that hold the kernel, whose views this page answers. */
  private readonly state = new RunState(new ArrayBuffer(RUN_STATE_BYTES));
  private readonly watches = new Watches(this.state, (message) => this.receive(pageMessage(message)));

  /**
   * @param folder - where the files are, with a slash at the end
   * @param questions - of kernels that compute; undefined where they cannot ask
   */
  constructor(
    files: KernelFolder,
    folder: string,
    private readonly questions: KernelQuestions | undefined,
  ) {
    const address = (name: string): string => new URL(folder + name, location.href).href;
    const addresses = (names: { readonly [name: string]: string }) =>
      Object.fromEntries(Object.entries(names).map(([name, file]) => [name, address(file)]));
    this.worker = new Worker(address(files.kernel), { name: "the page's kernel" });
    this.ready = new Promise((resolve, reject) => {
      this.endStart = reject;
      this.worker.onerror = (event) => reject(new Error(event.message || "the kernel's script cannot be loaded"));
      this.worker.onmessage = ({ data }: MessageEvent<FromKernel>) => {
        if (data.kind === "ready") resolve();
        else if (data.kind === "failed") reject(new Error(data.reason));
        else if (data.kind === "watch") this.watches.watch(data.watch);
        else {
          if (data.channel === "iopub") this.watches.published(kernelMessage(data.message));
          this.receive(data.message);
        }
      };
    });
    this.tell({
      kind: "start",
      version: files.version,
      files: {
        kernel: address(files.kernel),
        declarations: address(files.declarations),
        documentation: address(files.documentation),
        threads: addresses(files.threads),
        datasets: addresses(files.datasets),
        packages: addresses(files.packages),
      },
      folder: "",
      questions: questions?.way(this.id, (question) => this.answer(question)),
      interrupts: undefined,
      heapLimit: heapLimit(),
    });
  }

  /**
   * Runs a cell.
   * @param said - gets what it shows, as it comes: timers and computations go on after its end
   */
  execute(code: string, said: (message: KernelSaid) => void): Execution {
    const content = { code, silent: false, store_history: true, allow_stdin: true, stop_on_error: true };
    const id = crypto.randomUUID();
    this.hearers.set(id, said);
    const status = this.ended(id);
    this.request("execute_request", content, id);
    return { status, forget: () => void this.hearers.delete(id) };
  }

  /** Runs code of the page's own, which is no cell of its reader: it has no number and shows nothing. */
  prepare(code: string): Promise<string> {
    const id = crypto.randomUUID();
    const status = this.ended(id);
    this.request("execute_request", { code, silent: true, store_history: false, allow_stdin: false }, id);
    return status;
  }

  /** Ends what awaits, and bootstraps, which keep what they have. */
  interrupt(): void {
    this.interrupts++;
    this.tell({ kind: "interrupt", number: this.interrupts });
  }

  createComm(target: string): KernelComm {
    const id = crypto.randomUUID();
    const comm = {
      isDisposed: false,
      onMsg: (_: { content: { data: unknown } }): void => undefined,
      onClose: (_: unknown): void => undefined,
      open: (data: object) => this.request("comm_open", { comm_id: id, target_name: target, data }),
      send: (data: object) => this.request("comm_msg", { comm_id: id, data }),
      close: () => {
        comm.isDisposed = true;
        this.comms.delete(id);
        this.request("comm_close", { comm_id: id, data: {} });
      },
    };
    this.comms.set(id, comm);
    return comm;
  }

  dispose(): void {
    if (this.isDisposed) return;
    this.isDisposed = true;
    this.worker.terminate();
    this.questions?.forget(this.id);
    this.endStart(new Error("the kernel was ended"));
    for (const ended of this.ends.values()) ended("aborted");
    this.ends.clear();
    this.hearers.clear();
    this.statusChanged.emit("dead");
  }

  private answer({ asks, number = 0, prompt: words = "" }: Question): unknown {
    if (asks === "interrupts") return this.interrupts;
    if (asks === "stopped") return this.state.isStopped(number);
    if (asks === "runs") return false;
    const line = this.lines.get(number) ?? prompt(words) ?? "";
    this.lines.set(number, line);
    return line;
  }

  private receive({ header, parent_header: parent, content }: PageMessage): void {
    if (header.msg_type === "comm_msg" || header.msg_type === "comm_close") {
      const comm = this.comms.get(String(content["comm_id"]));
      if (header.msg_type === "comm_msg") comm?.onMsg({ content: { data: content["data"] } });
      else comm?.onClose(content);
      return;
    }
    const { msg_id: request = "" } = parent as { readonly msg_id?: string };
    if (header.msg_type !== "execute_reply") return this.hearers.get(request)?.({ type: header.msg_type, content });
    this.ends.get(request)?.(String(content["status"]));
    this.ends.delete(request);
  }

  /** The status with which a request ends; a kernel that has ended runs nothing. */
  private ended(id: string): Promise<string> {
    if (this.isDisposed) return Promise.resolve("aborted");
    return new Promise((resolve) => this.ends.set(id, resolve));
  }

  private request(type: string, content: Content, id: string = crypto.randomUUID()): void {
    const header = {
      msg_id: id,
      session: this.id,
      username: "reader",
      date: new Date().toISOString(),
      msg_type: type,
      version: PROTOCOL,
    };
    const message = { header, parent_header: {}, metadata: {}, content };
    this.watches.received(kernelMessage(message));
    if (!this.isDisposed) this.tell({ kind: "request", channel: "shell", message });
  }

  private tell(said: ToKernel): void {
    this.worker.postMessage(said);
  }
}
