import { webcrypto } from "node:crypto";

type Message = { readonly header: { readonly msg_id: string; readonly msg_type: string }; readonly content: any };
type Said = (type: string, content: object) => void;

/** A kernel's worker that a test answers for. */
export class FakeWorker {
  static readonly made: FakeWorker[] = [];
  onmessage: ((event: { data: unknown }) => void) | undefined;
  onerror: ((event: { message: string }) => void) | undefined;
  isEnded = false;
  interrupts = 0;
  /** Cells in the order of their coming. */
  readonly cells: { readonly code: string; readonly say: Said; end(status?: string): void }[] = [];

  constructor(readonly address: string) {
    FakeWorker.made.push(this);
  }

  postMessage(said: { readonly kind: string; readonly message?: Message }): void {
    if (said.kind === "interrupt") this.interrupts++;
    if (said.kind !== "request") return;
    const { header, content } = said.message!;
    if (header.msg_type !== "execute_request") return;
    const say: Said = (type, more) => this.tell(header, type, more);
    const end = (status = "ok"): void => say("execute_reply", { status });
    if (content.silent === true) return end();
    this.cells.push({ code: content.code, say, end });
  }

  /** It takes cells from now on. */
  ready(): void {
    this.onmessage?.({ data: { kind: "ready" } });
  }

  terminate(): void {
    this.isEnded = true;
  }

  private tell(parent: Message["header"], type: string, content: object): void {
    const channel = type === "execute_reply" ? "shell" : "iopub";
    const message = { header: { msg_type: type }, parent_header: parent, metadata: {}, content };
    if (!this.isEnded) this.onmessage?.({ data: { kind: "message", channel, message } });
  }
}

/** Gives this process what a page of the documentation has besides the elements. */
export function fakePage(cells: readonly { readonly id: string; readonly code: string }[]): void {
  class Near {
    observe(): void {}
    disconnect(): void {}
  }
  const answers: { readonly [ending: string]: object } = {
    "files.json": {
      version: "1",
      kernel: "k.js",
      declarations: "d",
      documentation: "d",
      threads: {},
      datasets: {},
      packages: {},
    },
    "page.json": { cells: cells.map((cell) => ({ ...cell, outputs: [] })), files: { "a.csv": "x\n1\n" } },
  };
  const fetchFile = async (address: string): Promise<object> => {
    const found = Object.keys(answers).find((ending) => address.endsWith(ending));
    return { ok: found !== undefined, status: 404, json: async () => answers[found!] };
  };
  const values = { IntersectionObserver: Near, Worker: FakeWorker, fetch: fetchFile, crypto: webcrypto };
  for (const [name, value] of Object.entries(values))
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
}
