import { version as language } from "typescript-6";
import { Askables } from "../shared/askables";
import { Cells } from "../shared/cells";
import { InterruptError } from "../shared/errors";
import { publishHost, type SendDisplay } from "../shared/host";
import { kernelInfo } from "../shared/hosts/kernelInfo";
import { TimedOutput } from "../shared/hosts/timedOutput";
import { sendable } from "../shared/rich";
import { RUN_STATE_BYTES, RunState } from "../shared/runState";
import { Session } from "../shared/session";
import { StreamBuffer } from "../shared/streamBuffer";
import { following, type Message, type Outgoing, type Request } from "../shared/wire";
import { ask } from "./ask";
import { publishInputs } from "./inputs";
import { LoopTicks } from "./loopTicks";
import { captureOutput } from "./output";
import type { Packages } from "./packages";
import { webPlatform } from "./platform";
import { type FromKernel, QUESTIONS, type Start, type ToKernel } from "./protocol";

const STACK_FRAMES = 50;
const COMM_TARGET = "mixedmodels";
const WARM_UP_MS = 20;
/** A loop goes on where the page does not say within so many ms whether ■ was pressed, and asks again later. */
const INTERRUPTS_MS = 2000;
/** Browsers end what waits for minutes: the reader's line is asked for again after so many ms. */
const INPUT_MS = 20_000;

/** What the reader has entered; undefined if nothing yet. @throws Error where the page cannot be asked at all */
function lineSoFar(ask: () => string): string | undefined {
  const begun = performance.now();
  try {
    return ask();
  } catch (error) {
    if (performance.now() - begun < INPUT_MS / 2) throw error;
    return undefined;
  }
}

/** Starts what runs cells in this worker; returns who takes what the page says. */
export function startNotebook(
  { version, folder, questions, interrupts }: Start,
  packages: Packages,
  declarations: ReadonlyMap<string, string>,
): (said: ToKernel) => void {
  (Error as { stackTraceLimit?: number }).stackTraceLimit = STACK_FRAMES;
  const platform = webPlatform(folder, packages, declarations);
  // Nobody shares it: this worker is alone with the cells.
  const state = new RunState(new ArrayBuffer(RUN_STATE_BYTES));
  const asked = <T>(asks: "interrupts" | "input", patience: number, number?: number): T =>
    ask<T>(questions!.address + QUESTIONS, questions!.page, { kernel: questions!.kernel, asks, number }, patience);
  const latestInterrupt = (): number => {
    if (interrupts !== undefined) return Atomics.load(interrupts, 0);
    if (questions === undefined) return 0;
    try {
      return asked<number>("interrupts", INTERRUPTS_MS);
    } catch {
      return 0;
    }
  };
  const streams = new StreamBuffer((message) => post("iopub", message));
  const send = ({ channel, message }: Outgoing): void => {
    if (channel === "iopub" && streams.take(message)) return;
    streams.flush();
    post(channel, message);
  };
  const ticks = new LoopTicks(latestInterrupt, () => streams.flush());
  const timed = new TimedOutput<Message>(
    () => session.latestCell,
    (action) => queueMicrotask(action),
  );
  const cells = new Cells(platform, state, (text) => session.stream("stderr", text));
  const session: Session = new Session(
    cells,
    (work) => state.critical(work),
    send,
    () => timed.current,
  );
  const display: SendDisplay = (bundle, id, update) => session.display(sendable(bundle, platform), id, update);

  const timers = globalThis as unknown as Record<string, (...args: unknown[]) => unknown>;
  for (const name of ["setTimeout", "setInterval"]) timers[name] = timed.remembering(timers[name]!);
  ticks.publish();
  captureOutput((name, text) => session.print(name, text));
  console.clear = () => session.clearOutput();
  let lines = 0;
  const nextLine = (): string => {
    lines++;
    for (;;) {
      const line = lineSoFar(() => asked<string>("input", INPUT_MS, lines));
      if (ticks.isNew(latestInterrupt())) throw new InterruptError();
      if (line !== undefined) return line;
    }
  };
  publishInputs(session, questions && nextLine);
  const askables = new Askables();
  session.comms.register(COMM_TARGET, (comm, data) => askables.connect(comm, data));
  publishHost(display, {
    onInterrupt: (listener) => cells.interrupts.onInterrupt(listener),
    offer: (askable) => askables.offer(askable),
    withdraw: (askable, last) => askables.withdraw(askable, last),
  });
  catchLateErrors((error) => {
    const text = cells.errors.lateText(error);
    if (text !== undefined) session.stream("stderr", text);
  });
  void cells.warmUp(() => new Promise((resolve) => setTimeout(resolve, WARM_UP_MS)));

  const information = (request: Request): void => {
    const { channel, message } = request;
    const publish = (type: string, content: Record<string, unknown>): void =>
      send({ channel: "iopub", message: following(message, type, content) });
    publish("status", { execution_state: "busy" });
    const content = { status: "ok", ...kernelInfo(version, language, platform.hostName) };
    send({ channel, message: following(message, "kernel_info_reply", content) });
    publish("status", { execution_state: session.runningCell === undefined ? "idle" : "busy" });
  };
  return (said) => {
    if (said.kind === "interrupt") {
      if (ticks.isNew(said.number)) cells.interrupts.interrupt(new InterruptError());
    } else if (said.kind === "request") {
      const { header, parent_header: parent, metadata, content } = said.message;
      const request: Request = {
        channel: said.channel,
        message: { identities: [], header, parent, metadata, content },
      };
      if (header.msg_type === "kernel_info_request") information(request);
      else session.receive(request);
    }
  };
}

function post(channel: Outgoing["channel"], { header, parent, metadata, content }: Message): void {
  const message: FromKernel = {
    kind: "message",
    channel,
    message: { header, parent_header: parent, metadata, content },
  };
  self.postMessage(message);
}

/** Sends errors that nothing catches (in timers, in rejected promises) to `report`. */
function catchLateErrors(report: (error: unknown) => void): void {
  self.addEventListener("unhandledrejection", (event) => {
    event.preventDefault();
    report(event.reason);
  });
  self.addEventListener("error", (event) => {
    event.preventDefault();
    report(event.error ?? new Error(event.message));
  });
}
