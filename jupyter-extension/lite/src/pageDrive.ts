import type { Contents } from "@jupyterlab/services";
import { DriveContentsProcessor } from "@jupyterlite/services";
import type { DriveQuestion } from "../../kernel/src/web/protocol";

/** One page of the origin changes files at a time, as the storage is the same for all. */
const LOCK = "mixedmodels files";
const CHANGING: ReadonlySet<string> = new Set(["mknod", "put", "rmdir"]);

/** Answers what kernels ask of the browser's storage, as JupyterLite has its files. */
export class PageDrive {
  private readonly processor: DriveContentsProcessor;

  constructor(contents: Contents.IManager) {
    this.processor = new DriveContentsProcessor({ contentsManager: contents });
  }

  answer(question: DriveQuestion): Promise<unknown> {
    if (question.method === "create") return alone(() => this.create(question));
    if (question.method === "move") return alone(() => this.move(question));
    const answer = (): Promise<unknown> => this.processor.processDriveRequest(question as never);
    return CHANGING.has(question.method) ? alone(answer) : answer();
  }

  /** Makes a file where there is none; whether there was none. */
  private async create({ path, data }: DriveQuestion): Promise<boolean> {
    const { ok } = await this.processor.lookup({ method: "lookup", path });
    if (ok) return false;
    await this.processor.mknod({ method: "mknod", path, data: { mode: (data as { mode: number }).mode } });
    await this.processor.put({ method: "put", path, data: data as never });
    return true;
  }

  /** Gives a file another name, in the place of what has it; whether there was a file. */
  private async move({ path, data }: DriveQuestion): Promise<boolean> {
    const { newPath } = data as { newPath: string };
    const found = await this.processor.get({ method: "get", path });
    if (found === null) return false;
    const { content, format } = found;
    await this.processor.put({ method: "put", path: newPath, data: { data: content, format } });
    await this.processor.rmdir({ method: "rmdir", path });
    return true;
  }
}

function alone<T>(work: () => Promise<T>): Promise<T> {
  return navigator.locks.request(LOCK, work) as Promise<T>;
}
