import { setTimeout as delay } from "node:timers/promises";
import type { MessagePort } from "node:worker_threads";
import { Askables } from "../shared/askables";
import { Blockings } from "../shared/blockings";
import { Cells } from "../shared/cells";
import { InterruptError, MemoryError } from "../shared/errors";
import { publishHost, type SendDisplay } from "../shared/host";
import type { TimedOutput } from "../shared/hosts/timedOutput";
import type { Platform } from "../shared/platform";
import { boundedSendable } from "../shared/rich";
import { RunState } from "../shared/runState";
import { Session } from "../shared/session";
import { showTslabDisplays } from "../shared/tslabDisplay";
import type { Message, Outgoing, Watch } from "../shared/wire";
import type { Incoming, InterruptReason } from "./channels";
import { showChildren } from "./childStreams";
import { keepCompiled } from "./compileCache";
import { showDescriptors } from "./fileDescriptors";
import { Inputs } from "./inputs";
import { nodePlatform } from "./platform";
import { captureOutput, catchLateErrors, refuseExit } from "./processHooks";
import { Provenance } from "./provenance";
import { suppliedPackages, supplyToRequire } from "./resolve";
import { watchTimers } from "./timers";

const STACK_FRAMES = 50;
const COMM_TARGET = "mixedmodels";
/** What comes at once, such as the first cell of a notebook that is run as a whole, comes before. */
const WARM_UP_MS = 20;

/** What the main thread shares with the thread of the channels. */
export interface Connection {
  readonly port: MessagePort;
  /** Where the lines come that the reader enters. */
  readonly inputs: MessagePort;
  readonly state: SharedArrayBuffer;
  /** The most that the heap may hold, in bytes. */
  readonly heapLimit: number;
}

/** Starts what runs cells; the working directory is the notebook's folder. */
export function startNotebook({ port, inputs, state: buffer, heapLimit }: Connection): void {
  const folder = process.cwd();
  const provenance = new Provenance((sentence) => session.stream("stderr", sentence));
  supplyToRequire(suppliedPackages(folder), (name, file) => provenance.imports(name, file));
  Error.stackTraceLimit = STACK_FRAMES;
  const platform: Platform = nodePlatform(
    folder,
    (specifier) => (specifier === "tslab" ? tslab() : undefined),
    provenance,
  );
  const display: SendDisplay = (bundle, id, update) => session.display(boundedSendable(bundle, platform), id, update);
  /** It is loaded when a cell imports it, with a display of this notebook's. */
  const tslab = (): unknown => {
    showTslabDisplays(require("tslab/dist/jupyter") as object, display);
    return require("tslab");
  };

  const state = new RunState(buffer);
  const exit = refuseExit();
  let timed: TimedOutput<Message> | undefined;
  const cells = new Cells(platform, state, (text) => session.stream("stderr", text));
  const session: Session = new Session(
    cells,
    (work) => state.critical(work),
    (outgoing: Outgoing) => port.postMessage(outgoing),
    () => timed?.current,
  );
  const receive = (request: Extract<Incoming, { kind: "request" }>): void => {
    if (request.number !== state.received + 1) return;
    state.countRequest();
    session.receive(request);
  };
  const end = (error: InterruptError): void => {
    cells.interrupts.interrupt(error);
    // Node takes SIGINT listeners away while a cell runs and cannot bring them back when that is ended by force.
    process.off("SIGINT", onSignal).on("SIGINT", onSignal);
  };
  const interrupt = (reason: InterruptReason): void =>
    end(reason === "memory" ? new MemoryError(heapLimit) : new InterruptError());
  const onSignal = (): void => interrupt("user");
  process.on("SIGINT", onSignal);
  port.on("message", (incoming: Incoming) => {
    if (incoming.kind === "shutdown") exit(0);
    else if (incoming.kind === "request") state.critical(() => receive(incoming));
    else if (incoming.acknowledged === state.acknowledged) interrupt(incoming.reason);
  });
  void cells.warmUp(() => delay(WARM_UP_MS)).then(keepCompiled);

  timed = watchTimers(() => session.latestCell);
  cells.awaits.waiting = timed.waiting;
  captureOutput((name, text) => session.print(name, text));
  showDescriptors();
  showChildren(state);
  console.clear = () => session.clearOutput();
  new Inputs(session, inputs, state, (error) => end(error as InterruptError)).publish();
  const askables = new Askables();
  const blockings = new Blockings(askables, state, (watch: Watch) => port.postMessage(watch));
  session.comms.register(COMM_TARGET, (comm, data) => askables.connect(comm, data));
  publishHost(display, {
    onInterrupt: (listener) => cells.interrupts.onInterrupt(listener),
    offer: (askable) => askables.offer(askable),
    offerBlocking: (askable) => blockings.begin(askable),
    withdraw: (askable, last) => blockings.withdraw(askable, last),
  });
  catchLateErrors((error) => {
    const text = cells.errors.lateText(error);
    if (text !== undefined) session.stream("stderr", text);
  });
}
