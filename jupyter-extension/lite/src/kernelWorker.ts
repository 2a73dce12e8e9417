import { UUID } from "@lumino/coreutils";
import type { FromKernel, KernelFiles, Questions, ToKernel } from "../../kernel/src/web/protocol";
import { heapLimit } from "./heapLimit";
import { VERSION } from "./version.generated";

/** A worker with a kernel that has been told where it runs. */
export class KernelWorker {
  /** Resolves when it takes requests. */
  readonly ready: Promise<void>;
  /** The number of the latest interrupt, where memory can be shared. */
  readonly interrupts: Int32Array | undefined;
  /** Takes what it says, but that it is ready. */
  listener: (said: FromKernel) => void = () => undefined;
  private readonly worker: Worker;

  /**
   * @param folder - the notebook's, in the browser's storage
   * @param name - by which it asks its page
   */
  constructor(
    files: KernelFiles,
    readonly folder: string,
    readonly name: string,
    questions: Questions | undefined,
  ) {
    this.interrupts = self.crossOriginIsolated ? new Int32Array(new SharedArrayBuffer(4)) : undefined;
    this.worker = new Worker(files.kernel, { name: `kernel ${name}` });
    this.ready = new Promise((resolve, reject) => {
      this.worker.onerror = (event) => reject(new Error(event.message || "the kernel's script cannot be loaded"));
      this.worker.onmessage = ({ data }: MessageEvent<FromKernel>) => {
        if (data.kind === "ready") resolve();
        else if (data.kind === "failed") reject(new Error(data.reason));
        else this.listener(data);
      };
    });
    const { interrupts } = this;
    this.tell({ kind: "start", version: VERSION, files, folder, questions, interrupts, heapLimit: heapLimit() });
  }

  tell(said: ToKernel): void {
    this.worker.postMessage(said);
  }

  end(): void {
    this.worker.terminate();
  }
}

/** A spare kernel that nobody has asked for by then gives its memory back. */
const SPARE_MS = 60_000;

/**
 * Starts kernels; the first one while JupyterLab still starts itself, which takes as long as the kernel does until it
 * is warm, on another core.
 */
export class KernelWorkers {
  private spare: Promise<KernelWorker> | undefined;

  /** @param way - how a kernel of a name asks the page */
  constructor(
    private readonly files: KernelFiles,
    private readonly way: (name: string) => Promise<Questions | undefined>,
  ) {}

  /** Starts one that {@link take} will give, if it is for a notebook in this folder. */
  prepare(folder: string): void {
    const spare = this.start(folder);
    this.spare = spare;
    const giveUp = (): void => {
      if (this.spare === spare) this.drop();
    };
    spare.then(({ ready }) => ready).catch(giveUp);
    setTimeout(giveUp, SPARE_MS);
  }

  /** A kernel for a notebook in a folder. */
  async take(folder: string): Promise<KernelWorker> {
    const spare = await this.spare?.catch(() => undefined);
    if (spare?.folder === folder && this.spare !== undefined) {
      this.spare = undefined;
      return spare;
    }
    this.drop();
    return this.start(folder);
  }

  private drop(): void {
    void this.spare?.then(
      (worker) => worker.end(),
      () => undefined,
    );
    this.spare = undefined;
  }

  private async start(folder: string): Promise<KernelWorker> {
    const name = UUID.uuid4();
    return new KernelWorker(this.files, folder, name, await this.way(name));
  }
}
