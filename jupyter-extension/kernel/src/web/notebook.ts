import { prepareThreads, threads } from "engine/platform/web/threads";
import { version as language } from "typescript-6";
import { Askables } from "../shared/askables";
import { Blockings } from "../shared/blockings";
import { Cells } from "../shared/cells";
import { InterruptError } from "../shared/errors";
import { publishHost, type SendDisplay } from "../shared/host";
import { kernelInfo } from "../shared/hosts/kernelInfo";
import { TimedOutput } from "../shared/hosts/timedOutput";
import { boundedSendable } from "../shared/rich";
import { RUN_STATE_BYTES, RunState } from "../shared/runState";
import { Session } from "../shared/session";
import { StreamBuffer } from "../shared/streamBuffer";
import { following, type Message, type Outgoing, type Request } from "../shared/wire";
import type { Declarations } from "./declarations";
import { publishInputs } from "./inputs";
import { LoopTicks } from "./loopTicks";
import { kernelMessage, pageMessage } from "./messages";
import { tslabModule } from "./modules/tslab";
import { captureOutput } from "./output";
import type { Packages } from "./packages";
import type { PageQuestions } from "./pageQuestions";
import { webPlatform } from "./platform";
import type { FromKernel, Start, ToKernel } from "./protocol";
import { SpareThreads } from "./spareThreads";
import { tellingFetch } from "./tellingFetch";

const STACK_FRAMES = 50;
const COMM_TARGET = "mixedmodels";
const WARM_UP_MS = 20;

/** Starts what runs cells in this worker; returns who takes what the page says. */
export function startNotebook(
  { version, folder }: Start,
  questions: PageQuestions | undefined,
  packages: Packages,
  declarations: Declarations,
): (said: ToKernel) => void {
  (Error as { stackTraceLimit?: number }).stackTraceLimit = STACK_FRAMES;
  const platform = webPlatform(folder, packages, declarations);
  // Nobody shares it: this worker is alone with the cells.
  const state = new RunState(new ArrayBuffer(RUN_STATE_BYTES));
  const streams = new StreamBuffer((message) => post("iopub", message));
  const spares = new SpareThreads(device(), prepareThreads);
  const send = ({ channel, message }: Outgoing): void => {
    if (message.header.msg_type === "execute_input") spares.busy();
    if (message.header.msg_type === "execute_reply") spares.idle();
    if (channel === "iopub" && streams.take(message)) return;
    streams.flush();
    post(channel, message);
  };
  const ticks = new LoopTicks(
    () => questions?.latestInterrupt() ?? 0,
    () => streams.flush(),
  );
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
  const display: SendDisplay = (bundle, id, update) => session.display(boundedSendable(bundle, platform), id, update);

  const tslab = tslabModule({ tslab: "", typescript: language, node: "" }, display, (bytes) => platform.base64(bytes));
  packages.add("tslab", () => tslab);

  const timers = globalThis as unknown as Record<string, (...args: unknown[]) => unknown>;
  for (const name of ["setTimeout", "setInterval"]) timers[name] = timed.remembering(timers[name]!);
  cells.awaits.waiting = timed.waiting;
  ticks.publish();
  captureOutput((name, text) => session.print(name, text), folder);
  self.fetch = tellingFetch(self.fetch.bind(self));
  console.clear = () => session.clearOutput();
  publishInputs(session, questions && ((prompt) => questions.nextLine(prompt, () => ticks.look())));
  const askables = new Askables();
  const isStopped = (serial: number): boolean =>
    ticks.isDue &&
    ticks.paced(() => questions?.isStopped(serial) || ticks.look((error) => cells.interrupts.interrupt(error)));
  const blockings = new Blockings(askables, { isStopped }, (watch) => tell({ kind: "watch", watch }));
  session.comms.register(COMM_TARGET, (comm, data) => askables.connect(comm, data));
  publishHost(display, {
    onInterrupt: (listener) => cells.interrupts.onInterrupt(listener),
    offer: (askable) => askables.offer(askable),
    ...(questions && { offerBlocking: (askable) => blockings.begin(askable) }),
    withdraw: (askable, last) => blockings.withdraw(askable, last),
  });
  catchLateErrors((error) => {
    const text = cells.errors.lateText(error);
    if (text !== undefined) session.stream("stderr", text);
  });
  void cells.warmUp(() => new Promise((resolve) => setTimeout(resolve, WARM_UP_MS))).then(() => spares.idle());

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
      const request: Request = { channel: said.channel, message: kernelMessage(said.message) };
      if (request.message.header.msg_type === "kernel_info_request") information(request);
      else session.receive(request);
    }
  };
}

function device(): ConstructorParameters<typeof SpareThreads>[0] {
  const { hardwareConcurrency: processors, deviceMemory: memory } = navigator as WorkerNavigator & {
    readonly deviceMemory?: number;
  };
  return { isIsolated: threads.canShareMemory, processors, memory };
}

function post(channel: Outgoing["channel"], message: Message): void {
  tell({ kind: "message", channel, message: pageMessage(message) });
}

function tell(said: FromKernel): void {
  self.postMessage(said);
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
