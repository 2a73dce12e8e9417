import type { Contents } from "@jupyterlab/services";
import { DriveContentsProcessor } from "@jupyterlite/services";
import type { DriveQuestion } from "../../kernel/src/web/protocol";
import { MOST_BYTES, tooLarge } from "../../kernel/src/web/storageLimit";
import { DRIVE_PATIENCE_MS } from "./siteProtocol";

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
    if (question.method === "get") return this.get(question);
    const answer = (): Promise<unknown> => this.processor.processDriveRequest(question as never);
    return CHANGING.has(question.method) ? alone(answer) : answer();
  }

  /** Makes a file where there is none; whether there was none. */
  private async create({ path, data }: DriveQuestion): Promise<boolean> {
    const { ok } = await this.processor.lookup({ method: "lookup", path });
    if (ok) return false;
    try {
      await this.processor.put({ method: "put", path, data: data as never });
    } catch (error) {
      // Whoever asked does not have it, so nobody else may find it.
      await this.processor.rmdir({ method: "rmdir", path }).catch(() => undefined);
      throw error;
    }
    return true;
  }

  /** @throws what is too large to be told */
  private async get({ path }: DriveQuestion): Promise<unknown> {
    const found = await this.processor.get({ method: "get", path });
    const letters = String(found?.content ?? "").length;
    const bytes = found?.format === "base64" ? (letters * 3) / 4 : letters;
    if (bytes > MOST_BYTES) throw tooLarge(decodeURIComponent(path), bytes);
    return found;
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

/** @throws where the turn comes so late that the kernel has given up: what it takes for undone must not be done */
function alone<T>(work: () => Promise<T>): Promise<T> {
  const asked = performance.now();
  return navigator.locks.request(LOCK, () => {
    if (performance.now() - asked > DRIVE_PATIENCE_MS / 2) throw new Error("other pages use the browser's storage");
    return work();
  }) as Promise<T>;
}
