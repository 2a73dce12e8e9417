import { Readable } from "node:stream";
import { type MessagePort, receiveMessageOnPort } from "node:worker_threads";
import type { RunState } from "../shared/runState";

/** Of the session: what asks the reader, and which cell runs. */
interface Asker {
  /** @throws if the front end does not ask */
  askInput(prompt: string, password: boolean): void;
  readonly runningCell: object | undefined;
}

/** What cells read of their reader, who sees a box for it. */
export class Inputs {
  private stream: { readonly of: object | undefined; readonly stdin: Readable } | undefined;
  private waiting: ((line: string) => void) | undefined;

  /**
   * @param replies - to which the channel thread posts what the reader has entered
   * @param refused - told where a cell would wait for what nobody can enter
   */
  constructor(
    private readonly asker: Asker,
    private readonly replies: MessagePort,
    private readonly state: Pick<RunState, "inputs" | "waitForInput">,
    private readonly refused: (error: Error) => void,
  ) {
    replies.on("message", (line: string) => {
      const { waiting } = this;
      this.waiting = undefined;
      waiting?.(line);
    });
  }

  /** Makes `prompt`, `confirm`, `alert` and `process.stdin` those of the notebook. */
  publish(): void {
    const functions = {
      prompt: (message?: unknown, initial?: unknown) => {
        const line = this.ask(message === undefined ? "" : `${String(message)} `);
        return line === "" && initial !== undefined ? String(initial) : line;
      },
      confirm: (message?: unknown) => /^\s*y(?:es)?\s*$/i.test(this.ask(`${String(message ?? "")} [y/N] `)),
      alert: (message?: unknown) => void process.stdout.write(`${String(message ?? "")}\n`),
    };
    for (const [name, value] of Object.entries(functions))
      Object.defineProperty(globalThis, name, { value, configurable: true, writable: true, enumerable: false });
    Object.defineProperty(process, "stdin", { get: () => this.stdin, configurable: true, enumerable: true });
  }

  /** Waits for what the reader enters. */
  private ask(prompt: string): string {
    while (receiveMessageOnPort(this.replies));
    this.waiting = undefined;
    const before = this.state.inputs;
    this.asker.askInput(prompt, false);
    for (let seen = before; ; seen = this.state.inputs) {
      const reply = receiveMessageOnPort(this.replies);
      if (reply !== undefined) return String(reply.message);
      this.state.waitForInput(seen);
    }
  }

  /** Of the cell that runs; it ends with its cell. */
  private get stdin(): Readable {
    const of = this.asker.runningCell;
    if (this.stream === undefined || (of !== undefined && this.stream.of !== of)) {
      this.stream?.stdin.push(null);
      this.stream = { of, stdin: this.reader(of) };
    }
    return this.stream.stdin;
  }

  private reader(of: object | undefined): Readable {
    const stdin = new Readable({
      read: () => {
        if (of === undefined || this.asker.runningCell !== of) return void stdin.push(null);
        try {
          this.asker.askInput("", false);
          this.waiting = (line) => stdin.push(`${line}\n`);
        } catch (error) {
          stdin.push(null);
          this.refused(error as Error);
        }
      },
    });
    return Object.assign(stdin, { fd: 0, isTTY: false });
  }
}
