import { Answers } from "./answers";
import type { Cells } from "./cells";
import { Comms } from "./comms";
import { type Failure, InputError } from "./errors";
import type { MimeBundle } from "./host";
import { PrintLimit } from "./printLimit";
import { shortened } from "./shortened";
import { type Content, following, type Message, type Outgoing, type Request, replyType } from "./wire";

// Cells of a "run all" that are still on their way when one fails have to arrive before they can be given up.
const ABORT_WINDOW_MS = 100;
/** No front end has room for more characters beside the box. */
const LONGEST_PROMPT = 10_000;

const NO_CODE = "an execute_request has to hold code, a text";
const REFUSED: Failure = { ename: "RequestError", evalue: NO_CODE, traceback: [`RequestError: ${NO_CODE}`] };

/** How a request to execute something is to be counted and shown. */
interface Execution {
  readonly code: string;
  readonly silent: boolean;
  /** Whether it takes the next number and stands in the history. */
  readonly counted: boolean;
}

/** Answers the requests of the front end (Jupyter's messaging protocol 5.4). */
export class Session {
  readonly comms = new Comms((parent, type, content) => this.publish(parent, type, content));
  private readonly answers: Answers;
  private readonly queue: Request[] = [];
  private readonly printed = new PrintLimit();
  private running: Message | undefined;
  private count = 0;
  /** How many executions had no number. */
  private uncounted = 0;
  private latest: Message | undefined;

  /** @param earlier - the earlier cell that has begun what runs now */
  constructor(
    private readonly cells: Cells,
    private readonly critical: (work: () => void) => void,
    private readonly send: (outgoing: Outgoing) => void,
    private readonly earlier: () => Message | undefined,
  ) {
    this.answers = new Answers(cells, this.comms);
  }

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

  /** Takes away what the cell has shown. */
  clearOutput(): void {
    this.publish(this.parent, "clear_output", { wait: false });
  }

  /** The cell that runs. */
  get runningCell(): Message | undefined {
    return this.running;
  }

  /** The cell that runs, or else the last. */
  get latestCell(): Message | undefined {
    return this.latest;
  }

  /** Asks the reader, in the front end of the cell that runs. @throws InputError if that does not do so */
  askInput(prompt: string, password: boolean): void {
    if (this.running?.content["allow_stdin"] !== true) throw new InputError();
    const asked = { prompt: shortened(prompt, LONGEST_PROMPT), password };
    this.send({ channel: "stdin", message: following(this.running, "input_request", asked) });
  }

  /** The cell that output belongs to. */
  private get parent(): Message | undefined {
    return this.earlier() ?? this.latest;
  }

  private async runQueue(): Promise<void> {
    if (this.running) return;
    for (let request = this.queue.shift(); request; request = this.queue.shift()) {
      this.running = request.message;
      try {
        await this.execute(request);
      } catch (error) {
        this.refuse(request, this.cells.errors.report(error));
      }
    }
    this.running = undefined;
  }

  private async execute(request: Request): Promise<void> {
    const { message } = request;
    this.latest = message;
    this.printed.reset();
    this.status(message, "busy");
    const execution = executionOf(message.content);
    if (execution === undefined) return this.refuse(request, REFUSED);
    const { code, silent, counted } = execution;
    const number = counted ? ++this.count : this.count + 1;
    if (!silent) this.publish(message, "execute_input", { code, execution_count: number });

    const name = counted ? `Cell[${number}]` : this.nameUncounted();
    const { bundle, failure } = await this.cells.execute(code, name);
    this.critical(() => {
      if (counted) this.answers.history.add(number, code, textOf(bundle));
      if (bundle && !silent)
        this.publish(message, "execute_result", { execution_count: number, data: bundle, metadata: {} });
      if (failure && !silent) this.publish(message, "error", failure);
    });
    // As in ipykernel, what nobody sees stops nothing.
    if (failure && !silent && message.content["stop_on_error"] !== false) await this.abortQueue();
    const expressions = failure ? {} : await this.expressions(message);
    this.critical(() => {
      const outcome = failure
        ? { status: "error", execution_count: number, ...failure }
        : { status: "ok", execution_count: number, payload: [], user_expressions: expressions };
      this.reply(request, "execute_reply", outcome);
      this.status(message, "idle");
    });
  }

  private nameUncounted(): string {
    return `Uncounted[${++this.uncounted}]`;
  }

  /** The values of the request's user_expressions, as results or as errors. */
  private async expressions(message: Message): Promise<Content> {
    const asked = Object.entries((message.content["user_expressions"] ?? {}) as Content);
    const found: Content = {};
    for (const [name, expression] of asked) {
      const { bundle, failure } = await this.cells.execute(`(${String(expression)}\n)`, this.nameUncounted());
      found[name] = failure
        ? { status: "error", ...failure }
        : { status: "ok", data: bundle ?? { "text/plain": "undefined" }, metadata: {} };
    }
    return found;
  }

  private refuse(request: Request, failure: Failure): void {
    this.critical(() => {
      this.publish(request.message, "error", failure);
      this.reply(request, "execute_reply", { status: "error", execution_count: this.count, ...failure });
      this.status(request.message, "idle");
    });
  }

  /** Cells that are given up have not been counted. */
  private async abortQueue(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, ABORT_WINDOW_MS));
    for (const request of this.queue.splice(0))
      this.busy(request, () => this.reply(request, "execute_reply", { status: "aborted" }));
  }

  private answer(request: Request): void {
    const { header } = request.message;
    if (/^comm_(?:open|msg|close)$/.test(header.msg_type)) return this.comms.receive(request.message);
    const answer = this.answers.to(request.message);
    if (answer !== undefined) this.reply(request, replyType(header.msg_type), answer);
  }

  /** Does what does not wait for the cell that runs; front ends take the last status for that of the whole kernel. */
  private busy(request: Request, work: () => void): void {
    this.status(request.message, "busy");
    try {
      work();
    } catch (error) {
      const { header } = request.message;
      const content = failedAnswer(header.msg_type, this.cells.errors.report(error));
      if (/_request$/.test(header.msg_type)) this.reply(request, replyType(header.msg_type), content);
    }
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

function executionOf(content: Content): Execution | undefined {
  const { code, silent, store_history: stored } = content;
  if (typeof code !== "string") return undefined;
  return { code, silent: silent === true, counted: silent !== true && stored !== false };
}

/** What is asked about a cell that is being written has an answer of its own for what cannot be known. */
function failedAnswer(type: string, failure: Failure): Content {
  return type === "is_complete_request" ? { status: "unknown" } : { status: "error", ...failure };
}

function textOf(bundle: MimeBundle | undefined): string | null {
  const text = bundle?.["text/plain"];
  return typeof text === "string" ? text : null;
}
