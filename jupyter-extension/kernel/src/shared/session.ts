import type { Cells } from "./cells";
import { Comms } from "./comms";
import { completenessOf } from "./compiler/completeness";
import type { MimeBundle } from "./host";
import { codePointOffset, utf16Offset } from "./offsets";
import { PrintLimit } from "./printLimit";
import { following, type Message, type Outgoing, type RequestChannel } from "./wire";

interface Request {
  channel: RequestChannel;
  message: Message;
}

type Content = Record<string, unknown>;

// Cells of a "run all" that are still on their way when one fails have to arrive before they can be given up.
const ABORT_WINDOW_MS = 100;

/** Answers the requests of the front end (Jupyter's messaging protocol 5.3). */
export class Session {
  readonly comms = new Comms((parent, type, content) => this.publish(parent, type, content));
  private readonly queue: Request[] = [];
  private readonly printed = new PrintLimit();
  private running = false;
  private count = 0;
  /** The cell that output belongs to: the one that runs, or else the last. */
  private parent: Message | undefined;

  constructor(
    private readonly cells: Cells,
    private readonly info: Content,
    private readonly critical: (work: () => void) => void,
    private readonly send: (outgoing: Outgoing) => void,
  ) {}

  receive(request: Request): void {
    if (request.message.header.msg_type === "execute_request") {
      this.queue.push(request);
      void this.runQueue();
      return;
    }
    this.busy(request, () => this.answer(request));
  }

  /** What cells print. */
  print(name: "stdout" | "stderr", text: string): void {
    const shown = this.printed.admit(text);
    if (shown !== "") this.stream(name, shown);
  }

  /** Text on stdout or stderr. */
  stream(name: "stdout" | "stderr", text: string): void {
    this.publish(this.parent, "stream", { name, text });
  }

  display(bundle: MimeBundle, id: string | undefined, update: boolean): void {
    const transient = id === undefined ? {} : { display_id: id };
    this.publish(this.parent, update ? "update_display_data" : "display_data", {
      data: bundle,
      metadata: {},
      transient,
    });
  }

  private async runQueue(): Promise<void> {
    if (this.running) return;
    this.running = true;
    for (let request = this.queue.shift(); request; request = this.queue.shift()) await this.execute(request);
    this.running = false;
  }

  private async execute(request: Request): Promise<void> {
    const { message } = request;
    const code = String(message.content["code"]);
    const silent = message.content["silent"] === true;
    this.parent = message;
    this.printed.reset();
    this.status(message, "busy");
    if (!silent) this.publish(message, "execute_input", { code, execution_count: ++this.count });

    const { bundle, failure } = await this.cells.execute(code, this.count);
    this.critical(() => {
      if (bundle && !silent)
        this.publish(message, "execute_result", { execution_count: this.count, data: bundle, metadata: {} });
      if (failure && !silent) this.publish(message, "error", failure);
    });
    if (failure && message.content["stop_on_error"] !== false) await this.abortQueue();
    this.critical(() => {
      const outcome = failure
        ? { status: "error", execution_count: this.count, ...failure }
        : { status: "ok", execution_count: this.count, payload: [], user_expressions: {} };
      this.reply(request, "execute_reply", outcome);
      this.status(message, "idle");
    });
  }

  private async abortQueue(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, ABORT_WINDOW_MS));
    for (const request of this.queue.splice(0)) {
      this.busy(request, () =>
        this.reply(request, "execute_reply", { status: "aborted", execution_count: this.count }),
      );
    }
  }

  private answer(request: Request): void {
    const { header, content } = request.message;
    switch (header.msg_type) {
      case "kernel_info_request":
        return this.reply(request, "kernel_info_reply", { status: "ok", ...this.info });
      case "complete_request":
        return this.reply(
          request,
          "complete_reply",
          this.completion(String(content["code"]), Number(content["cursor_pos"])),
        );
      case "inspect_request":
        return this.reply(
          request,
          "inspect_reply",
          this.inspection(String(content["code"]), Number(content["cursor_pos"])),
        );
      case "is_complete_request":
        return this.reply(request, "is_complete_reply", completenessOf(String(content["code"])));
      case "history_request":
        return this.reply(request, "history_reply", { status: "ok", history: [] });
      case "comm_info_request":
        return this.reply(request, "comm_info_reply", this.comms.info(content["target_name"] as string | undefined));
      case "comm_open":
      case "comm_msg":
      case "comm_close":
        return this.comms.receive(request.message);
    }
  }

  private completion(code: string, cursor: number): Content {
    const { names, start, end } = this.cells.complete(code, utf16Offset(code, cursor));
    return {
      status: "ok",
      matches: names,
      cursor_start: codePointOffset(code, start),
      cursor_end: codePointOffset(code, end),
      metadata: {},
    };
  }

  private inspection(code: string, cursor: number): Content {
    const text = this.cells.inspect(code, utf16Offset(code, cursor));
    return {
      status: "ok",
      found: text !== undefined,
      data: text === undefined ? {} : { "text/plain": text },
      metadata: {},
    };
  }

  /** Does what does not wait for the cell that runs; front ends take the last status for that of the whole kernel. */
  private busy(request: Request, work: () => void): void {
    this.status(request.message, "busy");
    work();
    this.status(request.message, "idle");
    if (this.running) this.status(request.message, "busy");
  }

  private status(request: Message, state: "busy" | "idle"): void {
    this.publish(request, "status", { execution_state: state });
  }

  private reply({ channel, message }: Request, type: string, content: Content): void {
    this.send({ channel, message: following(message, type, content) });
  }

  private publish(parent: Message | undefined, type: string, content: Content): void {
    this.send({ channel: "iopub", message: following(parent, type, content) });
  }
}
